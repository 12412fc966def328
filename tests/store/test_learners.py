"""Learners, their times and enrolments; groups, entries, answers, roles."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.domain.delivery import Kind
from bot.domain.learners import Dialog, LearnerState, QuestionState
from bot.domain.messages import Option, say
from bot.store import answers, entries, grants, learners
from bot.store.db import Database
from bot.store.groups import membership as groups
from bot.store.planning import lessons as planning_lessons
from tests.delivery.owing import NOON, all_of, group, learner, one, owe, rows

SHANGHAI_7_30 = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""Tomorrow's 07:30 in Shanghai, seen from noon."""


async def teach(db: Database, *keys: str) -> None:
    """Courses with a version that is taught."""
    async with db.transaction() as conn:
        for key in keys:
            version = await conn.fetchval(
                """
                insert into course_version (course_key, version, content_hash, title, track, language, level, hours,
                  pass_mark, hours_per_credit, source, licence, reviewed_by, state, imported_at)
                values ($1, '1', '\\x00', 'T', 'everyone', 'zh-Hans', 1, 1, 0.6, 16, 's', 'l', 'r', 'approved', $2) returning id
                """,
                key,
                NOON,
            )
            await conn.execute(
                "insert into course (key, current_version) values ($1, $2)", key, version
            )


async def enrol(db: Database, person: int, course: str, now: datetime = NOON) -> bool:
    async with db.transaction() as conn:
        return await learners.enrol(conn, person, course, uuid4(), now)


async def enrolments(db: Database) -> dict[str, Any]:
    found = await rows(
        db,
        "select course_key, state, next_due from enrolment join lesson_turn using (learner_id, course_key) order by id",
    )
    return {row["course_key"]: (row["state"], row["next_due"]) for row in found}


async def test_one_course_at_a_time_and_back_again(db: Database) -> None:
    await teach(db, "a", "b")
    person = await learner(db, "city:42")
    assert await enrol(db, person, "a")
    assert await enrolments(db) == {"a": ("active", SHANGHAI_7_30)}
    assert await enrol(db, person, "b")
    assert await enrolments(db) == {"a": ("waiting", None), "b": ("active", SHANGHAI_7_30)}
    assert await enrol(db, person, "a")
    assert (await enrolments(db))["a"] == ("active", SHANGHAI_7_30)
    assert not await enrol(db, person, "never imported")
    async with db.transaction() as conn:
        assert await learners.course_states(conn, person) == {"a": "active", "b": "waiting"}


async def test_dropped_and_passed_courses_owe_nothing(db: Database) -> None:
    await teach(db, "a", "b")
    person = await learner(db, "city:42")
    await enrol(db, person, "a")
    async with db.transaction() as conn:
        active = await learners.load_enrolment(conn, person)
        assert active is not None
        await learners.mark_completed(conn, active.row, NOON, passed=False)
        assert (await learners.load_enrolment(conn, person)) is not None
        await learners.mark_completed(conn, active.row, NOON + timedelta(days=1), passed=True)
        assert await learners.load_enrolment(conn, person) is None
    row = (await rows(db, "select * from enrolment"))[0]
    assert (row["state"], row["completed_at"]) == ("finished", NOON)
    assert await enrolments(db) == {"a": ("finished", None)}
    await enrol(db, person, "b")
    async with db.transaction() as conn:
        active = await learners.load_enrolment(conn, person)
        assert active is not None
        await learners.drop(conn, active.row)
        assert await learners.course_states(conn, person) == {"a": "passed"}
    assert (await enrolments(db))["b"] == ("dropped", None)


