"""Events that arrive together are taken together: a round trip, a lock and a commit cost the same
for sixteen as for one. Nobody waits to be joined: a group is whatever has come meanwhile.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.domain.errors import StorageUnavailableError

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 32
"""So many at most: what one of them holds up, it holds up for all of its group."""
QUEUE = 10_000
"""So many wait at most. Whoever came last would be answered long after the platform has hung up;
it asks again, and a database that hangs does not fill our memory."""
AT_ONCE = 4
"""Groups at work at the same time, at most."""
PATIENCE = 0.004
"""Seconds a group may take before another is begun beside it. Mostly one is at work at a time:
two take more from the processor than they save (docs/bench.md)."""
GATHER = 0.002
"""Seconds in which those who come where much is going on are gathered."""
BUSY = 0.005
"""Much is going on within so many seconds of the end of a group."""

Together = Callable[[Sequence[Item]], Awaitable[Sequence[Result | BaseException]]]
"""Takes a group to its end: the result of each, or what went wrong with it."""


@dataclass(slots=True)
class _Waiting(Generic[Item, Result]):
    item: Item
    turn: int
    answer: "asyncio.Future[Result]"


class Gathering(Generic[Item, Result]):
    """Brings what comes at the same time into groups, each of different senders.

    What one sender sends goes one after the other, in the order in which it came.
    """

    def __init__(
        self,
        together: Together[Item, Result],
        most: int = MOST,
        *,
        patience: float = PATIENCE,
        gather: float = GATHER,
        queue: int = QUEUE,
    ) -> None:
        """Work is begun by the first to come."""
        self._together = together
        self._most = most
        self._patience = patience
        self._gather = gather
        self._queue = queue
        self._waiting: deque[_Waiting[Item, Result]] = deque()
        self._busy: set[int] = set()
        self._groups: set[asyncio.Task[None]] = set()
        self._look: asyncio.TimerHandle | None = None
        self._ended_at = -BUSY

    async def take(self, item: Item, sender: int) -> Result:
        """The result of ``item`` of ``sender``; raises what went wrong with it, and
        StorageUnavailableError at once where too many wait already.

        Who is cancelled while waiting is left out; what is at work is brought to its end.
        """
        if len(self._waiting) >= self._queue:
            raise StorageUnavailableError("more events wait than can be stored in time")
        one = _Waiting[Item, Result](item, sender, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if not self._groups and asyncio.get_running_loop().time() - self._ended_at >= BUSY:
            self._begin()
        else:
            self._look_in(self._patience if self._groups else self._gather)
        return await one.answer

    async def settle(self) -> None:
        """Return when all that came has been brought to its end."""
        while self._groups or any(not one.answer.done() for one in self._waiting):
            left: list[asyncio.Future[Any]] = [*self._groups]
            left += [one.answer for one in self._waiting if not one.answer.done()]
            await asyncio.wait(left)

    def _begin(self) -> None:
        """One more group, if somebody waits who may go."""
        group = self._next() if len(self._groups) < AT_ONCE else []
        if group:
            self._busy.update(one.turn for one in group)
            task = asyncio.ensure_future(self._work(group))
            self._groups.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._groups.discard(task)
        self._ended_at = asyncio.get_running_loop().time()
        if self._waiting:
            self._look_in(self._gather)

    def _look_in(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._look is not None:
            if self._look.when() <= loop.time() + seconds:
                return
            self._look.cancel()
        self._look = loop.call_later(seconds, self._look_again)

    def _look_again(self) -> None:
        self._look = None
        self._begin()
        if self._waiting:
            self._look_in(self._patience)

    def _next(self) -> list[_Waiting[Item, Result]]:
        """Who may go now: the first of each sender who is not at work."""
        group: list[_Waiting[Item, Result]] = []
        passed: list[_Waiting[Item, Result]] = []
        met = set(self._busy)
        while self._waiting and len(group) < self._most:
            one = self._waiting.popleft()
            if one.answer.done():
                continue
            (passed if one.turn in met else group).append(one)
            met.add(one.turn)
        self._waiting.extendleft(reversed(passed))
        return group

    async def _work(self, group: Sequence[_Waiting[Item, Result]]) -> None:
        try:
            results = await self._together([one.item for one in group])
        except Exception as error:
            for one in group:
                _tell(one, error)
        except asyncio.CancelledError:
            for one in group:
                one.answer.cancel()
            raise
        else:
            for one, result in zip(group, results, strict=True):
                _tell(one, result)
        finally:
            self._busy.difference_update(one.turn for one in group)


def _tell(one: _Waiting[Item, Result], result: Result | BaseException) -> None:
    if one.answer.done():
        return
    if isinstance(result, BaseException):
        one.answer.set_exception(result)
    else:
        one.answer.set_result(result)
