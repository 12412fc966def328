"""Choosing what comes next: pure functions over what is taught and what was learned.

One function answers it for every way of asking: the daily slot, a word, a break of so many
minutes. It returns an item and a named reason, never words for learners.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice

from bot.domain.content import Course, Lesson, Question
from bot.domain.learners import Enrolment, QuestionState
from bot.learning.parts import QUESTION_MINUTES, Sitting, sitting
from bot.learning.reviews import Review, answered_on, newer
from bot.learning.situation import (
    LIGHT_ROUND,
    ROUND,
    ROUND_COURIERS,
    Next,
    Reason,
    Situation,
    round_size,
)

__all__ = [
    "ROUND",
    "ROUND_COURIERS",
    "Next",
    "Reason",
    "Situation",
    "choose_next",
    "due_questions",
    "first_unanswered",
    "is_done",
    "lessons_done",
    "missed_questions",
    "passed",
    "reaches",
    "round_size",
]

AT_LEISURE = Situation()


def choose_next(
    enrolment: Enrolment | None, course: Course | None, situation: Situation = AT_LEISURE
) -> Next:
    """The next item of the active course, or what memory is about to lose.

    A lesson stays next until its last question is answered; then missed questions come back
    until the course is passed (design section 9). COURSE_DONE is a course that is passed, or
    that has nothing to learn in it.

    After three silent days the first item is a lighter one. On Sunday, with three reviews due or
    more, they come instead of a lesson; who asks for more gets it. Nobody gets two lessons unasked
    on one day. With ``minutes``, no item takes longer: a lesson that does not fit waits while there
    are questions that do, and else comes in parts.
    """
    if enrolment is None or course is None:
        return _round(Reason.REVIEWS_DUE, situation, ROUND) or Next(Reason.NO_COURSE)
    if situation.is_light and (light := _round(Reason.LIGHT_QUESTIONS, situation, LIGHT_ROUND)):
        return light
    if situation.is_review_day and (week := _round(Reason.REVIEW_DAY, situation, ROUND)):
        return week
    found = _undone(course, enrolment)
    if found is None:
        return _after_lessons(course, enrolment, situation)
    if _had_enough(enrolment, found[1], situation):
        return _round(Reason.BREAK_QUESTIONS, situation, ROUND) or Next(Reason.TODAY_DONE)
    return _lesson(enrolment, found, situation)


def _lesson(enrolment: Enrolment, found: tuple[int, Lesson], situation: Situation) -> Next:
    """A lesson, or as much of it as fits; one that was not begun lets questions that fit go first."""
    number, lesson = found
    begun = enrolment.lessons.get(lesson.key)
    left = [q for q in lesson.questions if q.key not in enrolment.questions]
    fits = sitting(lesson, begun, len(left), situation.minutes)
    if not fits.whole and begun is None and not situation.has_reviewed:
        questions = _round(Reason.BREAK_QUESTIONS, situation, ROUND)
        if questions is not None:
            return questions
    mixed = _mixed(lesson, fits, situation)
    return Next(
        _lesson_reason(fits, situation, begun=begun is not None, mixed=mixed is not None),
        lesson,
        left[0] if left and fits.questions else None,
        number,
        mixed,
        fits.part,
        count=fits.questions + (mixed is not None),
        minutes=fits.minutes + QUESTION_MINUTES * (mixed is not None),
    )


def _lesson_reason(fits: Sitting, situation: Situation, *, begun: bool, mixed: bool) -> Reason:
    if situation.is_light:
        return Reason.LIGHT_LESSON
    if not fits.whole:
        return Reason.LESSON_PART
    if begun:
        return Reason.UNDONE_LESSON
    if mixed:
        return Reason.LESSON_AND_REVIEW
    return Reason.NEXT_LESSON if situation.minutes is None else Reason.FITTING_LESSON


def _mixed(lesson: Lesson, fits: Sitting, situation: Situation) -> Review | None:
    """One review to ask after a lesson: not in a part of one, nor when yesterday's was left alone,
    nor where it would not fit.
    """
    room = situation.minutes is None or fits.minutes + QUESTION_MINUTES <= situation.minutes
    if not fits.whole or not room or situation.is_light or situation.silent:
        return None
    return next((one for one in situation.reviews if one.question not in lesson.questions), None)


def _had_enough(enrolment: Enrolment, following: Lesson, situation: Situation) -> bool:
    """Whether no lesson comes by itself any more today: another was had, or the week's round."""
    if situation.asked or situation.day is None:
        return False
    if situation.taught or (situation.is_sunday and situation.has_reviewed):
        return True
    return any(
        progress.completed_on == situation.day
        or (progress.shown_on == situation.day and key != following.key)
        for key, progress in enrolment.lessons.items()
    )


