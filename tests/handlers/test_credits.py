"""学分: the balance in a few short lines, how each claim stands, and one next step."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from bot.ledger.status import ClaimState, ClaimStatus
from bot.ledger.telling import claim_lines, parts
from bot.store.db import Database
from bot.texts.catalogue import texts
from tests.delivery.owing import NOON
from tests.handlers.credit_talk import (
    ANN,
    DEPLOYMENT,
    NUMBER,
    bubbles,
    make_chats,
    passes,
    passes_another,
    with_account,
)
from tests.handlers.private_chat import PrivateChats, told


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    return await make_chats(db)


async def decided(
    chats: PrivateChats, state: str, credit: str | None = None, reason: str = ""
) -> None:
    """The bank has every claim and says what it made of it."""
    await chats.rows(
        "update push set state = 'accepted', accepted_at = $1 where state <> 'voided' returning 1",
        chats.now,
    )
    claims = await chats.rows("select id, key from claim")
    for claim in claims:
        await chats.rows(
            """
            insert into recognition (key, claim_id, outer_id, target, state, credit, reason, said_at, recorded_at)
            values ($1, $2, $7, 'town', $3, $4, $5, $6, $6) returning 1
            """,
            uuid4(),
            claim["id"],
            state,
            Decimal(credit) if credit else None,
            reason,
            chats.now,
            claim["key"],
        )


async def asks(chats: PrivateChats) -> str:
    said = await chats.say(ANN, "学分")
    assert max(bubbles(said)) <= 150
    return told(said)


async def test_before_anything_is_passed(chats: PrivateChats) -> None:
    await chats.enrolled(ANN)
    text = await asks(chats)
    assert "还没有可以申请学分的课" in text
    assert "要不要把学习成绩" in text


async def test_the_consent_is_the_first_step(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "不同意")
    text = await asks(chats)
    assert "一共申请 0.12 学分，2 学时。" in text
    assert "2 学时，第 1 级" in text
    assert "《种田小课》0.12 学分，2 学时，第 1 级：已记下，还没有送出。" in text
    assert "要不要把学习成绩" in text


async def test_the_number_is_the_second(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.say(ANN, "以后再说")
    assert "账号是多少" in await asks(chats)
    assert "末尾" in told(await chats.say(ANN, NUMBER))


async def test_then_it_is_on_its_way_and_received(chats: PrivateChats) -> None:
    await with_account(chats)
    text = await asks(chats)
    assert "正在送往学分银行" in text
    assert "您已同意" in text
    assert "发“证书”" in text
    await chats.rows("update push set state = 'accepted', accepted_at = $1 returning 1", chats.now)
    text = await asks(chats)
    assert "银行收到 0.12 学分。" in text
    assert "已收到，等待认定" in text


@pytest.mark.parametrize(
    ("state", "credit", "reason", "total", "line"),
    [
        ("accepted", None, "", "已认可 0.12 学分", "学分银行已认可。"),
        ("converted", "0.5", "", "已转成 0.5 学分", "：已转成 0.5 学分。"),
        ("rejected", None, "学时不够。", "没有认可 0.12 学分", "没有认可，学分银行说：学时不够。"),
    ],
)
async def test_what_the_bank_made_of_it(
    chats: PrivateChats, state: str, credit: str | None, reason: str, total: str, line: str
) -> None:
    await with_account(chats)
    await decided(chats, state, credit, reason)
    text = await asks(chats)
    assert total in text
    assert line in text


@pytest.mark.parametrize(
    ("state", "credit", "line"),
    [("accepted", None, "学分银行已认可"), ("converted", "0.50", "已转成 0.5 学分")],
)
async def test_with_one_bank_its_word_is_the_whole_word(
    db: Database, state: str, credit: str | None, line: str
) -> None:
    one = replace(DEPLOYMENT, banks={"town": "市学分银行"}, targets=(DEPLOYMENT.targets[1],))
    chats = await make_chats(db, one)
    await with_account(chats)
    await decided(chats, state, credit)
    assert f"第 1 级：{line}。" in await asks(chats)


async def test_what_could_not_be_handed_in_is_ours_to_mend(chats: PrivateChats) -> None:
    await with_account(chats)
    await chats.rows(
        "update push set state = 'dead', reason = 'refused', words = 'HTTP 400: bad field x' returning 1"
    )
    text = await asks(chats)
    assert "没有送成，我们正在处理" in text
    assert "HTTP" not in text


async def test_what_was_taken_back_says_so(chats: PrivateChats) -> None:
    await with_account(chats)
    await decided(chats, "accepted")
    await chats.say(ANN, "不同意")
    assert "您收回了，学分银行还没有撤掉" in await asks(chats)
    await chats.rows("update push set state = 'accepted' where state = 'queued' returning 1")
    assert "您收回了，学分银行已经撤掉" in await asks(chats)


async def test_both_courses_are_told_the_newest_first(chats: PrivateChats) -> None:
    await with_account(chats)
    chats.later(hours=1)
    await passes_another(chats)
    text = await asks(chats)
    assert "一共申请 0.24 学分，4 学时。" in text
    assert text.index("采茶小课") < text.index("种田小课")


async def test_without_a_bank_it_stays_here(db: Database) -> None:
    chats = await make_chats(db, replace(DEPLOYMENT, banks={}, targets=(), account_forms={}))
    await passes(chats)
    text = await asks(chats)
    assert "还没有接学分银行" in text
    assert "已记下" in text


def claim(number: int, **changes: object) -> ClaimStatus:
    one = ClaimStatus(
        key=UUID(int=number),
        course=f"c{number}",
        title=f"第{number}门课",
        framework="DB44/T 1988-2017",
        level=2,
        hours=Decimal(4),
        credit=Decimal("0.25"),
        rule="16h=1",
        claimed_at=NOON,
        state=ClaimState.RECEIVED,
        reason="",
        at=(),
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def test_a_long_list_is_cut_and_counted() -> None:
    lines = claim_lines([claim(n) for n in range(1, 21)], texts("zh-Hans"))
    assert lines[0].startswith("《第20门课》")
    assert lines[5].startswith("《第15门课》")
    assert lines[6:] == ["还有 14 门课，都记着。"]
    assert max(map(len, parts(lines))) <= 150


@pytest.mark.parametrize("state", ClaimState)
def test_every_state_has_its_words(state: ClaimState) -> None:
    [line] = claim_lines([claim(1, state=state)], texts("zh-Hans"))
    assert line.startswith("《第1门课》0.25 学分，4 学时，第 2 级：")
    assert state.value not in line
