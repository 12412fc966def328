"""The words of a daily delivery: chosen when it is sent, with its dialog and its trace."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.content import Course
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.learners import Dialog, Enrolment, Learner
from bot.domain.messages import Message, Reply, say
from bot.learning.choose import Next, Reason, choose_next, missed_questions, round_size
from bot.learning.day import learner_day
from bot.learning.library import Library
from bot.learning.present import lesson_messages, question_message
from bot.learning.scripts import reader, title_of
from bot.learning.shelf import Shelf
from bot.ports import Clock
from bot.store.answers import Shown, show_lessons
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.learners import load_learners
from bot.texts.catalogue import texts
from bot.texts.facts import facts

NOT_TAUGHT = "its course is not taught any more"
"""It was recalled, and no text of it that was approved before is left."""


class LessonComposer:
    """Composes what the daily slot owes: the next lesson, or missed questions to practise."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        """Teach from ``shelf``."""
        self._shelf = shelf
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The lesson or practice of the moment for each, by row; showing it is noted in the same
        transaction. In brief it is only told of, and nothing is shown.
        """
        learners = await load_learners(conn, [one.learner or 0 for one in deliveries])
        library = await self._shelf.library(conn)
        composed: dict[int, Composed | NotNeeded] = {}
        shown: list[Shown] = []
        for one in deliveries:
            learner = learners.get(one.learner or 0)
            if one.brief:
                composed[one.row] = in_brief(library, learner, one)
                continue
            composed[one.row], lesson = compose(library, learner, self._clock.now())
            if lesson is not None:
                shown.append(lesson)
        if shown:
            await show_lessons(conn, shown)
        return composed


def compose(
    library: Library, learner: Learner | None, now: datetime
) -> tuple[Composed | NotNeeded, Shown | None]:
    """Pure: what the daily slot says to ``learner``, and the lesson that is shown by it."""
    found = _next(library, learner)
    if isinstance(found, NotNeeded):
        return found, None
    student, enrolment, course, chosen = found
    composed = words(student, course, chosen)
    if chosen.lesson is None:
        return composed, None
    day = learner_day(now, student.zone)
    return composed, Shown(enrolment.row, chosen.lesson.key, now, day, course.version)


def in_brief(
    library: Library, learner: Learner | None, delivery: Delivery
) -> Composed | NotNeeded:
    """Pure: that the lesson of the day waits, in few words, and how to get it."""
    found = _next(library, learner)
    if isinstance(found, NotNeeded):
        return found
    student, enrolment, course, chosen = found
    traced, t = trace(course), texts(student.language)
    if chosen.lesson is not None:
        traced["lesson"] = chosen.lesson.key
        title = t(
            "fact-course-lesson",
            lesson=reader(course, t)(chosen.lesson.title),
            course=title_of(course, t),
        )
        text = t("fact-lesson")
    else:
        title = title_of(course, t)
        most = round_size(student.track)
        text = t("fact-practice", count=len(missed_questions(course, enrolment)[:most]))
    told = facts(t, title=title, text=text, at=delivery.due, zone=delivery.zone)
    return Composed(say(text, title=title), traced, facts=told)


def _next(
    library: Library, learner: Learner | None
) -> tuple[Learner, Enrolment, Course, Next] | NotNeeded:
    """What comes next for ``learner``, with all that finding its words takes."""
    if learner is None or learner.enrolment is None:
        return NotNeeded(Reason.NO_COURSE)
    course = library.course(learner.enrolment.course)
    if course is None:
        return NotNeeded(NOT_TAUGHT)
    chosen = choose_next(learner.enrolment, course)
    if chosen.lesson is None and chosen.question is None:
        return NotNeeded(chosen.reason)
    return learner, learner.enrolment, course, chosen


def words(learner: Learner, course: Course, chosen: Next) -> Composed:
    """Pure: the reply, the dialog after it, and the trace of version and approver."""
    traced, t = trace(course), texts(learner.language)
    if chosen.lesson is not None:
        messages = lesson_messages(course, chosen.lesson, chosen.number, chosen.question, t)
        traced["lesson"] = chosen.lesson.key
        queue: tuple[int, ...] = ()
    else:
        missed = missed_questions(course, learner.enrolment) if learner.enrolment else ()
        missed = missed[: round_size(learner.track)]
        queue = tuple(q.row for q in missed[1:])
        begin = Message(text=t("quiz-begin", count=len(missed)))
        messages = (begin, question_message(course, missed[0], t))
    reply = Reply(messages)
    dialog = Dialog(
        options=messages[-1].options,
        question=chosen.question.row if chosen.question else 0,
        review=chosen.lesson is None,
        queue=queue,
    )
    return Composed(reply, traced, dialog)


def trace(course: Course) -> dict[str, Any]:
    """What was sent can be traced to: the version and who approved it (design 4.10)."""
    return {"course": course.key, "version": course.version, "reviewed_by": course.reviewed_by}
