"""Choosing the next item for somebody with a thousand answers, beside one plain pass over them: CPU."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import thread_time
from uuid import UUID

from bench.table import Row, Series
from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from bot.domain.learners import Enrolment, LessonProgress, QuestionState
from bot.learning.choose import Situation, choose_next
from bot.learning.reviews import Review, review

ANSWERS, A_LESSON = 1000, 4
ROUNDS, TIMES = 9, 200
LIMIT_US = 200
DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)


async def measure() -> list[Row]:
    """The rows: one for each stage of a course in which choosing looks at something else."""
    course = _course()
    whole, passing = _enrolment(course), _enrolment(course, right=True)
    lessons = dict(whole.lessons)
    del lessons[course.lessons[-1].key]
    begun = Enrolment(1, UUID(int=1), course.key, lessons=lessons, questions=whole.questions)
    due = tuple(Review(course, one, DAY, answers=1) for one in course.questions[:20])
    by_itself = Situation(DAY, asked=False, reviews=due)
    in_a_break = Situation(DAY, minutes=2, track=Track.COURIERS, reviews=due)
    return [
        _row("the last lesson, by itself", begun, course, by_itself),
        _row("the last lesson, in a break", begun, course, in_a_break),
        _row("what was missed, all lessons done", whole, course, Situation(DAY)),
        _row("that the course is passed", passing, course, Situation(DAY)),
    ]


def _row(what: str, enrolment: Enrolment, course: Course, situation: Situation) -> Row:
    ours, plain = Series(), Series()
    for _ in range(ROUNDS):
        ours.add(_microseconds(lambda: choose_next(enrolment, course, situation)))
        plain.add(_microseconds(lambda: _pass(enrolment)))
    name = f"choosing after {ANSWERS:,} answers: {what}"
    return Row(name, "us", ours, plain, limit=LIMIT_US, of_ours=True)


def _pass(enrolment: Enrolment) -> int:
    """The plain pass: how many answers were right."""
    right = 0
    for state in enrolment.questions.values():
        if state.latest_right:
            right += 1
    return right


def _microseconds(work: Callable[[], object]) -> float:
    begin = thread_time()
    for _ in range(TIMES):
        work()
    return (thread_time() - begin) / TIMES * 1e6


def _course() -> Course:
    return Course(
        key="bench",
        title="",
        track=Track.EVERYONE,
        language="zh-Hans",
        level=1,
        hours=1,
        pass_mark=0.6,
        hours_per_credit=16,
        version="1",
        source="",
        licence="",
        reviewed_by="",
        lessons=tuple(_lesson(number) for number in range(ANSWERS // A_LESSON)),
    )


def _lesson(number: int) -> Lesson:
    questions = tuple(
        Question(f"q{number}-{n}", QuestionKind.SINGLE, "", "", ("1", "2"), (1,))
        for n in range(A_LESSON)
    )
    return Lesson(f"l{number}", "", 3, "一句要记住的话。" * 50, questions)


def _enrolment(course: Course, *, right: bool = False) -> Enrolment:
    """All lessons done, every second question missed, or none."""
    card, _ = review(None, True, NOW, DAY - timedelta(days=3))
    states = {
        one.key: QuestionState(True, right or number % 2 == 0, 1, card, NOW, one.key)
        for number, one in enumerate(course.questions)
    }
    on = DAY - timedelta(days=1)
    lessons = {one.key: LessonProgress(NOW, on, NOW, on) for one in course.lessons}
    return Enrolment(1, UUID(int=1), course.key, lessons=lessons, questions=states)
