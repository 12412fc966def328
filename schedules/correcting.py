"""Who had a text that was taken back is told what was wrong in it, when a reviewer says so."""

from collections.abc import Callable

from bot.ports import Clock
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from bot.store.recall_notices import plan_notice
from schedules.jobs import Job

PEOPLE = 1000
"""Looked at in a transaction: each one's receipts are read."""


class CorrectionPlanner:
    """Plans corrections; any number of processes may run one."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        planned: Callable[[], None],
        pacing: Pacing | None = None,
    ) -> None:
        """``planned`` is called after something was planned, to wake the workers."""
        self._db = db
        self._clock = clock
        self._planned = planned
        self._pacing = pacing or Pacing()

    async def run(self) -> int:
        """Every correction that somebody told; returns for how many people."""
        total = 0
        while True:
            async with self._db.transaction() as conn:
                batch = await plan_notice(conn, self._clock.now(), PEOPLE, self._pacing)
            if batch is None:
                return total
            total += batch.people
            if batch.people:
                self._planned()


def correction_jobs(planner: CorrectionPlanner) -> tuple[Job, ...]:
    """One small question while there is nothing."""
    return (Job("plan corrections", 5, planner.run),)
