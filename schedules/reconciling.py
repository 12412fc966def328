"""Every night our books are compared with each credit bank's, once over all processes."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog

from bot.ledger.reconciling import reconcile, say, window
from bot.ports import Clock, CreditBank
from bot.store.db import Database, Row
from bot.store.ledger import reconciliations
from schedules.jobs import Job

log = structlog.get_logger("ledger")

BEGINS, ENDS = time(2, 30), time(5, 0)
"""In the deployment's zone: when hardly anybody learns."""
AGAIN = timedelta(hours=1)
"""After a run that had trouble."""
LOST = timedelta(hours=2)
"""A run that began so long ago and has not ended died with its process; a second beside one that
is only slow does no harm."""


class BookKeeper:
    """Compares; run ``nightly`` as a job. Any number of processes may."""

    def __init__(
        self, db: Database, clock: Clock, banks: Sequence[CreditBank], zone: ZoneInfo
    ) -> None:
        """``zone`` is the deployment's."""
        self._db, self._clock, self._banks, self._zone = db, clock, banks, zone

    async def nightly(self) -> int:
        """Between 02:30 and 05:00, every bank that was not compared with tonight; returns how many
        were. Raises StorageUnavailableError.
        """
        local = self._clock.now().astimezone(self._zone)
        if not BEGINS <= local.time() < ENDS:
            return 0
        began = datetime.combine(local.date(), BEGINS, self._zone)
        count = 0
        for bank in self._banks:
            if (run := await self._claim(bank.name, began)) is not None:
                say(log, await reconcile(self._db, bank, self._clock, run=run))
                count += 1
        return count

    async def _claim(self, target: str, night: datetime) -> int | None:
        """A run of tonight's; None where another process did or does it, or it had trouble less
        than an hour ago.
        """
        async with self._db.transaction(_lock(target)) as conn:
            now = self._clock.now()
            newest = await reconciliations.newest_since(conn, target, night)
            if newest is not None and not may_again(newest, now):
                return None
            return await reconciliations.begin(conn, target, *window(now), now)


def may_again(newest: Row, now: datetime) -> bool:
    """Whether a night's newest run leaves something to do now."""
    if newest["ended_at"] is None:
        return bool(now - newest["began_at"] >= LOST)
    return bool(newest["trouble"]) and bool(now - newest["ended_at"] >= AGAIN)


def _lock(target: str) -> int:
    digest = sha256(b"reconcile\0" + target.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def reconciling_jobs(keeper: BookKeeper) -> tuple[Job, ...]:
    """The one job, looked at each minute."""
    return (Job("compare books with credit banks", 60, keeper.nightly),)
