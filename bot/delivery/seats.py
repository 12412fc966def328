"""Sending concurrently: each account from seats of its own, so that a slow one holds up no other."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import structlog

from bot.delivery.flight import LEASE, InFlight
from bot.domain.delivery import Kind
from bot.domain.faults import fault

log = structlog.get_logger("delivery")

AHEAD_SECONDS = 0.5
"""How much is claimed ahead of the seats: what they send in this time, at nine times their number
at most: a claim and its record take some 20 ms, in which a quick platform takes 150. What is claimed
must be sent soon; a killed process leaves the rest to the end of its lease."""

SMOOTHING = 0.1
"""Weight of the newest send in what a send takes."""

LONGEST_QUEUE = LEASE.total_seconds() / 3
"""Seconds a claimed delivery may wait for a seat: a send of 30 s must end within its lease."""


@dataclass(slots=True)
class _Row:
    """The seats of one account. ``owed`` counts what waits for its turn, for a seat, or is being
    sent; ``seconds`` is what a send takes lately. ``told``: that there is room again was said.
    """

    queue: deque[tuple[InFlight, float]] = field(default_factory=deque)
    coming: dict[int, tuple[asyncio.TimerHandle, InFlight]] = field(default_factory=dict)
    busy: int = 0
    owed: int = 0
    seconds: float = 0.02
    told: bool = False


class Seats:
    """All seats of one process."""

    def __init__(
        self,
        most: int,
        send: Callable[[InFlight], Awaitable[None]],
        too_late: Callable[[InFlight], None],
        freed: Callable[[], None],
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        """``most`` seats an account. ``too_late`` gets what is not sent after all, and
        ``freed`` is called when half of what an account may hold has become free. Each seat
        waits for ``ready`` before it takes the next: for outcomes to be recorded.
        """
        self._ready = ready
        self._most = most
        self._send = send
        self._too_late = too_late
        self._freed = freed
        self._rows: dict[str, _Row] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._owed = 0

    def take(self, flight: InFlight, wait: float) -> None:
        """Send ``flight`` in ``wait`` seconds, or as soon as a seat is free after that."""
        row = self._rows.setdefault(flight.account, _Row())
        row.owed += 1
        row.told = False
        self._owed += 1
        self._empty.clear()
        loop = asyncio.get_running_loop()
        claimed = loop.time()
        if wait > 0:
            timer = loop.call_later(wait, self._arrive, row, flight, claimed)
            row.coming[flight.row] = (timer, flight)
        else:
            self._arrive(row, flight, claimed)

    def rooms(self, accounts: Iterable[str]) -> dict[str, int]:
        """How many more of each account can be sent soon; 0 where it is not worth a claim yet.

        An account with nothing to send may take all that its seats send soon: it holds up no
        other, and one claim for many is cheaper than many claims.
        """
        found = {}
        for account in accounts:
            row = self._rows.get(account, _Row())
            if row.owed:
                holds = self._holds(row)
                found[account] = holds - row.owed if row.owed <= holds // 2 else 0
            else:
                found[account] = self._most + self._soon(row)
        return found

    async def emptied(self) -> None:
        """Wait until nothing waits and nothing is being sent."""
        await self._empty.wait()

    async def give_up(self) -> None:
        """Cancel what is being sent; what waits for its turn or a seat goes back unsent."""
        waiting = []
        for row in self._rows.values():
            for timer, flight in row.coming.values():
                timer.cancel()
                waiting.append(flight)
            waiting += [flight for flight, _ in row.queue]
            row.coming.clear()
            row.queue.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for flight in waiting:
            self._too_late(flight)

    def _holds(self, row: _Row) -> int:
        return self._most + min(9 * self._most, self._soon(row))

    def _soon(self, row: _Row) -> int:
        return int(self._most * AHEAD_SECONDS / max(row.seconds, 0.001))

    def _arrive(self, row: _Row, flight: InFlight, claimed: float) -> None:
        row.coming.pop(flight.row, None)
        if flight.kind is Kind.REPLY:
            row.queue.appendleft((flight, claimed))
        else:
            row.queue.append((flight, claimed))
        if row.busy < self._most:
            row.busy += 1
            task = asyncio.ensure_future(self._sit(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _sit(self, row: _Row) -> None:
        """One seat, as long as somebody waits for it."""
        clock = asyncio.get_running_loop().time
        try:
            while row.queue:
                await self._ready()
                if not row.queue:
                    return
                flight, claimed = row.queue.popleft()
                begun = clock()
                try:
                    if begun - claimed > LONGEST_QUEUE:
                        self._too_late(flight)
                    else:
                        await self._send(flight)
                except Exception as error:  # a fault of ours; its lease will end
                    log.error("a seat's send failed", account=flight.account, fault=fault(error))  # noqa: TRY400 - a traceback would quote texts
                finally:
                    row.seconds += SMOOTHING * (clock() - begun - row.seconds)
                    self._left(row)
        finally:
            row.busy -= 1

    def _left(self, row: _Row) -> None:
        row.owed -= 1
        self._owed -= 1
        if not row.told and row.owed <= self._holds(row) // 2:
            row.told = True
            self._freed()
        if not self._owed:
            self._empty.set()
