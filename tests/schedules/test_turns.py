"""Peaks are smoothed when they are planned: each account's lessons come one after another."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.store.db import Database
from bot.store.planning import lessons as planning_lessons
from bot.store.planning.pacing import Pacing
from tests.delivery.owing import rows
from tests.schedules.due import HALF_PAST_SEVEN, enrolled, many, planner

TWO_A_SECOND = Pacing({"city": 2.0}, pace=100.0, tolerance=timedelta(minutes=1))
DAY = timedelta(days=1)


async def turns(
    db: Database, account: str = "city", after: datetime = HALF_PAST_SEVEN
) -> list[float]:
    """Seconds after half past seven at which each comes, in the order of the learners."""
    found = await rows(
        db,
        "select due, next_try from delivery where lane = $1 and due >= $2 order by learner_id",
        account,
        after,
    )
    assert all(row["due"] == row["next_try"] for row in found)
    return [(row["due"] - after).total_seconds() for row in found]


async def test_each_account_takes_its_turns_at_its_own_pace(db: Database) -> None:
    await many(db, 6)
    await many(db, 4, "town")
    await planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons()
    assert await turns(db) == [0, 0, 1, 1, 2, 2]
    assert await turns(db, "town") == [0, 0, 0, 0]


async def test_the_next_batch_goes_on_where_the_last_one_ended(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.BATCH", 3)
    await many(db, 20)
    await asyncio.gather(
        *(planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons() for _ in range(2))
    )
    assert sorted(await turns(db)) == [n // 2 for n in range(20)]


async def test_a_learner_comes_at_the_same_moment_each_day(db: Database) -> None:
    await many(db, 20)
    first = planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND)
    await first.lessons()
    await planner(db, HALF_PAST_SEVEN + DAY, pacing=TWO_A_SECOND).lessons()
    found = await rows(db, "select learner_id, occurrence, due from delivery order by learner_id")
    each: dict[int, set[timedelta]] = {}
    for row in found:
        slot = HALF_PAST_SEVEN + DAY * (row["occurrence"] == "2026-11-25")
        each.setdefault(row["learner_id"], set()).add(row["due"] - slot)
    assert len(found) == 2 * len(each) == 40
    assert all(len(offsets) == 1 for offsets in each.values())


async def test_a_batch_that_is_undone_gives_its_turns_back(db: Database) -> None:
    await many(db, 4)

    async def dies() -> None:
        async with db.transaction() as conn:
            await planning_lessons.plan_lessons(conn, HALF_PAST_SEVEN, 10, TWO_A_SECOND)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await dies()
    assert await rows(db, "select 1 from lane_pace") == []
    await planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons()
    assert await turns(db) == [0, 0, 1, 1]


async def test_what_does_not_fit_is_spread_over_the_last_third_of_the_tolerance(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.BATCH", 70)
    await many(db, 401)
    await planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons()
    found = sorted(await turns(db))
    assert found[:80] == [n // 2 for n in range(80)], "two a second, as long as there is room"
    late = found[80:]
    assert min(late) == 40
    assert max(late) <= 60, "nobody is planned beyond the tolerance"
    halves = sum(1 for at in late if at < 50), sum(1 for at in late if at >= 50)
    assert halves == (160, 161), "evenly"


async def test_without_tolerance_all_come_at_once(db: Database) -> None:
    await many(db, 5)
    pacing = Pacing({"city": 2.0}, tolerance=timedelta(0))
    await planner(db, HALF_PAST_SEVEN, pacing=pacing).lessons()
    assert await turns(db) == [0] * 5


async def test_catching_up_keeps_what_was_due_and_spreads_the_tries(db: Database) -> None:
    await many(db, 4)
    now = HALF_PAST_SEVEN + timedelta(minutes=2)
    await planner(db, now, pacing=TWO_A_SECOND).lessons()
    found = await rows(db, "select due, next_try from delivery order by learner_id")
    assert {row["due"] for row in found} == {HALF_PAST_SEVEN}
    assert [(row["next_try"] - now).total_seconds() for row in found] == [0, 0, 1, 1]


async def test_a_slot_waits_behind_the_one_before_it(db: Database) -> None:
    await many(db, 4)
    later = HALF_PAST_SEVEN + timedelta(seconds=1)
    person = await enrolled(db, "city:later", due=later, times=(time(7, 30, 1),))
    await planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons()
    await planner(db, later, pacing=TWO_A_SECOND).lessons()
    found = await rows(db, "select due from delivery where learner_id = $1", person)
    assert found[0]["due"] == HALF_PAST_SEVEN + timedelta(seconds=2)


async def test_nobody_waits_longer_than_half_way_to_the_next_break(db: Database) -> None:
    await many(db, 100)
    times = (time(7, 30), time(7, 30, 20))
    person = await enrolled(db, "city:often", times=times)
    await planner(db, HALF_PAST_SEVEN, pacing=TWO_A_SECOND).lessons()
    found = await rows(db, "select due, expires from delivery where learner_id = $1", person)
    assert found[0]["due"] == HALF_PAST_SEVEN + timedelta(seconds=10)
    assert found[0]["expires"] == HALF_PAST_SEVEN + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("slot", "most"),
    [
        (datetime(2026, 11, 24, 13, 25, tzinfo=UTC), 4 * 60),  # 21:25: until 21:29
        (datetime(2026, 11, 24, 13, 29, 30, tzinfo=UTC), 0),  # too near to be smoothed
        (datetime(2026, 11, 24, 13, 30, tzinfo=UTC), 15 * 60),  # chosen within quiet hours
        (HALF_PAST_SEVEN, 15 * 60),
    ],
)
async def test_no_lesson_is_smoothed_into_quiet_hours(
    db: Database, slot: datetime, most: int
) -> None:
    await many(db, 60)
    async with db.connection() as conn:
        await conn.execute(
            "update learner set times = array[($1::timestamptz at time zone zone)::time]", slot
        )
        await conn.execute("update lesson_turn set next_due = $1", slot)
    pacing = Pacing({"city": 0.05}, quiet_from=time(21, 30))
    await planner(db, slot, pacing=pacing).lessons()
    found = await turns(db, after=slot)
    assert len(found) == 60
    assert max(found) == most
