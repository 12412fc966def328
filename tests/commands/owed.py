"""Deliveries in every state, made in plain SQL, a thousand as cheaply as one."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bot.store.db import Database, Row

NOON = datetime(2031, 11, 24, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai."""


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


async def people(db: Database, count: int) -> list[int]:
    """Learners; their rows."""
    async with db.connection() as conn:
        rows = await conn.fetch(
            """
            insert into learner (key, state, zone, times, created_at)
            select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', $2 from generate_series(1, $1) returning id
            """,
            count,
            NOON,
        )
    return [row["id"] for row in rows]


async def planned(
    db: Database,
    learners: list[int],
    *,
    lane: str = "city",
    kind: str = "lesson",
    subject: str = "course",
    state: str = "planned",
    due: datetime = NOON,
    next_try: datetime | None = None,
    decided_at: datetime | None = None,
    uncertain: bool = False,
) -> None:
    """One open delivery for each learner."""
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into delivery (learner_id, lane, kind, subject, occurrence, priority, state, due, next_try,
              expires, planned_at, decided_at, uncertain, lease_until)
            select l, $2, $3, $4, $5, 5, $6, $7, $8, $7::timestamptz + interval '1 day', $7, $9, $10,
              case when $6::text = 'claimed' then $8::timestamptz + interval '1 minute' end
            from unnest($1::bigint[]) l
            """,
            learners,
            lane,
            kind,
            subject,
            str(uuid4()),
            state,
            due,
            next_try or due,
            decided_at,
            uncertain,
        )


async def held(
    db: Database,
    learners: list[int],
    *,
    lane: str = "city",
    kind: str = "lesson",
    subject: str = "course",
    due: datetime = NOON,
    late: float = 1.0,
) -> None:
    """One delivery in the inbox of each learner, decided ``late`` seconds after its due."""
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires,
              attempts, uncertain, detail, steps, planned_at, decided_at, reason, held_at)
            select nextval(pg_get_serial_sequence('delivery', 'id')), l, $2, $3, $4, $5, 5, $6,
              $6::timestamptz + interval '1 day', 0, false, '{}', '[]', $6, $7, 'no window is open', $7
            from unnest($1::bigint[]) l
            """,
            learners,
            lane,
            kind,
            subject,
            str(uuid4()),
            due,
            due + seconds(late),
        )


async def past(
    db: Database,
    learners: list[int],
    state: str = "sent",
    *,
    lane: str = "city",
    kind: str = "lesson",
    subject: str = "course",
    due: datetime = NOON,
    late: float = 1.0,
    reason: str = "sent",
    expires: datetime | None = None,
    occurrence: str = "",
) -> None:
    """One delivery of each learner that ended ``late`` seconds after its due, decided then."""
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
              attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
            select nextval(pg_get_serial_sequence('delivery', 'id')), l, $2, $3, $4, $5, 5, $6, $7, $8, 1, false,
              $9, '{"lesson": "one"}', '[]', $7, $10, $10
            from unnest($1::bigint[]) l
            """,
            learners,
            lane,
            kind,
            subject,
            occurrence or str(uuid4()),
            state,
            due,
            expires or due + timedelta(days=1),
            reason,
            due + seconds(late),
        )


async def rows(db: Database, query: str, *values: object) -> list[Row]:
    """What the database holds."""
    async with db.connection() as conn:
        return await conn.fetch(query, *values)


async def count(db: Database, table: str, where: str = "true") -> int:
    """How many rows of a table."""
    return int((await rows(db, f"select count(*) as n from {table} where {where}"))[0]["n"])
