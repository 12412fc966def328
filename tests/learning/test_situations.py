"""What comes next by day, break, silence and what memory is about to lose."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from bot.domain.content import Course, Lesson, Question, Track
from bot.domain.learners import Enrolment, LessonProgress, QuestionState
from bot.learning.choose import Reason, Situation, choose_next, due_questions
from bot.learning.reviews import Review, review
from tests.handlers.school import course, lesson, single

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 25)
SUNDAY = date(2026, 11, 29)
SHORT = lesson("甲", single("一"), single("二"))
LONG = replace(lesson("乙", single("三"), single("四")), minutes=6, text="一句话要记住。" * 100)
COURSE = course(SHORT, LONG)
OTHER = course(lesson("丙", *(single(f"旧{n}") for n in range(12))), key="tea")


def due(count: int) -> tuple[Review, ...]:
    """So many questions of another course, due today."""
    return tuple(Review(OTHER, one, WEDNESDAY, answers=1) for one in OTHER.questions[:count])


def learned(
    *done: Lesson,
    shown: tuple[Lesson, ...] = (),
    on: date = WEDNESDAY - timedelta(days=1),
    answered: dict[str, bool] | None = None,
    read_to: int = 0,
) -> Enrolment:
    """Enrolled, with these lessons done or shown on a day."""
    progress = {one.key: LessonProgress(NOW, on, NOW, on) for one in done}
    progress |= {one.key: LessonProgress(NOW, on, read_to=read_to) for one in shown}
    rights = {q.key: True for one in done for q in one.questions} | (answered or {})
    states = {key: _state(right, on) for key, right in rights.items()}
    return Enrolment(1, UUID(int=1), COURSE.key, lessons=progress, questions=states)


def _state(right: bool, on: date) -> QuestionState:
    card, _ = review(None, right, NOW, on)
    return QuestionState(right, right, 1, card, NOW + timedelta(days=1))


def at(day: date = WEDNESDAY, **about: object) -> Situation:
    return Situation(day, **about)  # type: ignore[arg-type]


def test_one_review_is_mixed_into_the_next_lesson_and_it_is_of_another_one() -> None:
    own = Review(COURSE, SHORT.questions[0], WEDNESDAY)
    chosen = choose_next(learned(), COURSE, at(asked=False, reviews=(own, *due(2))))
    assert (chosen.reason, chosen.lesson) == (Reason.LESSON_AND_REVIEW, SHORT)
    assert chosen.mixed == due(1)[0]
    assert chosen.count == 3


def test_who_left_yesterdays_lesson_alone_gets_it_alone() -> None:
    begun = learned(shown=(SHORT,))
    chosen = choose_next(begun, COURSE, at(asked=False, silent=1, reviews=due(2)))
    assert (chosen.reason, chosen.lesson, chosen.mixed) == (Reason.UNDONE_LESSON, SHORT, None)


def test_on_sunday_three_that_are_due_make_a_review_day() -> None:
    chosen = choose_next(learned(), COURSE, at(SUNDAY, asked=False, reviews=due(3)))
    assert (chosen.reason, chosen.lesson) == (Reason.REVIEW_DAY, None)
    assert (chosen.question, chosen.reviews) == (OTHER.questions[0], due(3))
    two = choose_next(learned(), COURSE, at(SUNDAY, asked=False, reviews=due(2)))
    assert (two.reason, two.lesson) == (Reason.LESSON_AND_REVIEW, SHORT)
    saturday = at(SUNDAY - timedelta(days=1), asked=False, reviews=due(9))
    assert choose_next(learned(), COURSE, saturday).reason is Reason.LESSON_AND_REVIEW


def test_a_review_day_is_one_round_and_more_gives_the_lesson() -> None:
    many = choose_next(learned(), COURSE, at(SUNDAY, reviews=due(12)))
    assert len(many.reviews) == 10
    broken_off = at(SUNDAY, reviews=due(2), practised=1)
    assert choose_next(learned(), COURSE, broken_off).reason is Reason.REVIEW_DAY
    more = at(SUNDAY, reviews=due(2), practised=10)
    assert choose_next(learned(), COURSE, more).lesson == SHORT
    by_itself = choose_next(learned(), COURSE, replace(more, asked=False))
    assert (by_itself.reason, by_itself.lesson) == (Reason.BREAK_QUESTIONS, None)
    nothing = choose_next(learned(), COURSE, replace(more, asked=False, reviews=()))
    assert nothing.reason is Reason.TODAY_DONE


@pytest.mark.parametrize(("waiting", "given"), [(9, 3), (3, 3), (1, 1)])
def test_after_days_of_silence_a_few_questions_come(waiting: int, given: int) -> None:
    for asked in (True, False):
        situation = at(SUNDAY, asked=asked, silent=3, reviews=due(waiting))
        chosen = choose_next(learned(), COURSE, situation)
        assert (chosen.reason, len(chosen.reviews)) == (Reason.LIGHT_QUESTIONS, given)


def test_after_days_of_silence_a_lesson_comes_alone_where_nothing_is_due() -> None:
    chosen = choose_next(learned(), COURSE, at(silent=5))
    assert (chosen.reason, chosen.lesson, chosen.mixed) == (Reason.LIGHT_LESSON, SHORT, None)
    after = choose_next(learned(), COURSE, at(silent=5, practised=3, reviews=due(1)))
    assert after.reason is Reason.NEXT_LESSON
    assert choose_next(learned(), COURSE, at(silent=2)).reason is Reason.NEXT_LESSON


def test_no_second_lesson_comes_by_itself_on_one_day() -> None:
    had = learned(SHORT, on=WEDNESDAY)
    assert choose_next(had, COURSE, at(asked=False)).reason is Reason.TODAY_DONE
    with_due = choose_next(had, COURSE, at(asked=False, reviews=due(1)))
    assert (with_due.reason, with_due.question) == (Reason.BREAK_QUESTIONS, OTHER.questions[0])
    assert choose_next(had, COURSE, at(asked=True)).lesson == LONG
    elsewhere = at(asked=False, taught=True)
    assert choose_next(learned(), COURSE, elsewhere).reason is Reason.TODAY_DONE
    begun = learned(shown=(SHORT,), on=WEDNESDAY)
    assert choose_next(begun, COURSE, at(asked=False)).lesson == SHORT


def test_a_lesson_that_fits_the_break_is_chosen_with_a_review_only_where_that_fits_too() -> None:
    two = choose_next(learned(), COURSE, at(minutes=2, reviews=due(2)))
    assert (two.reason, two.lesson, two.mixed) == (Reason.FITTING_LESSON, SHORT, None)
    assert two.minutes == 2
    three = choose_next(learned(), COURSE, at(minutes=3, reviews=due(2)))
    assert (three.reason, three.mixed) == (Reason.LESSON_AND_REVIEW, due(1)[0])
    assert three.minutes == 2.5


def test_a_lesson_that_does_not_fit_lets_questions_go_first_and_then_comes_in_parts() -> None:
    ready = learned(SHORT)
    handful = choose_next(ready, COURSE, at(minutes=2, reviews=due(9), track=Track.COURIERS))
    assert (handful.reason, len(handful.reviews)) == (Reason.BREAK_QUESTIONS, 4)
    part = choose_next(ready, COURSE, at(minutes=2))
    assert (part.reason, part.lesson, part.question) == (Reason.LESSON_PART, LONG, None)
    assert part.part is not None
    assert 0 < part.part.read_to < len(LONG.text)
    assert LONG.text.startswith(part.part.text)


def test_a_long_lesson_is_read_to_its_end_in_breaks_and_nothing_comes_twice() -> None:
    enrolment, read, breaks = learned(SHORT), "", 0
    while True:
        chosen = choose_next(enrolment, COURSE, at(minutes=2))
        assert chosen.lesson == LONG
        assert 0 < chosen.minutes <= 2
        read += chosen.part.text if chosen.part else LONG.text
        breaks += 1
        if chosen.question is not None:
            break
        assert chosen.part is not None
        progress = LessonProgress(NOW, WEDNESDAY, read_to=chosen.part.read_to)
        enrolment = enrolment.with_lesson(LONG.key, progress)
    assert read == LONG.text
    assert breaks == 3
    assert (chosen.reason, chosen.question) == (Reason.UNDONE_LESSON, LONG.questions[0])


def test_a_lesson_broken_off_at_its_questions_goes_on_with_them() -> None:
    begun = learned(SHORT, shown=(LONG,), answered={"三": True})
    chosen = choose_next(begun, COURSE, at(minutes=1))
    assert (chosen.lesson, chosen.question, chosen.count) == (LONG, LONG.questions[1], 1)
    assert chosen.part is not None
    assert chosen.part.text == ""
    at_leisure = choose_next(begun, COURSE, at())
    assert (at_leisure.part, at_leisure.question) == (None, LONG.questions[1])


def test_a_lesson_that_only_arrived_is_shown_again() -> None:
    arrived = learned(shown=(SHORT,))
    chosen = choose_next(arrived, COURSE, at(minutes=2))
    assert (chosen.reason, chosen.part, chosen.count) == (Reason.UNDONE_LESSON, None, 2)


def test_missed_questions_come_by_themselves_on_a_later_day_and_at_once_when_asked() -> None:
    wrong = {"一": False, "二": False, "三": False}
    today = learned(SHORT, LONG, on=WEDNESDAY, answered=wrong)
    assert choose_next(today, COURSE, at(asked=False)).reason is Reason.TODAY_DONE
    asked = choose_next(today, COURSE, at())
    assert (asked.reason, len(asked.reviews)) == (Reason.MISSED_QUESTIONS, 3)
    later = learned(SHORT, LONG, answered=wrong)
    assert choose_next(later, COURSE, at(asked=False)).reviews == asked.reviews
    assert len(choose_next(later, COURSE, at(asked=False, minutes=1)).reviews) == 2


def test_without_a_course_memory_is_still_kept() -> None:
    chosen = choose_next(None, None, at(reviews=due(12)))
    assert (chosen.reason, len(chosen.reviews)) == (Reason.REVIEWS_DUE, 10)


def test_a_familys_newest_answer_decides_when_it_is_due() -> None:
    one, other = single("一"), replace(single("二"), family="一")
    taught: Course = course(lesson("甲", one, other))

    def state(days_ago: int, due_in: int) -> QuestionState:
        then = NOW - timedelta(days=days_ago)
        card, _ = review(None, True, then, WEDNESDAY - timedelta(days=days_ago))
        return QuestionState(True, True, 1, card, NOW + timedelta(days=due_in), "一")

    def asked(first: QuestionState, second: QuestionState) -> tuple[Question, ...]:
        questions = {"一": first, "二": second}
        return due_questions(taught, replace(learned(), questions=questions), NOW)

    assert asked(state(5, -3), state(1, 1)) == ()
    assert asked(state(1, 1), state(5, -3)) == ()
    assert asked(state(5, -3), state(4, -2)) == (other,)
