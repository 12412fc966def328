"""People at one or two addresses, in courses, groups and competitions, made in plain SQL."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bot.store import learners, merging
from bot.store.db import Database
from tests.delivery.owing import NOON, OFFICIAL, rows
from tests.store.test_learners import teach

OTHER = "province-wechat"
"""A second official account of the same owner."""


async def enrolled(
    db: Database,
    person: int,
    course: str = "course",
    done: tuple[str, ...] = (),
    *,
    at: datetime = NOON,
) -> int:
    """Take a course up, with ``done`` lessons finished, one a day up to ``at``; the enrolment."""
    registration = uuid4()
    if not await rows(db, "select 1 from course where key = $1", course):
        await teach(db, course)
    async with db.transaction() as conn:
        await learners.enrol(conn, person, course, registration, at)
        enrolment: int = await conn.fetchval(
            "select id from enrolment where registration = $1", registration
        )
        for number, lesson in enumerate(done):
            then = at - timedelta(days=len(done) - 1 - number)
            await conn.execute(
                "insert into lesson_progress values ($1, $2, $3, $4, $3, $4)",
                enrolment,
                lesson,
                then,
                then.date(),
            )
            await complete(db, person, course, lesson, registration, then)
    return enrolment


async def complete(
    db: Database, person: int, course: str, lesson: str | None, registration: UUID, at: datetime
) -> int:
    """A completion of a lesson, or of the course with its claim; each with its statement."""
    async with db.transaction() as conn:
        row: int = await conn.fetchval(
            """
            insert into completion (learner_id, kind, course_key, lesson_key, registration, content_version, seconds,
              completed_at) values ($1, $2, $3, $4, $5, '1', 60, $6) returning id
            """,
            person,
            "lesson" if lesson else "course",
            course,
            lesson,
            registration,
            at,
        )
        statement = uuid4()
        await conn.execute(
            "insert into statement values ($1, $2, $3, $4)", statement, row, b"{}", at
        )
        await conn.execute(
            "insert into push (statement_id, target, state, owed_at, next_try) values ($1, 'lrs', 'waiting', $2, $2)",
            statement,
            at,
        )
        if lesson is None:
            await conn.execute(
                """
                insert into claim (completion_id, learner_id, registration, course_key, level, hours, hours_per_credit,
                  credit, rule, claimed_at) values ($1, $2, $3, $4, 1, 4, 16, 0.25, '16h=1', $5)
                """,
                row,
                person,
                registration,
                course,
                at,
            )
    return row


async def merge(db: Database, keep: int, gone: int, now: datetime = NOON) -> bool:
    """Make the two one."""
    async with db.transaction() as conn:
        return await merging.merge(conn, keep, gone, now)


async def follower(
    db: Database,
    platform_id: str,
    *,
    account: str = OFFICIAL,
    track: str | None = None,
    heard_at: datetime | None = None,
    came_at: datetime = NOON - timedelta(days=30),
) -> tuple[int, int]:
    """Somebody who follows an official account: the rows of learner and address."""
    async with db.transaction() as conn:
        person: int = await conn.fetchval(
            """
            insert into learner (key, state, track, zone, times, created_at)
            values ($1, 'active', $2, 'Asia/Shanghai', '{07:30}', $3) returning id
            """,
            uuid4(),
            track,
            came_at,
        )
        address: int = await conn.fetchval(
            """
            insert into address (learner_id, account, channel, platform_id, last_in_at, created_at)
            values ($1, $2, 'wechat', $3, $4, $5) returning id
            """,
            person,
            account,
            platform_id,
            heard_at,
            came_at,
        )
    return person, address
