"""Where two people are asked for, who reviewed a course does not approve it as well."""

from dataclasses import replace

import pytest

from bot.domain.pseudonyms import person_hash
from bot.domain.running import Running
from bot.store.content import load_shelf
from bot.store.db import Database
from bot.store.grants import grant
from tests.handlers.private_chat import PrivateChats, told
from tests.handlers.school import course, lesson, single

ANNA, BOB = "city-wechat:anna", "city-wechat:bob"
DRAFT = replace(course(lesson("甲", single("一"))), reviewed_by="")


async def chats_of(db: Database, *, two_people: bool) -> PrivateChats:
    """A draft, and two who may review it."""
    chats = PrivateChats(db)
    chats.deployment = replace(
        chats.deployment, running=lambda: Running(content_two_people=two_people)
    )
    await chats.teach(DRAFT)
    for who in (ANNA, BOB):
        await chats.say(who, "你好")
        account, _, person = who.partition(":")
        key = chats.deployment.issuer.pseudonym_key
        async with db.transaction() as conn:
            await grant(conn, account, person_hash(key, account, person), "reviewer", chats.now)
    return chats


async def taught(db: Database) -> list[str]:
    async with db.connection() as conn:
        return [one.key for one in (await load_shelf(conn))[1]]


async def test_the_second_reviewer_approves(db: Database) -> None:
    chats = await chats_of(db, two_people=True)
    assert "已经有一位审阅人" not in told(await chats.tap(ANNA, "drafts:farm"))
    assert "再请另一位审阅人通过" in told(await chats.tap(ANNA, "approve:farm"))
    assert await taught(db) == []
    assert "要请另一位审阅人" in told(await chats.tap(ANNA, "approve:farm"))
    assert await taught(db) == []
    assert "已经有一位审阅人" in told(await chats.tap(BOB, "drafts:farm"))
    assert "已通过" in told(await chats.tap(BOB, "approve:farm"))
    assert await taught(db) == ["farm"]
    async with db.connection() as conn:
        row = await conn.fetchrow("select reviewed_by, approved_by from course_version")
    assert row is not None
    assert row["reviewed_by"] != row["approved_by"]
    assert {row["reviewed_by"][:9], row["approved_by"][:9]} == {"reviewer "}


@pytest.mark.parametrize("who", [ANNA, BOB])
async def test_one_reviewer_is_enough_else(db: Database, who: str) -> None:
    chats = await chats_of(db, two_people=False)
    assert "已通过" in told(await chats.tap(who, "approve:farm"))
    assert await taught(db) == ["farm"]
