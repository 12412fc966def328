"""What groups get by the clock becomes deliveries, in batches, by any number of planners."""

from collections import Counter
from collections.abc import Callable

import structlog

from bot.domain.groups import GroupTimes
from bot.learning.groups.turns import decide, keys_explained
from bot.learning.shelf import Shelf
from bot.ports import Clock
from bot.store.db import Connection, Database
from bot.store.groups import turns as group_turns
from bot.store.groups.questions import open_questions
from bot.store.groups.turns import Step
from bot.store.planning.pacing import Pacing

log = structlog.get_logger("schedules")

BATCH = 500
"""Turns a transaction."""


class GroupPlanner:
    """Plans the course of the week, the daily question, its explanation, and the board."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        shelf: Shelf,
        times: GroupTimes,
        planned: Callable[[], None],
        pacing: Pacing | None = None,
    ) -> None:
        """``planned`` is called after something was planned, to wake the workers. ``pacing`` is how
        fast deliveries are planned for each account: groups and lessons share its turns.
        """
        self._db = db
        self._clock = clock
        self._shelf = shelf
        self._times = times
        self._planned = planned
        self._pacing = pacing or Pacing()

    async def run(self) -> int:
        """Every turn that is due; returns how many there were. Those that another planner has in
        hand are passed by.
        """
        total = 0
        while True:
            async with self._db.transaction() as conn:
                steps = await self._batch(conn)
            total += len(steps)
            if any(step.owed for step in steps):
                self._planned()
            skipped = Counter(f"{one.turn.kind}: {one.reason}" for one in steps if one.reason)
            if skipped:
                log.info("groups got nothing", skipped=dict(skipped))
            if len(steps) < BATCH:
                return total

    async def _batch(self, conn: Connection) -> list[Step]:
        now = self._clock.now()
        turns = await group_turns.lock_due(conn, now, BATCH)
        if not turns:
            return []
        library = await self._shelf.library(conn)
        keys = keys_explained(turns, now, self._times)
        asked = await open_questions(conn, keys) if keys else {}
        quiet = self._pacing.quiet_from
        steps = [decide(turn, now, self._times, library, asked, quiet) for turn in turns]
        await group_turns.take(conn, steps, now, self._pacing)
        return steps
