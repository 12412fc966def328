"""People of many groups are counted in one transaction; who explains those groups' questions waits
for them, and never crosswise."""

import asyncio

import pytest

from bot.domain.errors import StorageUnavailableError
from bot.store.db import Connection, Database
from bot.store.groups import questions as group_questions
from handlers.group_answers import Counted, count_poll_answer
from tests.delivery.owing import NOON, group, rows
from tests.handlers.group_room import Room
from tests.handlers.school import course, lesson, single


async def two_questions(db: Database) -> tuple[int, int]:
    """One in each of two groups; their rows, in order."""
    await Room(db).teach(course(lesson("甲", single("一"))))
    for chat in ("-1", "-2"):
        await group(db, chat)
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
            select g.id, '2026-11-23', 'farm', '1', q.key, q.id, $1 from chat_group g, question q order by g.id
            """,
            NOON,
        )
    first, second = [
        one["id"] for one in await rows(db, "select id from group_question order by 1")
    ]
    return first, second


async def votes(conn: Connection, question: int, voter: bytes = b"one") -> Counted:
    return await count_poll_answer(conn, question, voter, None, (2,), NOON)


async def explains(db: Database, *questions: int) -> None:
    async with db.transaction() as conn:
        await group_questions.close(conn, questions, NOON)


async def somebody_waits(db: Database) -> None:
    async with asyncio.timeout(20):
        while not await rows(
            db,
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        ):
            await asyncio.sleep(0)


async def test_who_votes_against_the_order_is_sent_away_and_not_waited_for(db: Database) -> None:
    first, second = await two_questions(db)
    async with db.connection() as holder:
        await holder.execute("begin")
        closing: list[asyncio.Task[None]] = []

        async def against_the_order() -> None:
            async with asyncio.timeout(20), db.transaction() as conn:
                assert await votes(conn, second) is Counted.RIGHT
                # Holds the first, and waits for the second: as who explains both.
                await group_questions.close(holder, [first], NOON)
                closing.append(asyncio.create_task(group_questions.close(holder, [second], NOON)))
                await somebody_waits(db)
                await votes(conn, first)

        with pytest.raises(StorageUnavailableError):
            await against_the_order()
        await closing[0]
        await holder.execute("commit")
    assert await rows(db, "select 1 from group_answer") == [], "it is counted alone, or not at all"
    async with db.transaction() as conn:
        assert await votes(conn, first) is Counted.LATE


async def test_in_order_one_waits_and_is_counted_or_late(db: Database) -> None:
    first, second = await two_questions(db)
    async with db.transaction() as conn:
        assert await votes(conn, first) is Counted.RIGHT
        closing = asyncio.create_task(explains(db, first, second))
        await somebody_waits(db)
        assert await votes(conn, second) is Counted.RIGHT
        assert await votes(conn, first, b"two") is Counted.RIGHT, "nobody holds it against us"
    await closing
    assert len(await rows(db, "select 1 from group_answer")) == 3


async def test_without_anybody_who_explains_any_order_counts(db: Database) -> None:
    first, second = await two_questions(db)
    async with db.transaction() as one, db.transaction() as two:
        assert await votes(one, second, b"one") is Counted.RIGHT
        assert await votes(two, first, b"two") is Counted.RIGHT
        assert await votes(one, first, b"one") is Counted.RIGHT
        assert await votes(two, second, b"two") is Counted.RIGHT
    assert len(await rows(db, "select 1 from group_answer")) == 4


async def test_a_vote_after_another_transactions_stands_by_itself(db: Database) -> None:
    """What was counted before on the same connection is no matter."""
    first, second = await two_questions(db)
    async with db.connection() as conn:
        for question in (second, first):
            await conn.execute("begin")
            found = await conn.fetchval("select current_setting('yike.last_answered', true)")
            assert not found
            assert await votes(conn, question) is Counted.RIGHT
            await conn.execute("commit")
