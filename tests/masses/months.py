"""Wishes for mass messages, in November 2026 in Shanghai."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.delivery.masses.budget import MassRules
from bot.domain.delivery import Kind
from bot.domain.masses import Audience, Rank, Wish
from bot.domain.quiet_hours import QuietHours
from bot.ports import MassWay

RULES = MassRules(
    MassWay.PEOPLE, time(19), "sunday", "Asia/Shanghai", QuietHours(time(21, 30), time(7, 30))
)
TAGS = replace(RULES, way=MassWay.TAG)
ALL = Audience(frozenset(), 1000)
A = Audience(frozenset({"a"}), 100)
B = Audience(frozenset({"b"}), 50)
BOTH = Audience(frozenset({"a", "b"}), 7)
DIGEST = None
"""A wish without groups."""


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    """A time in Shanghai, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


OPENS, CLOSES, NOW = at(2, 9), at(30, 18), at(1, 12)


def wish(
    name: str,
    rank: Rank = Rank.COMPETITION,
    *,
    groups: str | None = "a",
    opens: datetime = OPENS,
    expires: datetime = CLOSES,
    presses: datetime | None = None,
) -> Wish:
    kind = {Rank.COMPETITION: Kind.ANNOUNCEMENT, Rank.DIGEST: Kind.DIGEST}.get(rank, Kind.NEWS)
    among = frozenset(groups) if groups is not None else None
    return Wish(kind, name, "once", rank, among, opens, expires, presses or expires)
