"""What is forecast is what happens, to the number, when nothing else happens meanwhile."""

import asyncio
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.competitions.moments import LEAD
from bot.delivery.forecasting import REMINDERS_WITHIN
from bot.delivery.reach import Reach
from bot.domain.delivery import Kind
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from bot.store.reach import subjects as forecast_subjects
from schedules.forecasting import Forecaster
from tests.delivery.owing import OFFICIAL, group, rows
from tests.reach.crowd import MORNING, by_line, came_to, followers, joined, learning, world
from tests.reach.events import announced, happens, mass_turn
from tests.schedules.contest import COHORT, COMPETITION, OPENS, take_in

HALF_PAST_SEVEN = MORNING - timedelta(minutes=90)
QUOTAS = {(OFFICIAL, "customer"): 150, (OFFICIAL, "template"): 260}


async def test_an_announcement(db: Database, crowd: list[int]) -> None:
    made = await announced(db, world())
    await happens(db, OPENS, world(), timedelta(minutes=1))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
    assert sum(one.people for one in made) == 3000 + 1


async def test_quotas_are_used_up_in_turn_and_the_rest_falls_to_the_next_rung(
    db: Database, crowd: list[int]
) -> None:
    there = world(QUOTAS)
    await mass_turn(db, OPENS + timedelta(hours=10))
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use (account, what, period, used) values ($1, 'customer', '2026-12-01', 30)",
            OFFICIAL,
        )
    made = await announced(db, there)
    await happens(db, OPENS, there, timedelta(minutes=1))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
    counted = by_line(made)
    assert counted[OFFICIAL, "customer", ""] == 150 - 30
    assert counted[OFFICIAL, "template", ""] == 260
    assert counted[OFFICIAL, "mass", ""] > 500
    whys = {why for account, way, why in counted if way == "hold"}
    assert any("template messages of the day are used up; four mass messages" in w for w in whys)


async def test_a_stopped_template_is_not_counted_on(db: Database, crowd: list[int]) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "insert into push_stop (account, what, since, until, reason) values ($1, 'T1', $2, $3, 'x')",
            OFFICIAL,
            OPENS - timedelta(hours=1),
            OPENS + timedelta(hours=23),
        )
    made = await announced(db, world())
    await happens(db, OPENS, world(), timedelta(minutes=1))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
    assert by_line(made)[OFFICIAL, "template", ""] == 0


async def test_a_window_that_ends_before_ones_turn_is_not_counted_on(db: Database) -> None:
    """One every five seconds: the last has his turn after 25 minutes."""
    slow = world(pacing=Pacing(pace=0.2, tolerance=timedelta(minutes=30)))
    people = await followers(db, 300, at=OPENS)
    await joined(db, await group(db, COHORT.platform_id, COHORT.account), people)
    await take_in(db, COMPETITION, OPENS - timedelta(days=1))
    async with db.connection() as conn:
        await conn.execute(
            "update address set message_window_until = $1 where message_window_left > 0",
            OPENS + timedelta(minutes=12),
        )
    made = await announced(db, slow)
    assert by_line(made) != by_line(await announced(db, slow, OPENS + timedelta(minutes=20)))
    last = await happens(db, OPENS, slow, timedelta(minutes=30))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
    (one,) = (one for one in made if one.account == OFFICIAL)
    assert (one.begins, one.finishes) == (OPENS, last)
    assert last > OPENS + timedelta(minutes=24)


async def test_in_quiet_hours_everybody_waits_for_the_morning(
    db: Database, crowd: list[int]
) -> None:
    """Windows of an hour are over by then."""
    night = OPENS + timedelta(hours=14)
    made = await announced(db, world(), night)
    await happens(db, night, world(), timedelta(hours=12))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
    account = next(one for one in made if one.account == OFFICIAL)
    local = account.finishes.astimezone(ZoneInfo("Asia/Shanghai")) if account.finishes else None
    assert local is not None
    assert (local.hour, local.minute) == (7, 30)


