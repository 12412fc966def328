"""What of a competition's dates and places has changed for those who know them: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from bot.domain.competitions import Competition, Stage, StageKind

URGENT_WITHIN = timedelta(hours=24)
"""A change of a date so near is told in quiet hours as well (design 4.9)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A stage as entrants know it; instants are aware UTC."""

    key: str
    kind: StageKind
    title: str
    place: str
    opens: datetime
    closes: datetime

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """What is known of ``stage`` as it now stands."""
        return cls(stage.key, stage.kind, stage.title, stage.place, stage.opens, stage.closes)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """As ``to_json`` wrote it."""
        return cls(
            stored["key"],
            StageKind(stored["kind"]),
            stored["title"],
            stored["place"],
            datetime.fromisoformat(stored["opens"]),
            datetime.fromisoformat(stored["closes"]),
        )

    def to_json(self) -> dict[str, Any]:
        """For storing."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "title": self.title,
            "place": self.place,
            "opens": self.opens.isoformat(),
            "closes": self.closes.isoformat(),
        }

    @property
    def when_and_where(self) -> tuple[datetime, datetime, str]:
        """What people go by."""
        return self.opens, self.closes, self.place


def known_of(competition: Competition) -> tuple[Known, ...]:
    """All its stages as entrants know them once they were told."""
    return tuple(Known.of(stage) for stage in competition.stages)


@dataclass(frozen=True, slots=True)
class Change:
    """One stage before and after; None: it was not there, or is no more."""

    before: Known | None
    after: Known | None

    @property
    def key(self) -> str:
        """The stage."""
        one = self.before or self.after
        if one is None:
            raise AssertionError("a change has a before or an after by its construction")
        return one.key

    @property
    def ends(self) -> datetime:
        """When the stage is over, by what was and by what is."""
        return max(one.closes for one in (self.before, self.after) if one is not None)

    def dates(self) -> Iterator[datetime]:
        """The dates that are no more, and those that are new; all of them where the place changed."""
        before, after = self.before, self.after
        if before is None or after is None or before.place != after.place:
            for one in (before, after):
                yield from (one.opens, one.closes) if one is not None else ()
            return
        if before.opens != after.opens:
            yield from (before.opens, after.opens)
        if before.closes != after.closes:
            yield from (before.closes, after.closes)


def changes(before: Sequence[Known], after: Sequence[Known], now: datetime) -> tuple[Change, ...]:
    """The stages whose dates or place are not what they were, came or went, in their order; those
    that are over either way are left out.
    """
    were, are = ({one.key: one for one in each} for each in (before, after))
    found = (Change(were.get(key), are.get(key)) for key in {**are, **were})
    return tuple(one for one in found if _differs(one) and one.ends > now)


def _differs(change: Change) -> bool:
    before, after = change.before, change.after
    return before is None or after is None or before.when_and_where != after.when_and_where


def is_urgent(dates: Iterator[datetime], now: datetime) -> bool:
    """Whether one of ``dates`` is within the next 24 hours."""
    return any(now <= one < now + URGENT_WITHIN for one in dates)
