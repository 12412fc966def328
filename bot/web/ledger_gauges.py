"""How the credit banks stand with us, as metrics: what is owed, refused and stopped, and whether
their books agree with ours.
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

from bot.ports import Clock
from bot.store.db import Connection, Database
from bot.store.ledger.measures import (
    Open,
    all_pushes,
    left_behind,
    open_pushes,
    unsealed_since,
)
from bot.store.ledger.reconciliations import Standing, standings

SHARE = 0.02
"""At most this part of the time is spent on measuring."""
ALL_EVERY = 600.0
"""Seconds between two walks over the whole outbox, which holds all that was ever accepted."""
AT_REST = ("waiting", "accepted", "voided", "dropped")


class PushGauges:
    """What one process's push worker tells (bot.ledger.line.PushWatch)."""

    def __init__(self, targets: Collection[str], registry: CollectorRegistry) -> None:
        """``registry`` is that of the process's metrics."""
        self._accepted = Counter(
            "yike_credit_accepted",
            "Statements that a credit bank has taken from this process.",
            ["target"],
            registry=registry,
        )
        self._stopped = Gauge(
            "yike_credit_stopped",
            "1 while this process hands nothing in at a credit bank, and why.",
            ["target", "reason"],
            registry=registry,
        )
        self._reasons: dict[str, str] = {}
        for target in targets:
            self._accepted.labels(target)

    def accepted(self, target: str, count: int) -> None:
        """A target has so many statements more."""
        self._accepted.labels(target).inc(count)

    def stopped(self, target: str, reason: str | None) -> None:
        """A target takes nothing now, and why; None: it takes again."""
        before = self._reasons.pop(target, None)
        if before is not None and before != reason:
            self._stopped.labels(target, before).set(0)
        if reason is not None:
            self._reasons[target] = reason
            self._stopped.labels(target, reason).set(1)


class LedgerGauges:
    """Keeps what the database tells; run ``measure`` as a job. It is the same for all processes:
    take the greatest.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        targets: Collection[str],
        registry: CollectorRegistry,
        elapsed: Callable[[], float] = time.perf_counter,
    ) -> None:
        """``elapsed`` gives seconds from anywhere on: what measuring costs, not what is due.

        Besides ``targets`` those are shown that are not in the settings any more while something
        is open for them.
        """
        self._db, self._clock, self._targets, self._elapsed = db, clock, list(targets), elapsed
        self._rests_until = self._all_at = elapsed()
        self._statements = Gauge(
            "yike_credit_statements",
            "Statements by how they stand with a credit bank; those at rest are counted every ten minutes.",
            ["target", "state"],
            registry=registry,
        )
        self._oldest = Gauge(
            "yike_credit_oldest_seconds",
            "For how long the longest waiting statement could have been handed in.",
            ["target"],
            registry=registry,
        )
        self._compared = Gauge(
            "yike_credit_reconciliation",
            "What the newest comparison with a credit bank's books found; trouble: it did not end.",
            ["target", "what"],
            registry=registry,
        )
        self._unsealed = Gauge(
            "yike_journal_unsealed_seconds",
            "For how long the oldest entry of the ledger has been in no link of the chain.",
            registry=registry,
        )

    async def measure(self) -> int:
        """Count and set the gauges, unless it was too costly lately. Returns 0: nothing is done
        about it. Raises StorageUnavailableError.
        """
        began = self._elapsed()
        if began < self._rests_until:
            return 0
        try:
            async with self._db.connection() as conn:
                since, now = await unsealed_since(conn), self._clock.now()
                self._unsealed.set(max(0.0, (now - since).total_seconds()) if since else 0.0)
                self._targets += await left_behind(conn, self._targets)
                if self._targets:
                    await self._outboxes(conn, began)
        finally:  # what failed has cost as much
            ended = self._elapsed()
            self._rests_until = ended + (ended - began) * (1 / SHARE - 1)
        return 0

    async def _outboxes(self, conn: Connection, began: float) -> None:
        self._open(await open_pushes(conn, self._targets), self._clock.now())
        self._books(await standings(conn, self._targets))
        if began >= self._all_at:
            await self._all(conn, began)

    def _open(self, found: Collection[Open], now: datetime) -> None:
        for one in found:
            self._statements.labels(one.target, "queued").set(one.queued)
            self._statements.labels(one.target, "dead").set(one.dead)
            age = (now - one.oldest).total_seconds() if one.oldest else 0.0
            self._oldest.labels(one.target).set(max(0.0, age))

    async def _all(self, conn: Connection, began: float) -> None:
        self._all_at = began + ALL_EVERY  # also where it fails: it is the one that is costly
        counts = await all_pushes(conn, self._targets)
        for target in self._targets:
            for state in AT_REST:
                self._statements.labels(target, state).set(counts.get((target, state), 0))

    def _books(self, found: Collection[Standing]) -> None:
        for one in found:
            counts = {
                "checked": one.checked,
                "missing": one.missing,
                "extra": one.extra,
                "differing": one.differing,
                "trouble": int(bool(one.trouble)),
            }
            for what, count in counts.items():
                self._compared.labels(one.target, what).set(count)
