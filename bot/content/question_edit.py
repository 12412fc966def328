"""One question of a course written anew, by the same rules as in a file; and what becomes of the course.

All of it is pure: a course goes in, another one with the same key comes out.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from bot.content.faults import Faults
from bot.content.lint.check import lint
from bot.content.lint.finding import Finding
from bot.content.question_file import OPTIONAL, REQUIRED, read_question
from bot.content.table import Table
from bot.content.values import Place
from bot.content.wrong import Located, WrongInputError, wrong
from bot.content.yaml_tree import compose
from bot.domain.content import Course, Lesson, Question, QuestionKind

MOST_IN_LESSON = 30
LONGEST_VERSION = 40
_MARK = 6
_FILE = "question"


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as a form has it. ``right`` are option numbers from 1; ``accepted`` are the answers
    in words that count as right; each is used by the kinds that have it.
    """

    key: str
    kind: str
    stem: str
    why: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()
    family: str = ""


def as_written(question: Question) -> WrittenQuestion:
    """A question as its form begins."""
    return WrittenQuestion(
        question.key,
        question.kind.value,
        question.stem,
        question.why,
        question.options,
        question.right,
        question.accepted,
        question.family,
    )


def question_of(written: WrittenQuestion) -> tuple[Question | None, list[Located]]:
    """The question, or None and what is wrong: each with its key alone, for nobody sees a file."""
    text = yaml.safe_dump(_as_in_file(written), allow_unicode=True, sort_keys=False, width=10**7)
    faults = Faults()
    node = compose(text, _FILE, faults)
    if node is None:
        return None, _keys_alone(faults)
    table = Table(node, Place(_FILE, faults), required=REQUIRED, optional=OPTIONAL)
    question = read_question(table)
    return (None if faults else question), _keys_alone(faults)


def _keys_alone(faults: Faults) -> list[Located]:
    return [replace(one, file="", line=None) for one in faults.found]


def _as_in_file(written: WrittenQuestion) -> dict[str, Any]:
    front: dict[str, Any] = {
        "id": written.key,
        "kind": written.kind,
        "stem": written.stem,
        "answer": _answer(written),
        "why": written.why,
    }
    if written.kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        front["options"] = list(written.options)
    if written.family:
        front["family"] = written.family
    return front


def _answer(written: WrittenQuestion) -> Any:
    match written.kind:
        case QuestionKind.SINGLE:
            return written.right[0] if len(written.right) == 1 else 0
        case QuestionKind.MULTIPLE:
            return list(written.right)
        case QuestionKind.TRUE_FALSE:
            return written.right == (1,)
        case _:
            return list(written.accepted)


def find(course: Course, key: str) -> tuple[Lesson, Question] | None:
    """A question and its lesson; None: the course has no such."""
    for lesson in course.lessons:
        for question in lesson.questions:
            if question.key == key:
                return lesson, question
    return None


def same(one: Question | None, other: Question | None) -> bool:
    """Whether two texts of a question say the same, wherever they are stored."""
    if one is None or other is None:
        return one is other
    return replace(one, row=0) == replace(other, row=0)


def with_question(course: Course, lesson: str, question: Question) -> Course:
    """With ``question`` in the place of the one with its key, or as the last one of ``lesson``.

    Raises InputError when there is no such lesson, or it is full.
    """
    if find(course, question.key) is not None:
        return _each(course, lambda one: [question if q.key == question.key else q for q in one])
    at = next((one for one in course.lessons if one.key == lesson), None)
    if at is None:
        raise WrongInputError(wrong("lesson-gone"))
    if len(at.questions) >= MOST_IN_LESSON:
        raise WrongInputError(wrong("lesson-full", most=MOST_IN_LESSON))
    lessons = tuple(
        replace(one, questions=(*one.questions, question)) if one is at else one
        for one in course.lessons
    )
    return replace(course, lessons=lessons)


def without_question(course: Course, key: str) -> Course:
    """Without the question ``key``."""
    return _each(course, lambda one: [q for q in one if q.key != key])


def moved(course: Course, key: str, by: int) -> Course:
    """With a question one place earlier (``by`` -1) or later (1) in its lesson; at its end it stays."""

    def turn(one: Sequence[Question]) -> list[Question]:
        found = list(one)
        place = next((n for n, q in enumerate(found) if q.key == key), -1)
        other = place + by
        if place >= 0 and 0 <= other < len(found):
            found[place], found[other] = found[other], found[place]
        return found

    return _each(course, turn)


def _each(course: Course, change: Callable[[Sequence[Question]], list[Question]]) -> Course:
    lessons = (replace(one, questions=tuple(change(one.questions))) for one in course.lessons)
    return replace(course, lessons=tuple(lessons))


def as_draft(course: Course) -> Course:
    """The same as a text of its own, reviewed by nobody: its version gets a new ending."""
    begin, plus, end = course.version.rpartition("+")
    version = begin if plus and len(end) == _MARK else course.version
    version = version[: LONGEST_VERSION - _MARK - 1]
    return replace(course, version=f"{version}+{secrets.token_hex(_MARK // 2)}", reviewed_by="")


def new_key(course: Course, lesson: str) -> str:
    """A key that no question of the course has."""
    taken = {one.key for one in course.questions}
    while True:
        key = f"{lesson[:30].rstrip('-')}-{secrets.token_hex(3)}"
        if key not in taken:
            return key


def findings_on(course: Course, key: str) -> list[Finding]:
    """What the rules find at one question."""
    found = find(course, key)
    if found is None:
        return []
    alone = replace(course, lessons=(found[0],))
    return [one for one in lint(alone) if one.place.startswith(f"questions.{key}.")]
