"""The picture of the week is planned once, on Sunday evening, for who learned in that week."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import FrozenClock
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from bot.store.planning.weeks import open_weeks, plan_week
from schedules.weeks import WeekPlanner, week_jobs
from tests.delivery.owing import rows
from tests.schedules.due import enrolled

SUNDAY = datetime(2026, 11, 29, 11, 30, tzinfo=UTC)
"""19:30 in Shanghai."""
WEEK = timedelta(days=7)
LEARNED = date(2026, 11, 25)


async def run(db: Database, now: datetime, pacing: Pacing | None = None) -> int:
    """Plan at an instant; for how many people."""
    return await WeekPlanner(db, FrozenClock(now), lambda: None, pacing).run()


async def learned(db: Database, *people: int, on: date = LEARNED) -> None:
    """They finished a lesson on a day."""
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into lesson_progress (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on)
            select id, $2::date::text, $3, $2, $3, $2 from enrolment where learner_id = any($1::bigint[])
            """,
            list(people),
            on,
            SUNDAY,
        )


async def planned(db: Database) -> list[int]:
    """To whom it is owed."""
    return [
        row["learner_id"]
        for row in await rows(db, "select learner_id from delivery order by learner_id")
    ]


async def test_it_is_planned_when_the_evening_comes(db: Database) -> None:
    person = await enrolled(db, "city:42", "city-wechat:oA")
    await learned(db, person)
    assert await run(db, SUNDAY - timedelta(seconds=1)) == 0
    woken: list[int] = []
    planner = WeekPlanner(db, FrozenClock(SUNDAY), lambda: woken.append(1))
    assert await planner.run() == 1
    assert woken == [1]
    row = (await rows(db, "select * from delivery"))[0]
    assert (row["kind"], row["subject"], row["occurrence"]) == ("week", "", "2026-W48")
    assert (row["due"], row["next_try"], row["expires"]) == (SUNDAY, SUNDAY, SUNDAY + WEEK)
    assert (row["learner_id"], row["lane"], row["state"]) == (person, "city", "planned")


@pytest.mark.parametrize(
    ("day", "comes"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 29), True),
        (date(2026, 11, 30), False),
    ],
)
async def test_the_week_is_monday_to_sunday(db: Database, day: date, comes: bool) -> None:
    person = await enrolled(db, "city:42")
    await learned(db, person, on=day)
    assert await run(db, SUNDAY) == int(comes)


async def test_it_is_for_who_learned_and_is_there(db: Database) -> None:
    people = [
        await enrolled(db, f"city:{n}", state=state)
        for n, state in enumerate(("active", "paused", "stopped", "away", "new", "active"))
    ]
    await learned(db, *people[:5])
    gone = await enrolled(db, "city:99")
    await learned(db, gone)
    async with db.connection() as conn:
        await conn.execute("update address set state = 'gone' where learner_id = $1", gone)
    assert await run(db, SUNDAY) == 1
    assert await planned(db) == people[:1]


async def test_it_is_planned_once_however_often_and_by_however_many(db: Database) -> None:
    people = [await enrolled(db, f"city:{n}") for n in range(40)]
    await learned(db, *people)
    assert sum(await asyncio.gather(*(run(db, SUNDAY) for _ in range(4)))) == 40
    async with db.connection() as conn:
        await conn.execute("delete from delivery")  # sent, and moved to its month
    for hours in (0, 1, 100):
        assert await run(db, SUNDAY + timedelta(hours=hours)) == 0


async def test_a_week_later_it_comes_again(db: Database) -> None:
    person = await enrolled(db, "city:42")
    await learned(db, person)
    await learned(db, person, on=LEARNED + WEEK)
    await run(db, SUNDAY)
    await run(db, SUNDAY + WEEK)
    found = await rows(db, "select occurrence from delivery order by due")
    assert [row["occurrence"] for row in found] == ["2026-W48", "2026-W49"]


async def test_the_last_week_of_a_year(db: Database) -> None:
    """3 January 2027 still belongs to the 53rd week of 2026."""
    person = await enrolled(db, "city:42")
    await learned(db, person, on=date(2027, 1, 1))
    assert await run(db, datetime(2027, 1, 3, 11, 30, tzinfo=UTC)) == 1
    assert (await rows(db, "select occurrence from delivery"))[0]["occurrence"] == "2026-W53"


async def test_each_zone_has_its_own_evening(db: Database) -> None:
    here = await enrolled(db, "city:1")
    there = await enrolled(db, "city:2", zone="Europe/Berlin")
    await learned(db, here, there)
    await run(db, SUNDAY)
    assert await planned(db) == [here]
    in_berlin = SUNDAY + timedelta(hours=7)
    await run(db, in_berlin - timedelta(seconds=1))
    assert await planned(db) == [here]
    await run(db, in_berlin)
    assert await planned(db) == [here, there]


async def test_batches_go_on_where_the_last_one_ended(db: Database) -> None:
    people = [await enrolled(db, f"city:{n}") for n in range(7)]
    await learned(db, *people[::2])
    async with db.transaction() as conn:
        await open_weeks(conn, SUNDAY)
    seen = []
    for _ in range(3):
        async with db.transaction() as conn:
            batch = await plan_week(conn, SUNDAY, 3, Pacing())
        assert batch is not None
        seen.append((batch.people, batch.ended))
    assert seen == [(2, False), (1, False), (1, True)]
    assert await planned(db) == people[::2]
    async with db.transaction() as conn:
        assert await plan_week(conn, SUNDAY, 3, Pacing()) is None


async def test_a_planner_that_dies_leaves_nothing_half_done(db: Database) -> None:
    await learned(db, await enrolled(db, "city:42"))
    async with db.transaction() as conn:
        await open_weeks(conn, SUNDAY)

    async def dies() -> None:
        async with db.transaction() as conn:
            await plan_week(conn, SUNDAY, 10, Pacing())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await dies()
    assert await rows(db, "select 1 from delivery") == []
    assert await run(db, SUNDAY) == 1


async def test_many_come_one_after_the_other_and_none_late_in_the_evening(db: Database) -> None:
    people = [await enrolled(db, f"city:{n}") for n in range(120)]
    await learned(db, *people)
    await run(db, SUNDAY, Pacing({"city": 1 / 60}, tolerance=timedelta(hours=3)))
    found = await rows(db, "select due, next_try from delivery order by learner_id")
    assert all(row["due"] == row["next_try"] for row in found)
    later = [(row["due"] - SUNDAY).total_seconds() / 60 for row in found]
    assert later[:3] == [0, 1, 2]
    assert max(later) <= 60


async def test_after_an_outage_it_is_late_and_still_of_that_week(db: Database) -> None:
    await learned(db, await enrolled(db, "city:42"))
    await run(db, SUNDAY + timedelta(days=2))
    row = (await rows(db, "select due, occurrence, next_try from delivery"))[0]
    assert (row["due"], row["occurrence"]) == (SUNDAY, "2026-W48")
    assert row["next_try"] == SUNDAY + timedelta(days=2)


async def test_evenings_long_past_are_forgotten(db: Database) -> None:
    await enrolled(db, "city:42")
    await run(db, SUNDAY)
    await run(db, SUNDAY + 12 * WEEK)
    found = await rows(db, "select week from week_turn")
    assert [row["week"] for row in found] == ["2027-W07"]


async def test_there_is_a_job_for_it(db: Database) -> None:
    await learned(db, await enrolled(db, "city:42"))
    (job,) = week_jobs(WeekPlanner(db, FrozenClock(SUNDAY), lambda: None))
    assert await job.run() == 1
    assert job.every <= 10, "what is due is decided within ten seconds"
