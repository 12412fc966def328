"""Courses, lessons and questions as they are taught: immutable once imported."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Literal

MediaKind = Literal["image", "voice", "video"]


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
    empty and ``accepted`` holds the texts that count as right. Questions of one ``family`` ask the same
    in other words, and share what the learner remembers of it; a question without one is its own.
    """

    key: str
    kind: QuestionKind
    stem: str
    why: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()
    family: str = ""
    row: int = 0

    @property
    def memory(self) -> str:
        """What its memory is kept under: its family, or its own key."""
        return self.family or self.key


FORMATS: dict[str, tuple[MediaKind, str]] = {
    ".png": ("image", "image/png"),
    ".jpg": ("image", "image/jpeg"),
    ".jpeg": ("image", "image/jpeg"),
    ".mp3": ("voice", "audio/mpeg"),
    ".amr": ("voice", "audio/amr"),
    ".mp4": ("video", "video/mp4"),
}
"""What a lesson's files can be, by the ending of their names in small letters: those that every
channel takes (for WeChat 官方 新增临时素材)."""


def media_format(file: str) -> tuple[MediaKind, str] | None:
    """Kind and content type of a file by the ending of its name; None: a lesson shows no such."""
    return FORMATS.get(PurePosixPath(file).suffix.lower())


@dataclass(frozen=True, slots=True)
class LessonMedia:
    """A picture, sound or film of a lesson.

    ``file`` is its name beside the lesson, with an ending of ``FORMATS``. ``alt`` says the same
    in words, for who cannot see or hear it. ``hash`` is the hex SHA-256 of its bytes, which are
    in ``content`` where it was read from files or is about to be written to some, else empty:
    what is taught is kept in memory without them.
    """

    file: str
    alt: str
    hash: str
    content: bytes = field(default=b"", repr=False, compare=False)

    @property
    def kind(self) -> MediaKind:
        """What it is to a reader."""
        return self._format[0]

    @property
    def content_type(self) -> str:
        """Its format, such as image/png."""
        return self._format[1]

    @property
    def _format(self) -> tuple[MediaKind, str]:
        found = media_format(self.file)
        if found is None:
            raise ValueError("a lesson's file has an ending that no channel takes")
        return found


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: plain text in at most three paragraph groups, its files and its questions.

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
    media: tuple[LessonMedia, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """One version of a course. ``row`` is the version's database id, 0 before it is stored.

    ``level`` is 1-7 on the framework's levels; ``hours`` are notional; ``pass_mark`` is the
    share of right answers (0-1); ``hours_per_credit`` is the credit rule kept with each claim.
    ``reviewed_by`` is empty for a draft. ``about`` is one line for the shelf. ``wording`` are words that
    readers of another script use: language to pairs of a word of the lessons and what is read there in its place.
    ``place`` orders the shelf of its track, 1 first; 0: behind those that have one.
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
    about: str = ""
    wording: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    row: int = 0
    place: int = 0

    @property
    def minutes(self) -> int:
        """How long its longest lesson takes; 0 without lessons."""
        return max((lesson.minutes for lesson in self.lessons), default=0)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all lessons, in order."""
        return tuple(q for lesson in self.lessons for q in lesson.questions)


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of courses."""

    courses: tuple[Course, ...]
