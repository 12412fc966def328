"""A lesson is planned once for each occurrence, whatever becomes of its row and of the course."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from bot.domain.delivery import Kind
from bot.domain.errors import StorageUnavailableError
from bot.learning.day import learner_day
from bot.store import deliveries, learners
from bot.store.db import Connection, Database
from bot.store.planning import lessons as planning_lessons
from bot.store.planning.lessons import AlreadyOwedError
from tests.delivery.owing import NOON, rows
from tests.schedules.due import HALF_PAST_SEVEN, enrolled, heard, many, planner


async def moved_away(db: Database) -> None:
    """What is planned has ended, and left the table."""
    async with db.connection() as conn:
        await conn.execute("delete from delivery")


async def test_moving_the_time_makes_no_second_lesson_when_the_first_has_moved_away(
    db: Database,
) -> None:
    person = await enrolled(db, "city:42")
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 1
    await moved_away(db)
    async with db.transaction() as conn:
        await learners.save_times(conn, person, [time(20)], HALF_PAST_SEVEN)
    assert await planner(db, HALF_PAST_SEVEN + timedelta(hours=13)).lessons() == 1
    assert await rows(db, "select 1 from delivery") == []
    assert await planner(db, HALF_PAST_SEVEN + timedelta(hours=37)).lessons() == 1
    found = await rows(db, "select occurrence from delivery")
    assert [row["occurrence"] for row in found] == ["2026-11-25"]


@pytest.mark.parametrize("end", ["drop", "wait"])
async def test_leaving_a_course_and_taking_it_up_again_makes_no_second_lesson(
    db: Database, end: str
) -> None:
    person = await enrolled(db, "city:42", times=(time(7, 30), time(20)))
    async with db.transaction() as conn:
        await taught(conn, "course", "other")
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 1
    await moved_away(db)
    async with db.transaction() as conn:
        if end == "drop":
            enrolled_as = await learners.load_enrolment(conn, person)
            assert enrolled_as
            await learners.drop(conn, enrolled_as.row)
        else:
            await learners.enrol(conn, person, "other", uuid4(), HALF_PAST_SEVEN)
        await learners.save_times(conn, person, [time(20)], HALF_PAST_SEVEN)
        await learners.enrol(conn, person, "course", uuid4(), HALF_PAST_SEVEN)
    assert await planner(db, HALF_PAST_SEVEN + timedelta(hours=13)).lessons() == 1
    assert await rows(db, "select 1 from delivery") == []


async def taught(conn: Connection, *courses: str) -> None:
    """Courses that somebody can enrol in."""
    for course in courses:
        await conn.execute(
            """
            with version as (
              insert into course_version (course_key, version, content_hash, title, track, language, level, hours,
                pass_mark, hours_per_credit, source, licence, reviewed_by, state, imported_at)
              values ($1, '1', '', '', 'everyone', 'zh-Hans', 1, 1, 0.6, 16, '', '', '', 'approved', $2) returning id
            )
            insert into course (key, current_version) select $1, id from version
            on conflict (key) do update set current_version = excluded.current_version
            """,
            course,
            NOON,
        )


async def test_what_was_fetched_before_its_time_is_not_planned(db: Database) -> None:
    person = await enrolled(db, "city:42")
    early = HALF_PAST_SEVEN - timedelta(hours=2)
    async with db.transaction() as conn:
        assert await planning_lessons.next_lesson_due(conn) == HALF_PAST_SEVEN
        await deliveries.note_pulled(
            conn,
            person,
            Kind.LESSON,
            "course",
            on=learner_day(early, "Asia/Shanghai"),
            lane="city",
            now=early,
            detail={},
        )
        tomorrow = HALF_PAST_SEVEN + timedelta(days=1)
        assert await planning_lessons.next_lesson_due(conn) == tomorrow
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 1
    assert await rows(db, "select 1 from delivery") == []
    assert (await rows(db, "select next_due from lesson_turn"))[0]["next_due"] == tomorrow


async def test_the_newest_eight_occurrences_are_kept(db: Database) -> None:
    await enrolled(db, "city:42", times=(time(7, 30), time(20)))
    for half_days in range(12):
        now = HALF_PAST_SEVEN + timedelta(hours=12.5 * half_days)
        await heard(db, now)
        await planner(db, now).lessons()
        await moved_away(db)
    kept = (await rows(db, "select planned from lesson_turn"))[0]["planned"]
    assert len(kept) == 8
    assert kept[0] < kept[-1]
    assert kept == sorted(kept)


async def test_a_lesson_that_is_owed_though_not_marked_stops_nobody(db: Database) -> None:
    await enrolled(db, "city:1")
    await enrolled(db, "city:2")
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 2
    async with db.connection() as conn:
        await conn.execute(
            "update lesson_turn set planned = '{}', next_due = $1 where learner_id = 1",
            HALF_PAST_SEVEN,
        )
    await enrolled(db, "city:3")
    async with db.connection() as conn:
        with pytest.raises(AlreadyOwedError):
            await planning_lessons.plan_lessons(conn, HALF_PAST_SEVEN, 10)
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 2
    found = await rows(db, "select learner_id from delivery order by 1")
    assert [row["learner_id"] for row in found] == [1, 2, 3]
    assert await planner(db, HALF_PAST_SEVEN).lessons() == 0


async def test_it_comes_in_the_turn_of_the_account_last_used(db: Database) -> None:
    never = await enrolled(db, "city:1", "town:1")
    used = await enrolled(db, "city:2", "town:2")
    left = await enrolled(db, "city:3", "town:3")
    async with db.connection() as conn:
        await conn.execute(
            "update address set last_in_at = $1 where account = 'city' and platform_id = '3'", NOON
        )
        await conn.execute("update address set state = 'gone' where last_in_at is not null")
        await conn.execute("update address set last_in_at = $1 where platform_id = '2'", NOON)
        await conn.execute(
            "update address set last_in_at = $1 where account = 'town' and platform_id = '2'",
            NOON + timedelta(hours=1),
        )
    await planner(db, HALF_PAST_SEVEN).lessons()
    found = await rows(db, "select learner_id, lane from delivery")
    lanes = {row["learner_id"]: row["lane"] for row in found}
    assert lanes == {never: "city", used: "town", left: "town"}


@pytest.mark.parametrize(
    ("slot", "occurrence"),
    [
        # 02:30 does not exist on 29 March 2026 in Berlin: it comes an hour later, for the day before.
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "2026-03-28"),
        # 02:30 comes twice on 25 October 2026: the second one counts.
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-24"),
    ],
)
async def test_where_clocks_change_there_is_one_lesson(
    db: Database, slot: datetime, occurrence: str
) -> None:
    before = slot - timedelta(hours=1)
    await enrolled(db, "city:1", due=slot, times=(time(2, 30),), zone="Europe/Berlin")
    assert await planner(db, before).lessons() == 0
    assert await planner(db, slot).lessons() == 1
    found = await rows(db, "select occurrence, due from delivery")
    assert [tuple(row.values()) for row in found] == [(occurrence, slot)]
    assert await planner(db, slot + timedelta(hours=20)).lessons() == 0
    assert await planner(db, slot + timedelta(hours=25)).lessons() == 1
    assert len(await rows(db, "select 1 from delivery")) == 2


async def test_thousands_of_one_morning_are_planned_by_batches_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.BATCH", 40)
    await many(db, 1000)
    totals = await asyncio.gather(*(planner(db, HALF_PAST_SEVEN).lessons() for _ in range(3)))
    assert sum(totals) == 1000
    found = await rows(
        db, "select count(*) as n, count(distinct learner_id) as people from delivery"
    )
    assert tuple(found[0].values()) == (1000, 1000)


async def test_a_batch_that_fails_is_told_and_the_others_are_kept(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.BATCH", 40)
    await many(db, 200)
    fails = iter([False, False, True])
    plan = planning_lessons.plan_lessons

    async def sometimes(*args: object, **named: object) -> planning_lessons.Batch:
        if next(fails, False):
            raise StorageUnavailableError("PostgreSQL went away.")
        return await plan(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.store.planning.lessons.plan_lessons", sometimes)
    with pytest.raises(StorageUnavailableError):
        await planner(db, HALF_PAST_SEVEN).lessons()
    left = 200 - len(await rows(db, "select 1 from delivery"))
    assert await planner(db, HALF_PAST_SEVEN).lessons() == left
    assert len(await rows(db, "select distinct learner_id from delivery")) == 200