def _after_lessons(course: Course, enrolment: Enrolment, situation: Situation) -> Next:
    """What is left when all lessons are done: missed questions, unless the course is passed."""
    states = enrolment.questions
    missed, right = _standing(course, states)
    if not missed or reaches(right, len(missed) + right, course.pass_mark):
        return Next(Reason.COURSE_DONE)
    open_today = (
        q for q in missed if situation.asked or not _answered_today(states, q, situation)
    )
    most = situation.questions(round_size(situation.track))
    some = [_missed_review(course, q, states) for q in islice(open_today, most)]
    return _practise(Reason.MISSED_QUESTIONS, some) or Next(Reason.TODAY_DONE)


def _standing(course: Course, states: dict[str, QuestionState]) -> tuple[list[Question], int]:
    """What is not answered rightly, and how much is, in one pass."""
    missed: list[Question] = []
    right = 0
    for lesson in course.lessons:
        for question in lesson.questions:
            state = states.get(question.key)
            if state is not None and state.latest_right:
                right += 1
            else:
                missed.append(question)
    return missed, right


def _answered_today(states: dict[str, QuestionState], one: Question, situation: Situation) -> bool:
    state = states.get(one.key)
    return state is not None and answered_on(state.card) == situation.day


def _missed_review(course: Course, one: Question, states: dict[str, QuestionState]) -> Review:
    state = states.get(one.key)
    return Review(course, one, missed=True, answers=state.answers if state else 0)


def _round(reason: Reason, situation: Situation, most: int) -> Next | None:
    """Reviews that are due, as many as fit; None when there are none."""
    size = situation.questions(min(most, round_size(situation.track)))
    return _practise(reason, situation.reviews[:size])


def _practise(reason: Reason, some: Iterable[Review]) -> Next | None:
    reviews = tuple(some)
    if not reviews:
        return None
    count = len(reviews)
    return Next(
        reason,
        question=reviews[0].question,
        reviews=reviews,
        count=count,
        minutes=QUESTION_MINUTES * count,
    )


def _undone(course: Course, enrolment: Enrolment) -> tuple[int, Lesson] | None:
    """The first lesson that is not complete, with its number."""
    lessons = enrolment.lessons
    for number, lesson in enumerate(course.lessons, start=1):
        progress = lessons.get(lesson.key)
        if progress is None or progress.completed_at is None:
            return number, lesson
    return None


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
    about to lose; of a family the one answered last.
    """
    missed = missed_questions(course, enrolment)
    asked = {question.key for question in missed}
    due = (
        (state.review_due, question)
        for question, state in _remembered(course, enrolment)
        if state.latest_right and state.review_due <= now and question.key not in asked
    )
    return missed + tuple(question for _, question in sorted(due, key=lambda one: one[0]))


def _remembered(course: Course, enrolment: Enrolment) -> Iterator[tuple[Question, QuestionState]]:
    """Each family's question that was answered last, with what memory holds of it."""
    newest: dict[str, tuple[Question, QuestionState]] = {}
    for question in course.questions:
        state = enrolment.questions.get(question.key)
        if state is None:
            continue
        other = newest.get(question.memory)
        if other is None or newer(other[1].card) <= newer(state.card):
            newest[question.memory] = (question, state)
    yield from newest.values()


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
