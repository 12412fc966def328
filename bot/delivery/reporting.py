"""Reports of announcements: counted while somebody looks where that is quick, else as a job counted
them last.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.delivery.announcement_report import AnnouncementReport, announcement_report
from bot.delivery.report_keeping import from_kept, head_of, rows_of
from bot.ports import Clock
from bot.store.announcing import counting
from bot.store.db import Connection, Database


@dataclass(frozen=True, slots=True)
class Span:
    """``most`` groups of a report from the one with number ``first`` on, counted from 0."""

    first: int = 0
    most: int = 50


async def report(
    conn: Connection, key: str, clock: Clock, groups: Span = Span()
) -> AnnouncementReport | None:
    """How an announcement stands, ``at`` an instant that is told, with so many of its groups. None:
    it is large, and was not counted yet. Call it in a transaction that sees one instant (repeatable
    read).
    """
    if await counting.is_small(conn, key):
        made = announcement_report(await counting.count(conn, key, clock.now()))
        return replace(made, groups=made.groups[groups.first : groups.first + groups.most])
    kept = await counting.kept(conn, key, groups.first, groups.most)
    return None if kept is None else from_kept(*kept)


class ReportKeeper:
    """Counts large announcements anew, in any number of processes."""

    def __init__(
        self, db: Database, clock: Clock, elapsed: Callable[[], float] = time.perf_counter
    ) -> None:
        """``elapsed`` is a stopwatch in seconds: how long counting took decides when it is done
        again.
        """
        self._db = db
        self._clock = clock
        self._elapsed = elapsed

    async def refresh(self) -> int:
        """Count those whose count is old; how many."""
        async with self._db.connection() as conn:
            keys = await counting.stale(conn, self._clock.now())
        counted = 0
        for key in keys:
            counted += await self._one(key)
        return counted

    async def _one(self, key: str) -> bool:
        async with self._db.transaction() as conn:
            await conn.execute("set transaction isolation level repeatable read")
            if not await counting.only_counter(conn, key):
                return False
            began = self._elapsed()
            counted = await counting.count(conn, key, self._clock.now())
            made = announcement_report(counted)
            took = timedelta(seconds=self._elapsed() - began)
            await counting.keep(conn, key, made.at, took, head_of(made), rows_of(made))
        return True
