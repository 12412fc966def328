"""The hot statements reach their rows by index, however much lies in the tables."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.delivery import Kind
from bot.store import (
    claims,
    deliveries,
    endings,
    inbound,
    prospects,
    quotas,
    receipts,
)
from bot.store.db import Connection, Database, Row
from bot.store.planning import lessons as planning_lessons
from bot.store.replies import OwedReply, add_replies

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BIG = {
    "delivery",
    "delivery_held",
    "delivery_past_other",
    "learner",
    "address",
    "enrolment",
    "lesson_turn",
    "inbound_event",
}
FILL = """
set session_replication_role = replica;
insert into course (key) values ('course');
insert into learner (key, state, zone, times, created_at)
  select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', timestamptz '2026-11-01 00:00+00'
  from generate_series(1, 60000);
insert into address (learner_id, account, channel, platform_id, created_at)
  select n, 'bot-' || n % 50, 'telegram', n::text, timestamptz '2026-11-01 00:00+00' from generate_series(1, 60000) n;
insert into enrolment (registration, learner_id, course_key, state, started_at)
  select gen_random_uuid(), n, 'course', 'active', timestamptz '2026-11-01 00:00+00' from generate_series(1, 60000) n;
insert into lesson_turn (learner_id, course_key, active, next_due)
  select n, 'course', true, timestamptz '2026-11-23 04:00+00' + (n - 1000) * interval '1 second'
  from generate_series(1, 60000) n;
insert into inbound_event (key, received_at)
  select decode(md5(n::text), 'hex'), timestamptz '2026-11-20 04:00+00' + n * interval '1 second'
  from generate_series(1, 60000) n;
insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select n % 60000 + 1, 'bot-' || (n % 60000 + 1) % 50, 'lesson', 'course', (n / 60000)::text, 5,
    t, t, t + interval '1 day', timestamptz '2026-11-22 04:00+00'
  from generate_series(1, 100100) n,
    lateral (select timestamptz '2026-11-23 04:00+00'
      + case when n < 40000 then 0 else n - 60000 end * interval '1 second' as t) s;
update delivery set state = 'claimed', address_id = learner_id, attempts = 1, rung = 'send',
  lease_until = timestamptz '2026-11-23 04:00:30+00' where id > 100000;
insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts, uncertain,
    detail, steps, planned_at, reason, held_at)
  select 1000000 + n, n % 60000 + 1, 'bot-1', 'lesson', 'course', 'held ' || n / 60000, 5, t, t + interval '1 day', 0,
    false, '{}', '[]', t, 'no window is open', t
  from generate_series(1, 70000) n,
    lateral (select timestamptz '2026-11-22 03:50+00' + n * interval '1 second' as t) s;
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts, uncertain,
    reason, detail, steps, planned_at, decided_at, ended_at)
  select 2000000 + n, n % 60000 + 1, 'bot-1', 'lesson', 'course', 'past ' || n / 60000, 5, 'sent', t, 1, false,
    'sent 200', '{}', '[]', t, t, t
  from generate_series(1, 100000) n,
    lateral (select timestamptz '2026-11-20 04:00+00' + n * interval '1 second' as t) s;
insert into quota_use select 'bot-' || a, 'customer', '2026-11-' || lpad(d::text, 2, '0'), 1
  from generate_series(0, 49) a, generate_series(1, 30) d;
set session_replication_role = origin;
analyze;
"""
"""A thousand turns and sixty thousand deliveries of fifty accounts are due at noon, the rest
later; a hundred are on their way. As many lie in inboxes and in the past.
"""


class Measuring:
    """A connection that runs each statement under EXPLAIN and keeps what PostgreSQL did."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.plan: dict[str, Any] = {}

    async def _explain(self, query: str, *args: object) -> None:
        found = await self._conn.fetchval(
            f"explain (analyze, buffers, timing off, format json) {query}", *args
        )
        (self.plan,) = json.loads(found) if isinstance(found, str) else found

    async def execute(self, query: str, *args: object) -> str:
        await self._explain(query, *args)
        return "DONE 0"

    async def fetch(self, query: str, *args: object) -> list[Row]:
        await self._explain(query, *args)
        return []

    async def fetchrow(self, query: str, *args: object) -> None:
        await self._explain(query, *args)

    async def fetchval(self, query: str, *args: object) -> None:
        await self._explain(query, *args)

    def nodes(self) -> Iterator[dict[str, Any]]:
        """All steps of the plan."""
        waiting = [self.plan["Plan"]]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", ())
            yield node

    def assert_by_index(self, *indexes: str, pages: int | None = None) -> None:
        """No big table is read from end to end, ``indexes`` are used, and no more than ``pages``
        pages (of 8 KB, counted at each visit) are looked at.
        """
        scanned = [n["Relation Name"] for n in self.nodes() if n["Node Type"] == "Seq Scan"]
        assert not BIG & set(scanned), json.dumps(self.plan, indent=1)
        used = {node.get("Index Name") for node in self.nodes()}
        assert set(indexes) <= used, used
        top = self.plan["Plan"]
        visited = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
        assert pages is None or visited <= pages, json.dumps(self.plan, indent=1)


@pytest.fixture
async def full(db: Database) -> AsyncIterator[Measuring]:
    """A database with a town of sixty thousand; what a test writes is undone."""
    async with db.connection() as conn:
        await conn.execute(FILL)
        await conn.execute("begin")
        yield Measuring(conn)
        await conn.execute("rollback")


async def test_hot_statements_use_their_indexes(full: Measuring) -> None:
    """One test for all, so that the tables are filled once."""
    conn: Any = full
    await _planning(full, conn)
    await _delivering(full, conn)
    await _hearing(full, conn)