@pytest.mark.parametrize(
    ("times", "due"),
    [
        ([time(20)], datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ([time(7)], datetime(2026, 11, 23, 23, tzinfo=UTC)),
        ([time(12)], datetime(2026, 11, 24, 4, tzinfo=UTC)),  # this very instant has come
        ([time(9), time(12, 1)], datetime(2026, 11, 23, 4, 1, tzinfo=UTC)),
        ([time(0, 30), time(9)], datetime(2026, 11, 23, 16, 30, tzinfo=UTC)),
    ],
)
async def test_new_times_move_what_is_owed_next_never_into_the_past(
    db: Database, times: list[time], due: datetime
) -> None:
    await teach(db, "a")
    person = await learner(db, "city:42")
    await enrol(db, person, "a")
    async with db.transaction() as conn:
        await learners.save_times(conn, person, times, NOON)
    assert await enrolments(db) == {"a": ("active", due)}


async def test_a_time_moved_later_makes_no_second_lesson_that_day(db: Database) -> None:
    await teach(db, "a")
    person = await learner(db, "city:42", times=(time(11),))
    async with db.transaction() as conn:
        await learners.enrol(conn, person, "a", uuid4(), NOON - timedelta(hours=2))
        assert (await planning_lessons.plan_lessons(conn, NOON, 10)).turns == 1
        await learners.save_times(conn, person, [time(20)], NOON)
        later = NOON + timedelta(hours=8)
        assert (await planning_lessons.plan_lessons(conn, later, 10)).turns == 1
    found = await all_of(db)
    assert [(row["occurrence"], row["due"]) for row in found] == [
        ("2026-11-23", NOON - timedelta(hours=1))
    ]
    assert (await enrolments(db))["a"][1] == datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_nobody_is_without_a_time(db: Database) -> None:
    with pytest.raises(Exception, match="times"):
        await learner(db, "city:42", times=())


async def test_a_dialog_is_kept_and_pages_are_added_to_it(db: Database) -> None:
    person = await learner(db, "city:42")
    dialog = Dialog(options=(Option("one", "1"),), question=3, queue=(4, 5), asking="time")
    async with db.transaction() as conn:
        await learners.save_dialogs(conn, {person: dialog})
        await learners.add_pages(conn, person, [say("second"), say("third")])
        await learners.save_track(conn, person, "seniors")
        await learners.save_state(conn, person, LearnerState.PAUSED, date(2026, 12, 1))
        found = (await learners.load_learners(conn, [person]))[person]
    assert found.dialog.more == (say("second"), say("third"))
    assert (found.dialog.question, found.dialog.queue, found.dialog.asking) == (3, (4, 5), "time")
    assert (found.track, found.state) == ("seniors", LearnerState.PAUSED)
    assert found.paused_until == date(2026, 12, 1)
    assert found.enrolment is None


async def test_lessons_and_answers_count_the_first_time(db: Database) -> None:
    await teach(db, "a")
    person = await learner(db, "city:42")
    await enrol(db, person, "a")
    day = NOON.date()
    async with db.transaction() as conn:
        active = await learners.load_enrolment(conn, person)
        assert active is not None
        for days in (0, 1):
            at = NOON + timedelta(days=days)
            on = day + timedelta(days=days)
            await answers.show_lessons(conn, [answers.Shown(active.row, "l1", at, on)])
        later = NOON + timedelta(days=2)
        for days in (2, 3):
            await answers.complete_lesson(
                conn, active.row, "l1", at=later, on=day + timedelta(days=days)
            )
        first = QuestionState(
            first_right=False,
            latest_right=False,
            answers=1,
            card={"n": 1},
            review_due=NOON,
            family="q",
        )
        second = QuestionState(
            first_right=False,
            latest_right=True,
            answers=2,
            card={"n": 2},
            review_due=later,
            family="q",
        )
        for state, right, added in (
            (first, False, True),
            (first, True, False),
            (second, True, True),
        ):
            assert added == await answers.record_answer(
                conn,
                active.row,
                ("l1", "q1"),
                state,
                given="2",
                right=right,
                version="1",
                at=NOON,
            )
        found = await learners.load_enrolment(conn, person)
        assert found is not None
        days_learned = await learners.learning_days(conn, person)
    lesson = found.lessons["l1"]
    assert (lesson.shown_at, lesson.shown_on) == (NOON, day)
    assert (lesson.completed_at, lesson.completed_on) == (later, day + timedelta(days=2))
    assert found.questions["q1"] == second
    assert days_learned == [day + timedelta(days=2)]
    kept = await rows(db, "select number, is_right from answer order by number")
    assert [(row["number"], row["is_right"]) for row in kept] == [(1, False), (2, True)]


# groups, entries, roles -------------------------------------------------------------------------


async def test_a_group_is_known_gone_and_back(db: Database) -> None:
    about = {"account": "city", "channel": "telegram", "platform_id": "-100", "zone": "UTC"}
    async with db.transaction() as conn:
        first = await groups.know_group(conn, title="Class 7", now=NOON, **about)
        await groups.group_gone(conn, "city", "-100")
        second = await groups.know_group(conn, title="", now=NOON, **about)
    row = (await rows(db, "select * from chat_group"))[0]
    assert first == second
    assert (row["state"], row["title"]) == ("known", "Class 7")


async def test_a_group_that_moves_takes_everything_along(db: Database) -> None:
    old = await group(db, "-100")
    row = await owe(db, old, kind=Kind.REMINDER, to_group=True)
    async with db.transaction() as conn:
        await _competition_of(conn, "-100")
        await groups.migrate_group(conn, "city", "-100", "-1001")
    assert (await one(db, row))["group_id"] == old
    names = await rows(
        db,
        "select platform_id from chat_group union all select platform_id from competition_group",
    )
    assert [name["platform_id"] for name in names] == ["-1001", "-1001"]


async def test_a_group_known_under_both_ids_is_one_again(db: Database) -> None:
    old, new = await group(db, "-100"), await group(db, "-1001")
    person = await learner(db, "city:1")
    mine = await owe(db, old, kind=Kind.REMINDER, to_group=True, subject="a")
    both = await owe(db, old, kind=Kind.REMINDER, to_group=True, subject="b")
    await owe(db, new, kind=Kind.REMINDER, to_group=True, subject="b")
    async with db.transaction() as conn:
        await groups.join_group(conn, old, person, NOON)
        await _competition_of(conn, "-100", "-1001")
        await groups.migrate_group(conn, "city", "-100", "-1001")
    assert (await one(db, mine))["group_id"] == new
    assert (await one(db, both))["group_id"] == old, "there is one of it there already"
    states = await rows(db, "select state from chat_group order by id")
    assert [row["state"] for row in states] == ["gone", "known"]
    members = await rows(db, "select group_id from group_member order by group_id")
    assert [row["group_id"] for row in members] == [old, new]


async def _competition_of(conn: Any, *platform_ids: str) -> None:
    await conn.execute(
        """
        insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)
        values ('c', 'T', 'other', 'o', 'l', '{}', '', 1, $1)
        """,
        NOON,
    )
    for name in platform_ids:
        await conn.execute(
            "insert into competition_group (competition_key, account, platform_id) values ('c', 'city', $1)",
            name,
        )


async def test_an_entry_is_made_once(db: Database) -> None:
    person = await learner(db, "city:1")
    async with db.transaction() as conn:
        await _competition_of(conn)
        assert await entries.enter(conn, "c", person, NOON)
        assert not await entries.enter(conn, "c", person, NOON)
        assert await entries.entered(conn, person) == {"c"}


async def test_roles_are_given_and_taken(db: Database) -> None:
    async with db.transaction() as conn:
        assert await grants.grant(conn, "city", b"hash", "organiser", NOON)
        assert not await grants.grant(conn, "city", b"hash", "organiser", NOON)
        assert await grants.grant(conn, "city", b"hash", "reviewer", NOON)
        assert await grants.roles_of(conn, "city", b"hash") == {"organiser", "reviewer"}
        assert await grants.roles_of(conn, "other", b"hash") == set()
        assert await grants.revoke(conn, "city", b"hash", "organiser")
        assert not await grants.revoke(conn, "city", b"hash", "organiser")
        assert await grants.roles_of(conn, "city", b"hash") == {"reviewer"}
