"""Counts who is reached: reads those whom planning will find, and has each decided."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from itertools import islice

from bot.delivery.forecasting import Counting, World
from bot.delivery.ladder import MASSES
from bot.delivery.month_preview import turn_of
from bot.domain.delivery import Kind
from bot.ports import Clock
from bot.store.db import Database, Row
from bot.store.reach import forecasts
from bot.store.reach import lessons as forecast_lessons
from bot.store.reach import people as forecast_people
from bot.store.reach.forecasts import About, Forecast
from bot.store.reach.lessons import Asked, Rhythm, Slot
from bot.store.reach.people import Page, Subject

BATCH = 2000
"""People read at once: their rows are a few megabytes, whatever the number of followers."""
SLICE = 250
"""Decided before others get the processor: some milliseconds."""

Advance = Callable[[int], None]
"""Called with how many more people were counted."""


def nobody_looks(steps: int) -> None:
    """For counting that nobody waits for."""


class Reach:
    """Counts; it takes no lock and keeps no transaction open, and changes nothing."""

    def __init__(self, db: Database, clock: Clock, world: World) -> None:
        """``world`` is this deployment's."""
        self._db = db
        self._clock = clock
        self._world = world

    async def lesson_day(self, day: date, advance: Advance = nobody_looks) -> list[Forecast]:
        """Who gets the lessons of ``day``, by account. Raises StorageUnavailableError."""
        now = self._clock.now()
        counting = await self._begin(About(Kind.LESSON, "", day.isoformat()), now)
        restraint = await asyncio.to_thread(self._world.restraint, day)
        slots: dict[Rhythm, list[Slot]] = {}
        page = Page()
        while not page.ended:
            rows = await self._lessons(day, slots, page)
            page = forecast_lessons.lesson_page(rows, Asked(day, now, slots, restraint), BATCH)
            await _count(counting, page)
            counting.leave_out(page.left_out)
            advance(page.seen)
        async with self._db.connection() as conn:
            for account, people in await forecast_lessons.away_people(conn):
                counting.leave_out([(account, "away")], people)
        return counting.forecasts(now)

    async def subject(self, subject: Subject, advance: Advance = nobody_looks) -> list[Forecast]:
        """Who gets an announcement, news or a reminder, by account; its chats come first.

        Raises StorageUnavailableError.
        """
        now = self._clock.now()
        counting = await self._begin(subject.about, now)
        chats = Page(forecast_people.to_chats(subject, now))
        await _count(counting, chats)
        page = Page()
        while not page.ended:
            async with self._db.connection() as conn:
                rows = await forecast_people.people_of(conn, subject, page, BATCH)
            page = forecast_people.page_of(rows, subject, now, BATCH)
            await _count(counting, page)
            advance(page.seen)
        return counting.forecasts(now)

    async def _begin(self, about: About, now: datetime) -> Counting:
        async with self._db.connection() as conn:
            bounds = await forecasts.bounds(conn, about, now)
            if about.kind in MASSES:
                for account, rules in self._world.masses.items():
                    due = await turn_of(conn, account, rules, about, now)
                    if due is not None:  # it was imported a moment ago
                        bounds.turns[account] = due
        return Counting(self._world, about, bounds)

    async def _lessons(self, day: date, slots: dict[Rhythm, list[Slot]], after: Page) -> list[Row]:
        """The next turns; rhythms that were not met before get their times of the day."""
        async with self._db.connection() as conn:
            rows = await forecast_lessons.lesson_turns(conn, day, after, BATCH)
            met = {(row["zone"], row["times"]) for row in rows}
            if new := sorted(met - slots.keys()):
                quiet_from = self._world.pacing.quiet_from
                slots.update(await forecast_lessons.slots_of(conn, day, new, quiet_from))
        return rows


async def _count(counting: Counting, page: Page) -> None:
    owed = iter(page.owed)
    while some := list(islice(owed, SLICE)):
        counting.count(some)
        await asyncio.sleep(0)
