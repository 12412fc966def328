"""The sweep: what must be in the outbox and is not, and what is there in a state that is not its own.

A completion gets its rows with the learner's answer. The sweep is for credit banks that were
configured later, and for what a lost race left behind.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from structlog.typing import FilteringBoundLogger

from bot.domain.credits import Target
from bot.ports import Clock
from bot.store.db import Database
from bot.store.ledger.measures import left_behind
from bot.store.ledger.sweeping import Walk, sweep_page

LATELY = timedelta(hours=1)
"""What the frequent sweep looks back."""


async def sweep(
    db: Database, targets: Sequence[Target], now: datetime, *, since: datetime | None = None
) -> int:
    """Put all outbox rows right; returns how many were not.

    ``since`` looks only at statements made and consents and account numbers given from then on.
    Each page is a transaction of its own. Raises StorageUnavailableError.
    """
    walks = (Walk.ALL,) if since is None else (Walk.MADE, Walk.SAID)
    return sum([await _Round(walk).go_on(db, targets, now, since) for walk in walks])


class _Round:
    """One walk, which goes on where it was after a failure."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._after = 0
        self.is_over = False

    async def go_on(
        self, db: Database, targets: Sequence[Target], now: datetime, since: datetime | None
    ) -> int:
        changed = 0
        while not self.is_over:
            async with db.transaction() as conn:
                page = await sweep_page(conn, targets, now, self._walk, since, self._after)
            changed += page.changed
            self._after, self.is_over = page.last or self._after, page.last is None
        return changed


class Sweeper:
    """Sweeps for one process; run ``run`` as a job."""

    def __init__(
        self, db: Database, clock: Clock, targets: Sequence[Target], log: FilteringBoundLogger
    ) -> None:
        """Nothing is looked at yet."""
        self._db, self._clock, self._targets, self._log = db, clock, tuple(targets), log
        self._whole = _Round(Walk.ALL)
        self._looked = False

    async def run(self) -> int:
        """What is recent, and from the start of the process on everything, once; returns how many
        rows were put right. Raises StorageUnavailableError; the next run then goes on with the
        page that failed.
        """
        if not self._looked:
            await self._look_for_left_behind()
        if not self._targets:
            return 0
        now = self._clock.now()
        count = await sweep(self._db, self._targets, now, since=now - LATELY)
        return count + await self._whole.go_on(self._db, self._targets, now, None)

    async def _look_for_left_behind(self) -> None:
        """Say once which targets have something to get and are not in the settings any more."""
        async with self._db.connection() as conn:
            for name in await left_behind(conn, [one.name for one in self._targets]):
                self._log.error(
                    "something is still to be sent to a credit bank that is not in the settings:"
                    " put it back until yike credits status shows nothing queued for it",
                    target=name,
                )
        self._looked = True
