"""A province's rows, made by PostgreSQL itself: learners, groups, deliveries of two months, an
announcement to everybody.
"""

from datetime import UTC, datetime, timedelta

import asyncpg

from bench.console.contests import fill_contests
from bench.program import ACCOUNT

LEARNERS, GROUPS, PAST, ENTRIES = 1_000_000, 2_000, 10_000_000, 100_000
DAYS = 60
CONTEST, NEWS = "bench-contest", "bench-news"

_LEARNERS = """
insert into learner (id, key, state, track, zone, times, created_at)
overriding system value
select n, gen_random_uuid(), (array['active','active','active','active','paused','away'])[1 + n % 6],
  (array['seniors','couriers','farmers','workers','youth'])[1 + n % 5], 'Asia/Shanghai', '{07:30}', $1
from generate_series(1, $2::bigint) n
"""
_ADDRESSES = """
insert into address (id, learner_id, account, channel, platform_id, last_in_at, created_at)
overriding system value
select n, n, $3, 'wechat', 'o' || lpad(n::text, 27, '0'), $1, $1 from generate_series(1, $2::bigint) n
"""
_GROUPS = """
insert into chat_group (id, account, channel, platform_id, title, zone, known_at)
overriding system value
select n, $3, 'wechat', 'class-' || n, '第' || n || '班', 'Asia/Shanghai', $1 from generate_series(1, $2::bigint) n
"""
_MEMBERS = """
insert into group_member (group_id, learner_id, joined_at)
select 1 + n % $2::bigint, n, $1 from generate_series(1, $3::bigint) n
"""
_PAST = """
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts,
  uncertain, address_id, rung, reason, detail, steps, planned_at, decided_at, ended_at)
select n, 1 + n % $2::bigint, $3, 'lesson', 'law-basics', at::date::text, 5,
  case when n % 100 < 3 then 'expired' when n % 100 = 3 then 'failed' else 'sent' end,
  at, 1, false, 1 + n % $2::bigint, case when n % 100 < 3 then null else (array['customer','notice','template','mass'])[1 + n % 4] end,
  case when n % 100 < 3 then 'hold: no window is open' when n % 100 = 3 then 'gave up after 3 h: unavailable 502' else 'sent' end,
  '{"lesson": "law-1", "version": "2026.1"}', '[]', at, at, at
from (select n, $1::timestamptz + $5::bigint * interval '1 day' * ((n - 1)::float8 / $7::bigint) as at
  from generate_series($4::bigint, $6::bigint) n) as rows
"""
"""One after the other, as they come to lie when they end."""
_TOLD = """
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts,
  uncertain, address_id, rung, reason, detail, steps, planned_at, decided_at, ended_at)
select 20000000 + n, n, $3, 'news', $4, 'once', 4,
  case when n % 50 = 0 then 'expired' when n % 50 = 1 then 'failed' else 'sent' end, $1::timestamptz, 1, false, n,
  case when n % 50 > 1 then (array['customer','notice','template','mass'])[1 + n % 4] end,
  case when n % 50 = 0 then 'the announcement is over' when n % 50 = 1 then 'gave up after 3 h: unavailable 502' else 'sent' end,
  '{}', '[]', $1::timestamptz, $1::timestamptz + (n % 7200) * interval '1 second', $1::timestamptz + (n % 7200) * interval '1 second'
from generate_series(1, $2::bigint) n
"""


async def fill(conn: asyncpg.Connection, now: datetime) -> None:
    """Everything, with the statistics of a night's rest. Foreign keys are not checked."""
    began = now - timedelta(days=DAYS - 1)
    await conn.execute("set session_replication_role = replica")
    await conn.execute(_LEARNERS, began, LEARNERS, timeout=600)
    await conn.execute(_ADDRESSES, began, LEARNERS, ACCOUNT, timeout=600)
    await conn.execute(_GROUPS, began, GROUPS, ACCOUNT)
    await conn.execute(_MEMBERS, began, GROUPS, LEARNERS, timeout=600)
    day = began.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    step = 1_000_000
    for first in range(1, PAST + 1, step):
        await conn.execute(
            _PAST, day, LEARNERS, ACCOUNT, first, DAYS - 1, first + step - 1, PAST, timeout=600
        )
    await fill_contests(conn, now, CONTEST, ENTRIES)
    await _announcements(conn, now)
    await conn.execute(_TOLD, now - timedelta(hours=3), LEARNERS, ACCOUNT, NEWS, timeout=600)
    await conn.execute(
        "insert into announcement_told select $1, n from generate_series(1, $2::bigint) n",
        NEWS,
        LEARNERS,
        timeout=600,
    )
    await conn.execute("set session_replication_role = origin")
    for table in ("learner", "address", "chat_group", "entry", "work", "delivery"):
        await conn.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), 50000000)")
    await conn.execute("vacuum analyze", timeout=1200)


async def _announcements(conn: asyncpg.Connection, now: datetime) -> None:
    await conn.execute(
        """
        insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash,
          approved_by, imported_at)
        select case when n = 1 then $2 else $2 || '-' || n end, '第' || n || '号通知', '第' || n || '场讲座改在周六上午。', '某某图书馆', '',
          $1::timestamptz - interval '3 hours', $1::timestamptz + interval '2 days', false, '', 'bench', $1::timestamptz
        from generate_series(1, 200) n
        """,
        now,
        NEWS,
    )
    await conn.execute(
        """
        insert into announcement_group (announcement_key, account, platform_id, planned_to, planned_at)
        select $2, account, platform_id, $3, $1 from chat_group
        """,
        now,
        NEWS,
        LEARNERS,
    )
    await conn.execute(
        """
        insert into audit_entry (at, actor, act, about_kind, about, after)
        select $1::timestamptz - n * interval '1 minute', 'operator 00000000', 'group.rename', 'group', n::text, '{}'
        from generate_series(1, 100000) n
        """,
        now,
    )
