"""What is open, measured from the database now and then."""

import time
from collections.abc import Callable

from bot.ports import Clock
from bot.store.db import Database
from bot.store.delivery_reports import open_counts, overdue_planning
from bot.web.measures import Measures

SHARE = 0.02
"""At most this part of the time is spent on measuring: a backlog of millions takes a second to
count, and is then counted once a minute."""


class Backlog:
    """Keeps the gauges of what is open; run it as a job. Any number of processes may."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        measures: Measures,
        elapsed: Callable[[], float] = time.perf_counter,
    ) -> None:
        """``elapsed`` gives seconds from anywhere on: what measuring costs, not what is due."""
        self._db = db
        self._clock = clock
        self._measures = measures
        self._elapsed = elapsed
        self._rests_until = elapsed()

    async def measure(self) -> int:
        """Count what is open and set the gauges, unless it was too costly lately.

        Returns 0: nothing is done about it. Raises StorageUnavailableError.
        """
        began = self._elapsed()
        if began < self._rests_until:
            return 0
        async with self._db.transaction() as conn:
            now = self._clock.now()
            opened = await open_counts(conn, now)
            overdue = await overdue_planning(conn, now)
        self._measures.backlog(opened, overdue, now)
        ended = self._elapsed()
        self._rests_until = ended + (ended - began) * (1 / SHARE - 1)
        return 0
