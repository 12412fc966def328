"""A group's question of the day: which one, and in which words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import combinations

from bot.domain.content import Course, Question, QuestionKind
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.group_slots import instant
from bot.domain.groups import GroupTimes
from bot.domain.messages import Message, Option, Quiz, Reply
from bot.learning.library import Library
from bot.learning.present import in_reading, true_false
from bot.learning.shelf import Shelf
from bot.ports import Clock
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.groups import questions as group_questions
from bot.store.groups.questions import AskedQuestion, Key, NewQuestion
from bot.store.groups.turns import PostedGroup, load_groups
from bot.texts.catalogue import Texts, texts
from bot.texts.script import in_script

CHOSEN = "group_question"
"""In a question's detail: the row of what was chosen for it."""
CHOICES = 6
"""Of several answers at once, where only one button can be touched: so many choices."""


class QuestionComposer:
    """Asks each group its question of the day."""

    def __init__(self, shelf: Shelf, clock: Clock, times: GroupTimes) -> None:
        """Ask from ``shelf``; answers are taken until ``times.answer_time`` of the next day."""
        self._shelf = shelf
        self._clock = clock
        self._times = times

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The question for each, by row, chosen and kept when it is first composed; the same
        again for one that is composed again.
        """
        library = await self._shelf.library(conn)
        groups = await load_groups(conn, {one.group or 0 for one in deliveries})
        there = await group_questions.load(conn, {key_of(one) for one in deliveries})
        new = [one for one in deliveries if key_of(one) not in there]
        chosen = await _choose(conn, library, new)
        if chosen:
            await group_questions.choose(conn, chosen, self._clock.now())
            keys = [(one.group, one.day) for one in chosen]
            there |= await group_questions.load(conn, keys)
        fresh = {one.row for one in new}
        return {
            one.row: self._words(one, there.get(key_of(one)), groups[one.group or 0], fresh)
            for one in deliveries
        }

    def _words(
        self, one: Delivery, asked: AskedQuestion | None, group: PostedGroup, fresh: set[int]
    ) -> Composed | NotNeeded:
        if asked is None:
            return NotNeeded("the course of the week has no question that fits a group")
        if asked.recalled:
            return NotNeeded(recalled(asked))
        if one.row not in fresh and one.detail.get(CHOSEN) != asked.row:
            return NotNeeded("the group has had its question of the day")
        closes = instant(asked.day + timedelta(days=1), self._times.answer_time, group.zone)
        message = question_message(asked, texts(group.language), closes.isoformat())
        return Composed(Reply((message,)), trace_of(asked))


def recalled(asked: AskedQuestion) -> str:
    """Why a question whose text was taken back is neither asked nor explained."""
    return f"its text was recalled: {asked.recalled}"


def key_of(delivery: Delivery) -> Key:
    """The group and the day of a question's or explanation's delivery."""
    return delivery.group or 0, date.fromisoformat(delivery.occurrence)


def trace_of(asked: AskedQuestion) -> dict[str, str | int]:
    """What was posted can be traced to: the version and who approved it (design 4.10)."""
    return {
        "course": asked.course_key,
        "version": asked.version,
        "reviewed_by": asked.reviewed_by,
        "question": asked.question.key,
        CHOSEN: asked.row,
    }


# Which question ---------------------------------------------------------------------------------


async def _choose(
    conn: Connection, library: Library, deliveries: Sequence[Delivery]
) -> list[NewQuestion]:
    """One for each whose course has one; ``deliveries`` are of different groups."""
    if not deliveries:
        return []
    wanted = {(one.group or 0, one.subject) for one in deliveries}
    asked = await group_questions.asked_before(conn, wanted)
    chosen = []
    for one in deliveries:
        group, day = key_of(one)
        course = library.course(one.subject)
        question = next_question(course, asked.get((group, one.subject), {})) if course else None
        if course is not None and question is not None:
            chosen.append(NewQuestion(group, day, course.key, course.version, question))
    return chosen


def next_question(course: Course, asked: Mapping[str, date]) -> Question | None:
    """Pure: the first question of a course that the group has not had; when it has had all, the
    one it had the longest ago. What is answered in one's own words suits no group.
    ``asked`` are question keys with the last day of each.
    """
    fit = [q for q in course.questions if q.kind is not QuestionKind.SHORT]
    return min(fit, key=lambda q: asked.get(q.key, date.min), default=None)


# In words -----------------------------------------------------------------------------------------


def question_message(asked: AskedQuestion, t: Texts, closes: str) -> Message:
    """Pure: the question as a quiz, and the same in text with buttons; ``closes`` is ISO 8601."""
    question, data = as_read(asked, t), f"gq:{asked.row}"
    several = question.kind is QuestionKind.MULTIPLE
    labels = labels_of(question, t)
    return Message(
        _text(question, t),
        title=t("post-question"),
        options=_choices(question, data, t) if several else _numbered(labels, data),
        quiz=Quiz(question.stem, labels, question.right, question.why, data, several, closes),
    )


def as_read(asked: AskedQuestion, t: Texts) -> Question:
    """The question in the script of the group's language."""
    return in_reading(asked.question, partial(in_script, language=t.language))


def labels_of(question: Question, t: Texts) -> tuple[str, ...]:
    """What can be chosen, in the group's language where the words are ours."""
    return true_false(t) if question.kind is QuestionKind.TRUE_FALSE else question.options


def _text(question: Question, t: Texts) -> str:
    if question.kind is not QuestionKind.MULTIPLE:
        return question.stem
    numbered = (f"{n}. {label}" for n, label in enumerate(question.options, 1))
    return "\n".join((question.stem, *numbered, t("post-question-several")))


def _numbered(labels: Sequence[str], data: str) -> tuple[Option, ...]:
    return tuple(Option(label, f"{data}:{n}") for n, label in enumerate(labels, 1))


def _choices(question: Question, data: str, t: Texts) -> tuple[Option, ...]:
    """The right choice among others, in the order of their numbers: a touched button is a whole
    answer. The others are those that differ least from it.
    """
    numbers = range(1, len(question.options) + 1)
    every = [c for size in numbers for c in combinations(numbers, size)]
    right = set(question.right)
    near = sorted(every, key=lambda choice: (len(right ^ set(choice)), choice))
    shown = sorted(near[:CHOICES], key=lambda choice: (len(choice), choice))
    return tuple(
        Option(t("post-several-between").join(map(str, c)), f"{data}:{','.join(map(str, c))}")
        for c in shown
    )
