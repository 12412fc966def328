"""What is another in one text of a course than in another: lesson by lesson, question by question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

from bot.domain.content import Course, Lesson, Question

_OF_COURSE = ("title", "about", "track", "language", "level", "hours", "pass_mark", "source")
_OF_COURSE_TOO = ("licence", "hours_per_credit", "wording", "place")
_LEFT_OUT = {"key", "row", "questions", "text"}


class Fate(StrEnum):
    """What became of a lesson or a question."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: in both (``same``), only in the old text (``old``) or only in the new one."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: ``what`` is the name of the field (``text``, ``stem``, …) and
    ``pieces`` the words of both.
    """

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that is new, gone, changed or stands elsewhere; ``stem`` is the newest one."""

    key: str
    stem: str
    fate: Fate
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonChange:
    """A lesson that is new, gone, changed or stands elsewhere; ``title`` is the newest one."""

    key: str
    title: str
    fate: Fate
    changes: tuple[Change, ...] = ()
    questions: tuple[QuestionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseChanges:
    """All that differs between two texts; empty in both: nothing but the version's name may."""

    head: tuple[Change, ...]
    lessons: tuple[LessonChange, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.head or self.lessons)


def changes_between(old: Course, new: Course) -> CourseChanges:
    """Pure: what ``new`` says otherwise than ``old``; lessons in the order of ``new``, gone ones last."""
    head = _fields(old, new, (*_OF_COURSE, *_OF_COURSE_TOO))
    before = {lesson.key: lesson for lesson in old.lessons}
    after = {lesson.key for lesson in new.lessons}
    stays = _in_order([one.key for one in old.lessons], [one.key for one in new.lessons])
    found = []
    for lesson in new.lessons:
        was = before.get(lesson.key)
        if was is None:
            found.append(LessonChange(lesson.key, lesson.title, Fate.NEW))
        elif change := _lesson(was, lesson, moved=lesson.key not in stays):
            found.append(change)
    gone = [one for one in old.lessons if one.key not in after]
    found += [LessonChange(one.key, one.title, Fate.GONE) for one in gone]
    return CourseChanges(head, tuple(found))


def _lesson(old: Lesson, new: Lesson, *, moved: bool) -> LessonChange | None:
    names = [one.name for one in fields(Lesson) if one.name not in _LEFT_OUT]
    changes = _fields(old, new, ("text", *names))
    questions = tuple(_questions(old.questions, new.questions))
    if not changes and not questions and not moved:
        return None
    fate = Fate.CHANGED if changes or questions else Fate.MOVED
    return LessonChange(new.key, new.title, fate, changes, questions)


def _questions(old: Sequence[Question], new: Sequence[Question]) -> Iterator[QuestionChange]:
    before, after = {one.key: one for one in old}, {one.key for one in new}
    stays = _in_order([one.key for one in old], [one.key for one in new])
    names = [one.name for one in fields(Question) if one.name not in _LEFT_OUT]
    for one in new:
        was = before.get(one.key)
        changes = () if was is None else _fields(was, one, names)
        if was is None:
            yield QuestionChange(one.key, one.stem, Fate.NEW)
        elif changes:
            yield QuestionChange(one.key, one.stem, Fate.CHANGED, changes)
        elif one.key not in stays:
            yield QuestionChange(one.key, one.stem, Fate.MOVED)
    for one in old:
        if one.key not in after:
            yield QuestionChange(one.key, one.stem, Fate.GONE)


def _in_order(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The keys of both that keep their places beside each other."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in old[block.a : block.a + block.size]}


def _fields(
    old: Course | Lesson | Question, new: Course | Lesson | Question, names: Sequence[str]
) -> tuple[Change, ...]:
    found = []
    for name in names:
        was, became = getattr(old, name), getattr(new, name)
        if was != became:
            found.append(Change(name, pieces(_words(was), _words(became))))
    return tuple(found)


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(_words(getattr(one, "alt", one)) for one in value)
    return str(value)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Pure: ``old`` and ``new`` as runs of words that stay, go and come, in their order."""
    found: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", old[a:b]))
            continue
        found += [Piece("old", old[a:b])] if b > a else []
        found += [Piece("new", new[c:d])] if d > c else []
    return tuple(found)
