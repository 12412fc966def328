"""Models of learners, groups, courses, and what was completed."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from bot.web.api.models import NEXT, SHOWN, Asked, Cursor, Key, Paged, Pseudonym, Row, Said

LearnerState = Literal["new", "active", "paused", "stopped", "away"]
GroupState = Literal["known", "muted", "gone"]
CompletionKind = Literal["lesson", "quiz", "course", "competition"]


class Progress(Said):
    """How far somebody is, over all courses."""

    active_course: str | None = Field(description="The course being learned now.")
    lessons_completed: int
    courses_passed: int
    questions_answered: int
    questions_right: int = Field(description="Of these, those whose latest answer is right.")


class LearnerOut(Said):
    """A person who learns, by the pseudonym that stands in the deployment's statements."""

    id: Pseudonym
    state: LearnerState
    track: str | None
    language: str
    since: datetime
    groups: list[int]
    progress: Progress


class LearnerPage(Said):
    """Learners in the order in which they came."""

    items: list[LearnerOut]
    next: str | None = NEXT


class LearnerQuery(Paged):
    """Which learners."""

    state: LearnerState | None = None
    track: Annotated[str, StringConstraints(pattern=rf"^{SHOWN}{{1,40}}$")] | None = None
    group: Row | None = None


class LearnerPlace(Asked):
    """Which learner."""

    id: Pseudonym


class GroupOut(Said):
    """Those an organiser speaks to at once."""

    id: int
    account: str
    channel: Literal["telegram", "wechat"]
    title: str
    state: GroupState
    language: str
    zone: str
    track: str | None
    members: int = Field(description="People in it, as far as the deployment knows.")
    join_url: str | None = Field(
        description="What the QR code of a WeChat cohort leads to; null: none is made yet."
    )
    merged_into: int | None


class GroupPage(Said):
    """Groups in the order in which they became known."""

    items: list[GroupOut]
    next: str | None = NEXT


class GroupQuery(Paged):
    """Which groups; those that are gone only where they are asked for."""

    account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] | None = None
    channel: Literal["telegram", "wechat"] | None = None
    state: GroupState | None = None


class GroupPlace(Asked):
    """Which group."""

    id: Row


class GroupIn(Asked):
    """A WeChat cohort to be made. A Telegram group is known once the bot is added to it."""

    account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    scene: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")] = Field(
        description="What its QR code says; WeChat takes 1 to 64 characters."
    )
    title: Annotated[str, StringConstraints(pattern=rf"^{SHOWN}{{1,64}}$")]


class CourseOut(Said):
    """A course on the shelf, in the version that is taught now."""

    id: str
    version: str
    title: str
    track: str
    language: str
    level: int = Field(description="1 to 7, in the framework of the deployment.")
    hours: float = Field(description="Notional.")
    hours_per_credit: float
    pass_mark: float = Field(description="The share of right answers that passes it, 0 to 1.")
    lessons: int
    about: str
    approved_at: datetime | None


class CoursePage(Said):
    """Courses by their ids."""

    items: list[CourseOut]
    next: str | None = NEXT


class CourseQuery(Paged):
    """Which courses."""

    track: Annotated[str, StringConstraints(pattern=rf"^{SHOWN}{{1,40}}$")] | None = None
    language: Literal["zh-Hans", "zh-Hant", "en"] | None = None


class CompletionOut(Said):
    """The fact that somebody finished something."""

    id: UUID = Field(description="Of the statement that tells of it, where it was put to a bank.")
    learner: Pseudonym = Field(description="Who the person is now.")
    actor: Pseudonym = Field(
        description="The pseudonym in the statement; another one of somebody"
        " who turned out to be two."
    )
    kind: CompletionKind
    course: str | None
    lesson: str | None
    version: str = Field(description="Of the content.")
    score: int | None
    score_max: int | None
    success: bool | None
    seconds: int = Field(description="Measured.")
    notional_minutes: int
    completed_at: datetime
    recorded_at: datetime
    voided: bool = Field(description="It does not count any more.")


class CompletionPage(Said):
    """Completions in the order in which they were sealed into the journal, which never changes:
    who goes on from ``next`` misses none and gets none twice.
    """

    items: list[CompletionOut]
    next: str = Field(description="Where to go on, now or later.")
    more: bool = Field(description="Whether there is more behind it now.")


class CompletionQuery(Asked):
    """Where to go on, and how far. A page may have fewer items than ``limit`` with more behind it."""

    limit: int = Field(default=50, ge=1, le=200, description="Entries of the journal looked at.")
    cursor: Cursor | None = Field(
        default=None, description="As ``next`` said; none: from the first."
    )
    kind: CompletionKind | None = None
    course: Key | None = None
