"""A learner as one event or one delivery finds him or her: plain values, loaded at once."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from bot.domain.messages import Option, Reply


class LearnerState(StrEnum):
    """``new``: not yet through the greeting; ``stopped``: wants no messages; ``away``: silent for so
    long that nothing comes by itself any more, until the next word.
    """

    NEW = "new"
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    AWAY = "away"


BEHIND = ("round", "work", "entry")
"""What of a dialog waits behind whatever is said next, also by ourselves."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """What was said last, so that a bare "2" or "继续" can be understood.

    ``options`` are those on offer, in the order they were numbered. ``question`` is the row of
    the open question (0: none); ``review`` tells that it came back for practice. ``more`` are
    the pages of the last reply that did not fit. ``asking`` names a free answer we wait for.
    ``misread`` counts replies in a row that were not understood. ``queue`` holds the rows of
    the questions that are still to come in a practice round. ``right`` and ``asked`` count the
    answers of that round so far. ``wish`` is what a newcomer's link leads to, until the greeting
    is through. ``sorry``: when we last said that we had been away (Unix seconds). ``round`` is the
    item of a competition that waits behind whatever is said (see ``handlers.contest_items``), ``work``
    and ``entry`` what else of competitions does (see ``handlers.contest_waiting``).
    """

    options: tuple[Option, ...] = ()
    question: int = 0
    review: bool = False
    more: tuple[Reply, ...] = ()
    asking: str = ""
    misread: int = 0
    queue: tuple[int, ...] = ()
    right: int = 0
    asked: int = 0
    wish: str = ""
    sorry: int = 0
    round: str = ""
    work: str = ""
    entry: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, for storing; only what is set."""
        value: dict[str, Any] = {}
        if self.options:
            value["options"] = [[o.label, o.data] for o in self.options]
        if self.more:
            value["more"] = [page.to_json() for page in self.more]
        if self.queue:
            value["queue"] = list(self.queue)
        for name in (
            "question",
            "review",
            "asking",
            "misread",
            "right",
            "asked",
            "wish",
            "sorry",
            *BEHIND,
        ):
            if set_to := getattr(self, name):
                value[name] = set_to
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The dialog that ``to_json`` wrote."""
        return cls(
            options=tuple(Option(label, data) for label, data in value.get("options", ())),
            question=value.get("question", 0),
            review=value.get("review", False),
            more=tuple(Reply.from_json(page) for page in value.get("more", ())),
            asking=value.get("asking", ""),
            misread=value.get("misread", 0),
            queue=tuple(value.get("queue", ())),
            right=value.get("right", 0),
            asked=value.get("asked", 0),
            wish=value.get("wish", ""),
            sorry=value.get("sorry", 0),
            round=value.get("round", ""),
            work=value.get("work", ""),
            entry=value.get("entry", ""),
        )


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """One lesson of one enrolment: when it was shown first, and when it was finished. ``read_to``:
    how many characters of its text were shown so far, where it came in parts; 0: all of them.
    """

    shown_at: datetime
    shown_on: date
    completed_at: datetime | None = None
    completed_on: date | None = None
    read_to: int = 0


@dataclass(frozen=True, slots=True)
class QuestionState:
    """What a learner made of one question: first and latest answer, and when it comes back.

    ``card`` and ``review_due`` belong to the question's ``family``: of several questions that ask the
    same in other words, the one answered last knows what memory holds.
    """

    first_right: bool
    latest_right: bool
    answers: int
    card: dict[str, Any]
    review_due: datetime
    family: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A learner in a course. ``lessons`` and ``questions`` are keyed by their keys."""

    row: int
    registration: UUID
    course: str
    completed_at: datetime | None = None
    passed_at: datetime | None = None
    lessons: dict[str, LessonProgress] = field(default_factory=dict)
    questions: dict[str, QuestionState] = field(default_factory=dict)

    def with_question(self, key: str, state: QuestionState) -> "Enrolment":
        """This enrolment after an answer."""
        return replace(self, questions={**self.questions, key: state})

    def with_lesson(self, key: str, progress: LessonProgress) -> "Enrolment":
        """This enrolment after a lesson was shown or finished."""
        return replace(self, lessons={**self.lessons, key: progress})


@dataclass(frozen=True, slots=True)
class Learner:
    """A person, with the active enrolment if there is one.

    ``consents`` are the purposes of all standing consents. ``large_type``: lessons come as pictures in
    large type; ``slow``: in small parts, one at a time; ``recommends``: courses may be recommended;
    ``holidays_off``: nothing comes by itself on public holidays, nor on ``off_day``. ``break_minutes``: how
    long a courier's break lasts, as last said; None: nobody said. ``last_in``: when he or she was last heard
    of, before this event; None: never.
    """

    row: int
    key: UUID
    state: LearnerState
    track: str | None
    zone: str
    times: tuple[time, ...]
    dialog: Dialog
    enrolment: Enrolment | None = None
    consents: frozenset[str] = frozenset()
    paused_until: date | None = None
    language: str = "zh-Hans"
    large_type: bool = False
    slow: bool = False
    recommends: bool = True
    holidays_off: bool = False
    off_day: date | None = None
    break_minutes: int | None = None
    last_in: datetime | None = None
