"""The push worker: brings owed statements to the credit banks, each stored exactly once.

A sender claims batches under a lease, sends them one after the other with no transaction open,
and records what became of each. A crash between send and record costs nothing: the lease runs
out, the same bytes are sent again, and a bank knows them by their id.
"""

import asyncio
from collections.abc import Callable, Sequence
from secrets import SystemRandom

from structlog.typing import FilteringBoundLogger

from bot.domain.errors import StorageUnavailableError
from bot.keys.vault import Vault
from bot.ledger.pushing.line import Line, PushWatch, Unwatched
from bot.ledger.pushing.sending import Means, Sending
from bot.ports import Clock, CreditBank
from bot.store.db import Database

POLL_SECONDS = 5.0
"""How often the queue is looked at when nobody wakes the worker: other processes fill it too."""


class PushWorker:
    """Pushes to any number of credit banks, each at its own pace; any number of processes may
    run one, a target has one sender at a time."""

    def __init__(
        self,
        db: Database,
        banks: Sequence[CreditBank],
        clock: Clock,
        log: FilteringBoundLogger,
        vault: Vault | None = None,
        *,
        watch: PushWatch | None = None,
        spread: Callable[[], float] | None = None,
    ) -> None:
        """``vault`` opens the account numbers for targets that need them; ``watch`` is told what
        was accepted and what is stopped; ``spread`` draws the jitter of waits, 0 to 1 (None: by
        chance).
        """
        self._clock, self._log = clock, log
        self._means = Means(db, clock, spread or SystemRandom().random, vault)
        self._lines = [Line(bank, log, watch or Unwatched()) for bank in banks]

    async def run_once(self) -> int:
        """What one claim brings, for each target that is open and has something due, side by side.

        Returns how many statements were settled (accepted, or refused for good).
        Raises StorageUnavailableError when the database is lost.
        """
        turns = await asyncio.gather(*map(self._turn, self._lines), return_exceptions=True)
        for turn in turns:
            if isinstance(turn, BaseException):
                raise turn
        return sum(turn.settled for turn in turns if isinstance(turn, Sending))

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Push until ``stop`` is set; look at once whenever ``wake`` is (it is cleared here).

        A move of the clock wakes too. A request in flight at the stop is brought to its end. A lost
        database is waited for; any other error closes the line of its target for a while.
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
                while (sent := await self._turn(line, stop)) and sent.claimed:
                    pass
                lost = False
            except StorageUnavailableError:
                if not lost:
                    self._log.warning("push waits for the database", target=line.bank.name)
                lost = True
            except Exception as error:  # whatever it is, the other banks go on
                line.broke(error, self._clock.now())
            await signal.wait()

    async def _turn(self, line: Line, stop: asyncio.Event | None = None) -> Sending | None:
        """Claim, send, record, until nothing is due; None where the target takes nothing now."""
        if not line.is_open(self._clock.now()) or (stop is not None and stop.is_set()):
            return None
        sending = Sending(self._means, line, stop)
        await sending.run()
        return sending


async def _first_of(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    """Wait until either is set, or ``seconds`` have passed."""
    waits = [asyncio.ensure_future(event.wait()) for event in (stop, wake)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
