"""Reach is counted before anything goes out, and kept, so that a report can be held against it.

It runs beside planning and never holds it up: what planning has begun meanwhile is counted all
the same, as if it had not.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.forecasting import World
from bot.delivery.reach import Reach
from bot.domain.delivery import Kind
from bot.ports import Clock
from bot.store.db import Connection, Database
from bot.store.reach import forecasts
from bot.store.reach import subjects as forecast_subjects
from bot.store.reach.forecasts import NOBODY, About, Forecast
from schedules.batches import in_batches
from schedules.jobs import Job

DAY_BEGINS = time(4)
"""A learner's day begins then (design 4.11); lessons of the day are counted before they go out."""
WHILE_EARLY = timedelta(hours=3)
"""Later than this a day is under way, and what is left of it is no forecast of it."""
AHEAD = timedelta(minutes=15)
"""Announcements and news are counted so long before their time at most."""
REMINDERS_AHEAD = timedelta(hours=1)
JUST_BEGUN = timedelta(minutes=1)
"""What is imported when it is already open is planned at once; it is counted within this time."""
KEEP = timedelta(days=400)


class Forecaster:
    """Keeps a forecast of all that goes out; any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock, world: World, zone: ZoneInfo) -> None:
        """``zone`` is the deployment's: when its lesson day begins."""
        self._db = db
        self._clock = clock
        self._reach = Reach(db, clock, world)
        self._zone = zone

    async def subjects(self) -> int:
        """Announcements, news and reminders that are about to go out; returns how many."""
        done = 0
        while (about := await self._next()) is not None:
            if not await self._count(about):
                break  # another process is at it
            done += 1
        return done

    async def lessons(self) -> int:
        """The lesson day that has just begun; returns 1 when it was counted."""
        local = self._clock.now().astimezone(self._zone)
        began = datetime.combine(local.date(), DAY_BEGINS, tzinfo=self._zone)
        if not timedelta(0) <= local - began < WHILE_EARLY:
            return 0
        return int(await self._count(About(Kind.LESSON, "", local.date().isoformat())))

    async def forget(self) -> int:
        """Forecasts of more than a year ago."""

        async def drop(conn: Connection, now: datetime, most: int) -> int:
            return await forecasts.forget_before(conn, now - KEEP, most)

        return await in_batches(self._db, self._clock, drop, 1000)

    async def _next(self) -> About | None:
        now = self._clock.now()
        async with self._db.connection() as conn:
            return await forecasts.next_to_count(
                conn, now, AHEAD, REMINDERS_AHEAD, now - JUST_BEGUN
            )

    async def _count(self, about: About) -> bool:
        """Count and keep it; False where it is counted, or is being counted elsewhere.

        The transaction only holds a lock that tells other processes so; it has read nothing.
        """
        async with self._db.connection() as conn:
            if await forecasts.is_counted(conn, about):
                return False
        async with self._db.transaction() as conn:
            if not await forecasts.only_counter(conn, about):
                return False
            made = await self._made(about)
            now = self._clock.now()
            # Where nobody is reached by any account, that is kept, or it would be counted again.
            nobody = Forecast(NOBODY, about, now, now, None, 0, ())
            return await forecasts.save(conn, made or [nobody]) > 0

    async def _made(self, about: About) -> list[Forecast]:
        if about.kind is Kind.LESSON:
            return await self._reach.lesson_day(datetime.fromisoformat(about.occurrence).date())
        now = self._clock.now()
        async with self._db.connection() as conn:
            subject = await forecast_subjects.find(conn, about, now - JUST_BEGUN, now)
        return await self._reach.subject(subject) if subject is not None else []


def forecast_jobs(forecaster: Forecaster) -> tuple[Job, ...]:
    """What counts before it goes out. The first is one cheap question when there is nothing."""
    return (
        Job("forecast what goes out", 1, forecaster.subjects),
        Job("forecast the lesson day", 60, forecaster.lessons),
        Job("forget old forecasts", 3600, forecaster.forget),
    )
