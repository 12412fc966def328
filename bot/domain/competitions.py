"""Competitions as organisers write them down (design section 9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Category(StrEnum):
    """What a competition is about."""

    LEGAL_LITERACY = "legal-literacy"
    NATIONAL_DEFENCE = "national-defence"
    CHORAL_SINGING = "choral-singing"
    CLASSICAL_READING = "classical-reading"
    CANTONESE_SONGS = "cantonese-songs"
    SCIENCE_POPULARISATION = "science-popularisation"
    OTHER = "other"


class StageKind(StrEnum):
    """What entrants do in a stage."""

    REGISTRATION = "registration"
    UPLOAD = "upload"
    QUIZ = "quiz"
    LIVE = "live"
    JUDGING = "judging"
    PUBLICITY = "publicity"
    AWARD = "award"


@dataclass(frozen=True, slots=True)
class GroupName:
    """A group as files name it: the account and the group's platform id (or QR scene)."""

    account: str
    platform_id: str

    def __str__(self) -> str:
        """``ACCOUNT:GROUP`` as it stands in a file."""
        return f"{self.account}:{self.platform_id}"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: open from ``opens`` (inclusive) to ``closes`` (exclusive), both aware UTC.

    ``draw``, ``seconds``, ``attempts`` and ``course`` belong to a quiz round.
    """

    key: str
    kind: StageKind
    opens: datetime
    closes: datetime
    draw: int | None = None
    seconds: int | None = None
    attempts: int | None = None
    course: str | None = None


@dataclass(frozen=True, slots=True)
class Competition:
    """One competition. ``reminders`` are the times before a stage closes, longest first.

    ``revision`` counts the times its dates or texts changed; 0 before it is stored.
    """

    key: str
    title: str
    category: Category
    organiser: str
    link: str
    groups: tuple[GroupName, ...]
    stages: tuple[Stage, ...]
    reminders: tuple[timedelta, ...]
    revision: int = 0
