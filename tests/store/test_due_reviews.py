"""What is due over all enrolments, families in common, and what was shown in which version."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from bot.domain.learners import QuestionState
from bot.learning.day import day_begins
from bot.learning.reviews import review
from bot.store import answers, learners
from bot.store.db import Database
from bot.store.merging.people import merge_people
from bot.store.reviews import DueList, load_due, load_due_of, newest_card
from tests.delivery.owing import NOON, ZONE, learner, rows
from tests.store.test_learners import teach

TODAY = date(2026, 11, 23)
END = day_begins(TODAY + timedelta(days=1), ZONE)


@dataclass
class Pupil:
    """Somebody with enrolments by course."""

    db: Database
    row: int
    enrolments: dict[str, int]

    async def answer(
        self,
        course: str,
        key: str,
        *,
        ago: int,
        right: bool = True,
        family: str = "",
        number: int = 1,
    ) -> None:
        """An answer so many days ago; it is due two days after (wrong: one)."""
        day = TODAY - timedelta(days=ago)
        at = NOON - timedelta(days=ago)
        card, due = review(None, right, at, day)
        state = QuestionState(right, right, number, card, day_begins(due, ZONE), family or key)
        async with self.db.transaction() as conn:
            await answers.record_answer(
                conn,
                self.enrolments[course],
                ("l1", key),
                state,
                given="1",
                right=right,
                version="1",
                at=at,
            )

    async def due(self, most: int = 20) -> DueList:
        async with self.db.transaction() as conn:
            return await load_due(conn, self.row, TODAY, END, most)

    async def keys(self) -> list[tuple[str, str]]:
        return [(one.course, one.question) for one in (await self.due()).due]


@pytest.fixture
async def pupil(db: Database) -> Pupil:
    """In three courses: one passed, one dropped, one active."""
    await teach(db, "passed", "dropped", "active")
    row = await learner(db, "city:42", "city-wechat:o42")
    found = {}
    async with db.transaction() as conn:
        for course in ("passed", "dropped", "active"):
            await learners.enrol(conn, row, course, uuid4(), NOON)
            active = await learners.load_enrolment(conn, row)
            assert active is not None
            found[course] = active.row
            if course == "passed":
                await learners.mark_completed(conn, active.row, NOON, passed=True)
            if course == "dropped":
                await learners.drop(conn, active.row)
    return Pupil(db, row, found)


async def test_what_was_learned_in_a_passed_course_is_due_too(pupil: Pupil) -> None:
    assert await pupil.due() == DueList()
    await pupil.answer("passed", "old", ago=9)
    await pupil.answer("dropped", "left", ago=9)
    await pupil.answer("active", "new", ago=1)
    await pupil.answer("active", "missed", ago=1, right=False)
    assert await pupil.keys() == [("active", "missed"), ("passed", "old")]
    first = (await pupil.due()).due[0]
    assert (first.latest_right, first.answers) == (False, 1)
    assert first.due == day_begins(TODAY, ZONE)
    assert len((await pupil.due(most=1)).due) == 1


async def test_several_learners_are_asked_for_at_once(pupil: Pupil, db: Database) -> None:
    await pupil.answer("passed", "old", ago=9)
    await pupil.answer("active", "again", ago=0, number=2)
    other = await learner(db, "city:7")
    yesterday = TODAY - timedelta(days=9)
    async with db.transaction() as conn:
        found = await load_due_of(
            conn,
            [(pupil.row, TODAY, END), (other, TODAY, END)],
        )
        earlier = await load_due_of(conn, [(pupil.row, yesterday, END - timedelta(days=9))])
        nobody = await load_due_of(conn, [])
    assert [one.question for one in found[pupil.row].due] == ["old"]
    assert (found[pupil.row].practised, found[other]) == (1, DueList())
    assert earlier[pupil.row].due == ()
    assert nobody == {}


async def test_the_missed_that_waits_longest_is_first_and_then_what_was_seen_least(
    pupil: Pupil,
) -> None:
    await pupil.answer("active", "often", ago=8, number=2)
    await pupil.answer("active", "once", ago=5)
    await pupil.answer("active", "wrong-often", ago=4, right=False, number=6)
    await pupil.answer("active", "wrong", ago=2, right=False)
    assert [key for _, key in await pupil.keys()] == ["wrong-often", "wrong", "once", "often"]


async def test_what_was_practised_and_taught_today_is_counted(pupil: Pupil) -> None:
    await pupil.answer("active", "first", ago=0)
    await pupil.answer("active", "again", ago=0, number=2)
    await pupil.answer("passed", "again", ago=0, number=3)
    await pupil.answer("active", "yesterday", ago=1, number=2)
    assert (await pupil.due()) == DueList((), practised=2, taught=False)
    async with pupil.db.transaction() as conn:
        enrolment = pupil.enrolments["passed"]
        await answers.complete_lesson(conn, enrolment, "l1", at=NOON, on=TODAY)
    assert (await pupil.due()) == DueList((), practised=2, taught=True)


async def test_a_family_is_due_once_by_its_newest_answer(pupil: Pupil) -> None:
    await pupil.answer("passed", "qr", ago=9)
    await pupil.answer("active", "qr-new", ago=4, family="qr")
    assert await pupil.keys() == [("active", "qr-new")]
    await pupil.answer("active", "qr-newest", ago=0, family="qr")
    assert await pupil.keys() == []


async def test_equal_keys_of_two_courses_have_nothing_in_common(pupil: Pupil) -> None:
    await pupil.answer("passed", "q1", ago=9)
    await pupil.answer("active", "q1", ago=0)
    assert await pupil.keys() == [("passed", "q1")]


async def test_the_newest_card_of_a_family_is_found_in_any_enrolment(pupil: Pupil) -> None:
    await pupil.answer("passed", "qr", ago=9, right=False)
    await pupil.answer("active", "qr-new", ago=4, family="qr")
    await pupil.answer("passed", "q1", ago=2)

    async def newest(course: str, family: str, key: str) -> tuple[str, bool] | None:
        async with pupil.db.transaction() as conn:
            found = await newest_card(conn, pupil.row, course, (family, key))
        return (found[0]["at"][:10], found[1]) if found else None

    assert await newest("active", "qr", "qr-3") == ("2026-11-19", True)
    assert await newest("passed", "", "qr") == ("2026-11-19", True)
    assert await newest("passed", "", "q1") == ("2026-11-21", True)
    assert await newest("active", "", "q1") is None, "its own course knows nothing of it"
    assert await newest("active", "q1", "q1-b") == ("2026-11-21", True)
    assert await newest("active", "", "never") is None


async def test_an_answer_counts_in_the_open_enrolment_else_in_the_newest(pupil: Pupil) -> None:
    async with pupil.db.transaction() as conn:
        found = [
            await learners.load_enrolment_in(conn, pupil.row, course)
            for course in ("passed", "dropped", "active", "unknown")
        ]
    rows_found = [one.row if one else None for one in found]
    assert rows_found == [pupil.enrolments["passed"], None, pupil.enrolments["active"], None]


async def test_versions_and_how_far_one_read_are_kept(pupil: Pupil) -> None:
    lesson = answers.Shown(pupil.enrolments["active"], "l1", NOON, TODAY, "1", read_to=120)
    async with pupil.db.transaction() as conn:
        for one in (
            lesson,
            replace(lesson, read_to=240),
            replace(lesson, version="2", read_to=0, at=NOON + timedelta(days=1)),
            replace(lesson, version="1", read_to=0),
            replace(lesson, version="", read_to=0),
        ):
            await answers.show_lessons(conn, [one])
            active = await learners.load_enrolment(conn, pupil.row)
            assert active is not None
            assert active.lessons["l1"].read_to == one.read_to
    kept = (await rows(pupil.db, "select versions, shown_at from lesson_progress"))[0]
    assert (kept["versions"], kept["shown_at"]) == (["1", "2"], NOON)


async def test_a_learners_wishes_and_last_word_are_loaded_with_the_learner(pupil: Pupil) -> None:
    last = datetime(2026, 11, 20, 1, tzinfo=UTC)
    async with pupil.db.transaction() as conn:
        plain = (await learners.load_learners(conn, [pupil.row]))[pupil.row]
        assert plain.last_in is None
        assert (plain.large_type, plain.slow, plain.recommends) == (False, False, True)
        await conn.execute("update address set last_in_at = $1 where channel = 'wechat'", last)
        await conn.execute(
            "update address set last_in_at = $1 where channel = 'telegram'",
            last - timedelta(days=3),
        )
        await conn.execute(
            "update learner set large_type = true, slow = true, recommends = false, holidays_off = true, off_day = $1",
            TODAY,
        )
        found = (await learners.load_learners(conn, [pupil.row]))[pupil.row]
    assert found.last_in == last
    assert (found.large_type, found.slow, found.recommends) == (True, True, False)
    assert (found.holidays_off, found.off_day) == (True, TODAY)


async def test_two_people_who_are_one_keep_family_versions_and_wishes(pupil: Pupil) -> None:
    other = await learner(pupil.db, "city:7", times=(time(9),))
    async with pupil.db.transaction() as conn:
        await learners.enrol(conn, other, "active", uuid4(), NOON)
        theirs = await learners.load_enrolment(conn, other)
        assert theirs is not None
        shown = answers.Shown(theirs.row, "l1", NOON, TODAY, "2")
        await answers.show_lessons(conn, [shown])
        await answers.show_lessons(
            conn, [replace(shown, enrolment=pupil.enrolments["active"], version="1", read_to=9)]
        )
        await conn.execute("update learner set slow = true where id = $1", other)
        await conn.execute("update address set last_in_at = $1 where learner_id = $2", NOON, other)
    await pupil.answer("active", "qr-new", ago=4, family="qr")
    await Pupil(pupil.db, other, {"active": theirs.row}).answer(
        "active", "qr-2", ago=3, family="qr"
    )
    async with pupil.db.transaction() as conn:
        kept = await merge_people(conn, [pupil.row, other], NOON)
        assert kept is not None
        one = (await learners.load_learners(conn, [kept]))[kept]
    assert one.slow
    assert one.enrolment is not None
    assert {state.family for state in one.enrolment.questions.values()} == {"qr"}
    assert one.enrolment.lessons["l1"].read_to == 0
    found = await rows(
        pupil.db, f"select versions from lesson_progress where enrolment_id = {one.enrolment.row}"
    )
    assert sorted(found[0]["versions"]) == ["1", "2"]
