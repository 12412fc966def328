"""People, and what is owed to them: rows as the program's own planning leaves them."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from bench.program import ACCOUNT, PACK
from bot.content.load import load_pack
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.messages import say
from bot.store.competitions import import_competition
from bot.store.content_import import import_courses
from bot.store.db import Database

FIRST_CHAT = 910_000_001
"""The Telegram chat of learner 1; the next one's is the next number."""
ZONE = "Asia/Shanghai"
COURSE = "law-basics"
COMPETITION = "bench-2026"
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


def chat_of(learner: int) -> int:
    """The chat of a learner that ``people`` made."""
    return FIRST_CHAT + learner - 1


async def people(
    conn: asyncpg.Connection, count: int, *, enrolled_due: datetime | None = None
) -> None:
    """Learners 1 to ``count``, each with a Telegram chat; with ``enrolled_due`` also in a course
    whose next lesson is owed then, and heard of the day before. Foreign keys are not checked.
    """
    await conn.execute("set session_replication_role = replica")
    await conn.execute(
        """
        insert into learner (key, state, zone, times, created_at)
        select gen_random_uuid(), 'active', $2, '{07:30}', $3 from generate_series(1, $1::int)
        """,
        count,
        ZONE,
        BEFORE,
    )
    await conn.execute(
        """
        insert into address (learner_id, account, channel, platform_id, last_in_at, created_at)
        select n, $2, 'telegram', ($3::bigint + n)::text, $4, $4 from generate_series(1, $1::int) n
        """,
        count,
        ACCOUNT,
        FIRST_CHAT - 1,
        enrolled_due - timedelta(days=1) if enrolled_due else BEFORE,
    )
    if enrolled_due is not None:
        await conn.execute(
            """
            with e as (
              insert into enrolment (registration, learner_id, course_key, state, started_at)
              select gen_random_uuid(), n, $2, 'active', $4 from generate_series(1, $1::int) n
            )
            insert into lesson_turn (learner_id, course_key, active, next_due)
            select n, $2, true, $3 from generate_series(1, $1::int) n
            """,
            count,
            COURSE,
            enrolled_due,
            BEFORE,
        )
    await conn.execute("set session_replication_role = origin")
    await conn.execute("vacuum (analyze) learner, address, enrolment, lesson_turn")


async def courses(database_url: str) -> None:
    """Teach the shipped ones."""
    db = await Database.connect(database_url, size=1)
    async with db.transaction() as conn:
        await import_courses(conn, load_pack(PACK).courses, at=BEFORE, approver="bench")
    await db.close()


async def competition(database_url: str) -> None:
    """One that is open for ten days, for its words."""
    now = datetime.now(UTC)
    stage = Stage(
        "registration",
        StageKind.REGISTRATION,
        now - timedelta(days=1),
        now + timedelta(days=10),
    )
    known = Competition(
        key=COMPETITION,
        title="全民法治知识竞赛",
        category=Category.LEGAL_LITERACY,
        organiser="市图书馆",
        link="https://example.org/rules",
        groups=(GroupName(ACCOUNT, "-100200300"),),
        stages=(stage,),
        reminders=(),
    )
    db = await Database.connect(database_url, size=1)
    async with db.transaction() as conn:
        await import_competition(conn, known, [], at=now)
    await db.close()


async def announce(
    conn: asyncpg.Connection,
    count: int,
    *,
    due: datetime,
    occurrence: str,
    first: int = 1,
    account: str = ACCOUNT,
) -> None:
    """Plan an announcement to ``count`` learners from ``first`` on, to be sent from ``due`` on."""
    await conn.execute(
        """
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try,
          expires, planned_at)
        select n, $3, 'announcement', $4, $5, 4, $6::timestamptz, $6, $6::timestamptz + interval '5 days', $6
        from generate_series($1::int, $1::int + $2::int - 1) n
        """,
        first,
        count,
        account,
        COMPETITION,
        occurrence,
        due,
    )


async def announce_to_groups(
    conn: asyncpg.Connection, groups: int, each: int, *, due: datetime, account: str
) -> None:
    """Plan ``each`` announcements to every one of ``groups`` new group chats."""
    await conn.execute(
        """
        with known as (
          insert into chat_group (account, channel, platform_id, zone, known_at)
          select $1, 'telegram', (-1000 - n)::text, $2, $3 from generate_series(1, $4::int) n
          returning id
        )
        insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try,
          expires, planned_at)
        select id, $1, 'announcement', $5, 'to-group-' || n, 4, $6::timestamptz, $6, $6::timestamptz + interval '5 days', $6
        from known, generate_series(1, $7::int) n
        """,
        account,
        ZONE,
        BEFORE,
        groups,
        COMPETITION,
        due,
        each,
    )


async def follow_up(conn: asyncpg.Connection, learner: int, now: datetime) -> None:
    """Owe a learner who waits a follow-up of its last reply, as a handler's transaction does."""
    await conn.execute(
        """
        insert into delivery (learner_id, address_id, lane, kind, subject, occurrence, priority, due,
          next_try, expires, detail, planned_at)
        select $1, a.id, $2, 'reply', $3, '1', 0, $4::timestamptz, $4, $4::timestamptz + interval '1 day', $5::jsonb, $4
        from address a where a.learner_id = $1
        """,
        learner,
        ACCOUNT,
        uuid4().hex,
        now,
        FOLLOW_UP,
    )


FOLLOW_UP = json.dumps(
    say("答对了。下面是这一课的第二题，请回复数字。").to_json(), ensure_ascii=False
)


async def ended(conn: asyncpg.Connection, occurrence: str) -> dict[str, int]:
    """How many of ``announce``'s ended in which state, and how many did not."""
    rows = await conn.fetch(
        """
        select state, count(*) as n from delivery_past where occurrence = $1 group by state
        union all select 'open', count(*) from delivery where occurrence = $1
        """,
        occurrence,
    )
    return {"sent": 0} | {row["state"]: row["n"] for row in rows}
