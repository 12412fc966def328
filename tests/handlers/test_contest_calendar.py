"""The link to one's own dates can be changed by a touch, and the old one stops."""

from dataclasses import replace

import pytest

from bot.competitions.telling.calendar_links import read_token
from bot.domain.messages import Reply
from bot.store import calendars
from bot.store.db import Database
from tests.handlers.contest import LI, MEI, OLD, contest, enter, hold, labels, law
from tests.handlers.private_chat import SECRET, PrivateChats, told

PUBLIC = "https://yike.example.org"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(law())
    await hold(chats, contest())
    chats.deployment = replace(chats.deployment, public_url=PUBLIC)
    for who in (LI, MEI, OLD):
        await chats.enrolled(who)
    return chats


def address(reply: Reply) -> str:
    [link] = reply.messages[-1].links
    return link.url


async def owner(chats: PrivateChats, url: str) -> int | None:
    """Whose calendar an address opens."""
    token = url.removeprefix(f"{PUBLIC}/competitions/").removesuffix(".ics")
    code = read_token(token, SECRET)
    assert code is not None
    async with chats.db.connection() as conn:
        found = await calendars.owner_of(conn, code)
    return found[0] if found else None


@pytest.mark.parametrize("who", [LI, OLD])
async def test_a_new_address_ends_the_old_one(chats: PrivateChats, who: str) -> None:
    await enter(chats, who)
    shown = await chats.tap(who, "about:law-2026")
    old = address(shown)
    row = (await chats.learner(who))["id"]
    assert await owner(chats, old) == row
    assert labels(shown) == ["看详情", "换一个日历地址"]
    asked = await chats.say(who, "换一个日历地址")
    assert "旧地址马上停用" in told(asked)
    assert await owner(chats, old) == row, "nothing has changed yet"
    changed = await chats.say(who, "换一个")
    assert "旧地址不能用了" in told(changed)
    new = address(changed)
    assert new != old
    assert (await owner(chats, old), await owner(chats, new)) == (None, row)
    assert address(await chats.tap(who, "about:law-2026")) == new


async def test_who_leaves_it_keeps_the_address(chats: PrivateChats) -> None:
    await enter(chats, LI)
    old = address(await chats.tap(LI, "about:law-2026"))
    await chats.tap(LI, "calendar_new:law-2026")
    assert address(await chats.say(LI, "不换")) == old


async def test_who_has_entered_nothing_has_no_address_to_change(chats: PrivateChats) -> None:
    assert labels(await chats.tap(MEI, "about:law-2026")) == ["看详情"]
    forged = await chats.tap(MEI, "calendar_sure:law-2026")
    assert not forged.messages[-1].links
    assert not await chats.rows("select from calendar_link")
