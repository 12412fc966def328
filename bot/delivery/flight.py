"""A delivery on its way: what was claimed, and what sending and recording it need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.delivery import Kind, Rung
from bot.domain.messages import Reply

LEASE = timedelta(seconds=60)
"""How long a claim is its sender's alone; sending and recording take less (see ``sending``)."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place reserved in an address's customer-message window: ``message`` or ``click``, and
    the end of that window, which tells it from a newer one.
    """

    window: str
    until: datetime


@dataclass(frozen=True, slots=True)
class InFlight:
    """A claimed delivery with all that sending it needs; nothing more is read before.

    ``attempts`` is the number of this attempt and the token of its claim. ``pages_sent`` of
    ``pages`` arrived in an earlier attempt.
    """

    row: int
    kind: Kind
    account: str
    chat: str
    address: int | None
    rung: Rung
    pages: Sequence[Reply]
    attempts: int
    place: Place | None = None
    pages_sent: int = 0


def step(now: datetime, reason: str, rung: Rung | None = None) -> dict[str, Any]:
    """A line of a delivery's history: when, why, and by which rung if one was tried."""
    line = {"at": now.isoformat(), "reason": str(reason)}
    return {**line, "rung": rung.value} if rung else line
