"""A lesson day's forecast says who gets nothing, and why: silence, a bad day, a holiday."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.delivery.forecasting import LEFT_OUT, World
from bot.delivery.reach import Reach
from bot.domain.delivery import Kind
from bot.domain.quiet_hours import QuietHours
from bot.learning.restraint import restraint_on
from bot.store.db import Database
from bot.store.planning.restraint import Restraint
from bot.store.reach.lessons import HOLIDAY, OFF_DAY, SILENT
from schedules.planning import Planner
from tests.delivery.owing import group, rows
from tests.reach.crowd import by_line, came_to, followers, joined, learning, world
from tests.reach.events import announced, happens
from tests.schedules.contest import COHORT, COMPETITION, OPENS, take_in

DAY = timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)
HALF_PAST_SEVEN = datetime.fromisoformat("2026-12-31T23:30:00+00:00")
"""Of New Year's Day in Shanghai."""
FOUR = HALF_PAST_SEVEN - timedelta(hours=3, minutes=30)


def restrained() -> World:
    """A deployment in China."""
    return replace(world(), restraint=lambda day: restraint_on(day, "CN"))


async def town(db: Database, count: int) -> list[int]:
    """Followers of whom each was last heard of at another time, up to twenty days ago; some keep
    holidays or this very day free, have just ended a pause, ride, or are away.
    """
    people = await followers(db, count, at=HALF_PAST_SEVEN)
    await learning(db, people, HALF_PAST_SEVEN)
    async with db.connection() as conn:
        await conn.execute(
            """
            update address set last_in_at = case when learner_id % 41 <> 0 then $1::timestamptz - learner_id % 21 * interval '1 day' end
            """,
            HALF_PAST_SEVEN - timedelta(hours=12),
        )
        await conn.execute(
            """
            update learner set holidays_off = id % 10 = 3, off_day = case when id % 12 = 4 then $1::date end,
              paused_until = case when id % 19 = 5 then $1::date - (id % 4)::int end,
              created_at = $2, track = case when id % 3 = 0 then 'couriers' end
            """,
            NEW_YEAR,
            HALF_PAST_SEVEN - 4 * DAY,
        )
        await conn.execute(
            """
            with gone as (update learner set state = 'away' where state = 'active' and id % 16 = 7 returning id)
            update lesson_turn set next_due = 'infinity' where learner_id in (select id from gone)
            """
        )
    return people


async def test_what_is_planned_is_what_was_forecast(db: Database) -> None:
    """To the number, and every reason is met."""
    await town(db, 2000)
    made = await Reach(db, FrozenClock(FOUR), restrained()).lesson_day(NEW_YEAR)
    reasons = Counter[str]()
    for one in made:
        for _, why, people in one.counts:
            reasons[why] += people
    assert all(reasons[LEFT_OUT[which]] for which in (SILENT, HOLIDAY, OFF_DAY, "away"))
    forecast = sum(n for why, n in reasons.items() if not why.startswith("not planned"))
    for hours in (0, 4.75):  # 07:30 and 12:15
        now = FrozenClock(HALF_PAST_SEVEN + timedelta(hours=hours))
        await Planner(db, now, lambda: None, restrained().pacing, country="CN").lessons()
    found = await rows(
        db,
        "select count(*) as n, count(*) filter (where detail ? 'farewell') as farewells from delivery",
    )
    assert found[0]["n"] == forecast
    assert found[0]["farewells"] > 100
    away = await rows(db, "select count(*) as n from learner where state = 'away'")
    assert away[0]["n"] == found[0]["farewells"] + reasons[LEFT_OUT["away"]]


async def test_everybody_is_counted_once(db: Database) -> None:
    """Some have two breaks, and so two lessons; who has no address left was erased."""
    people = await town(db, 600)
    made = await Reach(db, FrozenClock(FOUR), restrained()).lesson_day(NEW_YEAR)
    for one in made:
        assert one.people == sum(n for _, _, n in one.counts)
    assert sum(one.people for one in made) >= len(people)


async def test_without_restraint_nobody_is_held_back(db: Database) -> None:
    await town(db, 300)
    made = await Reach(db, FrozenClock(FOUR), world()).lesson_day(NEW_YEAR)
    said = {why for one in made for _, why, _ in one.counts}
    assert not said & {LEFT_OUT[SILENT], LEFT_OUT[HOLIDAY]}
    assert Restraint().allows(10_000, first=False)


async def test_couriers_wait_for_the_end_of_the_meal_in_the_forecast_too(db: Database) -> None:
    """All is said to the others at once, and to couriers when the peak is over; so it happens."""
    people = await followers(db, 300, at=OPENS)
    await joined(db, await group(db, COHORT.platform_id, COHORT.account), people)
    await take_in(db, COMPETITION, OPENS - DAY)
    async with db.connection() as conn:
        await conn.execute("update learner set track = 'couriers' where id % 2 = 0")
    local = OPENS.astimezone(ZoneInfo("Asia/Shanghai"))
    over = OPENS + timedelta(hours=2)
    peak = QuietHours(local.time(), (local + timedelta(hours=2)).time())
    there = replace(world(), peaks=(peak,))
    made = await announced(db, there)
    last = max(one.finishes for one in made if one.finishes)
    assert last >= over
    plain = await announced(db, world())
    assert max(one.finishes for one in plain if one.finishes) < over
    assert by_line(made) != by_line(plain), "windows close while they wait"
    await happens(db, OPENS, there, timedelta(hours=3))
    assert by_line(made) == await came_to(db, Kind.ANNOUNCEMENT, "law", "once")
