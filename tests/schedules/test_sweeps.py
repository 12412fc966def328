"""The sweep for what should have been planned and was not; what old is forgotten."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.store import quotas
from bot.store.db import Database
from bot.store.planning import sweeps as planning_sweeps
from schedules.housekeeping import Housekeeper
from schedules.jobs import housekeeping_jobs, planning_jobs
from schedules.planning import Planner
from schedules.ticker import Ticker
from tests.delivery.owing import NOON, group, learner, owe, rows
from tests.schedules.contest import COMPETITION, DAY, OPENS, take_in
from tests.schedules.due import HALF_PAST_SEVEN, enrolled, many, planner

A_MINUTE = timedelta(minutes=1)


async def test_what_is_overdue_is_found_said_and_planned(db: Database) -> None:
    await many(db, 3)
    sweep = planner(db, HALF_PAST_SEVEN + A_MINUTE)
    early = planner(db, HALF_PAST_SEVEN + A_MINUTE - timedelta(seconds=1))
    with capture_logs() as logs:
        assert await early.overdue() == 0
        assert logs == [], "a planner may yet come"
        assert await sweep.overdue() == 3
        assert await sweep.overdue() == 0
    assert logs == [
        {
            "event": "planning was behind",
            "log_level": "warning",
            "found": {"lessons due for more than a minute": 3},
            "done": {"lessons planned late": 3},
        }
    ]
    assert len(await rows(db, "select 1 from delivery")) == 3


async def test_overdue_reminders_and_announcements_are_found(db: Database) -> None:
    await group(db)
    await take_in(db, COMPETITION, OPENS)
    due = OPENS + 2 * DAY
    async with db.connection() as conn:
        found = await planning_sweeps.unplanned(conn, OPENS + A_MINUTE - timedelta(seconds=1))
        assert found == planning_sweeps.Unplanned(0, 0, 0)
        found = await planning_sweeps.unplanned(conn, due + A_MINUTE)
        assert found == planning_sweeps.Unplanned(lessons=0, reminders=1, announcements=1)
    assert await planner(db, due + A_MINUTE).overdue() == 2
    async with db.connection() as conn:
        found = await planning_sweeps.unplanned(conn, due + A_MINUTE)
    assert found.in_words() == {}
    assert len(await rows(db, "select 1 from delivery")) == 2


@pytest.mark.parametrize(
    ("learner_state", "active", "given"),
    [
        ("active", True, True),
        ("paused", True, False),
        ("stopped", True, False),
        ("active", False, False),
    ],
)
async def test_a_course_that_lost_its_next_time_gets_one(
    db: Database, learner_state: str, active: bool, given: bool
) -> None:
    await enrolled(db, "city:1", due=None, state=learner_state)
    async with db.connection() as conn:
        await conn.execute("update lesson_turn set active = $1", active)
    with capture_logs() as logs:
        assert await planner(db, HALF_PAST_SEVEN - A_MINUTE).overdue() == int(given)
    due = (await rows(db, "select next_due from lesson_turn"))[0]["next_due"]
    assert due == (HALF_PAST_SEVEN if given else None)
    assert [line["done"] for line in logs] == (
        [{"courses given the next time they had lost": 1}] if given else []
    )


async def test_all_that_lost_their_time_get_one_in_batches(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.BATCH", 4)
    await many(db, 10)
    async with db.connection() as conn:
        await conn.execute("update lesson_turn set next_due = null")
    assert await planner(db, HALF_PAST_SEVEN).overdue() == 10
    assert (
        len(await rows(db, "select 1 from lesson_turn where next_due > $1", HALF_PAST_SEVEN)) == 10
    )


async def test_old_turns_and_counts_are_forgotten(db: Database) -> None:
    await many(db, 1)
    await planner(db, HALF_PAST_SEVEN).lessons()
    async with db.transaction() as conn:
        limits = {("city-wechat", "customer"): 9}
        for period in ("2026-09-30", "2026-10", "2026-10-20", "2026-11", "2026-11-23"):
            await quotas.reserve(conn, {("city-wechat", "customer"): 1}, limits, period)

    async def keep(days: int) -> int:
        return await Housekeeper(db, FrozenClock(HALF_PAST_SEVEN + days * DAY)).old_counts()

    assert await keep(0) == 1, "September is over for long"
    assert len(await rows(db, "select 1 from lane_pace")) == 1
    assert await keep(2) == 1
    assert await rows(db, "select 1 from lane_pace") == []
    assert await keep(14) == 2, "October"
    left = await rows(db, "select period from quota_use order by 1")
    assert [row["period"] for row in left] == ["2026-11", "2026-11-23"]


async def test_housekeeping_goes_on_until_nothing_is_left(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.housekeeping.BATCH", 3)
    person = await learner(db, "city:1")
    for n in range(1, 13):
        await owe(
            db,
            person,
            occurrence=str(n),
            state="held",
            due=NOON - DAY,
            expires=NOON + timedelta(hours=n - 8),
        )
    async with db.connection() as conn:
        await conn.execute(
            "insert into inbound_event (key, received_at) select decode(md5(n::text), 'hex'), $1::timestamptz - n * interval '1 day' from generate_series(1, 12) n",
            NOON,
        )
    keeper = Housekeeper(db, FrozenClock(NOON))
    assert await keeper.held() == 8
    assert len(await rows(db, "select 1 from delivery_held")) == 4
    assert len(await rows(db, "select 1 from delivery_past where state = 'expired'")) == 8
    assert await keeper.old_events() == 5
    assert len(await rows(db, "select 1 from inbound_event")) == 7


async def test_every_job_runs_on_an_empty_database(db: Database) -> None:
    clock = FrozenClock(NOON)
    jobs = planning_jobs(Planner(db, clock, lambda: None)) + housekeeping_jobs(
        Housekeeper(db, clock)
    )
    ticker = Ticker(jobs, clock)
    with capture_logs() as logs:
        for job in jobs:
            await ticker.tick(job.name)
    done = {line["job"] for line in logs if line["event"] == "job done"}
    assert done == {"keep the months of what has ended"}
    assert [line for line in logs if line["log_level"] != "info"] == []
