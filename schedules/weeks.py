"""On Sunday evening everybody who learned gets the picture of the week."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.ports import Clock
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from bot.store.planning.weeks import open_weeks, plan_week
from schedules.jobs import Job

PEOPLE = 2000
"""Looked at in a transaction."""
TOLERANCE = timedelta(hours=1)
"""Later than that, at 20:30, many are on their way to bed, and quiet hours are near."""


class WeekPlanner:
    """Plans the pictures of the week; any number of processes may run one."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        planned: Callable[[], None],
        pacing: Pacing | None = None,
    ) -> None:
        """``planned`` is called after something was planned, to wake the workers."""
        pacing = pacing or Pacing()
        self._db = db
        self._clock = clock
        self._planned = planned
        self._pacing = replace(pacing, tolerance=min(pacing.tolerance, TOLERANCE))

    async def run(self) -> int:
        """Every zone whose Sunday evening has come; returns for how many people."""
        async with self._db.transaction() as conn:
            await open_weeks(conn, self._clock.now())
        total = 0
        while True:
            async with self._db.transaction() as conn:
                batch = await plan_week(conn, self._clock.now(), PEOPLE, self._pacing)
            if batch is None:
                return total
            total += batch.people
            if batch.people:
                self._planned()


def week_jobs(planner: WeekPlanner) -> tuple[Job, ...]:
    """What Sunday evening brings; two small questions while there is nothing."""
    return (Job("plan the pictures of the week", 5, planner.run),)
