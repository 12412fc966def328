"""People at one or two addresses, in courses, groups and competitions, made in plain SQL."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bot.domain.content import Lesson
from bot.ledger.completions import record_completion
from bot.store import learners
from bot.store.db import Database
from bot.store.merging import people as merging
from tests.delivery.owing import NOON, OFFICIAL, rows
from tests.ledger import samples
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
                "insert into lesson_progress values ($1, $2, '{}', $3, $4, $3, $4)",
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
    taught = samples.course(
        key=course, lessons=(Lesson(lesson, lesson, 2, "……"),) if lesson else ()
    )
    make = samples.lesson_completed if lesson else samples.course_finished
    async with db.transaction() as conn:
        key = await conn.fetchval("select key from learner where id = $1", person)
        fact = make(
            learner=person, learner_key=key, course=taught, registration=registration, at=at
        )
        made = await record_completion(conn, fact, samples.ISSUER, [samples.LRS], at)
        row: int = await conn.fetchval("select id from completion where key = any($1)", list(made))
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
