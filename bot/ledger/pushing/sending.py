"""Claimed statements on their way to a credit bank: sent, split, recorded, the rest put back.

One request at a time is on its way. What was accepted is recorded while the next ones go, and more
is claimed before what is in hand runs out, so that the bank does not wait for our database.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice

from bot.domain.credits import Parcel
from bot.domain.errors import StorageUnavailableError
from bot.keys.vault import ACCOUNT, SealedError, Vault
from bot.ledger.pushing.batches import MOST_STATEMENTS, halves, take_batch
from bot.ledger.pushing.books import Books
from bot.ledger.pushing.decisions import (
    DOUBTED,
    Decision,
    Reason,
    Step,
    after_asking,
    decide,
    while_others_pass,
    without_account,
)
from bot.ledger.pushing.finish import finish
from bot.ledger.pushing.line import Line
from bot.ports import Clock
from bot.store.db import Database
from bot.store.ledger.push import Owed

AHEAD = 10 * MOST_STATEMENTS
"""How many statements are claimed at once."""
MOST_UNWRITTEN = 5
"""So many accepted requests may wait to be recorded: as many are sent again after a crash."""
SEALED_FOR = timedelta(hours=1)
"""So long one waits whose account number cannot be decrypted: a person has to bring the key."""


@dataclass(frozen=True, slots=True)
class Means:
    """What senders share. ``spread`` draws the jitter of waits, 0 to 1; ``vault`` opens account
    numbers (None where no target needs any).
    """

    db: Database
    clock: Clock
    spread: Callable[[], float]
    vault: Vault | None = None


class Sending:
    """One sender of one target, for as long as there is something to send.

    ``claimed`` counts what was taken in hand, ``settled`` what was accepted or buried.
    """

    def __init__(self, means: Means, line: Line, stop: asyncio.Event | None = None) -> None:
        """``stop``: claim more and more until it is set, then end after the request that is on
        its way. None: claim once and bring that to its end.
        """
        self._means, self._line, self._stop = means, line, stop
        self._books = Books(means.db, line.bank.target, means.clock)
        self._rows: deque[Owed] = deque()
        self._alone: deque[Owed] = deque()
        """At which the bank failed: they go when nothing else does, each by itself."""
        self._parts: deque[list[Owed]] = deque()
        self._flying: list[Owed] = []
        self._unwritten: list[list[Owed]] = []
        self._writing: asyncio.Task[None] | None = None
        self._claiming: asyncio.Task[None] | None = None
        self._over = False
        self._answers = False
        """Whether the bank took something since it last failed at one alone."""
        self.claimed = 0
        self.settled = 0

    async def run(self) -> None:
        """Send until nothing is due, the line closes, or the stop.

        Raises StorageUnavailableError when an outcome could not be recorded: what was sent is
        then sent again once the lease has run out.
        """
        try:
            self._claiming = asyncio.create_task(self._claim())
            while part := await self._next():
                await self._send(part)
            await self._written()
        finally:
            with suppress(StorageUnavailableError):
                await finish(self._close())

    async def _next(self) -> list[Owed]:
        """What goes next: nothing at the end."""
        while not (self._over or (self._stop is not None and self._stop.is_set())):
            if not self._parts and not self._rows:
                await self._claimed()
            if not (self._parts or self._rows or self._alone):
                break
            cut = self._parts.popleft() if self._parts else self._cut()
            if part := [row for row in cut if self._books.has(row)]:
                return part
        return []

    def _cut(self) -> list[Owed]:
        return take_batch(self._rows, self._line.most) or [self._alone.popleft()]

    async def _send(self, part: list[Owed]) -> None:
        """Send one part and act on what comes of it. No transaction is open meanwhile."""
        line, clock, spread = self._line, self._means.clock, self._means.spread
        attempts = max(line.failures, *(row.attempts for row in part))
        self._flying = part
        answer = await line.bank.push([self._parcel(row) for row in part])
        decision = decide(answer, len(part), attempts, clock.now(), spread())
        if decision.reason is Reason.UNAVAILABLE and attempts >= DOUBTED:
            decision = await self._doubt(part, decision, attempts)
        line.learn(decision, len(part), answer.words)
        if decision.step is Step.ASK:
            held = await line.bank.holds(self._parcel(part[0]))
            decision = after_asking(held, attempts, clock.now(), spread())
        if part[0].sealed is None:
            decision = without_account(decision)
        await self._act(part, decision, answer.words)
        self._flying = []

    async def _doubt(self, part: list[Owed], pause: Decision, attempts: int) -> Decision:
        """What to do with a batch at which the bank fails again and again: ``pause``, unless the
        bank takes others, or this is one by itself, for which no other has to wait.
        """
        await self._written()
        in_hand = [row for row in chain(*self._parts, self._rows) if self._books.has(row)]
        others = in_hand or part[1:]
        by_itself = len(part) == 1 and (not others or part[0].reason == Reason.FAILING)
        if by_itself or self._answers or (others and await self._takes(others, part)):
            now, spread = self._means.clock.now(), self._means.spread()
            return while_others_pass(len(part), attempts, now, spread)
        return pause

    async def _takes(self, others: Sequence[Owed], failing: list[Owed]) -> bool:
        """Whether the bank takes any one of ``others``, which is sent to find out."""
        now, spread = self._means.clock.now(), self._means.spread()
        one = others[min(int(spread * len(others)), len(others) - 1)]
        self._flying = [*failing, one]
        answer = await self._line.bank.push([self._parcel(one)])
        decision = decide(answer, 1, one.attempts, now, spread)
        if decision.step in (Step.PAUSE, Step.STOP):
            return False
        self._answers = True
        self._line.learn(decision, 1)
        if decision.step is Step.ACCEPT:
            await self._stored([one])
            await self._written()  # it does not go a second time
        return True

    async def _act(self, part: list[Owed], decision: Decision, words: str) -> None:
        if decision.reason is Reason.STORED:
            await self._stored(part)
            return
        await self._written()
        if decision.step is Step.SPLIT:
            self._parts.extendleft(reversed(halves(part)))
            await self._books.look()
            return
        if decision.step in (Step.PAUSE, Step.STOP):
            self._over = True
            self._line.watch_age(part[0].owed_at, self._means.clock.now())
        if decision.step is Step.ACCEPT:
            await finish(self._accept(part, decision.reason))
            return
        await finish(self._books.settle(part, decision, words))
        if decision.step is Step.BURY:
            self._buried(part[0], decision)
        if decision.reason is Reason.FAILING:
            self._put_behind(part[0])

    async def _stored(self, part: list[Owed]) -> None:
        """See to it that a part is recorded, without waiting for it as long as that is quick."""
        self._answers = True
        self._unwritten.append(part)
        if self._writing is not None and self._writing.done():
            await self._written()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        elif len(self._unwritten) >= MOST_UNWRITTEN:
            await self._written()
        await self._claim_ahead()

    async def _write(self) -> None:
        """Record what was accepted, and what is accepted meanwhile."""
        while self._unwritten:
            parts, self._unwritten = self._unwritten, []
            await self._accept([row for part in parts for row in part], Reason.STORED)

    async def _accept(self, rows: list[Owed], reason: Reason) -> None:
        """Write down that these are there."""
        following = self._parts[0] if self._parts else list(islice(self._rows, self._line.most))
        await self._books.accept(rows, reason, following)
        self.settled += len(rows)
        self._line.watch.accepted(self._line.bank.name, len(rows))

    async def _claim_ahead(self) -> None:
        """Begin to claim more before what is in hand runs out."""
        if self._claiming is not None and self._claiming.done():
            await self._claimed()
        going_on = self._stop is not None and not self._stop.is_set()
        if going_on and self._claiming is None and len(self._rows) < AHEAD // 2:
            self._claiming = asyncio.create_task(self._claim())

    async def _claim(self) -> None:
        rows = await self._books.claim(AHEAD)
        self.claimed += len(rows)
        if sealed := [row for row in rows if row.sealed and not self._can_open(row)]:
            self._line.cannot_decrypt(len(sealed))
            later = Decision(Step.RETRY, Reason.SEALED, self._means.clock.now() + SEALED_FOR)
            await self._books.settle(sealed, later, "")
        for row in rows:
            if self._books.has(row):
                (self._alone if row.reason == Reason.FAILING else self._rows).append(row)

    def _can_open(self, row: Owed) -> bool:
        try:
            self._parcel(row)
        except SealedError:
            return False
        return True

    def _parcel(self, row: Owed) -> Parcel:
        """What is handed in. Raises SealedError."""
        account = ""
        if row.sealed is not None and self._means.vault is not None:
            account = self._means.vault.open(ACCOUNT, row.sealed)
        return Parcel(row.id, row.body, row.voids, account)

    def _buried(self, one: Owed, decision: Decision) -> None:
        self.settled += 1
        self._line.log.error(
            "credit bank refused a statement for good",
            target=self._line.bank.name,
            statement=str(one.id),
            reason=decision.reason.value,
        )

    def _put_behind(self, one: Owed) -> None:
        self._answers = False  # the next failure may be another's, or the bank's
        self._line.log.warning(
            "credit bank fails at one statement; it is tried again behind the others",
            target=self._line.bank.name,
            statement=str(one.id),
        )

    async def _written(self) -> None:
        """Wait for the record of what was accepted. Raises what it raised."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await finish(_of(writing))

    async def _claimed(self) -> None:
        """Wait for what is being claimed. Raises what it raised."""
        if self._claiming is not None:
            claiming, self._claiming = self._claiming, None
            await finish(_of(claiming))

    async def _close(self) -> None:
        """Bring what is under way to its end, and put back what is not settled."""
        under_way = [task for task in (self._writing, self._claiming) if task is not None]
        await asyncio.gather(*under_way, return_exceptions=True)
        if self.claimed:
            await self._books.close(self._flying)


async def _of(task: asyncio.Task[None]) -> None:
    await task
