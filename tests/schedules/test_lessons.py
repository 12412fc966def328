"""The daily lesson is planned once for each slot, by however many planners."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.clock import FrozenClock
from bot.store.db import Database
from bot.store.planning import lessons as planning_lessons
from schedules.housekeeping import Housekeeper
from tests.delivery.owing import learner, rows
from tests.schedules.due import HALF_PAST_SEVEN, enrolled, planner


async def test_a_lesson_is_planned_when_its_time_comes(db: Database) -> None:
    person = await enrolled(db, "city:42")
    woken: list[int] = []
    early = planner(db, HALF_PAST_SEVEN - timedelta(microseconds=1), woken)
    assert await early.lessons() == 0
    assert woken == []
    assert await planner(db, HALF_PAST_SEVEN, woken).lessons() == 1
    assert woken == [1]
    row = (await rows(db, "select * from delivery"))[0]
    assert (row["learner_id"], row["kind"], row["subject"], row["occurrence"], row["state"]) == (
        person,
        "lesson",
        "course",
        "2026-11-24",
        "planned",
    )
    assert (row["due"], row["next_try"]) == (HALF_PAST_SEVEN, HALF_PAST_SEVEN)
    assert row["expires"] == HALF_PAST_SEVEN + timedelta(days=1)
    due = (await rows(db, "select next_due from lesson_turn"))[0]["next_due"]
    assert due == HALF_PAST_SEVEN + timedelta(days=1)
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 0


async def test_many_planners_plan_each_lesson_once(db: Database) -> None:
    for n in range(120):
        await enrolled(db, f"city:{n}")

    async def plan(_: int) -> int:
        total = 0
        while True:
            async with db.transaction() as conn:
                batch = await planning_lessons.plan_lessons(conn, HALF_PAST_SEVEN, 7)
            total += batch.turns
            if batch.turns < 7:
                return total

    assert sum(await asyncio.gather(*(plan(n) for n in range(6)))) == 120
    found = await rows(
        db, "select count(*) as n, count(distinct learner_id) as people from delivery"
    )
    assert (found[0]["n"], found[0]["people"]) == (120, 120)


async def test_a_batch_goes_on_behind_the_last_one(db: Database) -> None:
    """By when they are due, then by learner; what lies before the place is left to the next tick."""
    late, early = HALF_PAST_SEVEN, HALF_PAST_SEVEN - timedelta(minutes=1)
    people = [
        await enrolled(db, f"city:{n}", due=due) for n, due in enumerate((late, early, late))
    ]
    async with db.transaction() as conn:
        first = await planning_lessons.plan_lessons(conn, late, 2)
        assert (first.turns, first.last) == (2, (late, people[0]))
        await conn.execute(
            "update lesson_turn set next_due = $1 where learner_id = $2", early, people[0]
        )
        rest = await planning_lessons.plan_lessons(conn, late, 2, after=first.last)
        assert (rest.turns, rest.last) == (1, (late, people[2]))
        none = await planning_lessons.plan_lessons(conn, late, 2, after=rest.last)
        assert (none.turns, none.last) == (0, rest.last)
        left = await conn.fetch("select learner_id from lesson_turn where next_due <= $1", late)
    assert [row["learner_id"] for row in left] == [people[0]]


async def test_a_planner_that_dies_leaves_nothing_half_done(db: Database) -> None:
    await enrolled(db, "city:42")

    async def dies() -> None:
        async with db.transaction() as conn:
            await planning_lessons.plan_lessons(conn, HALF_PAST_SEVEN, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await dies()
    assert await rows(db, "select 1 from delivery") == []
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 1


async def test_after_an_outage_there_is_one_lesson_to_catch_up(db: Database) -> None:
    await enrolled(db, "city:42")
    now = HALF_PAST_SEVEN + timedelta(days=5, hours=2)
    assert await planner(db, now).lessons() == 1
    found = await rows(db, "select occurrence, due, expires from delivery")
    slot = HALF_PAST_SEVEN + timedelta(days=5)
    assert [tuple(row.values()) for row in found] == [
        ("2026-11-29", slot, slot + timedelta(days=1))
    ]


async def test_several_breaks_a_day(db: Database) -> None:
    await enrolled(db, "city:42", times=(time(7, 30), time(14), time(20)))
    for hours in (0, 6.5, 12.5, 24):
        await planner(db, HALF_PAST_SEVEN + timedelta(hours=hours)).lessons()
    found = await rows(db, "select occurrence, expires from delivery order by due")
    assert [row["occurrence"] for row in found] == [
        "2026-11-24",
        "2026-11-24#2",
        "2026-11-24#3",
        "2026-11-25",
    ]
    assert found[0]["expires"] == HALF_PAST_SEVEN + timedelta(hours=6, minutes=30)


async def test_old_deliveries_moved_away_are_not_planned_again(db: Database) -> None:
    await enrolled(db, "city:42")
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 1
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    assert await planner(db, HALF_PAST_SEVEN + timedelta(hours=20)).lessons() == 0


@pytest.mark.parametrize("state", ["paused", "stopped", "new"])
async def test_nothing_is_planned_for_who_does_not_want_it(db: Database, state: str) -> None:
    await enrolled(db, "city:42", state=state)
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 1
    assert await rows(db, "select 1 from delivery") == []
    async with db.connection() as conn:
        await conn.execute("update learner set state = 'active'")
    assert await planner(db, HALF_PAST_SEVEN + timedelta(days=1)).lessons() == 1
    assert len(await rows(db, "select 1 from delivery")) == 1, "it goes on where it stands now"


async def test_nothing_is_planned_for_who_cannot_be_reached(db: Database) -> None:
    await enrolled(db, "city:42", "city-wechat:oA")
    async with db.connection() as conn:
        await conn.execute("update address set state = 'gone'")
    await planner(db, HALF_PAST_SEVEN).lessons()
    assert await rows(db, "select 1 from delivery") == []
    async with db.connection() as conn:
        await conn.execute("update address set state = 'active' where account = 'city'")
    await planner(db, HALF_PAST_SEVEN + timedelta(days=1)).lessons()
    assert len(await rows(db, "select 1 from delivery")) == 1


async def test_a_learner_who_is_being_answered_holds_up_no_planner(db: Database) -> None:
    busy = await enrolled(db, "city:1")
    await enrolled(db, "city:2")
    async with db.transaction() as conn:
        await conn.execute("select 1 from learner where id = $1 for no key update", busy)
        async with asyncio.timeout(20):
            assert await planner(db, HALF_PAST_SEVEN).lessons() == 2


async def test_the_next_lesson_due_is_told(db: Database) -> None:
    await enrolled(db, "city:1", due=HALF_PAST_SEVEN + timedelta(days=3))
    await enrolled(db, "city:2", state="paused")
    async with db.connection() as conn:
        assert await planning_lessons.next_lesson_due(conn) == HALF_PAST_SEVEN + timedelta(days=3)


@pytest.mark.parametrize(
    ("zone", "now", "ended"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 30, 19, 59, tzinfo=UTC), False),
        ("Asia/Shanghai", datetime(2026, 11, 30, 20, 0, tzinfo=UTC), True),  # 04:00, 1 December
        ("Europe/Berlin", datetime(2026, 11, 30, 20, 0, tzinfo=UTC), False),
        ("Europe/Berlin", datetime(2026, 12, 1, 3, 0, tzinfo=UTC), True),
    ],
)
async def test_a_pause_ends_when_the_learners_day_begins(
    db: Database, zone: str, now: datetime, ended: bool
) -> None:
    timed = await learner(db, "city:1", state="paused", zone=zone)
    await learner(db, "city:2", state="paused")
    async with db.connection() as conn:
        await conn.execute("update learner set paused_until = '2026-12-01' where id = $1", timed)
    assert await Housekeeper(db, FrozenClock(now)).pauses() == int(ended)
    found = await rows(db, "select state, paused_until from learner order by id")
    assert [row["state"] for row in found] == ["active" if ended else "paused", "paused"]
    assert found[0]["paused_until"] == date(2026, 12, 1), "silence is counted from then"
