"""Certificates and account numbers in the whole program, through both platforms: the picture arrives,
and what is private is kept nowhere in clear.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage import Storage
from tests.flow.town import Town, free_port, open_town
from tests.handlers.school import begin, course, lesson, single, talk

NAME, NUMBER, ID_CARD = "王秀英", "GZ20261234", "11010519491231002X"


@pytest.fixture
async def banked(place: Storage, tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose credit bank needs an account number, and is away."""
    bank = {
        "name": "town",
        "title": "市学分银行",
        "kind": "bank",
        "url": f"http://127.0.0.1:{free_port()}/bank",
        "key_id": "yike",
        "secret": "bank-secret-of-the-town",
        "account_pattern": "[A-Z]{2}[0-9]{6,10}",
    }
    async with open_town(place, tmp_path, credit_bank=[bank]) as town:
        await town.start()
        yield town


async def all_text(town: Town) -> str:
    """Every column of text, JSON or bytes in every table, bytes as they are and as hexadecimal."""
    columns = await town.rows(
        """
        select table_name, column_name, data_type from information_schema.columns
        where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'bytea', 'ARRAY')
        """
    )
    kept = []
    for one in columns:
        shown = f'"{one["column_name"]}"'
        said = f"encode({shown}, 'escape')" if one["data_type"] == "bytea" else f"{shown}::text"
        rows = await town.rows(f'select {said} as words from "{one["table_name"]}"')
        kept += [str(row["words"]) for row in rows]
    return "\n".join(kept)


async def test_a_number_and_a_name_are_nowhere_in_clear(banked: Town) -> None:
    await begin(banked, course(lesson("甲", single("一"))))
    assert "市学分银行" in await banked.wechat_says("2")
    assert "账号是多少" in await banked.wechat_says("同意")
    assert "身份证" in await banked.wechat_says(ID_CARD)
    sure = await banked.wechat_says(NUMBER)
    assert "末尾是 1234" in sure
    waiting = await all_text(banked)
    assert "记下了" in await banked.wechat_says("对")
    await talk(banked, "证书", "写名字", NAME)
    kept = waiting + await all_text(banked)
    assert "种田小课" in kept, "the look finds what is there"
    for secret in (ID_CARD, NUMBER, NUMBER[:6], NAME):
        assert secret not in kept
    assert len(await banked.rows("select 1 from bank_account")) == 1
    [row] = await banked.rows("select state from push")
    assert row["state"] in {"queued", "leased"}


async def test_the_picture_arrives_in_wechat(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"))))
    said = await talk(town, "2", "不同意", "证书")
    assert "《种田小课》的结业证书" in said
    await town.move_to(town.clock.now() + timedelta(seconds=2))  # it follows what it belongs to
    await town.nothing_due()
    [shown] = [one for one in town.wechat_chat() if one.media]
    assert not shown.mine


async def test_the_picture_arrives_in_telegram(town: Town) -> None:
    await town.rows("update course set current_version = null returning key")
    await town.teach(course(lesson("甲", single("一"))))
    await town.telegram_starts()
    await town.telegram_chooses("我务农")
    await town.telegram_chooses("早上 7:30")
    await town.nothing_due()
    await town.telegram_chooses("先核对对方是谁")
    await town.nothing_due()
    await town.telegram_says("不同意")
    await town.telegram_says("证书")
    await town.nothing_due()
    await town.simulator.until(lambda: any(one.media for one in town.telegram_chat()))
    told = [one for one in town.telegram_chat() if "《种田小课》的结业证书" in one.text]
    assert len(told) == 1
