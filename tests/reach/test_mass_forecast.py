"""Whom a forecast leaves to a mass message is whom the mass message goes to."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.delivery.reach_report import Report, Way, reports
from bot.domain.delivery import Kind
from bot.store.db import Database
from bot.store.reach import forecasts
from bot.store.reach import outcomes as reach_outcomes
from bot.store.reach.forecasts import About
from schedules.forecasting import Forecaster
from tests.delivery.owing import OFFICIAL
from tests.masses.house import House
from tests.reach.crowd import world
from tests.reach.events import happens, mass_turn
from tests.schedules.contest import OPENS

EVENING = OPENS + timedelta(hours=10)
QUOTAS = {(OFFICIAL, "customer"): 150, (OFFICIAL, "template"): 260}


async def report(db: Database) -> Report:
    async with db.connection() as conn:
        made = await forecasts.of_subject(conn, Kind.ANNOUNCEMENT, "law")
        came = await reach_outcomes.outcomes(conn, Kind.ANNOUNCEMENT, "law")
        parts = await reach_outcomes.mass_parts(conn, Kind.ANNOUNCEMENT, "law")
    every = reports([About(Kind.ANNOUNCEMENT, "law", "once")], made, came, parts)
    return next(one for one in every if one.account == OFFICIAL)


async def test_it_reaches_those_whom_the_forecast_left_to_it(
    db: Database, crowd: list[int]
) -> None:
    await mass_turn(db, EVENING)
    clock = FrozenClock(OPENS - timedelta(minutes=5))
    await Forecaster(db, clock, world(QUOTAS), ZoneInfo("Asia/Shanghai")).subjects()
    await happens(db, OPENS, world(QUOTAS), timedelta(minutes=1))
    house = House(db, now=EVENING)
    await house.work()
    under_way = await report(db)
    (mass,) = (line for line in under_way.lines if line.way is Way.MASS)
    assert mass.difference == "as forecast"
    assert [one.reason for one in mass.details] == ["in a call that is on its way"]
    for message in house.official.taken.values():
        await house.report(message, total=mass.came, sent=mass.came - 9, filtered=9)
    await house.work()
    done = await report(db)
    (mass,) = (line for line in done.lines if line.way is Way.MASS)
    assert mass.forecast == mass.came > 500
    assert [(one.reason, one.came) for one in mass.details] == [("went out", mass.came)]
    assert {line.difference for line in done.lines} == {"as forecast"}
    (part,) = done.parts
    assert (part.receivers, part.sent, part.filtered) == (mass.came, mass.came - 9, 9)
