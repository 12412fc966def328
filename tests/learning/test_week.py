"""The week that is looked back at: counted by the learner's days, told in words and in a picture."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from bot.clock import FrozenClock
from bot.domain.content import Course, Lesson, Track
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.drawing.week import Day
from bot.learning.library import Library
from bot.learning.shelf import Shelf
from bot.learning.week import WeekComposer, picture_of, week_of
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from bot.store.media import read_file
from bot.store.weeks import Learned, learned_in
from bot.texts.catalogue import texts

SUNDAY = datetime(2026, 3, 8, 11, 30, tzinfo=UTC)
"""19:30 in Shanghai."""
MONDAY = date(2026, 3, 2)
LESSONS = tuple(Lesson(f"l{n}", f"第{n}件事", 2, "话。") for n in range(9))
COURSE = Course("c", "课", Track.SENIORS, "zh-Hans", 1, 1, 0.6, 16, "1", "s", "l", "某人", LESSONS)


async def someone(conn: Connection, language: str = "zh-Hans") -> tuple[int, int]:
    """A learner of the course; rows of learner and enrolment."""
    learner = await conn.fetchval(
        "insert into learner (key, zone, times, created_at, language) values ($1, 'Asia/Shanghai', '{07:30}', $2, $3) returning id",
        uuid4(), SUNDAY, language,
    )  # fmt: skip
    enrolment = await conn.fetchval(
        "insert into enrolment (registration, learner_id, course_key, state, started_at) values ($1, $2, 'c', 'active', $3) returning id",
        uuid4(), learner, SUNDAY,
    )  # fmt: skip
    return learner, enrolment


async def finished(conn: Connection, enrolment: int, lesson: str, on: date) -> None:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    await conn.execute(
        "insert into lesson_progress (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on) values ($1, $2, $3, $4, $3, $4)",
        enrolment, lesson, at, on,
    )  # fmt: skip


async def answered(conn: Connection, enrolment: int, at: datetime, *, right: bool) -> None:
    await conn.execute(
        "insert into answer (enrolment_id, question_key, number, given, is_right, content_version, answered_at) values ($1, $2, 1, '1', $3, '1', $4)",
        enrolment, uuid4().hex, right, at,
    )  # fmt: skip


async def taught(conn: Connection) -> None:
    await import_courses(conn, [COURSE], at=SUNDAY, approver="某人")


async def test_a_week_is_counted_by_the_learners_own_days(db: Database) -> None:
    async with db.transaction() as conn:
        await taught(conn)
        learner, enrolment = await someone(conn)
        idle, _ = await someone(conn)
        for lesson, on in (("l0", 1), ("l1", 2), ("l2", 2), ("l3", 8), ("l4", 9)):
            await finished(conn, enrolment, lesson, date(2026, 3, on))
        night = datetime(2026, 3, 8, 19, 59, tzinfo=UTC)  # Monday 03:59 there: still Sunday's day
        await answered(conn, enrolment, night, right=True)
        await answered(conn, enrolment, night + timedelta(minutes=2), right=True)
        await answered(conn, enrolment, datetime(2026, 3, 2, 2, tzinfo=UTC), right=False)
        weeks = await learned_in(conn, [learner, idle], MONDAY, MONDAY + timedelta(days=6))
    assert weeks[learner] == Learned(
        (("c", "l3"), ("c", "l1"), ("c", "l2")),
        (date(2026, 3, 8), date(2026, 3, 2), date(2026, 3, 1)),
        2,
        1,
    )
    assert weeks[idle] == Learned((), (), 0, 0)


def test_days_to_come_are_no_rest() -> None:
    learned = Learned((("c", "l1"),), (MONDAY, MONDAY + timedelta(days=2)), 0, 0)
    picture = picture_of(
        week_of(MONDAY + timedelta(days=3)), learned, Library(1, [COURSE]), texts("zh-Hans")
    )
    come = [Day.TO_COME] * 4
    assert picture.days == [Day.LEARNED, Day.REST, Day.LEARNED, *come]
    assert picture.lines == ["学了 2 天，1 课", "连续学习 2 天"]
    assert (picture.titles, picture.more) == (["第1件事"], "")


def test_many_lessons_leave_room_for_the_rest() -> None:
    lessons = tuple(("c", one.key) for one in LESSONS)
    learned = Learned(lessons, (MONDAY,), 4, 3)
    picture = picture_of(week_of(MONDAY), learned, Library(1, [COURSE]), texts("en"))
    assert len(picture.titles) == 6
    assert picture.more == "and 3 more lessons"
    assert picture.lines == ["1 day, 9 lessons", "4 questions answered, 3 right"]


def test_the_kind_word_is_another_one_next_week() -> None:
    learned, library = Learned((("c", "l1"),), (MONDAY,), 0, 0), Library(1, [COURSE])
    weeks = (week_of(MONDAY + timedelta(days=7 * n)) for n in range(3))
    closings = [picture_of(week, learned, library, texts("zh-Hans")).closing for week in weeks]
    assert len(set(closings)) == 3


def test_a_lesson_that_is_taught_no_more_is_not_named() -> None:
    learned = Learned((("gone", "l1"), ("c", "gone")), (MONDAY,), 0, 0)
    picture = picture_of(week_of(MONDAY), learned, Library(1, [COURSE]), texts("zh-Hans"))
    assert picture.titles == []


def owed(learner: int, *, brief: bool = False) -> Delivery:
    return Delivery(
        row=7,
        lane="city",
        kind=Kind.WEEK,
        subject="",
        occurrence="2026-W10",
        due=SUNDAY,
        expires=None,
        decided_at=None,
        attempts=1,
        unsent=0,
        uncertain=False,
        detail={},
        learner=learner,
        group=None,
        zone="Asia/Shanghai",
        recipient_state="active",
        addresses=(),
        brief=brief,
    )


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_sunday_evening_brings_the_picture(db: Database, language: str) -> None:
    composer = WeekComposer(Shelf(), FrozenClock(SUNDAY))
    async with db.transaction() as conn:
        await taught(conn)
        learner, enrolment = await someone(conn, language)
        await finished(conn, enrolment, "l0", date(2026, 3, 4))
        made = (await composer(conn, [owed(learner)]))[7]
        assert isinstance(made, Composed)
        shown = made.reply.messages[0].media
        assert shown is not None
        assert texts(language)("week-title") in shown.alt
        assert await read_file(conn, shown.hash) is not None
        told = (await composer(conn, [owed(learner, brief=True)]))[7]
        assert isinstance(told, Composed)
        assert told.reply.messages[0].media is None


async def test_a_week_without_a_lesson_is_not_looked_back_at(db: Database) -> None:
    async with db.transaction() as conn:
        await taught(conn)
        learner, _ = await someone(conn)
        made = await WeekComposer(Shelf(), FrozenClock(SUNDAY))(conn, [owed(learner)])
    assert isinstance(made[7], NotNeeded)
