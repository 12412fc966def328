"""The jobs, each a short run that asks what is due at the Clock's now."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.ports import Clock
from bot.store import deliveries, inbound, planning
from bot.store.db import Connection, Database

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
        """Everybody whose daily time has come."""
        return await self._in_batches(planning.plan_lessons, BATCH, planned=True)

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
        return await self._in_batches(planning.end_pauses, BATCH)

    async def held(self) -> int:
        """Held deliveries that are of no use any more."""
        return await self._in_batches(deliveries.drop_held, BATCH)

    async def old_events(self) -> int:
        """Event keys older than seven days."""

        async def forget(conn: Connection, now: datetime, most: int) -> int:
            return await inbound.forget_old_events(conn, now - KEEP_EVENTS, most)

        return await self._in_batches(forget, 10_000)

    async def _in_batches(
        self,
        step: Callable[[Connection, datetime, int], Awaitable[int]],
        most: int,
        *,
        planned: bool = False,
    ) -> int:
        """Repeat ``step``, each time in its own transaction, until it finds less than ``most``."""
        total = 0
        while True:
            async with self._db.transaction() as conn:
                count = await step(conn, self._clock.now(), most)
            total += count
            if count and planned:
                self._planned()
            if count < most:
                return total
