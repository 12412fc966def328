"""What a learner gets next, and why: one pure function over what is loaded."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.content import Course, Lesson, Question
from bot.domain.learners import Enrolment


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
    until the course is passed (design section 9).
    """
    if enrolment is None or course is None:
        return Next(Reason.NO_COURSE)
    for number, lesson in enumerate(course.lessons, start=1):
        progress = enrolment.lessons.get(lesson.key)
        if progress is None or progress.completed_at is None:
            reason = Reason.NEXT_LESSON if progress is None else Reason.UNDONE_LESSON
            return Next(reason, lesson, first_unanswered(lesson, enrolment), number)
    missed = missed_questions(course, enrolment)
    if missed and not passed(course, enrolment):
        return Next(Reason.MISSED_QUESTIONS, question=missed[0])
    return Next(Reason.COURSE_DONE)


def first_unanswered(lesson: Lesson, enrolment: Enrolment) -> Question | None:
    """The first question of a lesson that has no answer yet."""
    return next((q for q in lesson.questions if q.key not in enrolment.questions), None)


def missed_questions(course: Course, enrolment: Enrolment) -> tuple[Question, ...]:
    """Questions whose latest answer was wrong, in course order."""
    states = enrolment.questions
    return tuple(q for q in course.questions if q.key in states and not states[q.key].latest_right)


def due_questions(course: Course, enrolment: Enrolment, now: datetime) -> tuple[Question, ...]:
    """What /quiz practises: missed questions first, then those that memory is about to lose."""
    missed = missed_questions(course, enrolment)
    states = enrolment.questions
    due = (
        q
        for q in course.questions
        if q.key in states and states[q.key].latest_right and states[q.key].review_due <= now
    )
    return missed + tuple(sorted(due, key=lambda q: states[q.key].review_due))


def lessons_done(course: Course, enrolment: Enrolment) -> int:
    """How many lessons of the course are complete."""
    return sum(
        1
        for lesson in course.lessons
        if (p := enrolment.lessons.get(lesson.key)) and p.completed_at is not None
    )


def passed(course: Course, enrolment: Enrolment) -> bool:
    """Whether the course is passed: all lessons complete, and the share of questions whose
    latest answer is right reaches the pass mark; without questions, complete is passed.
    """
    if lessons_done(course, enrolment) < len(course.lessons):
        return False
    questions = course.questions
    if not questions:
        return True
    states = enrolment.questions
    right = sum(1 for q in questions if q.key in states and states[q.key].latest_right)
    return right >= course.pass_mark * len(questions)
