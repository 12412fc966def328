"""Courses, lessons and questions as they are taught: immutable once imported."""

from dataclasses import dataclass
from enum import StrEnum


class Track(StrEnum):
    """Whom a course is for; ``everyone`` stands on every shelf."""

    SENIORS = "seniors"
    COURIERS = "couriers"
    FARMERS = "farmers"
    WORKERS = "workers"
    YOUTH = "youth"
    EVERYONE = "everyone"


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``row`` is its database id, 0 before it is stored.

    ``right`` holds option numbers counted from 1 for single and multiple (ascending); for
    true_false ``(1,)`` means true and ``(2,)`` false, with no ``options``; for short it is
    empty and ``accepted`` holds the texts that count as right.
    """

    key: str
    kind: QuestionKind
    stem: str
    why: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: plain text in at most three paragraph groups, and its questions.

    ``minutes`` is how long it takes to read and answer. ``row`` is its database id, 0 before
    it is stored.
    """

    key: str
    title: str
    minutes: int
    text: str
    questions: tuple[Question, ...] = ()
    asks: tuple[str, ...] = ()
    source: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """One version of a course. ``row`` is the version's database id, 0 before it is stored.

    ``level`` is 1-7 on the framework's levels; ``hours`` are notional; ``pass_mark`` is the
    share of right answers (0-1); ``hours_per_credit`` is the credit rule kept with each claim.
    ``reviewed_by`` is empty for a draft.
    """

    key: str
    title: str
    track: Track
    language: str
    level: int
    hours: float
    pass_mark: float
    hours_per_credit: float
    version: str
    source: str
    licence: str
    reviewed_by: str
    lessons: tuple[Lesson, ...]
    row: int = 0

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all lessons, in order."""
        return tuple(q for lesson in self.lessons for q in lesson.questions)


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of courses."""

    courses: tuple[Course, ...]
