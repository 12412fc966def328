"""Competitions as organisers write them down (design section 9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.contests import (
    USUAL_RANKING,
    Advance,
    Counts,
    Division,
    EntryKind,
    Ranking,
    Sheet,
    TeamRule,
    WorkRule,
)


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

    ``title`` is what it is called (empty: the kind's own name), ``place`` where a live one is.
    ``draw``, ``seconds``, ``attempts``, ``per_day``, ``counts`` and ``course`` belong to a quiz
    round, ``works`` to an upload stage, ``judging`` to a judging or live one. ``advance``: who goes
    on after it; None: everybody.
    """

    key: str
    kind: StageKind
    opens: datetime
    closes: datetime
    draw: int | None = None
    seconds: int | None = None
    attempts: int | None = None
    course: str | None = None
    title: str = ""
    place: str = ""
    per_day: int | None = None
    counts: Counts | None = None
    works: WorkRule | None = None
    judging: Sheet | None = None
    advance: Advance | None = None


class CompetitionState(StrEnum):
    """A draft and one that waits for approval are known to the staff only."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Competition:
    """One competition. ``reminders`` are the times before a stage closes, longest first.

    ``revision`` counts the times its dates or texts changed; 0 before it is stored. ``zone`` is the
    one in which its dates are read; empty: the deployment's. ``entry`` is who enters, ``team`` what
    a team must be. ``rules`` and ``contact`` are plain words; ``cancel_reason`` is read by entrants.
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
    rules: str = ""
    contact: str = ""
    zone: str = ""
    entry: EntryKind = EntryKind.PERSON
    team: TeamRule | None = None
    divisions: tuple[Division, ...] = ()
    ranking: Ranking = USUAL_RANKING
    state: CompetitionState = CompetitionState.PUBLISHED
    cancel_reason: str = ""
