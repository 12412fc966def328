"""Counts over very many rows, kept for a moment: what took long is not counted again at every look.

What is counted within a blink is counted whenever somebody looks, so that who has just done something
sees it. The longer counting took, the longer its outcome is good for: it costs a twentieth of one
processor core at most.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

Made = TypeVar("Made")

QUICK = 0.03
"""Seconds."""
REST = 20
"""Times what counting took."""
MOST = 1000
"""Of them are kept; the oldest go."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    until: float


class Remembered:
    """What was counted, by what it is about. One for a process; each process counts for itself."""

    def __init__(self, elapsed: Callable[[], float] = time.perf_counter) -> None:
        """``elapsed`` is a stopwatch in seconds."""
        self._elapsed = elapsed
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    async def __call__(self, about: Hashable, count: Callable[[], Awaitable[Made]]) -> Made:
        """What ``count`` returns, or returned not long ago for the same thing."""
        began = self._elapsed()
        kept = self._kept.pop(about, None)
        if kept is not None and kept.until > began:
            self._kept[about] = kept
            value: Made = kept.value
            return value
        made = await count()
        ended = self._elapsed()
        if ended - began > QUICK:
            self._kept[about] = _Kept(made, ended + REST * (ended - began))
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
