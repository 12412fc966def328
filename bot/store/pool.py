"""The connections of one process to PostgreSQL, taken and given back at almost no cost.

asyncpg's own pool starts a task and three timers for each use; that was a quarter of what a
short transaction costs our process (docs/bench.md), and every event needs one.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import asyncpg

Opening = Callable[[], Awaitable[asyncpg.Connection]]

WAIT_SECONDS = 4.0
"""How long a connection is waited for while all are at work."""


class Pool:
    """At most ``most`` connections; opened when needed, the last one used goes out first."""

    def __init__(self, opening: Opening, most: int) -> None:
        """``opening`` makes a connection that is ready for work; none is made yet."""
        self._opening = opening
        self._most = most
        self._free: list[asyncpg.Connection] = []
        self._busy: set[asyncpg.Connection] = set()
        self._opened = 0  # free, busy, and being opened
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._closed = False
        self._rested = asyncio.Event()
        """Closed, and nothing is at work any more."""

    async def fill(self, least: int) -> None:
        """Open the first ``least`` connections; raises what the opening raises."""
        taken: list[asyncpg.Connection] = []
        try:
            while len(taken) < least:
                taken.append(await self.take())
        finally:
            for connection in taken:
                self.give(connection)

    async def take(self) -> asyncpg.Connection:
        """A connection, until it is given back.

        Raises TimeoutError after 4 s of waiting, and what the opening raises.
        """
        while True:
            if self._closed:
                raise asyncpg.InterfaceError("the pool is closed")
            while self._free:
                connection = self._free.pop()
                if not connection.is_closed():
                    self._busy.add(connection)
                    return connection
                self._opened -= 1
            if self._opened < self._most:
                return await self._open()
            given = await self._wait()
            if given is not None:
                return given

    def give(self, connection: asyncpg.Connection) -> None:
        """Take back a connection; one that is lost or still in a transaction is thrown away."""
        self._busy.discard(connection)
        if self._closed and not self._busy:
            self._rested.set()
        if not connection.is_closed() and (self._closed or connection.is_in_transaction()):
            connection.terminate()
        good = not connection.is_closed()
        if not good:
            self._opened -= 1
        waiter = self._next()
        if waiter is not None:
            if good:
                self._busy.add(connection)
            waiter.set_result(connection if good else None)
        elif good:
            self._free.append(connection)

    def drop_free(self) -> None:
        """Throw away what nobody uses: a lost connection seldom comes alone, and each of the
        others would cost somebody an attempt before it is known to be lost.
        """
        free, self._free = self._free, []
        self._opened -= len(free)
        for connection in free:
            connection.terminate()

    async def close(self, seconds: float) -> None:
        """Close all connections, those at work once they are given back or ``seconds`` are over."""
        self._closed = True
        while (waiter := self._next()) is not None:
            waiter.set_result(None)
        free, self._free = self._free, []
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(connection.close() for connection in free))
                if self._busy:
                    await self._rested.wait()
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            for connection in (*free, *self._busy):
                connection.terminate()

    async def _open(self) -> asyncpg.Connection:
        self._opened += 1
        try:
            connection = await self._opening()
        except BaseException:
            self._opened -= 1
            if (waiter := self._next()) is not None:
                waiter.set_result(None)  # its turn to try
            raise
        self._busy.add(connection)
        return connection

    async def _wait(self) -> asyncpg.Connection | None:
        """What the next one to give back hands over: its connection, or None for a free place."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await waiter
        except BaseException:
            if waiter.done() and not waiter.cancelled() and (given := waiter.result()) is not None:
                self.give(given)  # handed over in the very moment we gave up
            raise

    def _next(self) -> "asyncio.Future[asyncpg.Connection | None] | None":
        """The first who still waits."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                return waiter
        return None
