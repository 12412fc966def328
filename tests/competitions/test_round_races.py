"""Answers that are on their way while somebody else ends the attempt."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.competitions.desk import entries, writing
from bot.competitions.desk.changes import Follow
from bot.competitions.desk.following import consequences
from bot.competitions.desk.settling import settle
from bot.domain.competitions import Competition
from bot.store.contests import rounds
from bot.store.contests.rounds import GivenAnswer, NewAttempt, OpenAttempt
from bot.store.db import Connection, Database
from tests.competitions.desk_house import (
    DESK,
    HOUR,
    QUIZ,
    ROUND,
    a_question,
    at,
    fetched,
    many,
    published,
)
from tests.delivery.owing import learner

SECOND = timedelta(seconds=1)
SHOWN = ROUND.closes - 6 * SECOND
IN_TIME = ROUND.closes - SECOND


async def begun(db: Database, competition: Competition = QUIZ) -> tuple[int, int, int]:
    """Somebody is at the first of three items; the rows of person, entry and attempt."""
    await published(db, competition)
    person = await learner(db, "city:1")
    async with db.transaction() as conn:
        [row] = await many(conn, competition, 1, "public")
        await conn.execute("update entry set learner_id = $1", person)
        question = await a_question(conn)
        new = NewAttempt(row, "round-1", 1, "seed", (question,) * 3, 30)
        return person, row, await rounds.begin(conn, new, SHOWN)


async def answer(conn: Connection, attempt: OpenAttempt) -> bool:
    """The first item is answered rightly, after five seconds."""
    given = GivenAnswer(1, attempt.questions[0], SHOWN, "2", True, False, 5000)
    return await rounds.record(conn, attempt, given, IN_TIME)


async def the_attempt(db: Database) -> tuple[object, ...]:
    [row] = await fetched(
        db, "select ended, finished_at, right_answers, used_ms from round_attempt"
    )
    return tuple(row.values())


async def waits_for_lock(db: Database) -> None:
    """Somebody waits for a lock of this database by now."""
    waiting = (
        "select 1 from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    for _ in range(5000):
        if await fetched(db, waiting):
            return
    raise AssertionError("nobody waits for a lock")


async def test_an_answer_in_hand_is_kept_before_the_round_closes_over_its_attempt(
    db: Database,
) -> None:
    person, _, row = await begun(db)
    async with db.transaction() as conn:
        attempt = await rounds.load(conn, person, row)
        assert attempt is not None
        closing = asyncio.create_task(settle(db, at(ROUND.closes + 5 * SECOND)))
        await waits_for_lock(db)
        assert await answer(conn, attempt)
    assert await closing == 2
    assert await the_attempt(db) == ("closed", ROUND.closes, 1, 65_000)
    standings = await fetched(db, "select rank, score::text from stage_standing")
    assert [tuple(row.values()) for row in standings] == [(1, "33.33")] * 2


async def test_what_was_ended_is_not_opened_again_by_an_answer(db: Database) -> None:
    person, _, row = await begun(db)
    async with db.transaction() as conn:
        attempt = await rounds.load(conn, person, row)
        assert attempt is not None
    async with db.transaction() as conn:
        await rounds.close_overdue(conn, QUIZ.key, ROUND.closes)
    before = await the_attempt(db)
    async with db.transaction() as conn:
        assert not await answer(conn, attempt)
    assert await the_attempt(db) == before == ("closed", ROUND.closes, 0, 90_000)
    assert not await fetched(db, "select 1 from round_answer")


async def test_who_is_disqualified_with_an_answer_in_hand_stays_out(db: Database) -> None:
    person, entry, row = await begun(db)

    async def disqualify() -> None:
        async with db.transaction() as conn:
            await entries.disqualify(
                conn, at(IN_TIME), QUIZ.key, entry, expected_revision=1, reason="代考"
            )

    async with db.transaction() as conn:
        attempt = await rounds.open_attempt(conn, person, entry)
        assert attempt is not None
        assert attempt.row == row
        acting = asyncio.create_task(disqualify())
        await waits_for_lock(db)
        assert await answer(conn, attempt)
    await acting
    assert await the_attempt(db) == ("withdrawn", IN_TIME, 1, 5000)
    async with db.transaction() as conn:
        assert await rounds.open_attempt(conn, person) is None


async def test_who_has_begun_is_counted_where_attempts_are_taken_away(db: Database) -> None:
    await begun(db)
    assert ROUND.attempts == 2
    fewer = replace(ROUND, advance=None, attempts=1)
    changed = replace(QUIZ, stages=(QUIZ.stages[0], fewer, QUIZ.stages[2]))
    async with db.transaction() as conn:
        follows = await consequences(conn, DESK, QUIZ, changed)
    assert [(one.follow, one.subject, one.count) for one in follows] == [
        (Follow.TRIES_RULES, "round-1", 1),
        (Follow.TRIES_USED_UP, "round-1", 1),
    ]


async def test_a_closing_moved_to_before_an_open_attempt_is_shown_and_ends_it_where_it_is(
    db: Database,
) -> None:
    await begun(db)
    earlier = replace(ROUND, advance=None, closes=SHOWN - HOUR)
    moved = replace(QUIZ, stages=(QUIZ.stages[0], earlier, QUIZ.stages[2]))
    async with db.transaction() as conn:
        follows = await consequences(conn, DESK, QUIZ, moved)
        assert [(one.follow, one.subject, one.count) for one in follows] == [
            (Follow.ATTEMPT_OUTSIDE, "round-1", 1)
        ]
        revision = await conn.fetchval("select revision from competition")
        await writing.save(conn, at(IN_TIME), moved, expected_revision=revision)
        await rounds.close_overdue(conn, QUIZ.key, IN_TIME)
    assert (await the_attempt(db))[:2] == ("closed", SHOWN)
