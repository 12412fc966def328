"""Counting an answer: what it does to the question, the lesson, its quiz and the course."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.content import Course, Lesson, Question, QuestionKind
from bot.domain.learners import Enrolment, LessonProgress, QuestionState
from bot.learning.choose import first_unanswered, is_done, passed, reaches
from bot.learning.day import day_begins, learner_day
from bot.learning.read_answer import Reading
from bot.learning.reviews import answered_on, newer, review

LONGEST_FACTOR = 3
"""A lesson's measured time is at most this many times its stated minutes: who answers the
next morning did not learn all night."""


Remembered = tuple[dict[str, Any], bool]
"""A card, and whether the answer it is of was right."""


@dataclass(frozen=True, slots=True)
class QuizResult:
    """A lesson's quiz, by first answers."""

    right: int
    total: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer and everything that follows from it.

    ``quiz`` is set when this answer finished the lesson. ``course_completed`` and
    ``course_passed`` are set when this answer made them true.
    """

    right: bool
    number: int
    state: QuestionState
    enrolment: Enrolment
    lesson_completed: bool = False
    quiz: QuizResult | None = None
    seconds: int = 0
    course_completed: bool = False
    course_passed: bool = False


def is_right(question: Question, reading: Reading) -> bool:
    """Whether a reading is the right answer."""
    if question.kind is QuestionKind.SHORT:
        return reading.accepted
    return reading.chosen == frozenset(question.right)


def grade(
    course: Course,
    enrolment: Enrolment,
    question: Question,
    reading: Reading,
    at: datetime,
    zone: str,
    *,
    elsewhere: Remembered | None = None,
) -> Graded:
    """Count ``reading`` as the answer to ``question`` at ``at``.

    ``elsewhere`` is what answers to the question's family in the learner's other enrolments left
    (``bot.store.reviews.newest_card``): its memory goes on from the newest of all.
    """
    right = is_right(question, reading)
    before = enrolment.questions.get(question.key)
    day = learner_day(at, zone)
    card, known = _remembered(enrolment, question, elsewhere)
    second = card is not None and not known and answered_on(card) == day
    card, due = review(card, right, at, day, second_try=second)
    state = QuestionState(
        first_right=before.first_right if before else right,
        latest_right=right,
        answers=before.answers + 1 if before else 1,
        card=card,
        review_due=day_begins(due, zone),
        family=question.memory,
    )
    after = enrolment.with_question(question.key, state)
    lesson = lesson_of(course, question)
    if not is_done(lesson, enrolment) and first_unanswered(lesson, after) is None:
        return _finish_lesson(course, after, lesson, at, zone, (right, state))
    return Graded(
        right,
        state.answers,
        state,
        after,
        course_passed=enrolment.passed_at is None and passed(course, after),
    )


def _remembered(
    enrolment: Enrolment, question: Question, elsewhere: Remembered | None
) -> Remembered | tuple[None, bool]:
    """The newest card of the question's family, and whether its answer was right."""
    name = question.memory
    own = (
        (state.card, state.latest_right)
        for key, state in enrolment.questions.items()
        if state.card and (key == question.key or state.family == name)
    )
    every = [*own, *([elsewhere] if elsewhere else ())]
    return max(every, key=lambda one: newer(one[0])) if every else (None, False)


def finish_reading(
    course: Course, enrolment: Enrolment, lesson: Lesson, at: datetime, zone: str
) -> tuple[Enrolment, int, bool, bool]:
    """A lesson with nothing left to answer is finished when the learner says so.

    Returns the enrolment, the seconds it took, and whether the course is now completed, passed.
    """
    shown = enrolment.lessons[lesson.key]
    progress = LessonProgress(shown.shown_at, shown.shown_on, at, learner_day(at, zone))
    after = enrolment.with_lesson(lesson.key, progress)
    completed = all(is_done(each, after) for each in course.lessons)
    newly = completed and enrolment.completed_at is None
    newly_passed = enrolment.passed_at is None and passed(course, after)
    return after, measured_seconds(lesson, shown.shown_at, at), newly, newly_passed


def lesson_of(course: Course, question: Question) -> Lesson:
    """The lesson a question belongs to."""
    return next(one for one in course.lessons if any(q.key == question.key for q in one.questions))


def quiz_result(course: Course, lesson: Lesson, enrolment: Enrolment) -> QuizResult:
    """A lesson's quiz counts first answers; it is passed at the course's pass mark."""
    total = len(lesson.questions)
    right = sum(
        1
        for q in lesson.questions
        if (s := enrolment.questions.get(q.key)) is not None and s.first_right
    )
    return QuizResult(right, total, reaches(right, total, course.pass_mark))


def measured_seconds(lesson: Lesson, shown_at: datetime, at: datetime) -> int:
    """From shown to finished, within what the lesson can honestly have taken."""
    most = max(lesson.minutes, 1) * 60 * LONGEST_FACTOR
    return max(1, min(int((at - shown_at).total_seconds()), most))


def _finish_lesson(
    course: Course,
    enrolment: Enrolment,
    lesson: Lesson,
    at: datetime,
    zone: str,
    answer: tuple[bool, QuestionState],
) -> Graded:
    right, state = answer
    day = learner_day(at, zone)
    shown = enrolment.lessons.get(lesson.key) or LessonProgress(at, day)
    after = enrolment.with_lesson(
        lesson.key, LessonProgress(shown.shown_at, shown.shown_on, at, day)
    )
    completed = all(is_done(each, after) for each in course.lessons)
    return Graded(
        right,
        state.answers,
        state,
        after,
        lesson_completed=True,
        quiz=quiz_result(course, lesson, after),
        seconds=measured_seconds(lesson, shown.shown_at, at),
        course_completed=completed and enrolment.completed_at is None,
        course_passed=enrolment.passed_at is None and passed(course, after),
    )
