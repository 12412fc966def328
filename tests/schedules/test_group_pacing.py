"""Thousands of groups at one time come one after another, and hold up nobody's lesson."""

import asyncio
from datetime import datetime, time, timedelta

import pytest

from bot.clock import FrozenClock
from bot.learning.shelf import Shelf
from bot.store import claims
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from schedules.groups import GroupPlanner
from tests.delivery.owing import rows
from tests.learning.group_courses import FARM
from tests.schedules.club import FOUNDED, MONDAY, TIMES, TUESDAY, at, change, club, teach, turns
from tests.schedules.due import HALF_PAST_SEVEN, many
from tests.schedules.due import planner as lesson_planner

NOON = at(MONDAY, "12:00")
MORNING = at(TUESDAY, "07:30")
QUARTER = timedelta(minutes=15)
TWO_A_SECOND = Pacing({"city": 2.0}, pace=100.0, tolerance=QUARTER)


async def plan(db: Database, now: datetime, pacing: Pacing | None = TWO_A_SECOND) -> None:
    await GroupPlanner(db, FrozenClock(now), Shelf(), TIMES, lambda: None, pacing).run()


async def crowd(db: Database, count: int, question: time, due: datetime) -> None:
    """So many groups whose question is due; nothing else is."""
    async with db.transaction() as conn:
        await conn.execute(
            """
            with made as (
              insert into chat_group (account, channel, platform_id, zone, track, course_key, question_time, board, known_at)
              select 'city', 'telegram', '-' || n, 'Asia/Shanghai', 'farmers', 'farm', $2, false, $3
              from generate_series(1, $1::int) n returning id
            )
            insert into group_turn (group_id, what, next_due) select id, 'question', $4 from made
            """,
            count,
            question,
            FOUNDED,
            due,
        )


async def offsets(db: Database, since: datetime, kind: str = "question") -> list[float]:
    found = await rows(
        db, "select next_try from delivery where kind = $1 order by next_try, id", kind
    )
    return [(one["next_try"] - since).total_seconds() for one in found]


async def test_ten_thousand_groups_of_one_time_are_spread_over_the_tolerance(db: Database) -> None:
    await teach(db, FARM)
    eight = at(MONDAY, "08:00")
    await crowd(db, 10_000, time(8, 0), eight)
    pace = Pacing({"city": 22.5}, tolerance=QUARTER)
    await asyncio.gather(*(plan(db, eight, pace) for _ in range(2)))
    found = await offsets(db, eight)
    assert len(found) == 10_000
    assert max(found.count(second) for second in set(found)) <= 24
    assert 440 <= found[-1] <= 450
    due = await rows(db, "select 1 from delivery where due <> next_try")
    assert due == [], "each is due in its turn, and so counted as in time"


async def test_groups_and_lessons_are_claimed_in_their_turns(db: Database) -> None:
    await teach(db, FARM)
    await many(db, 10)
    await crowd(db, 10, time(7, 30), HALF_PAST_SEVEN)
    await plan(db, HALF_PAST_SEVEN)
    await lesson_planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons()
    assert await offsets(db, HALF_PAST_SEVEN) == [n // 2 for n in range(10)]
    assert await offsets(db, HALF_PAST_SEVEN, "lesson") == [5 + n // 2 for n in range(10)]
    late = HALF_PAST_SEVEN + timedelta(minutes=1)
    async with db.transaction() as conn:
        await conn.execute(
            "update delivery set next_try = next_try - interval '5 seconds' where kind = 'lesson'"
        )
        got = await claims.lock_candidates(conn, late, 8, ["lesson", "question"])
    assert sorted(one.kind.value for one in got) == ["lesson"] * 4 + ["question"] * 4, (
        "a heap of groups does not go before lessons"
    )


async def test_what_comes_late_has_its_turn_from_now_and_in_time(db: Database) -> None:
    await teach(db, FARM)
    for number in range(4):
        await club(db, f"-{number}", board=False)
    late = at(MONDAY, "19:59")
    await plan(db, late, Pacing({"city": 0.01}, tolerance=QUARTER))
    found = await rows(
        db, "select due, next_try, expires from delivery where kind = 'question' order by next_try"
    )
    assert {one["due"] for one in found} == {late - timedelta(hours=1)}
    assert found[0]["next_try"] >= late
    assert all(one["next_try"] < one["expires"] for one in found)


@pytest.mark.parametrize(
    ("quiet", "last"),
    [(None, 59), ("20:00-09:00", 59), ("22:00-08:00", 885), ("00:00-00:00", 885)],
)
async def test_no_turn_is_put_off_into_quiet_hours(
    db: Database, quiet: str | None, last: float
) -> None:
    await teach(db, FARM)
    due = at(MONDAY, "19:58")
    await crowd(db, 60, time(19, 58), due)
    async with db.connection() as conn:
        await conn.execute("update chat_group set quiet = $1", quiet)
    pacing = Pacing({"city": 1 / 15}, tolerance=QUARTER, quiet_from=time(20, 0))
    await plan(db, due, pacing)
    found = await offsets(db, due)
    assert found[-1] == pytest.approx(last, abs=2)


# Muted and gone -----------------------------------------------------------------------------------


async def state(db: Database, row: int) -> tuple[str, datetime | None]:
    [found] = await rows(db, f"select state, muted_at from chat_group where id = {row}")
    return found["state"], found["muted_at"]


async def questions(db: Database) -> list[str]:
    found = await rows(db, "select occurrence from delivery where kind = 'question' order by 1")
    return [one["occurrence"] for one in found]


async def test_a_muted_group_is_tried_again_after_a_day(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db, board=False)
    muted = NOON + timedelta(seconds=2)
    await change(db, row, FOUNDED, state="muted", muted_at=muted)
    await plan(db, muted)
    await plan(db, NOON + timedelta(days=1))
    assert (await questions(db), await state(db, row)) == ([], ("muted", muted))
    await plan(db, NOON + timedelta(days=2))
    assert (await questions(db), await state(db, row)) == (["2026-11-25"], ("known", None))


async def test_one_that_nobody_saw_muted_is_tried_a_day_after_it_was_seen(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db, board=False)
    await change(db, row, FOUNDED, state="muted")
    await plan(db, NOON)
    assert (await questions(db), await state(db, row)) == ([], ("muted", NOON))
    await plan(db, NOON + timedelta(days=1))
    assert (await questions(db), await state(db, row)) == ([TUESDAY], ("known", None))


async def test_the_turns_of_a_group_that_is_gone_end(db: Database) -> None:
    await teach(db, FARM)
    row, other = await club(db), await club(db, "-200")
    await change(db, row, FOUNDED, state="gone")
    await plan(db, MORNING + timedelta(days=7))
    assert await turns(db, row) == {}
    assert len(await turns(db, other)) == 4
