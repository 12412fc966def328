"""A town in which what is planned happens."""

from datetime import datetime, timedelta

from bot.clock import FrozenClock
from bot.delivery.forecasting import World
from bot.delivery.reach import Reach
from bot.delivery.worker import Manner
from bot.domain.delivery import Kind
from bot.store.db import Database
from bot.store.reach import subjects as forecast_subjects
from bot.store.reach.forecasts import Forecast
from schedules.planning import Planner
from tests.delivery.office import Office
from tests.delivery.owing import OFFICIAL, rows
from tests.reach.crowd import Said, official
from tests.schedules.contest import COMPETITION, OPENS


async def happens(db: Database, at: datetime, there: World, until: timedelta) -> datetime:
    """Planning and delivery from ``at`` on, with everybody decided at the moment of his turn;
    when something was sent last.
    """
    clock = FrozenClock(at)
    planner = Planner(db, clock, lambda: None, there.pacing)
    said = dict.fromkeys((Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT, Kind.NEWS), Said())
    wechat = official()
    office = Office(
        db, clock, said, wechat=wechat, manner=Manner(daily=there.daily, peaks=there.peaks)
    )
    last, sent = at, 0
    while clock.now() <= at + until:
        await planner.lessons()
        await planner.competitions()
        while await office.worker.run_once():
            pass
        if len(wechat.calls) > sent:
            last, sent = clock.now(), len(wechat.calls)
        (row,) = await rows(
            db,
            "select least((select min(next_try) from delivery), (select min(next_due) from lesson_turn)) as next",
        )
        if row["next"] is None:
            break
        clock.move(max(row["next"] - clock.now(), timedelta(seconds=1)))
    return last


async def announced(db: Database, there: World, now: datetime = OPENS) -> list[Forecast]:
    clock = FrozenClock(now)
    async with db.connection() as conn:
        subject = await forecast_subjects.announcement(conn, "law")
    assert subject is not None
    return await Reach(db, clock, there).subject(subject)


async def mass_turn(db: Database, due: datetime) -> None:
    """A mass message of the competition is planned."""
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into mass_message (account, kind, subject, occurrence, due, expires, state, reason, planned_at)
            values ($1, 'announcement', 'law', 'once', $2, $3, 'planned', 'goes out on the first day it is open', $4)
            """,
            OFFICIAL,
            due,
            COMPETITION.stages[-1].closes,
            OPENS - timedelta(hours=1),
        )
