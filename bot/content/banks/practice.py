"""Practice lessons of a bank's questions, and what a bank changes in a course.

Questions keep their keys, so that a second import of a bank, with some rows mended, changes those
and nothing else: what learners have answered stays theirs.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.content.banks.model import Bank, BankQuestion, Doubt, shown
from bot.content.banks.practice_words import reason_for
from bot.content.banks.settle import key_given
from bot.content.banks.words import wording
from bot.content.load import MOST_LESSONS
from bot.content.table import is_id
from bot.content.wrong import WrongInputError, wrong
from bot.domain.content import Course, Lesson, Question
from bot.texts.catalogue import Texts, texts

AT_ONCE = 10
"""Questions of a practice lesson, as far as the course's lessons suffice."""

MOST_AT_ONCE = 30
"""Questions that a lesson holds."""

MOST_LESSON_KEY = 34
"""Characters, so that ``-99999`` fits behind it."""

MOST_TITLE = 100
MINUTES_EACH = 0.5
_ALIKE = 0.25
"""Below this share two stems have nothing to do with each other."""

_NEARLY = 0.75
"""From this share on, a new stem is perhaps one that is gone, mended."""

_MOST_PAIRS = 40_000
"""So many new and gone stems are compared: one mends few rows, and another bank is another bank."""

_OWN_VERSION = re.compile(r"\+[0-9a-f]{6}$")


@dataclass(frozen=True, slots=True)
class BankPlan:
    """What an import would do. ``course`` is the version that it makes; the others are keys.

    ``gone`` are questions of earlier imports that the bank has no more; they stay unless
    ``removed``. ``doubts`` are those that only the course shows. ``unknown`` is how many rows are
    kept out of which not even the stem can be read: any of ``gone`` may be one of them.
    """

    course: Course
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]
    removed: bool
    doubts: tuple[Doubt, ...] = ()
    unknown: int = 0

    @property
    def does_something(self) -> bool:
        """Whether the course is another one than before."""
        return bool(self.new or self.changed or (self.gone and self.removed))


@dataclass(frozen=True, slots=True)
class Practice:
    """How practice lessons are named: ``key`` is what their keys begin with, ``title`` what their
    titles begin with (empty: the word for practice in the course's language).
    """

    key: str = "practice"
    title: str = ""

    def __post_init__(self) -> None:
        """Raises InputError for a key or title that lessons cannot have."""
        if not is_id(self.key) or len(self.key) > MOST_LESSON_KEY:
            raise WrongInputError(wrong("practice-key", most=MOST_LESSON_KEY))
        if len(self.title) > 40:
            raise WrongInputError(wrong("practice-title-long"))

    def has(self, lesson: Lesson) -> bool:
        """Whether a lesson was made under this key."""
        return re.fullmatch(rf"{re.escape(self.key)}-\d+", lesson.key) is not None


def plan(course: Course, bank: Bank, practice: Practice, *, remove: bool = False) -> BankPlan:
    """What taking ``bank`` into ``course`` does; nothing is stored.

    A question whose key the course has is put in its place, wherever that is; new ones follow in
    practice lessons by category. Raises InputError when the lessons would be too many.
    """
    t = texts(course.language)
    old = {question.key: question for question in course.questions}
    strangers = tuple(_strangers(bank.questions, old))
    stranger = {doubt.place for doubt in strangers}
    taken = [one for one in bank.questions if one.at("id") not in stranger]
    updated = {
        one.question.key: _updated(old[one.question.key], one.question, t)
        for one in taken
        if one.question.key in old
    }
    changed = {key for key, question in updated.items() if question != replace(old[key], row=0)}
    fresh = [one for one in taken if one.question.key not in old]
    gone = tuple(_gone(course, bank, practice))
    doubts = (*strangers, *_mended(fresh, [old[key] for key in gone]))
    dropped = set(gone) if remove else set()
    lessons = [_with(lesson, updated, dropped, t, practice) for lesson in course.lessons]
    kept = [lesson for lesson in lessons if lesson.questions or not practice.has(lesson)]
    lessons = _with_new(kept, fresh, practice, t)
    if not lessons:
        raise WrongInputError(wrong("practice-nothing-left"))
    return BankPlan(
        _version(course, lessons),
        tuple(one.question.key for one in fresh),
        tuple(key for key in updated if key in changed),
        tuple(key for key in updated if key not in changed),
        gone,
        remove,
        doubts,
        sum(1 for one in bank.left_out if not (one.given or one.stem)),
    )


def _gone(course: Course, bank: Bank, practice: Practice) -> Iterator[str]:
    """Questions of earlier imports that are not in the file; what a doubt keeps out still is."""
    held = {one.question.key for one in bank.questions}
    held |= {key_given(one.given) for one in bank.left_out if one.given}
    stems = {wording(one.stem) for one in bank.left_out if one.stem}
    for lesson in course.lessons:
        if practice.has(lesson):
            for question in lesson.questions:
                if question.key not in held and wording(question.stem) not in stems:
                    yield question.key


def _mended(fresh: Sequence[BankQuestion], gone: Sequence[Question]) -> Iterator[Doubt]:
    """New questions without ids that read nearly like one that the file has no more."""
    own = [one for one in fresh if not one.given]
    if len(own) * len(gone) > _MOST_PAIRS:
        return
    before = [wording(question.stem) for question in gone]
    for one in own:
        now = wording(one.question.stem)
        if any(_share(now, then) >= _NEARLY for then in before):
            yield Doubt(
                one.at("stem"),
                shown(one.question.stem),
                wrong("bank-nearly-like"),
                wrong("bank-mend-take-old-out"),
                fatal=False,
            )