async def test_a_reminder_counts_who_has_not_done_it(db: Database, crowd: list[int]) -> None:
    await happens(db, OPENS, world(), timedelta(minutes=1))
    due = COMPETITION.stages[0].closes - timedelta(days=1)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into entry (competition_key, learner_id, entered_at) select 'law', id, $2 from unnest($1::bigint[]) as id",
            crowd[::3],
            OPENS,
        )
        (subject,) = (
            one
            for one in await forecast_subjects.reminders(conn, "law")
            if one.about.occurrence.startswith("registration/P1D")
        )
    made = await Reach(db, FrozenClock(due), world(QUOTAS)).subject(subject)
    await happens(db, due, world(QUOTAS), timedelta(minutes=1))
    assert by_line(made) == await came_to(db, Kind.REMINDER, "law", subject.about.occurrence)
    assert sum(one.people for one in made) == 2000 + 1


async def test_a_reminder_is_spread_over_five_minutes_at_most(db: Database) -> None:
    slow = world(pacing=Pacing(pace=0.5))
    people = await followers(db, 200, at=OPENS)
    await joined(db, await group(db, COHORT.platform_id, COHORT.account), people)
    await take_in(db, COMPETITION, OPENS - timedelta(days=1))
    await happens(db, OPENS, slow, timedelta(minutes=15))
    due = COMPETITION.stages[0].closes - timedelta(days=1)
    async with db.connection() as conn:
        to_come = await forecast_subjects.reminders(conn, "law")
    subject = next(one for one in to_come if one.about.occurrence.startswith("registration/P1D"))
    made = await Reach(db, FrozenClock(due), slow).subject(subject)
    last = await happens(db, due, slow, timedelta(minutes=15))
    occurrence = subject.about.occurrence
    assert by_line(made) == await came_to(db, Kind.REMINDER, "law", occurrence)
    (one,) = (one for one in made if one.account == OFFICIAL)
    assert one.finishes == last
    assert timedelta(minutes=4) < last - due <= LEAD == REMINDERS_WITHIN


async def test_members_of_two_cohorts_are_counted_once(db: Database, crowd: list[int]) -> None:
    other = await group(db, "class-8", OFFICIAL)
    await joined(db, other, crowd[::2])
    async with db.connection() as conn:
        await conn.execute(
            "insert into competition_group (competition_key, account, platform_id) values ('law', $1, 'class-8')",
            OFFICIAL,
        )
    made = await announced(db, world())
    await happens(db, OPENS, world(), timedelta(minutes=1))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
    assert sum(one.people for one in made) == 3000 + 1


async def test_a_lesson_day_with_breaks(db: Database) -> None:
    """A courier's second lesson of the day finds the consent that the first one used gone."""
    people = await followers(db, 3000, at=HALF_PAST_SEVEN)
    await learning(db, people, HALF_PAST_SEVEN)
    four = FrozenClock(HALF_PAST_SEVEN - timedelta(hours=3, minutes=30))
    made = await Reach(db, four, world()).lesson_day(date(2026, 12, 1))
    await happens(db, HALF_PAST_SEVEN, world(), timedelta(hours=6))
    assert by_line(made) == await came_to(db, Kind.LESSON, "", "2026-12-01")
    left_out = sum(n for one in made for _, why, n in one.counts if why.startswith("not planned"))
    (owed,) = await rows(db, "select count(*) as lessons from delivery_past where kind = 'lesson'")
    (held,) = await rows(db, "select count(*) as lessons from delivery_held where kind = 'lesson'")
    assert sum(one.people for one in made) == owed["lessons"] + held["lessons"] + left_out
    assert owed["lessons"] + held["lessons"] > 3000 > 3000 - left_out > 2600


async def test_it_is_kept_once_by_however_many_processes(db: Database, crowd: list[int]) -> None:
    clock = FrozenClock(OPENS - timedelta(minutes=10))
    some = [Forecaster(db, clock, world(), ZoneInfo("Asia/Shanghai")) for _ in range(3)]
    assert sum(await asyncio.gather(*(one.subjects() for one in some))) == 1
    assert await some[0].subjects() == 0
    kept = await rows(db, "select account, people from reach_forecast order by account")
    assert [row["account"] for row in kept] == ["city", OFFICIAL]
    assert sum(row["people"] for row in kept) == 3001