async def _planning(full: Measuring, conn: Any) -> None:
    with pytest.raises(AssertionError, match="one row by its construction"):
        await planning_lessons.plan_lessons(conn, NOON, 500)
    full.assert_by_index(
        "lesson_turn_due", "lesson_turn_pkey", "learner_pkey", "address_of_learner"
    )
    await _without_count(planning_lessons.end_pauses(conn, NOON, 500))
    full.assert_by_index("learner_paused")


KINDS = ["reply", "lesson", "reminder", "announcement"]
PLANNED = range(70_001, 70_041)
CLAIMED = range(100_001, 100_041)


async def _delivering(full: Measuring, conn: Any) -> None:
    await _claiming(full, conn)
    await _ending(full, conn)
    await _inboxes(full, conn)


async def _claiming(full: Measuring, conn: Any) -> None:
    claim = (
        "delivery_pending",
        "one_in_flight_address",
        "learner_pkey",
        "address_of_learner",
    )
    await claims.lock_candidates(conn, NOON, 200, KINDS)
    full.assert_by_index(*claim, pages=9000)
    rooms = {f"bot-{number}": 5 if number % 2 else 0 for number in range(50)}
    await claims.lock_candidates(conn, NOON, 200, KINDS, rooms)
    full.assert_by_index(*claim, pages=6000)
    nothing_due = NOON - timedelta(days=2)
    await claims.lock_candidates(conn, nothing_due, 200, KINDS)
    full.assert_by_index("delivery_pending", pages=400)
    await claims.reserve(conn, [claims.Wish(row, row) for row in PLANNED], NOON)
    full.assert_by_index("delivery_pkey", "one_in_flight_address")
    agreed = [claims.Wish(row, row, notice="daily") for row in PLANNED]
    await claims.reserve(conn, agreed, NOON)
    full.assert_by_index("delivery_pkey", "one_in_flight_address", "address_pkey")
    turn = ("bot-1", "announcement", "course", "once")
    await prospects.prospects(conn, ["bot-1", "bot-2"], [turn], NOON)
    full.assert_by_index("quota_use_pkey", pages=200)
    await claims.put_off(conn, [(row, NOON, "quiet hours") for row in PLANNED], NOON)
    full.assert_by_index("delivery_pkey")
    choices = [claims.Choice(row, None, "send") for row in PLANNED]
    await claims.claim(conn, choices, lease_until=NOON, now=NOON)
    full.assert_by_index("delivery_pkey")
    use = ("bot-1", "customer")
    with pytest.raises(KeyError):  # what EXPLAIN returns is no grant
        (await quotas.reserve(conn, {use: 5}, {use: 9}, "2026-11-23"))[use]
    full.assert_by_index("quota_use_pkey")


async def _ending(full: Measuring, conn: Any) -> None:
    ended = [endings.Ending(row, 1, "sent", "sent 200") for row in CLAIMED]
    await endings.end(conn, ended, NOON)
    full.assert_by_index("delivery_pkey")
    held = [endings.Ending(row, 0, "held", "no window is open") for row in PLANNED]
    await endings.end(conn, held, NOON)
    full.assert_by_index("delivery_pkey")
    backs = [endings.PutBack(row, 1, NOON, "throttled", others="all") for row in CLAIMED]
    await endings.put_back(conn, backs, NOON)
    full.assert_by_index("delivery_pkey")
    await endings._hold_back(conn, backs)
    full.assert_by_index("delivery_pkey", "delivery_once_learner")
    await endings.expired_leases(conn, NOON)
    full.assert_by_index("one_in_flight_address")
    stuck = [(row, 1) for row in CLAIMED]
    await _without_count(endings.take_back(conn, stuck, NOON + timedelta(minutes=1)))
    full.assert_by_index()


async def _inboxes(full: Measuring, conn: Any) -> None:
    when = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    # As autovacuum does once a range of pages is full.
    await conn.execute("select brin_summarize_new_values('delivery_past_other_ended_at_idx')")
    await conn.execute(receipts._NOT_ARRIVED, 2_086_400, when, "failed", NOON)
    full.assert_by_index("delivery_past_other_ended_at_idx", pages=600)
    await _without_count(deliveries.drop_held(conn, NOON, 500))
    full.assert_by_index("delivery_held_until")
    await deliveries.held_of(conn, 42, NOON)
    full.assert_by_index("delivery_held_of", pages=50)
    await deliveries.end_held(conn, 1_000_042, "sent", reason="handed over", now=NOON)
    full.assert_by_index("delivery_held_pkey", pages=50)
    await deliveries.note_pulled(
        conn, 42, Kind.LESSON, "course", on=NOON.date(), lane="bot-1", now=NOON, detail={}
    )
    full.assert_by_index(
        "lesson_turn_pkey", "delivery_once_learner", "delivery_held_of", pages=100
    )
    owed = OwedReply(42, None, 42, "bot-42", "event", [{}], NOON, at_once=True)
    await add_replies(conn, [owed], NOON, NOON)
    full.assert_by_index("delivery_once_learner", pages=100)


async def _hearing(full: Measuring, conn: Any) -> None:
    assert await inbound.take_events(conn, [inbound.Asked(b"new", "city", "42")]) == []
    full.assert_by_index("address_account_platform_id_key", "learner_pkey", "delivery_held_of")
    await _without_count(inbound.forget_old_events(conn, NOON, 500))
    full.assert_by_index("inbound_event_age")


async def _without_count(work: Any) -> None:
    """Run a statement whose count EXPLAIN hides."""
    assert await work == 0
