"""What is owed is said in the language of who gets it: a learner's, or a group's."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.competitions.telling.digest import make_digest
from bot.domain.delivery import Kind
from bot.learning.compose import LessonComposer
from bot.learning.shelf import Shelf
from bot.store import recipients
from bot.store.db import Database
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, ZONE, group, learner, owe
from tests.schedules.contest import COMPETITION, OPENS, take_in


@pytest.fixture
async def house(db: Database, clock: FrozenClock) -> Office:
    """Announcements of a competition, in the program's own words."""
    await take_in(db, COMPETITION, OPENS - timedelta(days=9))
    contests: Any = CompetitionComposer(clock)
    told: dict[Kind, Any] = {
        Kind.ANNOUNCEMENT: contests,
        Kind.REMINDER: contests,
        Kind.LESSON: LessonComposer(Shelf(), clock),
    }
    return Office(db, clock, told)


async def speaks(db: Database, table: str, row: int, language: str) -> None:
    async with db.connection() as conn:
        await conn.execute(f"update {table} set language = $2 where id = $1", row, language)


async def test_one_announcement_goes_out_in_three_languages(db: Database, house: Office) -> None:
    simple = await learner(db, f"{BOT}:1")
    english = await learner(db, f"{BOT}:2")
    crowd = await group(db, "-100")
    await speaks(db, "learner", english, "en")
    await speaks(db, "chat_group", crowd, "zh-Hant")
    for person in (simple, english):
        await owe(db, person, kind=Kind.ANNOUNCEMENT, subject="law")
    await owe(db, crowd, to_group=True, kind=Kind.ANNOUNCEMENT, subject="law")
    await house.work()
    told = {call.chat: call.page.messages[0] for call in house.telegram.calls}
    first = {chat: message.text.partition("\n")[0] for chat, message in told.items()}
    assert first == {
        "1": "【比赛】全民法治知识竞赛",
        "2": "Competition: 全民法治知识竞赛",
        "-100": "【比賽】全民法治知识竞赛",
    }
    assert told["2"].hint == "To take part, send “Competitions”."


async def test_who_is_gone_has_no_language(db: Database) -> None:
    person = await learner(db, f"{BOT}:1")
    await speaks(db, "learner", person, "en")
    async with db.connection() as conn:
        assert await recipients.language_of(conn, person) == "en"
        assert await recipients.language_of(conn, person + 1) == ""
        await recipients.save_language(conn, person, "zh-Hant")
        assert await recipients.language_of(conn, person) == "zh-Hant"


async def test_a_digest_is_kept_in_simplified_chinese_and_read_in_english(
    db: Database, clock: FrozenClock
) -> None:
    await take_in(db, COMPETITION, OPENS - timedelta(days=9))
    clock.set(OPENS + timedelta(days=1))
    due = clock.now()

    async def made(language: str) -> str:
        async with db.transaction() as conn:
            reply = await make_digest(
                conn, BOT, "2026-W48", due=due, expires=due, zone=ZONE, language=language
            )
        assert reply is not None
        return reply.messages[0].title

    assert await made("en") == "This week"
    assert await made("zh-Hans") == "这一周有什么"
    async with db.connection() as conn:
        kept = await conn.fetchval("select words::text from digest")
    assert "这一周有什么" in kept
    assert due > NOON
