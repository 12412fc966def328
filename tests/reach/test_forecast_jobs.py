"""Forecasts are made before it begins, once each, and kept as long as they are of use."""

import contextlib
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.commands_reach import announcement_lines, competition_lines, lessons_lines
from bot.delivery.masses.budget import MassRules
from bot.domain.delivery import Kind
from bot.store.db import Database
from bot.store.reach import forecasts
from bot.store.reach.forecasts import About, Forecast
from schedules.forecasting import Forecaster, forecast_jobs
from tests.delivery.owing import OFFICIAL, group, rows
from tests.reach.crowd import MORNING, followers, joined, learning, world
from tests.reach.events import happens
from tests.reach.test_month import RULES
from tests.schedules.contest import COHORT, COMPETITION, OPENS, take_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
FOUR = MORNING - timedelta(hours=5)
MINUTE = timedelta(minutes=1)


def forecaster(
    db: Database, clock: FrozenClock, masses: dict[str, MassRules] | None = None
) -> Forecaster:
    there = world()
    return Forecaster(
        db,
        clock,
        type(there)(there.abilities, there.quiet, there.daily, there.pacing, masses or {}),
        SHANGHAI,
    )


async def kept(db: Database) -> list[tuple[str, str, str, str, int]]:
    found = await rows(db, "select * from reach_forecast order by id")
    return [
        (row["account"], row["kind"], row["subject"], row["occurrence"], row["people"])
        for row in found
    ]


async def test_the_lesson_day_is_counted_once_in_its_first_hours(db: Database) -> None:
    await learning(db, await followers(db, 300), MORNING - timedelta(minutes=90))
    clock = FrozenClock(FOUR - MINUTE)
    one = forecaster(db, clock)
    assert await one.lessons() == 0
    clock.move(MINUTE)
    assert await one.lessons() == 1
    assert await one.lessons() == 0
    breaks = sum(1 for n in range(1, 301) if n % 7 == 0 and n % 23 and n % 29 and n % 31)
    assert await kept(db) == [(OFFICIAL, "lesson", "", "2026-12-01", 300 + breaks)]
    clock.move(timedelta(days=1, hours=4))
    assert await one.lessons() == 0


async def test_what_is_far_off_waits(db: Database, crowd: list[int]) -> None:
    clock = FrozenClock(OPENS - timedelta(minutes=16))
    one = forecaster(db, clock)
    assert await one.subjects() == 0
    clock.move(2 * MINUTE)
    assert await one.subjects() == 1
    assert {row[1:4] for row in await kept(db)} == {("announcement", "law", "once")}
    clock.move(COMPETITION.stages[0].closes - timedelta(days=7, minutes=59) - clock.now())
    assert await one.subjects() == 1
    occurrences = [row[3] for row in await kept(db) if row[1] == "reminder"]
    assert occurrences == ["registration/P7D/1"] * 2


async def test_what_was_planned_a_moment_ago_is_counted_as_if_it_were_not(
    db: Database, crowd: list[int]
) -> None:
    await happens(db, OPENS, world(), timedelta(seconds=20))
    one = forecaster(db, FrozenClock(OPENS + timedelta(seconds=30)))
    assert await one.subjects() == 1
    assert sum(row[4] for row in await kept(db)) == 3001


async def test_what_was_planned_long_ago_is_not_forecast(db: Database, crowd: list[int]) -> None:
    await happens(db, OPENS, world(), timedelta(seconds=20))
    assert await forecaster(db, FrozenClock(OPENS + 2 * MINUTE)).subjects() == 0


async def test_counting_holds_up_neither_planning_nor_delivery(
    db: Database, crowd: list[int]
) -> None:
    """While one process counts, another one does not, and everything goes on; if it dies, the
    next look counts.
    """
    about = About(Kind.ANNOUNCEMENT, "law", "once")
    clock = FrozenClock(OPENS)
    with contextlib.suppress(KeyboardInterrupt):
        async with db.transaction() as conn:
            assert await forecasts.only_counter(conn, about)
            assert await forecaster(db, clock).subjects() == 0
            await happens(db, OPENS, world(), timedelta(seconds=20))
            raise KeyboardInterrupt
    (open_still,) = await rows(db, "select count(*) as count from delivery")
    assert open_still["count"] == 0
    assert await forecaster(db, clock).subjects() == 1
    assert sum(row[4] for row in await kept(db)) == 3001


