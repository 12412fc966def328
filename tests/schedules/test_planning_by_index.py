"""Who is due is found by an index, however many there are and however much has ended."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.learning.restraint import restraint_on
from bot.store.db import Database
from bot.store.planning import competitions as planning_competitions
from bot.store.planning import lessons as planning_lessons
from bot.store.planning import sweeps as planning_sweeps
from bot.store.planning import weeks
from bot.store.planning.lessons import FIRST
from bot.store.planning.pacing import Pacing
from tests.schedules.contest import COHORT, COMPETITION, OPENS, crowd, take_in
from tests.schedules.due import HALF_PAST_SEVEN, many
from tests.store.test_hot_queries import Measuring

PEOPLE, DUE = 50_000, 5000
THREE_WEEKS_ON = HALF_PAST_SEVEN + timedelta(days=21)
LATER = THREE_WEEKS_ON.date()


@pytest.fixture
async def town(db: Database) -> AsyncIterator[Measuring]:
    """Fifty thousand learners of whom five thousand are due; what a test writes is undone."""
    async with db.connection() as conn:
        await conn.execute("set session_replication_role = replica")
    await many(db, PEOPLE)
    await crowd(db, COHORT, 20_000)
    await take_in(db, COMPETITION, OPENS)
    async with db.connection() as conn:
        await conn.execute(
            "update lesson_turn set next_due = $1::timestamptz + (learner_id - $2::int) * interval '1 second'",
            HALF_PAST_SEVEN,
            DUE,
        )
        await conn.execute("vacuum (analyze) lesson_turn, learner, address, group_member")
        await conn.execute("begin")
        yield Measuring(conn)
        await conn.execute("rollback")


async def test_planning_reads_no_table_from_end_to_end(town: Measuring) -> None:
    """One test for all, so that the tables are filled once."""
    conn: Any = town
    with pytest.raises(AssertionError, match="one row by its construction"):
        await planning_lessons.plan_lessons(conn, HALF_PAST_SEVEN, 5000)
    town.assert_by_index(
        "lesson_turn_due", "lesson_turn_pkey", "learner_pkey", "address_of_learner"
    )
    before = HALF_PAST_SEVEN - timedelta(days=1)
    for place in (FIRST, (HALF_PAST_SEVEN, PEOPLE)):
        with pytest.raises(AssertionError, match="one row by its construction"):
            await planning_lessons.plan_lessons(conn, before, 5000, after=place)
        town.assert_by_index("lesson_turn_due", pages=20)
    with pytest.raises(AssertionError, match="one row by its construction"):
        await planning_lessons.plan_lessons(
            conn, THREE_WEEKS_ON, 5000, restraint=restraint_on(LATER)
        )
    town.assert_by_index("lesson_turn_due", "learner_pkey", "address_of_learner", "address_pkey")
    away = [
        node
        for node in town.nodes()
        if node.get("Relation Name") == "learner" and node["Node Type"] == "ModifyTable"
    ]
    assert away, "who was silent is bidden farewell"
    await planning_lessons.end_pauses(conn, HALF_PAST_SEVEN, 500)
    town.assert_by_index("learner_paused")
    with pytest.raises(AssertionError, match="one row by their construction"):
        await planning_sweeps.unplanned(conn, HALF_PAST_SEVEN)
    town.assert_by_index("lesson_turn_due")
    await planning_sweeps.give_next_times(conn, HALF_PAST_SEVEN, 500)
    town.assert_by_index("lesson_turn_lost", pages=20)


async def test_a_batch_of_a_cohort_is_found_by_its_cursor(town: Measuring) -> None:
    values = Pacing().columns()
    conn: Any = town
    for announced_to in (0, PEOPLE + 10_000):
        await conn.fetchrow(
            planning_competitions.TO_COHORT,
            OPENS,
            *values,
            1,
            COMPETITION.key,
            COHORT.account,
            COHORT.platform_id,
            announced_to,
            500,
            OPENS + timedelta(days=1),
        )
        town.assert_by_index("group_member_pkey", "address_of_learner")


async def test_an_evening_of_a_week_is_found_by_its_cursor(town: Measuring) -> None:
    sunday = datetime(2026, 11, 29, 11, 30, tzinfo=UTC)
    conn: Any = town
    await weeks.open_weeks(conn, sunday)
    for zone, after in (("Asia/Shanghai", 0), ("Asia/Shanghai", PEOPLE), ("Europe/Berlin", 0)):
        await conn.fetchrow(
            weeks.PLAN,
            sunday,
            *Pacing().columns(),
            *(zone, "2026-W48", after, 500, sunday, sunday + timedelta(days=7)),
            *(date(2026, 11, 23), date(2026, 11, 29)),
        )
        town.assert_by_index(
            "learner_in_zone", "enrolment_of", "lesson_progress_pkey", "address_of_learner"
        )
