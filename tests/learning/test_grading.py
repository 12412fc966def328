"""One answer and everything that follows from it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.domain.content import Course, Question
from bot.domain.learners import Enrolment, LessonProgress
from bot.learning.day import day_begins, learner_day
from bot.learning.grading import Graded, QuizResult, finish_reading, grade, is_right
from bot.learning.read_answer import Reading
from bot.learning.reviews import review
from tests.handlers.school import course, lesson, several, short, single, truth

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = learner_day(NOW, ZONE)
RIGHT, WRONG = Reading(True, frozenset({2})), Reading(True, frozenset({1}))


def shown(*keys: str) -> Enrolment:
    """Enrolled, with these lessons shown at NOW."""
    lessons = {key: LessonProgress(NOW, DAY) for key in keys}
    return Enrolment(1, UUID(int=1), "farm", lessons=lessons)


def answer(
    taught: Course, learner: Enrolment, question: Question, reading: Reading, minutes: int = 1
) -> Graded:
    return grade(taught, learner, question, reading, NOW + timedelta(minutes=minutes), ZONE)


def test_right_means_exactly_the_right_options() -> None:
    assert is_right(several("一"), Reading(True, frozenset({1, 3})))
    assert not is_right(several("一"), Reading(True, frozenset({1})))
    assert not is_right(several("一"), Reading(True, frozenset({1, 2, 3})))
    assert is_right(truth("一", right=False), Reading(True, frozenset({2})))
    assert is_right(short("一"), Reading(True, accepted=True))
    assert not is_right(short("一"), Reading(True))


def test_the_last_question_finishes_the_lesson_and_its_quiz_by_first_answers() -> None:
    one, two = single("一"), single("二")
    taught = course(lesson("甲", one, two), lesson("乙", single("三")))
    first = answer(taught, shown("甲"), one, WRONG)
    assert (first.right, first.lesson_completed, first.quiz) == (False, False, None)
    again = answer(taught, first.enrolment, one, RIGHT)
    assert (again.number, again.state.first_right, again.state.latest_right) == (2, False, True)
    last = answer(taught, again.enrolment, two, RIGHT, minutes=3)
    assert last.lesson_completed
    assert last.quiz == QuizResult(right=1, total=2, passed=False)
    assert last.seconds == 180
    assert (last.course_completed, last.course_passed) == (False, False)


def test_the_last_lesson_completes_and_passes_at_once() -> None:
    one = single("一")
    graded = answer(course(lesson("甲", one)), shown("甲"), one, RIGHT)
    assert (graded.course_completed, graded.course_passed) == (True, True)


def test_a_course_completed_below_the_mark_is_passed_later() -> None:
    one, two = single("一"), single("二")
    taught = course(lesson("甲", one, two), pass_mark=1.0)
    half = answer(taught, shown("甲"), one, WRONG)
    whole = answer(taught, half.enrolment, two, RIGHT)
    assert (whole.course_completed, whole.course_passed) == (True, False)
    practised = answer(taught, whole.enrolment, one, RIGHT, minutes=9)
    assert (practised.lesson_completed, practised.quiz) == (False, None)
    assert practised.course_passed


def test_a_night_is_no_learning_time() -> None:
    one = single("一")
    graded = answer(course(lesson("甲", one)), shown("甲"), one, RIGHT, minutes=600)
    assert graded.seconds == 2 * 60 * 3


def test_reading_to_the_end_finishes_a_lesson_without_questions() -> None:
    taught = course(lesson("甲"), lesson("乙"))
    at = NOW + timedelta(minutes=1)
    after, seconds, completed, passed = finish_reading(
        taught, shown("甲"), taught.lessons[0], at, ZONE
    )
    assert (seconds, completed, passed) == (60, False, False)
    after = after.with_lesson("乙", LessonProgress(at, DAY))
    last = finish_reading(taught, after, taught.lessons[1], at + timedelta(minutes=1), ZONE)
    assert last[2:] == (True, True)


def test_a_question_is_due_when_the_learners_day_begins() -> None:
    one = single("一")
    taught = course(lesson("甲", one, single("二")))
    for minutes in (1, 12 * 60):
        state = answer(taught, shown("甲"), one, RIGHT, minutes).state
        assert state.review_due == day_begins(DAY + timedelta(days=2), ZONE)
        assert state.family == "一"


def test_right_at_a_second_try_on_the_same_day_is_remembered_as_hard() -> None:
    one = single("一")
    taught = course(lesson("甲", one, single("二")))
    wrong = answer(taught, shown("甲"), one, WRONG).enrolment
    again = answer(taught, wrong, one, RIGHT, minutes=2).state
    hard, due = review(wrong.questions["一"].card, True, NOW, DAY, second_try=True)
    good, _ = review(wrong.questions["一"].card, True, NOW, DAY)
    assert again.card["stability"] == hard["stability"] < good["stability"]
    assert again.review_due == day_begins(due, ZONE)
    tomorrow = answer(taught, wrong, one, RIGHT, minutes=24 * 60).state
    good, _ = review(wrong.questions["一"].card, True, NOW, DAY + timedelta(days=1))
    assert tomorrow.card["stability"] == good["stability"]


def test_questions_of_one_family_share_their_memory() -> None:
    one, other = single("一"), replace(single("二"), family="一")
    taught = course(lesson("甲", one, other, single("三")))
    first = answer(taught, shown("甲"), one, RIGHT)
    days = 2 * 24 * 60
    second = answer(taught, first.enrolment, other, RIGHT, minutes=days)
    assert second.state.review_due == day_begins(DAY + timedelta(days=13), ZONE)
    assert (second.number, second.state.family) == (1, "一")
    third = answer(taught, second.enrolment, single("三"), RIGHT, minutes=days)
    assert third.state.review_due == day_begins(DAY + timedelta(days=4), ZONE)


def test_memory_goes_on_from_the_newest_answer_in_whatever_enrolment() -> None:
    one = single("一")
    taught = course(lesson("甲", one, single("二")))
    older = NOW - timedelta(days=2)
    card, _ = review(None, True, older, DAY - timedelta(days=2))
    at = NOW + timedelta(minutes=1)
    known = grade(taught, shown("甲"), one, RIGHT, at, ZONE, elsewhere=(card, True))
    assert known.state.review_due == day_begins(DAY + timedelta(days=11), ZONE)
    assert (known.number, known.state.first_right) == (1, True)
    mine = answer(taught, shown("甲"), one, WRONG).enrolment
    newer = grade(taught, mine, one, RIGHT, at, ZONE, elsewhere=(card, True)).state
    assert newer.card["stability"] == answer(taught, mine, one, RIGHT).state.card["stability"]
    missed, _ = review(None, False, NOW, DAY)
    hard = grade(taught, shown("甲"), one, RIGHT, at, ZONE, elsewhere=(missed, False)).state
    assert hard.card["stability"] == review(missed, True, at, DAY, second_try=True)[0]["stability"]
