"""The push worker: brings owed statements to the credit banks, each stored exactly once.

A turn claims a batch under a lease, sends it with no transaction open, and records what became
of it. A crash between send and record costs nothing: the lease runs out, the same bytes are
sent again, and a bank knows them by their id.
"""

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256
from secrets import SystemRandom
from typing import NamedTuple

from structlog.typing import FilteringBoundLogger

from bot.domain.errors import StorageUnavailableError
from bot.ledger.batches import MOST_STATEMENTS
from bot.ledger.line import Line
from bot.ledger.sending import LEASE, Sending
from bot.ports import Clock, CreditBank
from bot.store import push
from bot.store.db import Database

POLL_SECONDS = 5.0
"""How often the queue is looked at when nobody wakes the worker: other processes fill it too."""


class Turn(NamedTuple):
    """What one turn at a target did: statements claimed, and of these accepted or buried."""

    claimed: int
    settled: int


class PushWorker:
    """Pushes to any number of credit banks, each at its own pace; any number of processes may
    run one, a target has one sender at a time."""

    def __init__(
        self,
        db: Database,
        banks: Sequence[CreditBank],
        clock: Clock,
        log: FilteringBoundLogger,
        *,
        spread: Callable[[], float] | None = None,
    ) -> None:
        """``spread`` draws the jitter of waits, 0 to 1; None: by chance."""
        self._db, self._clock, self._log = db, clock, log
        self._spread = spread or SystemRandom().random
        self._lines = [Line(bank, log) for bank in banks]

    async def run_once(self) -> int:
        """One batch for each target that is open and has something due, side by side.

        Returns how many statements were settled (accepted, or refused for good).
        Raises StorageUnavailableError when the database is lost.
        """
        turns = await asyncio.gather(*map(self._turn, self._lines), return_exceptions=True)
        for turn in turns:
            if isinstance(turn, BaseException):
                raise turn
        return sum(turn.settled for turn in turns if isinstance(turn, Turn))

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Push until ``stop`` is set; look at once whenever ``wake`` is (it is cleared here).

        A move of the clock wakes too. A batch in flight at the stop is brought to its end. A lost database is waited for.
        """
        self._clock.when_moved(wake.set)
        signals = [asyncio.Event() for _ in self._lines]
        async with asyncio.TaskGroup() as group:
            for line, signal in zip(self._lines, signals, strict=True):
                work = self._serve(line, stop, signal)
                group.create_task(work, name=f"push to {line.bank.name}")
            while not stop.is_set():
                await _first_of(stop, wake, POLL_SECONDS)
                wake.clear()
                for signal in signals:
                    signal.set()

    async def _serve(self, line: Line, stop: asyncio.Event, signal: asyncio.Event) -> None:
        """Empty one target's queue again and again, each time ``signal`` is set."""
        lost = False
        while not stop.is_set():
            signal.clear()
            try:
                while (await self._turn(line)).claimed and not stop.is_set():
                    lost = False
            except StorageUnavailableError:
                if not lost:
                    self._log.warning("push waits for the database", target=line.bank.name)
                lost = True
            await signal.wait()

    async def _turn(self, line: Line) -> Turn:
        """Claim one batch, send it, record what became of it."""
        now, target = self._clock.now(), line.bank.name
        if not line.is_open(now):
            return Turn(0, 0)
        lease = now + LEASE
        async with self._db.transaction(lock_of(target)) as conn:
            rows = await push.claim(conn, target, now, lease, MOST_STATEMENTS)
        if not rows:
            return Turn(0, 0)
        sending = Sending(self._db, line, self._clock, self._spread, rows, lease)
        return Turn(len(rows), await sending.run())


def lock_of(target: str) -> int:
    """The number of the lock under which a target's statements are claimed, 64 bits."""
    digest = sha256(b"push\0" + target.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


async def _first_of(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    """Wait until either is set, or ``seconds`` have passed."""
    waits = [asyncio.ensure_future(event.wait()) for event in (stop, wake)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
