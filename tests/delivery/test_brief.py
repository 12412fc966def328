"""What a notice says of a lesson and a competition; and that nothing is shown by it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.competitions.telling.compose import words as competition_words
from bot.domain.competitions import Competition, StageKind
from bot.domain.delivery import FACTS, Composed, Kind, NotNeeded, Rung
from bot.learning.compose import LessonComposer
from bot.learning.shelf import Shelf
from bot.store import learners
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.texts.catalogue import texts
from bot.texts.facts import full_instant
from tests.delivery.forms import DAILY, FORM, agrees, service
from tests.delivery.office import Office
from tests.delivery.owing import NOON, all_of, learner, owe, rows
from tests.delivery.rungs import owed
from tests.handlers.school import course, lesson, single
from tests.schedules.contest import COMPETITION, OPENS, REGISTRATION, ROUND, take_in

T = texts("zh-Hans")
FITS = 20
"""Characters in a field ``thing`` (reference/wechat.md section 6.3)."""


@pytest.fixture
async def school(db: Database, clock: FrozenClock) -> Office:
    """A town with a course of two lessons, and the program's own composers."""
    async with db.transaction() as conn:
        lessons = [lesson(key, single(key)) for key in "甲乙"]
        await import_courses(conn, [course(*lessons)], at=NOON, approver="test")
    lessons_of, contests = LessonComposer(Shelf(), clock), CompetitionComposer(clock)
    told: dict[Kind, Any] = {
        Kind.LESSON: lessons_of,
        Kind.ANNOUNCEMENT: contests,
        Kind.REMINDER: contests,
    }
    return Office(db, clock, told, wechat=service(DAILY, FORM))


async def pupil(db: Database, *, agreed: bool = True) -> int:
    """Somebody who learns the course, and agreed to be told of it once."""
    person = await learner(db, "city-wechat:oA")
    async with db.transaction() as conn:
        assert await learners.enrol(conn, person, "farm", uuid4(), NOON)
    if agreed:
        await agrees(db, person, "daily")
    return person


async def shown(db: Database) -> list[str]:
    return [row["lesson_key"] for row in await rows(db, "select lesson_key from lesson_progress")]


async def test_a_lesson_is_told_of_and_not_shown(db: Database, school: Office) -> None:
    person = await pupil(db)
    async with db.connection() as conn:
        await conn.execute("update learner set dialog = '{\"question\": 7}'")
    await owe(db, person, subject="farm")
    await school.work()
    (call,) = school.wechat.calls
    assert call.rung is Rung.NOTICE
    assert call.filled is not None
    assert call.filled.facts == {
        "title": "甲课（种田小课）",
        "text": "今天的一课在等您，发“今日一课”就能学",
        "time": "2026年11月23日 12:00",
        "organiser": "一课",
        "name": "一课",
    }
    assert call.filled.url == ""
    assert await shown(db) == []
    assert (await rows(db, "select dialog from learner"))[0]["dialog"] == {"question": 7}
    (sent,) = await all_of(db, "state = 'sent'")
    assert sent["detail"] == {
        "course": "farm",
        "version": "1",
        "reviewed_by": "测试",
        "lesson": "甲",
        "why": "next_lesson",
    }


async def test_in_a_window_the_same_lesson_is_shown(db: Database, school: Office) -> None:
    person = await pupil(db)
    async with db.connection() as conn:
        await conn.execute(
            "update address set message_window_left = 5, message_window_until = $1",
            NOON + timedelta(hours=1),
        )
    await owe(db, person, subject="farm")
    await school.work()
    assert [call.filled for call in school.wechat.calls] == [None]
    assert await shown(db) == ["甲"]


async def test_a_farewell_says_how_to_come_back(db: Database, school: Office) -> None:
    """In a notice, in few words; where there is room, with the button that brings a lesson."""
    person = await pupil(db)
    other = await learner(db, "city:7")
    async with db.connection() as conn:
        await conn.execute("update learner set state = 'away'")
    for one in (person, other):
        await owe(db, one, subject="farm", detail={"farewell": True})
    await school.work()
    (notice,) = school.wechat.calls
    assert notice.filled is not None
    assert notice.filled.facts["title"] == "好几天没见您了"
    assert "“今日一课”" in notice.filled.facts["text"]
    assert all(len(notice.filled.facts[name]) <= FITS for name in ("title", "text"))
    (message,) = school.telegram.calls
    assert message.text.startswith("好几天没见您了")
    assert [option.data for option in message.page.messages[0].options] == ["today"]
    assert await shown(db) == [], "no lesson is shown"
    assert len(await all_of(db, "state = 'sent'")) == 2