def _share(one: str, other: str) -> float:
    """How much of two texts is alike, from 0 to 1; 0 as soon as it cannot reach ``_NEARLY``."""
    compared = SequenceMatcher(None, one, other, autojunk=False)
    if compared.real_quick_ratio() < _NEARLY or compared.quick_ratio() < _NEARLY:
        return 0
    return compared.ratio()


def _strangers(questions: Sequence[BankQuestion], old: dict[str, Question]) -> Iterator[Doubt]:
    """Ids of a file that are those of quite other questions: another bank counted from 1, too."""
    for one in questions:
        before = old.get(one.question.key)
        if before is None or not one.given:
            continue
        now, then = wording(one.question.stem), wording(before.stem)
        if now != then and SequenceMatcher(None, now, then, autojunk=False).ratio() < _ALIKE:
            yield Doubt(
                one.at("id"),
                shown(one.question.stem),
                wrong("bank-id-of-another"),
                wrong("bank-mend-id-of-its-own"),
            )


def _updated(old: Question, new: Question, t: Texts) -> Question:
    """``new`` in the place of ``old``, keeping the reason that a person wrote for the same answer."""
    same_answer = (old.kind, old.options, old.right, old.accepted) == (
        (new.kind, new.options, new.right, new.accepted)
    )
    why = new.why or (old.why if same_answer else "") or _why(new, t)
    return replace(new, why=why, family=old.family)


def _why(question: Question, t: Texts) -> str:
    return question.why or reason_for(question, t)


def _with(
    lesson: Lesson,
    updated: dict[str, Question],
    dropped: set[str],
    t: Texts,
    practice: Practice,
) -> Lesson:
    """``lesson`` with its questions brought up to date."""
    questions = tuple(
        updated.get(question.key, replace(question, row=0))
        for question in lesson.questions
        if question.key not in dropped
    )
    changed = replace(lesson, questions=questions, row=0)
    if practice.has(lesson) and len(questions) != len(lesson.questions):
        return _sized(changed, t)
    return changed


def _sized(lesson: Lesson, t: Texts) -> Lesson:
    """A practice lesson whose words and minutes fit the number of its questions."""
    count = len(lesson.questions)
    minutes = max(1, -int(-count * MINUTES_EACH // 1))
    return replace(lesson, minutes=minutes, text=t("practice-text", count=count))


def _with_new(
    lessons: Sequence[Lesson],
    fresh: Sequence[BankQuestion],
    practice: Practice,
    t: Texts,
) -> list[Lesson]:
    """``lessons`` with new questions: in lessons of their category with room, then in new ones."""
    by_title: dict[str, list[Question]] = {}
    for one in fresh:
        question = replace(one.question, why=_why(one.question, t))
        by_title.setdefault(_title(one.category, practice, t), []).append(question)
    filled: list[Lesson] = []
    for at_once in (AT_ONCE, 20, MOST_AT_ONCE):
        filled = list(lessons)
        for title, questions in by_title.items():
            _fill(filled, title, questions, practice, t, at_once)
        if len(filled) <= MOST_LESSONS:
            return filled
    raise WrongInputError(wrong("practice-too-many-lessons", count=len(filled), most=MOST_LESSONS))


def _title(category: str, practice: Practice, t: Texts) -> str:
    title = practice.title or t("practice-title")
    topic = " ".join(category.split())[: MOST_TITLE - 50].strip()
    return t("practice-topic", title=title, topic=topic) if topic else title


def _fill(
    lessons: list[Lesson],
    title: str,
    questions: list[Question],
    practice: Practice,
    t: Texts,
    at_once: int,
) -> None:
    """Put ``questions`` into the lessons of that title, the last with room first."""
    ours = [n for n, lesson in enumerate(lessons) if practice.has(lesson)]
    numbers = [int(lessons[n].key.rpartition("-")[2]) for n in ours]
    named = [n for n in ours if _is_titled(lessons[n].title, title, t)]
    left = list(questions)
    if named and (room := at_once - len(lessons[named[-1]].questions)) > 0:
        last = lessons[named[-1]]
        more, left = left[:room], left[room:]
        lessons[named[-1]] = _sized(replace(last, questions=(*last.questions, *more)), t)
    count, number = len(named), max(numbers, default=0)
    for begin in range(0, len(left), at_once):
        count, number = count + 1, number + 1
        full = title if count == 1 else t("practice-numbered", title=title, count=count)
        part = tuple(left[begin : begin + at_once])
        lesson = Lesson(f"{practice.key}-{number}", full, 1, "", part)
        lessons.append(_sized(lesson, t))


def _is_titled(full: str, title: str, t: Texts) -> bool:
    before, after = t("practice-numbered", title=title, count="\x00").split("\x00")
    numbered = rf"{re.escape(before)}\d+{re.escape(after)}"
    return full == title or re.fullmatch(numbered, full) is not None


def _version(course: Course, lessons: Sequence[Lesson]) -> Course:
    """The draft that ``lessons`` make; its version is that of the course it grew from, and a mark
    of its own.
    """
    mark = hashlib.sha256(repr(lessons).encode("utf-8", "surrogatepass")).hexdigest()[:6]
    grown = _OWN_VERSION.sub("", course.version)[:32]
    return replace(
        course, version=f"{grown}+{mark}", reviewed_by="", lessons=tuple(lessons), row=0
    )


def new_course(head: Course, bank: Bank, practice: Practice) -> Course:
    """A course of nothing but ``bank``'s questions; ``head`` says the rest, but for the hours."""
    made = plan(replace(head, lessons=()), bank, practice).course
    minutes = sum(lesson.minutes for lesson in made.lessons)
    hours = max(0.1, round(minutes / 60, 1))
    return replace(made, version=head.version, hours=hours)
