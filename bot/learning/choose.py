"""What a learner gets next, and why: one pure function over what is loaded."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.content import Course, Lesson, Question, Track
from bot.domain.learners import Enrolment

ROUND = 10
"""How many questions a practice round has at most."""

ROUND_COURIERS = 5
"""Of a courier's round: two minutes between orders."""


class Reason(StrEnum):
    """Why something comes next."""

    NEXT_LESSON = "the next lesson of the course"
    UNDONE_LESSON = "a lesson that was begun and not finished"
    MISSED_QUESTIONS = "all lessons are done, some questions are still answered wrongly"
    NO_COURSE = "no course is chosen"
    COURSE_DONE = "the course is finished"


@dataclass(frozen=True, slots=True)
class Next:
    """The next item: a lesson with the question to open, or questions to practise."""

    reason: Reason
    lesson: Lesson | None = None
    question: Question | None = None
    number: int = 0
    """The lesson's number in the course, from 1."""


def choose_next(enrolment: Enrolment | None, course: Course | None) -> Next:
    """The next item of the active course.

    A lesson stays next until its last question is answered; then missed questions come back
    until the course is passed (design section 9). COURSE_DONE is a course that is passed, or
    that has nothing to learn in it.
    """
    if enrolment is None or course is None:
        return Next(Reason.NO_COURSE)
    for number, lesson in enumerate(course.lessons, start=1):
        if not is_done(lesson, enrolment):
            begun = lesson.key in enrolment.lessons
            reason = Reason.UNDONE_LESSON if begun else Reason.NEXT_LESSON
            return Next(reason, lesson, first_unanswered(lesson, enrolment), number)
    missed = missed_questions(course, enrolment)
    if missed and not passed(course, enrolment):
        return Next(Reason.MISSED_QUESTIONS, question=missed[0])
    return Next(Reason.COURSE_DONE)


def first_unanswered(lesson: Lesson, enrolment: Enrolment) -> Question | None:
    """The first question of a lesson that has no answer yet."""
    return next((q for q in lesson.questions if q.key not in enrolment.questions), None)


def missed_questions(course: Course, enrolment: Enrolment) -> tuple[Question, ...]:
    """Questions whose latest answer was wrong, in course order.

    A question that a new version of the course added to a finished lesson is missed too: it has
    no answer yet, and the course cannot be passed around it.
    """
    states = enrolment.questions
    return tuple(
        q
        for lesson in course.lessons
        for q in lesson.questions
        if (not states[q.key].latest_right if q.key in states else is_done(lesson, enrolment))
    )


def due_questions(course: Course, enrolment: Enrolment, now: datetime) -> tuple[Question, ...]:
    """What /quiz practises, a round at a time: missed questions first, then those that memory is
    about to lose.
    """
    missed = missed_questions(course, enrolment)
    states = enrolment.questions
    due = (
        q
        for q in course.questions
        if q.key in states and states[q.key].latest_right and states[q.key].review_due <= now
    )
    return missed + tuple(sorted(due, key=lambda q: states[q.key].review_due))


def round_size(track: str | None) -> int:
    """How many questions a practice round has at most for somebody of ``track``."""
    return ROUND_COURIERS if track == Track.COURIERS else ROUND


def is_done(lesson: Lesson, enrolment: Enrolment) -> bool:
    """Whether a lesson is complete."""
    progress = enrolment.lessons.get(lesson.key)
    return progress is not None and progress.completed_at is not None


def lessons_done(course: Course, enrolment: Enrolment) -> int:
    """How many lessons of the course are complete."""
    return sum(is_done(lesson, enrolment) for lesson in course.lessons)


def reaches(right: int, total: int, mark: float) -> bool:
    """Whether ``right`` of ``total`` is at least the share ``mark``; counted exactly, since
    0.56 of 25 is 14 and not the 14.000000000000002 that floats make of it.
    """
    return Decimal(right) >= Decimal(str(mark)) * total


def passed(course: Course, enrolment: Enrolment) -> bool:
    """Whether the course is passed: all lessons complete, and the share of questions whose
    latest answer is right reaches the pass mark; without questions, complete is passed.
    """
    if lessons_done(course, enrolment) < len(course.lessons):
        return False
    states = enrolment.questions
    right = sum(1 for q in course.questions if q.key in states and states[q.key].latest_right)
    return reaches(right, len(course.questions), course.pass_mark)
