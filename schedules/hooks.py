"""What the clock brings to subscribers of the API."""

from collections.abc import Callable
from datetime import datetime

from bot.ports import Clock
from bot.store.api import answers, hook_events, hooks, learners
from bot.store.db import Connection, Database
from schedules.batches import in_batches
from schedules.jobs import Job

BATCH = 1000
"""Events planned in one transaction."""


class HookPlanner:
    """Plans what happened; any number of processes may run one."""

    def __init__(
        self, db: Database, clock: Clock, planned: Callable[[], None], pseudonym_key: bytes
    ) -> None:
        """``planned`` is called after something was planned, to wake the workers."""
        self._db = db
        self._clock = clock
        self._planned = planned
        self._key = pseudonym_key

    async def plan(self) -> int:
        """Everything that happened, for all who want it; how many events."""
        return await in_batches(self._db, self._clock, hook_events.plan_some, BATCH, self._planned)

    async def sweep(self) -> int:
        """Announcements that came to their end, and subscribers whose end was said elsewhere."""
        finished = await in_batches(self._db, self._clock, hook_events.note_finished, BATCH)
        return finished + await in_batches(self._db, self._clock, hooks.end_lapsed, BATCH)

    async def forget(self) -> int:
        """Answers that were kept for a day."""
        return await in_batches(self._db, self._clock, answers.forget_old, BATCH)

    async def name(self) -> int:
        """Learners get their way back from the pseudonym; how many."""

        async def some(conn: Connection, now: datetime, most: int) -> int:  # noqa: ARG001 - a step's shape
            return await learners.name_learners(conn, self._key, most)

        return await in_batches(self._db, self._clock, some, 5 * BATCH)


def hook_jobs(planner: HookPlanner) -> tuple[Job, ...]:
    """What is told to subscribers, and what is kept for callers."""
    return (
        Job("plan what subscribers are told", 1, planner.plan),
        Job("sweep what came to its end", 15, planner.sweep),
        Job("forget answers to calls", 600, planner.forget),
        Job("keep pseudonyms of learners", 60, planner.name),
    )
