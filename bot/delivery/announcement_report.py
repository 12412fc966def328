"""The report of an announcement: who it is for, as parts that add up to all of them. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.causes import Cause, cause_of
from bot.store.announcing.counting import Bucket, Counted, Place, Share


class Part(StrEnum):
    """Where people stand; the parts of a report."""

    SENT = "sent"
    FLYING = "flying"
    HELD = "held"
    WAITING = "waiting"
    UNPLANNED = "unplanned"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a part. ``name`` is the rung of what was sent or is on its way, else the cause."""

    part: Part
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A group's share; ``place`` None: people who are in none of its groups any more. Who is in
    several groups counts in the first.
    """

    place: Place | None
    people: Mapping[Part, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class AccountPart:
    """An account's share of what was planned."""

    account: str
    people: Mapping[Part, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class AnnouncementReport:
    """As of ``at``. ``lines`` add up to ``total``, and so do all ``group_count`` groups, of which
    ``groups`` are those that were asked for; ``accounts`` add up to ``planned``.
    """

    at: datetime
    lines: tuple[Line, ...]
    groups: tuple[GroupPart, ...]
    accounts: tuple[AccountPart, ...]
    width: timedelta
    buckets: tuple[Bucket, ...]
    group_count: int

    @property
    def total(self) -> int:
        """Everybody it is for: planned, or still to be planned."""
        return sum(line.people for line in self.lines)

    @property
    def planned(self) -> int:
        """Everybody it was planned for."""
        return self.total - self.people(Part.UNPLANNED)

    @property
    def open(self) -> int:
        """How many it may still reach."""
        return self.people(Part.WAITING, Part.FLYING, Part.HELD, Part.UNPLANNED)

    @property
    def unreached(self) -> int:
        """How many it will not reach any more."""
        return self.people(Part.EXPIRED, Part.FAILED)

    def people(self, *parts: Part) -> int:
        """How many stand in ``parts``."""
        return sum(line.people for line in self.lines if line.part in parts)

    def of(self, part: Part) -> list[Line]:
        """The lines of a part, the largest first."""
        return [line for line in self.lines if line.part is part]


def announcement_report(counted: Counted) -> AnnouncementReport:
    """The report of what was counted."""
    lines = Counter[tuple[Part, str]]()
    for share in counted.shares:
        part = Part(share.state)
        lines[part, _name(part, share)] += share.people
    unplanned = sum(people for _, people in counted.unplanned)
    if unplanned:
        lines[Part.UNPLANNED, Cause.TURN] += unplanned
    order, groups = list(Part), _groups(counted)
    ordered = sorted(lines.items(), key=lambda one: (order.index(one[0][0]), -one[1], one[0][1]))
    return AnnouncementReport(
        counted.at,
        tuple(Line(part, name, people) for (part, name), people in ordered),
        groups,
        _accounts(counted.shares),
        counted.width,
        counted.buckets,
        len(groups),
    )


def _name(part: Part, share: Share) -> str:
    if part in {Part.SENT, Part.FLYING}:
        return share.rung
    return cause_of(share.state, share.reason).value


def _groups(counted: Counted) -> tuple[GroupPart, ...]:
    """In the order of the announcement's groups; those that are not known to us are empty."""
    rows = {place.row for place in counted.places if place.row}
    found: dict[int, Counter[Part]] = {}
    for share in counted.shares:
        home = share.group if share.group in rows else 0
        found.setdefault(home, Counter())[Part(share.state)] += share.people
    for group, people in counted.unplanned:
        found.setdefault(group if group in rows else 0, Counter())[Part.UNPLANNED] += people
    listed = [
        GroupPart(place, found.get(place.row, Counter()) if place.row else {})
        for place in counted.places
    ]
    return (*listed, GroupPart(None, found[0])) if 0 in found else tuple(listed)


def _accounts(shares: Iterable[Share]) -> tuple[AccountPart, ...]:
    found: dict[str, Counter[Part]] = {}
    for share in shares:
        found.setdefault(share.account, Counter())[Part(share.state)] += share.people
    return tuple(AccountPart(account, people) for account, people in sorted(found.items()))
