"""When the planner lets each lesson come, and when an account lets it go, on simulated time.

Minutes of the simulated day throughout. ``Lane`` is the arithmetic of ``bot/store/planning/pacing.py``,
held to that statement by a test; ``Limited`` is the program's own limiter; ``Stream`` stands for
many accounts at once.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Protocol

from bench.scale.assumptions import LIMITS
from bench.scale.population import MINUTES_A_DAY
from bot.delivery.limiting import MINUTE, SECOND
from bot.delivery.spacing import OwnLimits, window
from bot.store.limits import Ask, Rules

MICRO = 60e6
"""Microseconds in a minute."""


@dataclass(slots=True)
class Lane:
    """The turns of one queue: ``step`` minutes apart, in whole seconds after the time they are
    owed at, no more than ``tolerance`` minutes late.

    What does not fit is spread over the last third of the tolerance.
    """

    step: float
    tolerance: float
    free: float = float("-inf")

    def turn(self, start: float) -> float:
        """When the next one comes that is owed at ``start``."""
        begins = max(start, self.free)
        self.free = min(begins + self.step, start + MINUTES_A_DAY)
        later, most = round(60 * (begins - start), 6), 60 * self.tolerance
        if later > most:
            later = most * 2 / 3 + (later - most) % (most / 3) if most > 0 else 0.0
        return start + floor(later) / 60


class Gate(Protocol):
    """Says when a channel takes a message."""

    def ask(self, chat: int, minute: float, *, waited_for: bool) -> tuple[float, bool]:
        """Minutes to wait, and whether it is granted: then it goes after them, and its place is
        taken. Otherwise it may ask again after them. ``waited_for``: it is a reply.
        """
        ...


@dataclass(slots=True)
class Stream:
    """Any number of accounts as one: a message takes ``step`` minutes. A reply goes at once, and
    takes the next place of a lesson.
    """

    step: float
    free: float = 0.0

    def ask(self, chat: int, minute: float, *, waited_for: bool) -> tuple[float, bool]:
        """See Gate; every chat is alike."""
        del chat
        if self.free > minute and not waited_for:
            return self.free - minute, False
        self.free = max(self.free, minute) + self.step
        return 0.0, True


class Limited:
    """One bot behind the program's own limiter: its lessons fill a second to ``bulk_rate``, the
    replies in it counted; a reply may fill it to the whole rate.
    """

    def __init__(self, bulk_rate: float) -> None:
        """Nothing was sent yet."""
        self._limits = OwnLimits({"bot": rules(bulk_rate)}, -2 * SECOND)

    def ask(self, chat: int, minute: float, *, waited_for: bool) -> tuple[float, bool]:
        """See Gate."""
        item = (0, f"a{chat}", 0, int(waited_for), 1, 0)
        answer = self._limits.reserve(Ask(["bot"], [0], [item]), int(minute * MICRO))
        wait = answer.turns[0]
        return abs(wait) / MICRO, wait >= 0


def rules(bulk_rate: float) -> Rules:
    """The limits of a bot with its default settings but for ``bulk_rate``, as the limiter counts
    with them. ``bulk_rate`` is less than the whole rate.
    """
    return Rules(
        *window(LIMITS.per_second, SECOND),
        *window(bulk_rate, SECOND),
        LIMITS.chat_burst,
        ceil(SECOND / (LIMITS.chat_per_second or 1)),
        *window(LIMITS.group_per_minute, MINUTE),
    )
