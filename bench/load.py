"""Load in two shapes: a fixed number at work at once, and a schedule that waits for nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

AT_ONCE = 16
"""Calls at work at the same time in a closed loop."""

Task = TypeVar("Task")
Send = Callable[[Task], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Went:
    """How a load went: ``seconds`` in all, and the seconds each call took."""

    seconds: float
    each: list[float]

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.each) / self.seconds

    def at(self, share: float) -> float:
        """The milliseconds within which ``share`` of the calls were answered."""
        ordered = sorted(self.each)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def at_once(send: Send[Task], tasks: Sequence[Task], calls: int = AT_ONCE) -> Went:
    """All tasks as fast as they are answered, ``calls`` at a time."""
    waiting = iter(tasks)
    each: list[float] = []

    async def work() -> None:
        for task in waiting:
            begun = perf_counter()
            await send(task)
            each.append(perf_counter() - begun)

    begun = perf_counter()
    await asyncio.gather(*(work() for _ in range(calls)))
    return Went(perf_counter() - begun, each)


async def on_schedule(send: Send[Task], tasks: Sequence[Task], rate: float) -> Went:
    """A task every 1/``rate`` seconds whether or not the ones before are answered; each is
    timed from the moment it was due, so that a stall counts for all it keeps waiting.
    """
    each: list[float] = []
    begun = perf_counter()

    async def one(task: Task, due: float) -> None:
        await send(task)
        each.append(perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number, task in enumerate(tasks):
            due = begun + number / rate
            if (early := due - perf_counter()) > 0:
                await asyncio.sleep(early)
            group.create_task(one(task, due))
    return Went(perf_counter() - begun, each)
