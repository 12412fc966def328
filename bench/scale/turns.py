"""When the planner lets each lesson come, and when an account lets it go, on simulated time.

Minutes of the simulated day throughout. ``Lane`` is the arithmetic of ``bot/store/pacing.py``,
held to that statement by a test; ``Limited`` is the program's own limiter; ``Stream`` stands for
many accounts at once.
"""

from dataclasses import dataclass
from typing import Protocol

from bench.scale.assumptions import LIMITS, TELEGRAM_A_SECOND
from bench.scale.population import MINUTES_A_DAY
from bot.delivery.limiting import MINUTE, SECOND
from bot.delivery.spacing import OwnLimits, window
from bot.store.limits import Ask, Rules

MICRO = 60e6
"""Microseconds in a minute."""


@dataclass(slots=True)
class Lane:
    """The turns of one queue: ``step`` minutes apart, no more than ``tolerance`` late.

    What does not fit is spread over the last third of the tolerance.
    """

    step: float
    tolerance: float
    free: float = float("-inf")

    def turn(self, start: float) -> float:
        """When the next one comes that is owed at ``start``."""
        begins = max(start, self.free)
        self.free = min(begins + self.step, start + MINUTES_A_DAY)
        later = begins - start
        if later <= self.tolerance:
            return begins
        if self.tolerance <= 0:
            return start
        third = self.tolerance / 3
        return start + 2 * third + (later - self.tolerance) % third


class Gate(Protocol):
    """Says when a channel takes a message."""

    def lesson(self, chat: int, minute: float) -> tuple[float, bool]:
        """Minutes to wait, and whether it is granted: then it goes after them, and its place is
        taken. Otherwise it may ask again after them.
        """
        ...

    def reply(self, chat: int, minute: float) -> float:
        """Minutes that a reply waits, which takes its place at once."""
        ...


@dataclass(slots=True)
class Stream:
    """Any number of accounts as one: a message takes ``step`` minutes, and a reply takes the
    next place of a lesson.
    """

    step: float
    free: float = 0.0

    def lesson(self, chat: int, minute: float) -> tuple[float, bool]:
        """See Gate; every chat is alike."""
        del chat
        if self.free > minute:
            return self.free - minute, False
        self.free = minute + self.step
        return 0.0, True

    def reply(self, chat: int, minute: float) -> float:
        """See Gate; it goes at once."""
        del chat
        self.free = max(self.free, minute) + self.step
        return 0.0


class Limited:
    """One bot behind the program's own limiter: 30 a second, lessons 28 of them with the replies
    counted, three in one chat and then one a second.
    """

    def __init__(self, bulk_rate: float) -> None:
        """``bulk_rate`` is the setting of that name."""
        self._limits = OwnLimits({"bot": rules(bulk_rate)}, -SECOND - int(MICRO))

    def lesson(self, chat: int, minute: float) -> tuple[float, bool]:
        """See Gate."""
        wait = self._ask(chat, minute, waited_for=False)
        return abs(wait) / MICRO, wait >= 0

    def reply(self, chat: int, minute: float) -> float:
        """See Gate. One that is put off asks again when it was told to."""
        waited = 0.0
        while (wait := self._ask(chat, minute + waited, waited_for=True)) < 0:
            waited -= wait / MICRO
        return waited + wait / MICRO

    def _ask(self, chat: int, minute: float, *, waited_for: bool) -> int:
        item = (0, f"a{chat}", 0, int(waited_for), 1, 0)
        return self._limits.reserve(Ask(["bot"], [0], [item]), int(minute * MICRO)).turns[0]


def rules(bulk_rate: float) -> Rules:
    """The limits of a bot, as the limiter counts with them."""
    bulk = min(bulk_rate, TELEGRAM_A_SECOND - 1)
    return Rules(
        *window(TELEGRAM_A_SECOND, SECOND),
        *window(bulk, SECOND),
        LIMITS.chat_burst,
        int(1e6 / (LIMITS.chat_per_second or 1)),
        *window(LIMITS.group_per_minute, MINUTE),
    )
