"""What a learner finished, as the ledger takes it: the facts behind completions and claims."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from bot.domain.content import Course, Lesson

CREDIT_STEP = Decimal("0.01")
"""Credit is claimed in hundredths, rounded down: never more than was earned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What all facts have in common.

    ``learner`` is the database id and ``learner_key`` the random key behind the pseudonym;
    ``registration`` is the enrolment's; ``seconds`` are measured and not negative;
    ``platform`` is the channel it happened on; ``at`` is aware.
    """

    learner: int
    learner_key: UUID
    course: Course
    registration: UUID
    seconds: int
    platform: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what no caller may hand in, with ValueError."""
        if self.at.tzinfo is None:
            raise ValueError("a completion's instant must be aware")
        if self.seconds < 0:
            raise ValueError("a completion cannot take negative time")


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCompleted(Finished):
    """The last question of a lesson was answered, or a lesson without any was marked done."""

    lesson: Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizFinished(Finished):
    """A lesson's quiz came to its end.

    ``raw`` of ``maximum`` answers were right (0 <= raw <= maximum, maximum at least 1);
    ``pass_mark`` is the share (0-1) that passes; ``attempt`` counts from 1.
    """

    lesson: Lesson
    attempt: int
    raw: int
    maximum: int
    pass_mark: float

    def __post_init__(self) -> None:
        """Refuse what no caller may hand in, with ValueError."""
        Finished.__post_init__(self)
        if not 0 <= self.raw <= self.maximum or self.maximum < 1 or self.attempt < 1:
            raise ValueError("a quiz needs at least one question, and a score within them")

    @property
    def passed(self) -> bool:
        """Whether the share of right answers reaches the pass mark; counted exactly."""
        return Decimal(self.raw) >= Decimal(str(self.pass_mark)) * self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFinished(Finished):
    """A course was passed (one that was only completed makes no fact, and no claim).

    ``started_at`` is when its first lesson was shown; of ``maximum`` questions the latest answers
    to ``raw`` are right (both 0 for a course without questions).
    """

    started_at: datetime
    raw: int
    maximum: int

    def __post_init__(self) -> None:
        """Refuse what no caller may hand in, with ValueError."""
        Finished.__post_init__(self)
        if not 0 <= self.raw <= self.maximum or self.started_at.tzinfo is None:
            raise ValueError("a course needs an aware beginning, and a score within its questions")


Fact = LessonCompleted | QuizFinished | CourseFinished


@dataclass(frozen=True, slots=True)
class Credit:
    """What a passed course claims, with the rule that made it, so that a later rule changes
    no past claim."""

    hours: Decimal
    hours_per_credit: Decimal
    credit: Decimal
    rule: str


def credit_of(course: Course) -> Credit:
    """The credit a passed course claims: hours / hours_per_credit, down to hundredths.

    ``rule`` reads "16h=1"; where rounding took something away it says so as well.
    """
    hours, each = Decimal(str(course.hours)), Decimal(str(course.hours_per_credit))
    exact = hours / each
    credit = exact.quantize(CREDIT_STEP, rounding=ROUND_DOWN)
    rule = f"{plain(each)}h=1"
    if credit != exact:
        rule += f", rounded down to {CREDIT_STEP}"
    return Credit(hours, each, credit, rule)


def plain(number: Decimal) -> int | float:
    """A decimal as JSON writes it: 4 for 4.0, 0.5 for 0.50."""
    whole = int(number)
    return whole if whole == number else float(number)