async def test_questions_to_practise_are_counted(db: Database, school: Office) -> None:
    person = await pupil(db)
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into question_state (enrolment_id, question_key, family, lesson_key, first_right, latest_right, answers, card, review_due)
            select e.id, q.key, q.key, l.key, false, false, 1, '{}', $1 from enrolment e, question q join lesson l on l.id = q.lesson_id
            """,
            NOON,
        )
        await conn.execute(
            """
            insert into lesson_progress (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on)
            select e.id, l.key, $1, '2026-11-22', $1, '2026-11-22' from enrolment e, lesson l
            """,
            NOON,
        )
    await owe(db, person, subject="farm")
    await school.work()
    (call,) = school.wechat.calls
    assert call.filled is not None
    assert call.filled.facts["title"] == "种田小课"
    assert call.filled.facts["text"] == "有 2 道题再练一练，发“小测”就能练"


async def test_nobody_is_told_of_a_course_that_is_over(db: Database, school: Office) -> None:
    person = await pupil(db, agreed=False)
    async with db.connection() as conn:
        await conn.execute("update enrolment set state = 'dropped'")
    await owe(db, person, subject="farm")
    await school.work()
    assert school.wechat.calls == []
    (ended,) = await all_of(db)
    assert (ended["state"], ended["reason"]) == ("expired", "no course is chosen")


async def test_a_reminder_tells_what_closes_and_when(
    db: Database, school: Office, clock: FrozenClock
) -> None:
    clock.set(OPENS + timedelta(days=8))
    await take_in(db, COMPETITION, OPENS - timedelta(days=9))
    person = await learner(db, "city-wechat:oA")
    await owe(
        db,
        person,
        kind=Kind.REMINDER,
        subject="law",
        occurrence="registration/P1D/1",
        due=clock.now(),
        expires=REGISTRATION.closes,
    )
    await school.work()
    (call,) = school.wechat.calls
    assert call.filled is not None
    assert call.filled.template is FORM
    assert call.filled.facts == {
        "title": "全民法治知识竞赛",
        "text": "报名快截止了，发“比赛”看怎么做",
        "time": "2026年12月10日 09:00",
        "organiser": "某某图书馆",
        "name": "一课",
    }
    assert call.filled.url == "https://example.org/rules"


def said(competition: Competition, days: float) -> Composed:
    """The announcement, so long after the first stage opened."""
    delivery = owed(Kind.ANNOUNCEMENT)
    words = competition_words(competition, delivery, OPENS + timedelta(days=days), T)
    assert isinstance(words, Composed)
    return words


def test_an_announcement_tells_who_holds_it_and_what_closes_next() -> None:
    early, later = said(COMPETITION, 1), said(COMPETITION, 10)
    assert early.facts["organiser"] == "某某图书馆"
    assert early.facts["time"] == full_instant(REGISTRATION.closes, "Asia/Shanghai")
    assert later.facts["time"] == full_instant(ROUND.closes, "Asia/Shanghai")
    assert set(early.facts) == {*FACTS, "url"}


def test_of_a_competition_that_is_no_more_nothing_is_told() -> None:
    delivery = owed(Kind.REMINDER)
    assert isinstance(competition_words(None, delivery, NOON, T), NotNeeded)


def test_each_line_fits_the_platforms_field() -> None:
    lines = [
        T("fact-lesson"),
        T("fact-practice", count=5),
        T("fact-announcement"),
        *(T("fact-reminder", stage=T(f"stage-{kind.value}")) for kind in StageKind),
    ]
    assert max(map(len, lines)) <= FITS


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Asia/Shanghai", "2026年11月23日 12:00"), ("Europe/Berlin", "2026年11月23日 05:00")],
)
def test_an_instant_in_full(zone: str, words: str) -> None:
    assert full_instant(NOON, zone) == words
