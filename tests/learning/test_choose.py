"""What comes next, what is missed, what is due, and when a course is passed."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.content import Course, Lesson
from bot.domain.learners import Enrolment, LessonProgress, QuestionState
from bot.learning.choose import (
    Reason,
    choose_next,
    due_questions,
    missed_questions,
    passed,
    reaches,
)
from bot.learning.day import learner_day
from tests.handlers.school import course, lesson, single, truth

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = learner_day(NOW, "Asia/Shanghai")
ONE = lesson("甲", single("一"), truth("二"))
TWO = lesson("乙", single("三"))
COURSE = course(ONE, TWO)


def state(*, right: bool, due: timedelta = timedelta(days=1)) -> QuestionState:
    return QuestionState(right, right, 1, {}, NOW + due)


def enrolled(
    done: list[Lesson] | None = None,
    shown: list[Lesson] | None = None,
    questions: dict[str, QuestionState] | None = None,
) -> Enrolment:
    lessons = {one.key: LessonProgress(NOW, DAY) for one in shown or []}
    lessons |= {one.key: LessonProgress(NOW, DAY, NOW, DAY) for one in done or []}
    return Enrolment(
        row=1,
        registration=UUID(int=1),
        course="farm",
        lessons=lessons,
        questions=questions or {},
    )


def test_nothing_is_next_without_a_course() -> None:
    assert choose_next(None, COURSE).reason is Reason.NO_COURSE
    assert choose_next(enrolled(), None).reason is Reason.NO_COURSE


def test_a_lesson_stays_next_until_its_last_question_is_answered() -> None:
    first = choose_next(enrolled(), COURSE)
    assert (first.reason, first.lesson, first.question) == (
        Reason.NEXT_LESSON,
        ONE,
        ONE.questions[0],
    )
    begun = choose_next(enrolled(shown=[ONE], questions={"一": state(right=False)}), COURSE)
    assert (begun.reason, begun.question) == (Reason.UNDONE_LESSON, ONE.questions[1])
    then = choose_next(enrolled(done=[ONE]), COURSE)
    assert (then.lesson, then.number) == (TWO, 2)


def test_missed_questions_come_when_all_lessons_are_done() -> None:
    answers = {"一": state(right=False), "二": state(right=True), "三": state(right=False)}
    chosen = choose_next(enrolled(done=[ONE, TWO], questions=answers), COURSE)
    assert (chosen.reason, chosen.question) == (Reason.MISSED_QUESTIONS, ONE.questions[0])


def test_a_passed_course_is_done_even_with_a_missed_question() -> None:
    answers = {"一": state(right=False), "二": state(right=True), "三": state(right=True)}
    learner = enrolled(done=[ONE, TWO], questions=answers)
    assert passed(COURSE, learner)
    assert choose_next(learner, COURSE).reason is Reason.COURSE_DONE


def test_a_course_is_not_passed_before_its_last_lesson() -> None:
    answers = {"一": state(right=True), "二": state(right=True)}
    assert not passed(COURSE, enrolled(done=[ONE], questions=answers))


def test_a_course_without_questions_is_passed_when_it_is_complete() -> None:
    reading = course(lesson("甲"), lesson("乙"))
    assert not passed(reading, enrolled(done=[reading.lessons[0]]))
    assert passed(reading, enrolled(done=list(reading.lessons)))


def test_a_question_without_an_answer_is_missed_only_in_a_finished_lesson() -> None:
    assert missed_questions(COURSE, enrolled(shown=[ONE])) == ()
    assert missed_questions(COURSE, enrolled(done=[ONE], questions={"一": state(right=True)})) == (
        ONE.questions[1],
    )


def test_practice_takes_the_missed_first_and_then_what_is_due_longest() -> None:
    answers = {
        "一": state(right=True, due=timedelta(days=-1)),
        "二": state(right=False, due=timedelta(days=9)),
        "三": state(right=True, due=timedelta(days=-3)),
    }
    due = due_questions(COURSE, enrolled(done=[ONE, TWO], questions=answers), NOW)
    assert [question.key for question in due] == ["二", "三", "一"]


def test_what_is_not_due_is_not_practised() -> None:
    answers = {"一": state(right=True, due=timedelta(seconds=1)), "二": state(right=True)}
    assert due_questions(COURSE, enrolled(done=[ONE], questions=answers), NOW) == ()
    at = NOW + timedelta(seconds=1)
    assert len(due_questions(COURSE, enrolled(done=[ONE], questions=answers), at)) == 1


@pytest.mark.parametrize(
    ("right", "total", "mark", "reached"),
    [
        (14, 25, 0.56, True),
        (13, 25, 0.56, False),
        (7, 10, 0.7, True),
        (0, 0, 1.0, True),
        (0, 3, 0, True),
    ],
)
def test_the_pass_mark_is_counted_exactly(
    right: int, total: int, mark: float, *, reached: bool
) -> None:
    assert reaches(right, total, mark) == reached


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 100))
def test_the_pass_mark_agrees_with_fractions(right: int, total: int, percent: int) -> None:
    exact = Fraction(right) >= Fraction(percent, 100) * total
    assert reaches(right, total, percent / 100) == exact


def everything_right(taught: Course) -> dict[str, QuestionState]:
    return {question.key: state(right=True) for question in taught.questions}


@given(st.sets(st.sampled_from("一二三")), st.sampled_from([0.3, 0.34, 0.6, 0.67, 1.0]))
def test_what_comes_next_leads_to_the_end(missed: set[str], mark: float) -> None:
    """Whoever answers what comes next rightly passes; nothing is asked without end."""
    taught = course(ONE, TWO, pass_mark=mark)
    answers = everything_right(taught) | {key: state(right=False) for key in missed}
    learner = enrolled(done=[ONE, TWO], questions=answers)
    for _ in range(len(missed) + 1):
        chosen = choose_next(learner, taught)
        if chosen.question is None:
            break
        learner = learner.with_question(chosen.question.key, state(right=True))
    assert passed(taught, learner)
    assert choose_next(learner, taught).reason is Reason.COURSE_DONE
