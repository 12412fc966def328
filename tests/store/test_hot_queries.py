"""The hot statements reach their rows by index, however much lies in the tables."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.store import claims, deliveries, inbound, planning
from bot.store.db import Connection, Database, Row

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BIG = {"delivery", "learner", "address", "enrolment", "inbound_event"}
FILL = """
set session_replication_role = replica;
insert into course (key) values ('course');
insert into learner (key, state, zone, times, created_at)
  select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', timestamptz '2026-11-01 00:00+00'
  from generate_series(1, 60000);
insert into address (learner_id, account, channel, platform_id, created_at)
  select n, 'city', 'telegram', n::text, timestamptz '2026-11-01 00:00+00' from generate_series(1, 60000) n;
insert into enrolment (registration, learner_id, course_key, state, next_due, started_at)
  select gen_random_uuid(), n, 'course', 'active',
    timestamptz '2026-11-23 04:00+00' + (n - 1000) * interval '1 second', timestamptz '2026-11-01 00:00+00'
  from generate_series(1, 60000) n;
insert into inbound_event (key, received_at)
  select decode(md5(n::text), 'hex'), timestamptz '2026-11-20 04:00+00' + n * interval '1 second'
  from generate_series(1, 60000) n;
insert into delivery (learner_id, kind, subject, occurrence, priority, state, due, next_try, expires, planned_at)
  select n % 60000 + 1, 'lesson', 'course', (n / 60000)::text, 5,
    case when n < 100000 then 'sent' when n < 190000 then 'planned' when n < 199900 then 'held' else 'claimed' end,
    t, t, t + interval '1 day', timestamptz '2026-11-22 04:00+00'
  from generate_series(1, 200000) n,
    lateral (select timestamptz '2026-11-23 04:00+00'
      + case when n between 90000 and 130000 then 0 else n - 101000 end * interval '1 second' as t) s;
update delivery set address_id = learner_id, lease_until = timestamptz '2026-11-23 04:00:30+00' where state = 'claimed';
set session_replication_role = origin;
analyze;
"""
"""A thousand enrolments and thirty thousand deliveries are due at noon, the rest later."""


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
    await _without_count(planning.plan_lessons(conn, NOON, 500))
    full.assert_by_index("enrolment_due", "learner_pkey", "address_of_learner")
    await _without_count(planning.end_pauses(conn, NOON, 500))
    full.assert_by_index("learner_paused")


async def _delivering(full: Measuring, conn: Any) -> None:
    kinds = ["reply", "lesson", "reminder", "announcement"]
    await claims.lock_candidates(conn, NOON, 100, kinds)
    full.assert_by_index("delivery_pending", "learner_pkey", "address_of_learner", pages=3000)
    nothing_due = NOON - timedelta(days=2)
    await claims.lock_candidates(conn, nothing_due, 100, kinds)
    full.assert_by_index("delivery_pending", pages=30)
    choices = [claims.Choice(row, None) for row in range(100_001, 100_041)]
    await claims.claim(conn, choices, lease_until=NOON, now=NOON)
    full.assert_by_index("delivery_pkey")
    steps = [claims.Settlement(row, "held", "late", {}) for row in range(100_050, 100_150)]
    await claims.settle(conn, steps, NOON)
    full.assert_by_index("delivery_pkey")
    await _without_count(claims.take_back_expired_leases(conn, NOON, [1, 2]))
    full.assert_by_index("delivery_leased")
    await claims.hold_back(conn, 100_001, NOON, replies=False)
    full.assert_by_index("delivery_open")
    await _without_count(deliveries.drop_held(conn, NOON, 500))
    full.assert_by_index("delivery_held_until")
    await deliveries.held_of(conn, 42, NOON)
    full.assert_by_index("delivery_held")
    await deliveries.add_reply(
        conn,
        recipient=(42, None, 42),
        subject="event",
        pages=[{}],
        lease_until=NOON,
        now=NOON,
    )
    full.assert_by_index("delivery_open")


async def _hearing(full: Measuring, conn: Any) -> None:
    with pytest.raises(AssertionError, match="one row by its construction"):
        await inbound.take_event(conn, b"new", "city", "42", NOON)
    full.assert_by_index("address_account_platform_id_key", "learner_pkey", "delivery_held")
    await _without_count(inbound.forget_old_events(conn, NOON, 500))
    full.assert_by_index("inbound_event_age")


async def _without_count(work: Any) -> None:
    """Run a statement whose count EXPLAIN hides."""
    assert await work == 0
