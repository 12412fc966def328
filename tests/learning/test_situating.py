"""The situation is made from what is stored, and leads to what comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from bot.domain.learners import Dialog, Learner, LearnerState, QuestionState
from bot.learning.choose import Reason, choose_next
from bot.learning.day import day_begins
from bot.learning.library import Library
from bot.learning.reviews import review
from bot.learning.situating import due_of, situate, situation_of
from bot.store import answers, learners
from bot.store.content import import_courses, load_shelf
from bot.store.db import Database
from bot.store.reviews import Due, DueList
from tests.delivery import owing
from tests.handlers.school import course, lesson, single

NOW = datetime(2026, 11, 28, 20, tzinfo=UTC)
"""Sunday the 29th in Shanghai, 04:00: the day has just begun."""
SUNDAY = date(2026, 11, 29)
PASSED = course(lesson("丙", *(single(f"旧{n}") for n in range(4))), key="tea")
COURSE = course(lesson("甲", single("一")), lesson("乙", single("二")))
LIBRARY = Library(1, [PASSED, COURSE])
SOMEBODY = Learner(
    1, UUID(int=1), LearnerState.ACTIVE, "farmers", owing.ZONE, (time(7, 30),), Dialog()
)


@pytest.mark.parametrize(
    ("last_in", "paused_until", "silent"),
    [
        (None, None, 0),
        (NOW, None, 0),
        (NOW - timedelta(seconds=1), None, 0),
        (NOW - timedelta(days=1, seconds=1), None, 1),
        (NOW - timedelta(days=4), None, 3),
        (NOW - timedelta(days=20), SUNDAY, 0),
        (NOW - timedelta(days=20), SUNDAY - timedelta(days=4), 4),
        (NOW, SUNDAY - timedelta(days=9), 0),
    ],
)
def test_silence_is_counted_in_the_learners_days_and_not_in_a_pause(
    last_in: datetime | None, paused_until: date | None, silent: int
) -> None:
    person = replace(SOMEBODY, last_in=last_in, paused_until=paused_until)
    assert situation_of(person, LIBRARY, DueList(), NOW, asked=True).silent == silent


def test_what_is_not_taught_any_more_is_not_asked() -> None:
    gone = Due("tea", "gone", "gone", NOW, latest_right=False, answers=1)
    known = Due("tea", "旧1", "旧1", NOW, latest_right=False, answers=2)
    found = situation_of(
        SOMEBODY, LIBRARY, DueList((gone, known), 2, True), NOW, asked=False, minutes=3
    )
    assert [(one.question.key, one.missed, one.answers) for one in found.reviews] == [
        ("旧1", True, 2)
    ]
    assert found.reviews[0].due == SUNDAY
    assert (found.day, found.minutes, found.track) == (SUNDAY, 3, "farmers")
    assert (found.practised, found.taught, found.asked) == (2, True, False)


def test_a_reworded_question_is_asked_in_place_of_the_one_that_was_learned() -> None:
    first, *others = COURSE.lessons
    newer = replace(single("一之二"), family="一")
    reworded = replace(COURSE, lessons=(replace(first, questions=(newer,)), *others))
    learned = DueList((Due("farm", "一", "一", NOW, latest_right=True, answers=1),))
    library = Library(2, [reworded])
    found = situation_of(SOMEBODY, library, learned, NOW, asked=False).reviews
    assert [one.question for one in found] == [newer]
    taught = situation_of(SOMEBODY, LIBRARY, learned, NOW, asked=False).reviews
    assert [one.question.key for one in taught] == ["一"]


async def test_a_sunday_brings_back_what_was_learned_in_a_course_that_is_passed(
    db: Database,
) -> None:
    async with db.transaction() as conn:
        await import_courses(conn, [PASSED, COURSE], at=owing.NOON, approver="operator")
        library = Library(*(await load_shelf(conn)))
    row = await owing.learner(db, "city:42")
    async with db.transaction() as conn:
        await learners.enrol(conn, row, "tea", uuid4(), owing.NOON)
        tea = await learners.load_enrolment(conn, row)
        assert tea is not None
        for question in PASSED.questions[:3]:
            card, due = review(None, True, owing.NOON, date(2026, 11, 23))
            state = QuestionState(
                True, True, 1, card, day_begins(due, owing.ZONE), question.memory
            )
            await answers.record_answer(
                conn,
                tea.row,
                ("丙", question.key),
                state,
                given="2",
                right=True,
                version="1",
                at=owing.NOON,
            )
        await learners.mark_completed(conn, tea.row, owing.NOON, passed=True)
        await learners.enrol(conn, row, "farm", uuid4(), owing.NOON)
        person = (await learners.load_learners(conn, [row]))[row]
        situation = await situate(conn, person, library, NOW, asked=False)
        earlier = await due_of(conn, [person], NOW - timedelta(days=6))
    assert earlier == {row: DueList()}
    chosen = choose_next(person.enrolment, library.course("farm"), situation)
    assert (chosen.reason, chosen.count) == (Reason.REVIEW_DAY, 3)
    assert {one.course.key for one in chosen.reviews} == {"tea"}
    assert all(one.question.row for one in chosen.reviews)


@pytest.mark.parametrize(
    ("track", "said", "asked", "minutes"),
    [
        ("couriers", None, False, 3),
        ("couriers", 5, False, 5),
        ("couriers", 5, True, None),
        ("farmers", None, False, None),
        ("farmers", 5, False, None),
        (None, None, False, None),
    ],
)
def test_what_comes_by_itself_fits_a_couriers_break(
    track: str | None, said: int | None, asked: bool, minutes: int | None
) -> None:
    person = replace(SOMEBODY, track=track, break_minutes=said)
    found = situation_of(person, LIBRARY, DueList(), NOW, asked=asked)
    assert found.minutes == minutes
    named = situation_of(person, LIBRARY, DueList(), NOW, asked=asked, minutes=2)
    assert named.minutes == 2
