"""The jobs, each a short run that asks what is due at the Clock's now."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.ports import Clock
from bot.store import deliveries, inbound, planning
from bot.store.db import Database

log = structlog.get_logger("schedules")

BATCH = 500
KEEP_EVENTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Job:
    """A named job and how often it runs, in seconds. It returns how many things it did."""

    name: str
    every: float
    run: Callable[[], Awaitable[int]]


class Planner:
    """Plans deliveries; any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock, planned: Callable[[], None]) -> None:
        """``planned`` is called after something was planned, to wake the workers."""
        self._db = db
        self._clock = clock
        self._planned = planned

    async def lessons(self) -> int:
        """Everybody whose daily time has come; in batches, each its own transaction."""
        total = 0
        while True:
            async with self._db.transaction() as conn:
                count = await planning.plan_lessons(conn, self._clock.now(), BATCH)
            total += count
            if count:
                self._planned()
            if count < BATCH:
                return total

    async def competitions(self) -> int:
        """Announcements and reminders whose moment has come."""
        async with self._db.transaction() as conn:
            now = self._clock.now()
            count = await planning.plan_announcements(conn, now)
            count += await planning.plan_reminders(conn, now)
        if count:
            self._planned()
        return count

    async def pauses(self) -> int:
        """Pauses that are over."""
        async with self._db.transaction() as conn:
            return await planning.end_pauses(conn, self._clock.now())

    async def held(self) -> int:
        """Held deliveries that are of no use any more."""
        async with self._db.transaction() as conn:
            return await deliveries.drop_held(conn, self._clock.now(), BATCH)

    async def old_events(self) -> int:
        """Event keys older than seven days."""
        async with self._db.transaction() as conn:
            before = self._clock.now() - KEEP_EVENTS
            return await inbound.forget_old_events(conn, before, 10_000)
