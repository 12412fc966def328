"""Counts that the console reads: what ended by the hour, how large groups are."""

from datetime import datetime

from bot.delivery.reason_classes import class_of
from bot.ports import Clock
from bot.store.console import tallies
from bot.store.db import Database
from schedules.jobs import Job


class Tallier:
    """Keeps the counts; any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Counting goes on where it stood."""
        self._db = db
        self._clock = clock

    async def ended(self) -> int:
        """Count what has ended by now; how many spans were counted.

        The instant is read once: a clock that ticks on between two spans would always find more.
        """
        spans, now = 0, self._clock.now()
        while await self._count_on(now):
            spans += 1
        return spans

    async def _count_on(self, now: datetime) -> bool:
        async with self._db.transaction() as conn:
            return await tallies.count_on(conn, now, class_of)

    async def groups(self) -> int:
        """Note how large each group is today; how many steps that took."""
        steps, after = 0, 0
        now = self._clock.now()
        while True:
            async with self._db.transaction() as conn:
                reached = await tallies.measure_groups(conn, now, after)
            steps += 1
            if reached is None:
                return steps
            after = reached


def tallying_jobs(tallier: Tallier) -> tuple[Job, ...]:
    """What is counted, and how often."""
    return (
        Job("count what has ended", 60, tallier.ended),
        Job("count the members of groups", 3600, tallier.groups),
    )
