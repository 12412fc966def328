"""Learners whose daily lesson is due, and a planner for them."""

from datetime import UTC, datetime, time
from uuid import uuid4

from bot.clock import FrozenClock
from bot.store.db import Database
from bot.store.planning.pacing import Pacing
from schedules.planning import Planner
from tests.delivery.owing import NOON, learner

HALF_PAST_SEVEN = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""Tuesday the 24th, 07:30 in Shanghai."""


def planner(
    db: Database,
    now: datetime,
    planned: list[int] | None = None,
    pacing: Pacing | None = None,
    country: str = "",
) -> Planner:
    """A planner at an instant; ``planned`` grows each time it wakes the workers."""
    woken = planned if planned is not None else []
    return Planner(db, FrozenClock(now), lambda: woken.append(1), pacing, country=country)


async def heard(db: Database, at: datetime, learner: int | None = None) -> None:
    """A word came from everybody, or from one person, at an instant."""
    async with db.connection() as conn:
        await conn.execute(
            "update address set last_in_at = $1 where $2::bigint is null or learner_id = $2",
            at,
            learner,
        )


async def enrolled(
    db: Database,
    *addresses: str,
    due: datetime | None = HALF_PAST_SEVEN,
    state: str = "active",
    times: tuple[time, ...] = (time(7, 30),),
    zone: str = "Asia/Shanghai",
    course: str = "course",
) -> int:
    """A learner in a course, with the next item due."""
    person = await learner(db, *addresses, state=state, times=times, zone=zone)
    async with db.transaction() as conn:
        await conn.execute("insert into course (key) values ($1) on conflict do nothing", course)
        await conn.execute(
            "insert into enrolment (registration, learner_id, course_key, state, started_at) values ($1, $2, $3, 'active', $4)",
            uuid4(),
            person,
            course,
            NOON,
        )
        await conn.execute(
            "insert into lesson_turn (learner_id, course_key, active, next_due) values ($1, $2, true, $3)",
            person,
            course,
            due,
        )
    return person


async def many(db: Database, count: int, account: str = "city") -> None:
    """So many learners whose lesson is due at half past seven."""
    async with db.transaction() as conn:
        await conn.execute("insert into course (key) values ('course') on conflict do nothing")
        await conn.execute(
            """
            with person as (
              insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', $1::timestamptz
              from generate_series(1, $2::int) returning id
            ), reached as (
              insert into address (learner_id, account, channel, platform_id, created_at)
              select id, $3, 'telegram', id::text, $1 from person
            ), taught as (
              insert into enrolment (registration, learner_id, course_key, state, started_at)
              select gen_random_uuid(), id, 'course', 'active', $1 from person
            )
            insert into lesson_turn (learner_id, course_key, active, next_due)
            select id, 'course', true, $4 from person
            """,
            NOON,
            count,
            account,
            HALF_PAST_SEVEN,
        )
