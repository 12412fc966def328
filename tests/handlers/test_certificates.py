"""The certificate comes as a picture, and shows others only what its owner allowed."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.domain.messages import Reply
from bot.keys.vault import CERTIFICATE_NAME
from bot.ledger.proofs.certificates import name_on
from bot.store.db import Database
from bot.store.ledger import certificates
from bot.store.ledger.certificates import Certificate
from bot.store.media import read_file
from tests.handlers.credit_talk import (
    ANN,
    BEN,
    DEPLOYMENT,
    VAULT,
    bubbles,
    everything_kept,
    make_chats,
    passes,
    passes_another,
)
from tests.handlers.private_chat import PrivateChats, told, touchable

NAME = "王秀英"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = await make_chats(db)
    await passes(chats)
    await chats.say(ANN, "不同意")
    return chats


async def owned(chats: PrivateChats, who: str = ANN) -> list[Certificate]:
    learner = (await chats.learner(who))["id"]
    async with chats.db.connection() as conn:
        return await certificates.of_learner(conn, learner)


async def picture(chats: PrivateChats, reply: Reply) -> bytes:
    """The picture that a reply shows."""
    [media] = [one.media for one in reply.messages if one.media is not None]
    async with chats.db.connection() as conn:
        file = await read_file(conn, media.hash)
    assert file is not None
    assert file.content_type == "image/png"
    return file.content


async def pictures(chats: PrivateChats) -> int:
    return len(await chats.rows("select 1 from media_file"))


async def test_without_a_passed_course_there_is_none(chats: PrivateChats) -> None:
    await chats.enrolled(BEN)
    assert "还没有证书" in told(await chats.say(BEN, "证书"))


async def test_passing_tells_of_it(chats: PrivateChats) -> None:
    assert "发“证书”" in told(await passes_another(chats))


@pytest.mark.parametrize(
    "word", ["证书", "/certificate", "我的證書", "结业证书", "my certificate"]
)
async def test_the_picture_comes_with_its_page(chats: PrivateChats, word: str) -> None:
    said = await chats.say(ANN, word)
    [one] = await owned(chats)
    with Image.open(BytesIO(await picture(chats, said))) as shown:
        assert shown.width == 1600
    words = said.messages[-1]
    assert "《种田小课》的结业证书" in words.text
    assert one.number in words.text
    assert [link.url for link in words.links] == [f"https://yike.example.org/verify/{one.token}"]
    assert touchable(said) == [f"certificate_name:{one.row}", f"certificate_close:{one.row}"]
    assert max(bubbles(said)) <= 150


async def test_a_name_is_put_on_sealed_and_seen_by_its_owner_alone(chats: PrivateChats) -> None:
    bare = await picture(chats, await chats.say(ANN, "证书"))
    asked = await chats.say(ANN, "写名字")
    said = await chats.say(ANN, f"  {NAME} ")
    assert "名字写上了" in told(said)
    assert "看不到您的名字" in told(said)
    [one] = await owned(chats)
    assert one.name_sealed is not None
    assert VAULT.open(CERTIFICATE_NAME, one.name_sealed) == NAME
    assert name_on(one, VAULT, for_owner=False) == ""
    assert await picture(chats, said) != bare
    assert NAME not in await everything_kept(chats, asked, said)
    assert await pictures(chats) == 1, "the copy before is kept no longer"


async def test_the_name_is_shown_and_hidden_and_taken_off(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    for word in ("写名字", NAME):
        await chats.say(ANN, word)
    assert "也看得到" in told(await chats.say(ANN, "让别人也看到名字"))
    assert (await owned(chats))[0].shows_name
    assert "看不到名字" in told(await chats.say(ANN, "不显示名字"))
    assert not (await owned(chats))[0].shows_name
    await chats.say(ANN, "显示名字")
    assert "不写名字了" in told(await chats.say(ANN, "不写名字"))
    [one] = await owned(chats)
    assert (one.name_sealed, one.shows_name) == (None, False)


async def test_showing_a_name_that_is_not_there_asks_for_it(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    assert "什么名字" in told(await chats.say(ANN, "显示名字"))
    assert not (await owned(chats))[0].shows_name


async def test_a_name_that_cannot_stand_is_asked_again(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    await chats.say(ANN, "写名字")
    assert "最多 20 个字" in told(await chats.say(ANN, "长" * 21))
    assert "没有看到名字" in told(await chats.say(ANN, "\u200b\u202e"))
    assert "名字写上了" in told(await chats.say(ANN, NAME))


@pytest.mark.parametrize("word", ["不写了", "1", "算了"])
async def test_a_name_need_not_be_given(chats: PrivateChats, word: str) -> None:
    await chats.say(ANN, "证书")
    await chats.say(ANN, "写名字")
    await chats.say(ANN, word)
    assert (await owned(chats))[0].name_sealed is None
    assert "没看懂" in told(await chats.say(ANN, NAME))


async def test_the_page_is_closed_and_opened(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    assert "什么也看不到" in told(await chats.say(ANN, "关上网页"))
    assert not (await owned(chats))[0].is_open
    assert "网页关着" in told(await chats.say(ANN, "证书"))
    assert "可以核对" in told(await chats.say(ANN, "打开网页"))
    assert (await owned(chats))[0].is_open


async def test_with_several_it_is_asked_which(chats: PrivateChats) -> None:
    chats.later(hours=1)
    await passes_another(chats)
    which = await chats.say(ANN, "证书")
    tea, farm = await owned(chats)
    assert (tea.course, farm.course) == ("tea", "farm")
    assert touchable(which) == [f"certificate:{tea.row}", f"certificate:{farm.row}"]
    assert "《种田小课》的结业证书" in told(await chats.say(ANN, "2"))
    named = await chats.say(ANN, "写名字")
    assert "什么名字" in told(named), "of the one that is shown"
    await chats.say(ANN, NAME)
    tea, farm = await owned(chats)
    assert (tea.name_sealed is None, farm.name_sealed is None) == (True, False)
    await chats.say(ANN, "帮助")
    which = await chats.say(ANN, "关闭网页")
    assert touchable(which) == [f"certificate_close:{one.row}" for one in (tea, farm)]
    await chats.say(ANN, "采茶")
    assert [one.is_open for one in await owned(chats)] == [False, True]


async def test_somebody_else_s_certificate_is_not_touched(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    [hers] = await owned(chats)
    await passes(chats, BEN)
    for route in ("certificate_close", "certificate_name", "certificate_show"):
        await chats.tap(BEN, f"{route}:{hers.row}")
        await chats.say(BEN, NAME)
    assert "种田小课" in told(await chats.tap(BEN, f"certificate:{hers.row}"))
    for data in ("certificate:x", "certificate:99999999999999999999", "certificate_close:0"):
        await chats.tap(BEN, data)
    [one] = await owned(chats)
    assert (one.is_open, one.name_sealed) == (True, None)
    assert (await owned(chats, BEN))[0].row != hers.row


async def test_a_revoked_one_is_said_to_be(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    [one] = await owned(chats)
    async with chats.db.transaction() as conn:
        await certificates.revoke(conn, one.claim, "登记有误", chats.now)
    said = await chats.say(ANN, "证书")
    assert "已经作废：登记有误" in told(said)
    assert touchable(said) == []


async def test_the_picture_goes_with_the_certificate(chats: PrivateChats) -> None:
    await chats.say(ANN, "证书")
    assert await pictures(chats) == 1
    async with chats.db.transaction() as conn:
        await conn.execute("select set_config('yike.erasing', 'on', true)")
        await conn.execute("delete from certificate")
    assert await pictures(chats) == 0


async def test_where_nothing_can_be_sealed_there_is_none(db: Database) -> None:
    chats = await make_chats(db, replace(DEPLOYMENT, vault=None))
    assert "证书" not in told(await passes(chats))
    assert "还没有证书" in told(await chats.say(ANN, "证书"))
