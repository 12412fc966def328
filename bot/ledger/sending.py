"""One claimed batch on its way to a credit bank: sent, split, recorded, the rest put back."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.domain.errors import StorageUnavailableError
from bot.ledger.batches import halves, in_batches
from bot.ledger.decisions import Decision, Step, after_asking, decide
from bot.ledger.finish import finish
from bot.ledger.line import Line
from bot.ports import Clock
from bot.store import push
from bot.store.db import Database
from bot.store.push import Owed, Verdict

LEASE = timedelta(minutes=2)
"""Longer than the slowest send and the question after it; renewed before each further send."""


class Sending:
    """A batch under one lease. ``settled`` counts what was accepted or buried."""

    def __init__(
        self,
        db: Database,
        line: Line,
        clock: Clock,
        spread: Callable[[], float],
        rows: Sequence[Owed],
        lease: datetime,
    ) -> None:
        """Take over ``rows``, leased until ``lease``."""
        self._db, self._line, self._clock, self._spread = db, line, clock, spread
        self._open = {row.id: row for row in rows}
        self._parts = deque(in_batches(rows, line.most))
        self._lease = lease
        self.settled = 0

    async def run(self) -> int:
        """Send until all is decided; returns how many statements were settled.

        Raises StorageUnavailableError when an outcome could not be recorded: what was sent is
        then sent again once the lease has run out.
        """
        first = True
        try:
            while self._parts:
                part = self._parts.popleft()
                if not first:
                    part = await self._still_ours(part)
                first = False
                if part:
                    await self._send(part)
        finally:
            if self._open:
                with suppress(StorageUnavailableError):
                    await finish(self._release())
        return self.settled

    async def _send(self, part: list[Owed]) -> None:
        """Send one part and act on what comes of it. No transaction is open meanwhile."""
        bank, attempts = self._line.bank, self._attempts(part)
        answer = await bank.push([row.body for row in part])
        decision = decide(answer, len(part), attempts, self._clock.now(), self._spread())
        self._line.learn(decision, len(part))
        if decision.step is Step.SPLIT:
            self._parts.extendleft(reversed(halves(part)))
            return
        if decision.step is Step.ASK:
            held = await bank.holds(str(part[0].id), part[0].body)
            decision = after_asking(held, attempts, self._clock.now(), self._spread())
        if decision.step in (Step.PAUSE, Step.STOP):
            self._parts.clear()
            self._line.watch_age(part[0].owed_at, self._clock.now())
        await finish(self._record(part, decision, answer.words))

    def _attempts(self, part: Sequence[Owed]) -> int:
        """How far the waiting has grown: for these statements, or for the whole target."""
        return max(self._line.failures, *(row.attempts for row in part))

    async def _record(self, part: Sequence[Owed], decision: Decision, words: str) -> None:
        """Write down what was decided about a part, in one statement."""
        target, now = self._line.bank.name, self._clock.now()
        ids = [row.id for row in part]
        verdict = Verdict(decision.reason, words)
        async with self._db.connection() as conn:
            if decision.step is Step.ACCEPT:
                await push.accept(conn, target, ids, decision.reason, now)
            elif decision.step is Step.BURY:
                await push.bury(conn, target, ids[0], self._lease, verdict, now)
            else:
                again = None if decision.step is Step.STOP else decision.next_try
                await push.postpone(conn, target, ids, self._lease, verdict, now, next_try=again)
        for one in ids:
            del self._open[one]
        if decision.step in (Step.ACCEPT, Step.BURY):
            self.settled += len(ids)
        if decision.step is Step.BURY:
            self._line.log.error(
                "credit bank refused a statement for good",
                target=target,
                statement=str(ids[0]),
                reason=decision.reason.value,
            )

    async def _still_ours(self, part: list[Owed]) -> list[Owed]:
        """Renew the lease on all that is open; returns what of ``part`` may still be sent.

        A consent withdrawn meanwhile, or another sender after a lease that ran out, takes
        statements away.
        """
        until = self._clock.now() + LEASE
        async with self._db.connection() as conn:
            target, ids = self._line.bank.name, list(self._open)
            held = await push.renew(conn, target, ids, self._lease, until)
        self._lease = until
        self._open = {one: row for one, row in self._open.items() if one in held}
        return [row for row in part if row.id in held]

    async def _release(self) -> None:
        """Put back what was claimed and neither settled nor put off."""
        async with self._db.connection() as conn:
            await push.release(conn, self._line.bank.name, list(self._open), self._lease)
