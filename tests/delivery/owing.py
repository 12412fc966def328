"""Rows to owe things to, made in plain SQL."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from bot.domain.delivery import Kind
from bot.domain.messages import say
from bot.domain.quiet_hours import QuietHours
from bot.store import endings
from bot.store.db import Database, Row
from bot.store.endings import Ending

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai, a Monday."""
QUIET = QuietHours(time(21, 30), time(7, 30))
ZONE = "Asia/Shanghai"
BOT, OFFICIAL = "city", "city-wechat"


async def learner(
    db: Database,
    *addresses: str,
    state: str = "active",
    zone: str = ZONE,
    times: tuple[time, ...] = (time(7, 30),),
) -> int:
    """A learner with addresses like ``city:42``; returns the row."""
    async with db.transaction() as conn:
        row: int = await conn.fetchval(
            "insert into learner (key, state, zone, times, created_at) values ($1, $2, $3, $4, $5) returning id",
            uuid4(),
            state,
            zone,
            list(times),
            NOON,
        )
        for address in addresses:
            account, _, platform_id = address.partition(":")
            channel = "wechat" if "wechat" in account else "telegram"
            await conn.execute(
                "insert into address (learner_id, account, channel, platform_id, created_at) values ($1, $2, $3, $4, $5)",
                row,
                account,
                channel,
                platform_id,
                NOON,
            )
    return row


async def group(db: Database, platform_id: str = "-100", account: str = BOT) -> int:
    """A group; returns the row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            "insert into chat_group (account, channel, platform_id, zone, known_at) values ($1, $2, $3, $4, $5) returning id",
            account,
            "wechat" if "wechat" in account else "telegram",
            platform_id,
            ZONE,
            NOON,
        )
    return row


async def window(
    db: Database, learner: int, name: str = "message", left: int = 5, until: datetime | None = None
) -> None:
    """Open a window at all WeChat addresses of a learner."""
    async with db.connection() as conn:
        await conn.execute(
            f"update address set {name}_window_left = $2, {name}_window_until = $3 where learner_id = $1 and channel = 'wechat'",
            learner,
            left,
            until or NOON + timedelta(hours=40),
        )


async def places(db: Database, learner: int) -> tuple[int, int]:
    """What is left of the message window and the click window."""
    row = (
        await rows(
            db,
            "select message_window_left, click_window_left from address where learner_id = $1 and channel = 'wechat'",
            learner,
        )
    )[0]
    return row["message_window_left"], row["click_window_left"]


async def owe(
    db: Database,
    to: int,
    *,
    kind: Kind = Kind.LESSON,
    to_group: bool = False,
    subject: str = "course",
    occurrence: str = "2026-11-23",
    due: datetime = NOON,
    expires: datetime | None = None,
    priority: int = 5,
    detail: dict[str, Any] | None = None,
    state: str = "planned",
    lane: str | None = None,
) -> int:
    """One delivery, planned or in another ``state``, wherever that belongs; returns the row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            """
            insert into delivery (learner_id, group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at, detail, state)
            values ($1, $2, coalesce($11, (select account from address where learner_id = $1 order by id limit 1),
              (select account from chat_group where id = $2), 'city'), $3, $4, $5, $6, $7, $7, $8, $7, $9, $10) returning id
            """,
            None if to_group else to,
            to if to_group else None,
            kind.value,
            subject,
            occurrence,
            priority,
            due,
            expires or due + timedelta(days=1),
            detail or {},
            state if state in {"planned", "claimed"} else "planned",
            lane,
        )
        if state not in {"planned", "claimed"}:
            await endings.end(conn, [Ending(row, 0, state, f"{state} before the test")], due)
    return row


async def many(
    db: Database,
    count: int,
    lane: str,
    *,
    first: int = 1,
    due: datetime = NOON,
    priority: int = 5,
    kind: Kind = Kind.LESSON,
) -> None:
    """As many learners, from platform id ``first`` on, each with an address in ``lane`` and one
    planned delivery there.
    """
    channel = "wechat" if "wechat" in lane else "telegram"
    async with db.transaction() as conn:
        await conn.execute(
            """
            with people as (
              insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', $3 from generate_series(1, $1)
              returning id
            ), reached as (
              insert into address (learner_id, account, channel, platform_id, created_at)
              select id, $4, $5, (row_number() over (order by id) + $2 - 1)::text, $3 from people
              returning id, learner_id
            )
            insert into delivery (learner_id, address_id, lane, kind, subject, occurrence, priority, due, next_try,
              expires, planned_at, detail)
            select learner_id, case when $6 = 'reply' then id end, $4, $6, 'course', '2026-11-23', $7, $3, $3,
              $3 + interval '1 day', $3, case when $6 = 'reply' then $8::jsonb else '{}' end
            from reached order by id
            """,
            count,
            first,
            due,
            lane,
            channel,
            kind.value,
            priority,
            reply_detail("an answer"),
        )


def reply_detail(text: str) -> dict[str, Any]:
    """A reply's stored words."""
    return say(text).to_json()


async def rows(db: Database, query: str, *values: object) -> list[Row]:
    """What the database holds."""
    async with db.connection() as conn:
        return await conn.fetch(query, *values)


_EVERYWHERE = """
select id, learner_id, group_id, lane, kind, subject, occurrence, state, due, next_try, expires, lease_until, attempts - unsent as tries, attempts,
  uncertain, address_id, rung, null as reason, detail, steps, decided_at, null::timestamptz as ended_at from delivery
union all
select id, learner_id, null, lane, kind, subject, occurrence, 'held', due, null, expires, null, attempts, attempts,
  uncertain, null, null, reason, detail, steps, decided_at, held_at from delivery_held
union all
select id, learner_id, group_id, lane, kind, subject, occurrence, state, due, null, expires, null, attempts, attempts,
  uncertain, address_id, rung, reason, detail, steps, decided_at, ended_at from delivery_past
"""


async def one(db: Database, delivery: int) -> Row:
    """A delivery as it stands, in whichever table."""
    found = await rows(db, f"select * from ({_EVERYWHERE}) as d where id = $1", delivery)
    assert len(found) == 1, "a delivery is in one place"
    return found[0]


async def all_of(db: Database, condition: str = "true", *values: object) -> list[Row]:
    """All deliveries, wherever they are, in the order in which they were made."""
    return await rows(
        db, f"select * from ({_EVERYWHERE}) as d where {condition} order by id", *values
    )
