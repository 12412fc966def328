"""Models of competitions, their entries and places."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.domain.competitions import Category, CompetitionState, StageKind
from bot.domain.contests import Counts, EntryKind
from bot.web.api.models import (
    NEXT,
    SHOWN,
    WHOLE,
    WRITTEN,
    Asked,
    Key,
    Moment,
    NewKey,
    Paged,
    Pseudonym,
    Row,
    Said,
)

Line = Annotated[str, StringConstraints(pattern=rf"^{SHOWN}{{1,100}}$")]
LongLine = Annotated[str, StringConstraints(pattern=rf"^{SHOWN}{{0,200}}$")]
Words = Annotated[str, StringConstraints(pattern=rf"^{WRITTEN}{{0,4000}}$")]
Link = Annotated[str, StringConstraints(pattern=r"^(https?://[!-~]{1,990})?$")]
Span = Annotated[
    str, StringConstraints(pattern=r"^P([0-9]{1,2}D)?(T([0-9]{1,2}H)?([0-9]{1,2}M)?)?$")
]
"""A time before a stage closes, as ISO 8601 writes it: P7D, PT3H."""


class StageIn(Asked):
    """One stage: open from ``opens`` (inclusive) to ``closes`` (exclusive)."""

    id: NewKey
    kind: StageKind
    opens: Moment
    closes: Moment
    title: LongLine = ""
    place: LongLine = ""
    draw: Annotated[int, Field(ge=1, le=200), WHOLE] | None = Field(
        default=None, description="Questions drawn for each attempt; of a quiz, as what follows."
    )
    seconds: Annotated[int, Field(ge=5, le=7200), WHOLE] | None = Field(
        default=None, description="For each question."
    )
    attempts: Annotated[int, Field(ge=1, le=1000), WHOLE] | None = None
    per_day: Annotated[int, Field(ge=1, le=100), WHOLE] | None = None
    counts: Counts | None = None
    course: Key | None = Field(default=None, description="Whose questions are asked.")


class CompetitionIn(Asked):
    """A competition as a draft. Divisions, works, judging and awards are added in the console."""

    id: NewKey
    title: Line
    category: Category = Category.OTHER
    organiser: Line
    link: Link = ""
    rules: Words = ""
    contact: LongLine = ""
    groups: list[Row] = Field(default_factory=list, max_length=500, description="Rows of groups.")
    stages: list[StageIn] = Field(min_length=1, max_length=50)
    reminders: list[Span] = Field(default_factory=list, max_length=10)


class StageDates(Asked):
    """New dates of a stage that is there."""

    id: Key
    opens: Moment
    closes: Moment


class CompetitionPatch(Asked):
    """What changes of a draft; what is left out stays."""

    title: Line | None = None
    organiser: Line | None = None
    link: Link | None = None
    rules: Words | None = None
    contact: LongLine | None = None
    groups: list[Row] | None = Field(default=None, max_length=500)
    stages: list[StageDates] | None = Field(default=None, min_length=1, max_length=50)


class CompetitionPlace(Asked):
    """Which competition."""

    id: Key


class StagePlace(Asked):
    """Which stage of which competition."""

    id: Key
    stage: Key


class StageOut(Said):
    """A stage."""

    id: str
    kind: StageKind
    title: str
    place: str
    opens: datetime
    closes: datetime


class DivisionOut(Said):
    """Who competes with whom."""

    id: str
    title: str
    quota: int | None


class CompetitionOut(Said):
    """A competition whole, as far as others need it."""

    id: str
    title: str
    category: Category
    organiser: str
    link: str
    rules: str
    contact: str
    zone: str
    entry: EntryKind
    state: CompetitionState
    cancel_reason: str
    revision: int
    groups: list[int]
    divisions: list[DivisionOut]
    stages: list[StageOut]
    reminders: list[str]


class CompetitionLine(Said):
    """A competition in a list."""

    id: str
    title: str
    category: Category
    organiser: str
    state: CompetitionState
    revision: int
    opens: datetime | None
    closes: datetime | None
    entries: int = Field(description="Those that stand.")
    frozen_at: datetime | None = Field(description="Since when its results are final.")


class CompetitionPage(Said):
    """Competitions by their ids."""

    items: list[CompetitionLine]
    next: str | None = NEXT


class CompetitionQuery(Paged):
    """Which competitions."""

    state: CompetitionState | None = None
    category: Category | None = None


class EntryOut(Said):
    """An entry, without what tells who it is."""

    id: int
    number: int | None
    learner: Pseudonym | None = Field(
        description="Who entered; null: written down without a chat, or erased."
    )
    kind: EntryKind
    division: str | None
    unit: int | None = Field(description="The group it competes for.")
    state: Literal["entered", "withdrawn", "disqualified"]
    members: int
    late: bool
    stages_done: list[str]
    entered_at: datetime


class EntryPage(Said):
    """Entries in the order of entering."""

    items: list[EntryOut]
    next: str | None = NEXT


class EntryQuery(Paged):
    """Which entries."""

    division: Key | None = None
    state: Literal["entered", "withdrawn", "disqualified"] | None = None


class PlaceOut(Said):
    """An entry in a ranking."""

    entry: int
    number: int | None
    division: str | None
    rank: int | None = Field(description="null: not ranked.")
    score: str | None = Field(description="Exact, as a decimal.")
    keys: dict[str, Any] = Field(description="What was compared, in order.")


class StandingLine(PlaceOut):
    """Of a stage. ``goes_on`` null: the stage ends in no selection; ``why`` names the reason."""

    goes_on: bool | None
    why: str


class StandingPage(Said):
    """A stage's standing by division and rank."""

    items: list[StandingLine]
    next: str | None = NEXT


class ResultLine(PlaceOut):
    """Of the final results."""

    award: str


class ResultPage(Said):
    """Final results by division and rank. A correction makes a new revision."""

    revision: int
    hash: str = Field(description="SHA-256 over the rows of the revision, hexadecimal.")
    frozen_at: datetime
    reason: str = Field(description="Of a correction.")
    items: list[ResultLine]
    next: str | None = NEXT
