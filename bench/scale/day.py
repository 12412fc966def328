"""What a simulated day comes to, and the words and instants of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.scale.assumptions import DAY_BEGINS
from bench.scale.population import MINUTES_A_DAY
from bot.domain.delivery import Rung
from bot.ports import Ability

ABILITIES = {
    "wechat": Ability(replies_in_response=True, pushes=frozenset({Rung.CUSTOMER})),
    "telegram": Ability(replies_in_response=False, pushes=frozenset({Rung.SEND})),
}
"""A verified service account and a bot, as their channels describe themselves."""

FETCHED = "fetched before it was due"
PUSHED_TELEGRAM = "pushed by Telegram"
PUSHED_CUSTOMER = "pushed as a customer message"
HANDED_OVER = "held, handed over with the next contact"
NOT_REACHED = "held, no contact before the next lesson"
WAYS = (PUSHED_TELEGRAM, PUSHED_CUSTOMER, FETCHED, HANDED_OVER, NOT_REACHED)


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many identities there are to send with."""

    accounts: int
    bots: int


SERIES = ("chosen", "due", "sent", "held", "requests", "expired")
PUNCTUAL = 10.0
"""Seconds from its time within which 99 % of what is due is to be decided (design 4.13)."""


def _empty() -> list[float]:
    return [0.0] * MINUTES_A_DAY


def _by_channel() -> dict[str, list[float]]:
    return {name: [] for name in ABILITIES}


@dataclass(slots=True)
class Day:
    """What came of a day; counts are of the whole province, waits of the sample.

    ``by_minute`` holds, for each minute from 04:00, how many lessons were chosen for it, became
    due once their turns were planned, were sent, were held, expired in an inbox, and how many
    requests came in; ``of_channel`` the same for each channel. ``waits`` are seconds from due to
    the decision, ``moved`` minutes from the chosen time to it, ``replies`` seconds a reply of
    Telegram's waited.
    """

    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    by_minute: dict[str, list[float]] = field(
        default_factory=lambda: {what: _empty() for what in SERIES}
    )
    of_channel: dict[tuple[str, str], list[float]] = field(
        default_factory=lambda: {(what, name): _empty() for what in SERIES for name in ABILITIES}
    )
    waits: dict[str, list[float]] = field(default_factory=_by_channel)
    moved: dict[str, list[float]] = field(default_factory=_by_channel)
    replies: list[float] = field(default_factory=list)
    sessions: float = 0
    last_of_morning: dict[str, float] = field(default_factory=dict)

    def count(self, what: str, channel: str, minute: float, number: float) -> None:
        """``number`` of ``what`` in a minute; what falls after 04:00 belongs to the morning."""
        at = int(minute) % MINUTES_A_DAY
        self.by_minute[what][at] += number
        self.of_channel[what, channel][at] += number

    def way(self, *ways: str) -> float:
        """How many lessons went by any of ``ways``, over all tracks."""
        return sum(n for (_, way), n in self.ways.items() if way in ways)

    @property
    def lessons(self) -> float:
        """Lessons owed that day."""
        return sum(self.ways.values())

    def peak(self, what: str) -> float:
        """The most in one minute, as a rate per second."""
        return max(self.by_minute[what]) / 60

    def punctual(self, *channels: str) -> float:
        """The share of what was due that was decided within 10 s of it; 1 where nothing was."""
        waits = [wait for name in channels or ABILITIES for wait in self.waits[name]]
        return sum(wait <= PUNCTUAL for wait in waits) / len(waits) if waits else 1.0


def instant(minute: float) -> datetime:
    """A minute of the simulated day as an instant."""
    return DAY_BEGINS + timedelta(minutes=minute)