async def test_what_reaches_nobody_is_counted_once(db: Database) -> None:
    await group(db, COHORT.platform_id, COHORT.account)
    await take_in(db, COMPETITION, OPENS - timedelta(days=1))
    one = forecaster(db, FrozenClock(OPENS))
    assert await one.subjects() == 1
    assert await one.subjects() == 0
    assert await kept(db) == [("", "announcement", "law", "once", 0)]
    async with db.connection() as conn:
        assert await forecasts.of_subject(conn, Kind.ANNOUNCEMENT, "law") == []


async def test_the_mass_message_of_what_was_imported_a_moment_ago_is_counted_on(
    db: Database, crowd: list[int]
) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "insert into push_stop (account, what, since, until, reason) values ($1, 'T1', $2, $3, '')",
            OFFICIAL,
            OPENS,
            OPENS + timedelta(days=1),
        )
    assert await forecaster(db, FrozenClock(OPENS), {OFFICIAL: RULES}).subjects() == 1
    (row,) = await rows(db, "select * from reach_forecast where account = $1", OFFICIAL)
    assert sum(n for rung, _, n in row["counts"] if rung == "mass") > 500
    assert row["finishes"] == OPENS + timedelta(hours=10, seconds=1)


async def test_news_is_counted_before_its_time(db: Database) -> None:
    await joined(db, await group(db, "class-7", OFFICIAL), await followers(db, 300))
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by, imported_at)
            values ('fair', 'A fair', '', '', '', $1, $2, false, '', '', $1)
            """,
            MORNING,
            MORNING + timedelta(days=3),
        )
        await conn.execute(
            "insert into announcement_group (announcement_key, account, platform_id) values ('fair', $1, 'class-7')",
            OFFICIAL,
        )
    assert await forecaster(db, FrozenClock(MORNING - 10 * MINUTE)).subjects() == 1
    assert sum(row[4] for row in await kept(db)) == 300
    clock = FrozenClock(MORNING - 10 * MINUTE)
    said = await announcement_lines(db, clock, world(), SHANGHAI, "fair")
    assert said[0] == 'News "A fair"'
    assert any("by subscription notice" in line for line in said)


async def test_a_person_may_ask_at_any_time_and_nothing_is_kept(
    db: Database, crowd: list[int]
) -> None:
    await learning(db, crowd, MORNING + timedelta(hours=22, minutes=30))
    clock = FrozenClock(OPENS - timedelta(hours=3))
    said = await competition_lines(db, clock, world(), SHANGHAI, "law")
    assert said[0] == 'Announcement of "全民法治知识竞赛"'
    assert sum(line.startswith("Reminder of") for line in said) == 5
    tomorrow = await lessons_lines(db, clock, world(), SHANGHAI, on="2026-12-02")
    assert tomorrow[0] == "Lessons of 2026-12-02"
    assert any(line.startswith("city-wechat: of 3,") for line in tomorrow)
    assert await kept(db) == []
    await happens(db, OPENS, world(), timedelta(seconds=20))
    later = await competition_lines(db, clock, world(), SHANGHAI, "law")
    assert not any(line.startswith("Announcement") for line in later)


async def test_forecasts_are_forgotten_after_a_year(db: Database) -> None:
    clock = FrozenClock(MORNING)
    some = [
        Forecast("a", About(Kind.NEWS, str(n), "once"), at, at, None, 1, (("hold", "x", 1),))
        for n, at in enumerate((MORNING - timedelta(days=401), MORNING - timedelta(days=399)))
    ]
    async with db.transaction() as conn:
        assert await forecasts.save(conn, some) == 2
        assert await forecasts.save(conn, some) == 0
    assert await forecaster(db, clock).forget() == 1
    assert [row[2] for row in await kept(db)] == ["1"]


async def test_where_there_is_nothing_no_job_does_anything(db: Database) -> None:
    jobs = forecast_jobs(forecaster(db, FrozenClock(FOUR)))
    assert len({job.name for job in jobs}) == 3
    done = [await job.run() for job in jobs if job.every < 60 or job.every > 60]
    assert done == [0, 0]
    assert await kept(db) == []
