"""The words of a daily delivery: chosen when it is sent, with its dialog and its trace."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.content import Course
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.learners import Enrolment, Learner, LearnerState
from bot.domain.messages import Reply, say
from bot.learning.choose import Next, Reason, choose_next
from bot.learning.day import learner_day
from bot.learning.enlarging import enlarged
from bot.learning.farewell import farewell
from bot.learning.library import Library
from bot.learning.scripts import reader, title_of
from bot.learning.shelf import Shelf
from bot.learning.situating import due_of, situation_of
from bot.learning.telling import tell
from bot.ports import Clock
from bot.store.answers import Shown, show_lessons
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.learners import load_learners
from bot.store.reviews import DueList
from bot.texts.catalogue import texts
from bot.texts.facts import facts

NOTHING_DUE = DueList()
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
        transaction. In brief it is only told of, and nothing is shown. To who is away it is a
        farewell.
        """
        learners = await load_learners(conn, [one.learner or 0 for one in deliveries])
        library, now = await self._shelf.library(conn), self._clock.now()
        due = await due_of(conn, learners.values(), now)
        composed: dict[int, Composed | NotNeeded] = {}
        shown: list[Shown] = []
        for one in deliveries:
            learner = learners.get(one.learner or 0)
            if learner is not None and learner.state is LearnerState.AWAY:
                composed[one.row] = farewell(learner, one)
                continue
            owed = due.get(one.learner or 0, DueList())
            if one.brief:
                composed[one.row] = in_brief(library, learner, one, owed, now)
                continue
            said, lesson = compose(library, learner, now, owed)
            composed[one.row] = await _as_seen(conn, learner, said, now)
            if lesson is not None:
                shown.append(lesson)
        if shown:
            await show_lessons(conn, shown)
        return composed


async def _as_seen(
    conn: Connection, learner: Learner | None, said: Composed | NotNeeded, now: datetime
) -> Composed | NotNeeded:
    """The same in large type, for who wants that."""
    if learner is None or not learner.large_type or isinstance(said, NotNeeded):
        return said
    t = texts(learner.language)
    messages = await enlarged(conn, said.reply.messages, t, now)
    return replace(said, reply=Reply(messages))


def compose(
    library: Library, learner: Learner | None, now: datetime, due: DueList = NOTHING_DUE
) -> tuple[Composed | NotNeeded, Shown | None]:
    """Pure: what the daily slot says to ``learner``, and the lesson that is shown by it."""
    found = _next(library, learner, now, due)
    if isinstance(found, NotNeeded):
        return found, None
    student, enrolment, course, chosen = found
    told = tell(student, course, chosen)
    detail = detail_of(course, chosen)
    composed = Composed(Reply(told.messages), detail, told.dialog)
    if chosen.lesson is None:
        return composed, None
    day = learner_day(now, student.zone)
    shown = Shown(enrolment.row, chosen.lesson.key, now, day, course.version, told.read_to)
    return composed, shown


def in_brief(
    library: Library,
    learner: Learner | None,
    delivery: Delivery,
    due: DueList = NOTHING_DUE,
    now: datetime | None = None,
) -> Composed | NotNeeded:
    """Pure: that the lesson of the day waits, in few words, and how to get it."""
    found = _next(library, learner, now or delivery.due, due)
    if isinstance(found, NotNeeded):
        return found
    student, _, course, chosen = found
    traced, t = detail_of(course, chosen), texts(student.language)
    if chosen.lesson is not None:
        title = t(
            "fact-course-lesson",
            lesson=reader(course, t)(chosen.lesson.title),
            course=title_of(course, t),
        )
        text = t("fact-lesson")
    else:
        title = title_of(course, t)
        text = t("fact-practice", count=len(chosen.reviews))
    told = facts(t, title=title, text=text, at=delivery.due, zone=delivery.zone)
    return Composed(say(text, title=title), traced, facts=told)


def _next(
    library: Library, learner: Learner | None, now: datetime, due: DueList
) -> tuple[Learner, Enrolment, Course, Next] | NotNeeded:
    """What comes next for ``learner``, with all that finding its words takes."""
    if learner is None or learner.enrolment is None:
        return NotNeeded(Reason.NO_COURSE)
    course = library.course(learner.enrolment.course)
    if course is None:
        return NotNeeded(NOT_TAUGHT)
    situation = situation_of(learner, library, due, now, asked=False)
    chosen = choose_next(learner.enrolment, course, situation)
    if chosen.lesson is None and chosen.question is None:
        return NotNeeded(chosen.reason)
    return learner, learner.enrolment, course, chosen


def detail_of(course: Course, chosen: Next) -> dict[str, Any]:
    """What was chosen, and why: kept with the delivery."""
    lesson = {"lesson": chosen.lesson.key} if chosen.lesson is not None else {}
    return {**trace(course), **lesson, "why": chosen.reason.name.lower()}


def trace(course: Course) -> dict[str, Any]:
    """What was sent can be traced to: the version and who approved it (design 4.10)."""
    return {"course": course.key, "version": course.version, "reviewed_by": course.reviewed_by}
