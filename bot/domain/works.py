"""Works that entrants hand in, and why one is not taken."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.contests import WorkKind, WorkRule


class WorkFault(StrEnum):
    """One reason. Its value is stored in ``work.reason``, and names the text that an entrant reads:
    ``work-fault-…`` in the catalogues.
    """

    EMPTY = "empty"
    WRONG_KIND = "wrong-kind"
    """Not what the stage takes, or nothing that we know."""
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    NO_LENGTH = "no-length"
    """A sound or film whose length cannot be told, where the stage limits it."""
    BROKEN = "broken"
    """Cut off, or not made as its beginning says."""
    TOO_MANY_PIXELS = "too-many-pixels"
    BOMB = "bomb"
    """A document that unpacks into far more than it is."""
    LATE = "late"
    """It came after the stage had closed."""
    NOT_OPEN = "not-open"
    """The stage, the entry or the competition is no more."""
    NOT_CHOSEN = "not-chosen"
    """Who is in the stage follows from a selection that is not made yet."""
    GONE = "gone"
    """The platform has the file no more."""
    UNFETCHED = "unfetched"
    """It could not be fetched, however often that was tried."""
    BAD_LINK = "bad-link"
    BY_HAND = "by-hand"
    """The organiser decided so, with a reason that stands in the records."""


@dataclass(frozen=True, slots=True)
class UploadStage:
    """An upload stage of a competition that somebody has entered, as it stands for that entry.

    ``title`` is the competition's, ``position`` the stage's among its stages. ``handed_in``: a work
    of this entry is accepted or being fetched; ``titled``: what a work of it was called, None where
    none was handed in before. ``live``: the competition is published, the
    entry stands, and no earlier stage has ended for it. ``awaits_selection``: the selection that
    decides who is in the stage is not made yet.
    """

    entry: int
    competition: str
    title: str
    stage: str
    position: int
    rule: WorkRule
    opens: datetime
    closes: datetime
    zone: str
    handed_in: bool = False
    titled: str | None = None
    live: bool = True
    awaits_selection: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A work's file that is taken. ``hash`` is the hex SHA-256 of its bytes."""

    hash: str
    kind: WorkKind
    content_type: str
    size: int
    seconds: Decimal | None
