"""A course, a learner and facts, made up; and shortcuts into the ledger's tables."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from bot.domain.content import Course, Lesson, Track
from bot.domain.credits import Form, Target
from bot.ledger.facts import CourseFinished, LessonCompleted, QuizFinished
from bot.ledger.statements import Issuer
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
LRS = Target("lrs")
OTHER = Target("other")
BANK = Target("bank", Form.RECORD, needs_account=True)
ISSUER = Issuer("https://yike.example.org", b"a made-up key of 32 bytes .......")
LEARNER_KEY = UUID("0b0ad8d2-2f5e-4f0a-9a57-3d6a2b1c9e10")
REGISTRATION = UUID("6f1e1f4a-9a7b-4c3d-8e2f-1a2b3c4d5e6f")


def course(**changes: Any) -> Course:
    lessons = (
        Lesson("scan-to-pay", "扫码付款三步走", 2, "第一步……"),
        Lesson("two-codes", "两种码别弄混", 2, "付款码……"),
    )
    values: dict[str, Any] = {
        "key": "smart-payments",
        "title": "手机支付不求人",
        "track": Track.SENIORS,
        "language": "zh-Hans",
        "level": 1,
        "hours": 4,
        "pass_mark": 0.6,
        "hours_per_credit": 16,
        "version": "2026.1",
        "source": "……",
        "licence": "CC-BY-4.0",
        "reviewed_by": "……",
        "lessons": lessons,
    }
    return Course(**{**values, **changes})


def _common(changes: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "learner": 1,
        "learner_key": LEARNER_KEY,
        "course": course(),
        "registration": REGISTRATION,
        "seconds": 150,
        "platform": "wechat",
        "at": NOW - timedelta(seconds=3),
    }
    return {**values, **changes}


def lesson_completed(**changes: Any) -> LessonCompleted:
    values = _common(changes)
    return LessonCompleted(**{"lesson": values["course"].lessons[0], **values})


def quiz_finished(**changes: Any) -> QuizFinished:
    values = _common({"seconds": 72, **changes})
    score = {"attempt": 1, "raw": 4, "maximum": 5, "pass_mark": 0.6}
    return QuizFinished(**{"lesson": values["course"].lessons[0], **score, **values})


def course_finished(**changes: Any) -> CourseFinished:
    measured = {"started_at": NOW - timedelta(days=5), "raw": 9, "maximum": 10}
    return CourseFinished(**_common({"seconds": 2_400, **measured, **changes}))


def many_lessons(number: int, **changes: Any) -> list[LessonCompleted]:
    """Completions of one lesson under as many registrations."""
    return [
        lesson_completed(registration=uuid5(REGISTRATION, str(k)), **changes)
        for k in range(number)
    ]


async def add_learner(db: Database, key: UUID = LEARNER_KEY) -> int:
    async with db.connection() as conn:
        return int(
            await conn.fetchval(
                "insert into learner (key, zone, times, created_at) "
                "values ($1, 'Asia/Shanghai', '{07:30}', $2) returning id",
                *(key, NOW),
            )
        )


async def teach(conn: Connection, taught: Course) -> None:
    """A course is taught from now on, as an operator's import makes it."""
    await import_courses(conn, [taught], at=NOW, approver="test")


async def waiting_for_a_lock(db: Database) -> None:
    """Until some connection waits for another one's lock."""
    async with asyncio.timeout(20), db.connection() as conn:
        while not await conn.fetchval("select count(*) from pg_locks where not granted"):
            await asyncio.sleep(0)


async def states(db: Database, target: str = "lrs") -> dict[str, int]:
    """How many outbox rows of a target are in each state."""
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select state, count(*) as n from push where target = $1 group by state", target
        )
    return {row["state"]: row["n"] for row in rows}


async def pushes(db: Database, target: str = "lrs") -> list[dict[str, Any]]:
    """The outbox rows of a target, oldest first."""
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select * from push where target = $1 order by owed_at, statement_id", target
        )
    return [dict(row) for row in rows]


async def bodies(db: Database) -> dict[str, bytes]:
    """The stored bytes of every statement, by id."""
    async with db.connection() as conn:
        return {
            str(r["id"]): r["body"] for r in await conn.fetch("select id, body from statement")
        }
