"""Statements that are owed to a credit bank: rows as a recorded completion leaves them."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from bench.program import PACK
from bot.content.load import load_pack
from bot.ledger.facts import LessonCompleted
from bot.ledger.pushing.batches import take_batch
from bot.ledger.statements import Issuer, Statement, render
from bot.store.ledger.push import Owed

TARGET = "bench-lrs"
ISSUER = Issuer("https://yike.example.org", b"bench pseudonym key of 32 bytes!")
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
AT_ONCE = 10_000
PEOPLE = 200

_PUSH_COLUMNS = ("statement_id", "target", "state", "owed_at", "next_try")
_COMPLETION_COLUMNS = (
    *("key", "person", "kind", "course_key", "lesson_key", "registration", "content_version"),
    *("seconds", "notional_minutes", "platform", "completed_at", "recorded_at"),
)


Person = tuple[int, UUID]
"""A learner's row and key."""


async def people(conn: asyncpg.Connection, count: int) -> list[Person]:
    """So many learners who agreed to everything."""
    return [await _somebody(conn) for _ in range(count)]


async def _somebody(conn: asyncpg.Connection) -> Person:
    key = uuid4()
    row = await conn.fetchval(
        "insert into learner (key, zone, times, created_at)"
        " values ($1, 'Asia/Shanghai', '{07:30}', $2) returning id",
        key,
        FIRST,
    )
    await conn.execute("insert into ledger_person (key, learner_id) values ($1, $2)", key, row)
    await conn.execute(
        "insert into consent (learner_id, purpose, version, given_at)"
        " values ($1, 'credit-bank:' || $2, 'bench', $3)",
        *(row, TARGET, FIRST),
    )
    return row, key


def lessons(count: int, people: Sequence[Person]) -> Iterator[LessonCompleted]:
    """So many completed lessons of ``people`` in turn, each of an enrolment of its own, a second
    apart.
    """
    course = load_pack(PACK).courses[0]
    for number in range(count):
        learner, key = people[number % len(people)]
        yield LessonCompleted(
            learner=learner,
            learner_key=key,
            course=course,
            registration=uuid4(),
            seconds=150,
            platform="wechat",
            at=FIRST + timedelta(seconds=number),
            lesson=course.lessons[number % len(course.lessons)],
        )


async def owe(conn: asyncpg.Connection, count: int) -> None:
    """Write ``count`` completions with their statements, all of them queued for TARGET."""
    facts = lessons(count, await people(conn, PEOPLE))
    await conn.execute("set session_replication_role = replica")
    while part := list(islice(facts, AT_ONCE)):
        await _write(conn, part, [render(fact, ISSUER, fact.at) for fact in part])
    await conn.execute("set session_replication_role = origin")
    await conn.execute("vacuum (analyze) completion, statement, push, consent, ledger_person")


async def _write(
    conn: asyncpg.Connection, facts: Sequence[LessonCompleted], said: Sequence[Statement]
) -> None:
    await conn.copy_records_to_table(
        "completion",
        columns=_COMPLETION_COLUMNS,
        records=[
            (
                *(one.id, fact.learner_key, "lesson", fact.course.key, fact.lesson.key),
                *(fact.registration, fact.course.version, fact.seconds, 2, fact.platform),
                *(fact.at, fact.at),
            )
            for fact, one in zip(facts, said, strict=True)
        ],
    )
    rows = await conn.fetch(
        "select id, key from completion where key = any($1::uuid[])", [one.id for one in said]
    )
    ids = {row["key"]: row["id"] for row in rows}
    await conn.copy_records_to_table(
        "statement",
        columns=("id", "completion_id", "form", "body", "created_at"),
        records=[
            (one.id, ids[one.id], "xapi", one.body, fact.at)
            for fact, one in zip(facts, said, strict=True)
        ],
    )
    await conn.copy_records_to_table(
        "push",
        columns=_PUSH_COLUMNS,
        records=[
            (one.id, TARGET, "queued", fact.at, fact.at)
            for fact, one in zip(facts, said, strict=True)
        ],
    )


async def queue_again(conn: asyncpg.Connection) -> None:
    """All of them are owed as before the first push."""
    await conn.execute(
        "update push set state = 'queued', accepted_at = null, tried_at = null, attempts = 0,"
        " reason = null, next_try = owed_at"
    )
    await conn.execute("vacuum (analyze) push")


async def write_batches(conn: asyncpg.Connection, file: Path) -> int:
    """Write the batches in which they are pushed, one a line; how many statements."""
    rows = await conn.fetch(
        "select s.id, s.body, p.owed_at from push p join statement s on s.id = p.statement_id"
        " order by p.owed_at, s.id"
    )
    owed = deque(Owed(row["id"], row["body"], 0, row["owed_at"]) for row in rows)
    with file.open("wb") as out:
        while batch := take_batch(owed):
            out.write(b"[" + b",".join(one.body for one in batch) + b"]\n")
    return len(rows)
