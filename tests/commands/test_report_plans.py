"""What the reports read does not grow with what lies in the tables: asked of PostgreSQL itself."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.status import PUNCTUAL
from bot.store import delivery_reports, operator_acts
from bot.store.db import Connection, Database, Row
from bot.store.operator_acts import Only
from tests.commands.owed import NOON

FILL = """
set session_replication_role = replica;
create table delivery_past_2031_10 partition of delivery_past for values from ('2031-10-01') to ('2031-11-01');
create table delivery_past_2031_11 partition of delivery_past for values from ('2031-11-01') to ('2031-12-01');
create table delivery_past_2031_12 partition of delivery_past for values from ('2031-12-01') to ('2032-01-01');
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires, attempts,
    uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
  select n, n, 'city', 'lesson', 'course', n::text, 5,
    case when n % 50 = 0 then 'failed' when n % 70 = 0 then 'expired' else 'sent' end, t, t + interval '60 days', 1, false,
    case when n % 70 = 0 or n % 50 = 0 then 'unavailable 502' else 'sent 200' end, '{}', '[]', t, t, t
  from generate_series(1, 100000) n,
    lateral (select timestamptz '2031-11-24 04:00+00' - (100000 - n) * interval '34 seconds' as t) s;
insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select n, 'city', case when n % 100 = 0 then 'reminder' else 'lesson' end, 'course', n::text, 5, t, t, t, t
  from generate_series(1, 20000) n, lateral (select timestamptz '2031-11-24 04:00+00' + n * interval '1 second' as t) s;
insert into learner (key, state, zone, times, created_at)
  select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', timestamptz '2031-11-01 00:00+00' from generate_series(1, 20000);
insert into lesson_turn (learner_id, course_key, active, next_due)
  select n, 'course', true, timestamptz '2031-11-24 03:50+00' + n * interval '1 second'
  from generate_series(1, 20000) n;
set session_replication_role = origin;
analyze;
"""
"""Thirty-nine days of deliveries, one every 34 s: one in fifty failed, one in seventy expired."""
BIG = {"delivery_past_2031_10", "delivery_past_2031_11", "delivery"}


class Measuring:
    """A connection that runs each statement under EXPLAIN and keeps what PostgreSQL did."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.plan: dict[str, Any] = {}

    async def fetch(self, query: str, *args: object) -> list[Row]:
        found = await self._conn.fetchval(
            f"explain (analyze, buffers, timing off, format json) {query}", *args
        )
        (self.plan,) = json.loads(found) if isinstance(found, str) else found
        return []

    async def fetchrow(self, query: str, *args: object) -> None:
        await self.fetch(query, *args)

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.plan["Plan"]]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", ())
            yield node

    def tables(self, kind: str = "") -> set[str]:
        """The tables that were touched, by a scan of ``kind``."""
        return {
            node["Relation Name"]
            for node in self.nodes()
            if "Relation Name" in node
            and node["Node Type"].startswith(kind)
            and node["Actual Loops"]
        }

    @property
    def pages(self) -> int:
        top = self.plan["Plan"]
        return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


@pytest.fixture
async def full(db: Database) -> Database:
    async with db.connection() as conn:
        await conn.execute(FILL)
        await conn.execute(
            "select brin_summarize_new_values(c.oid) from pg_class c"
            " where relname like 'delivery_past_2031%ended_at%idx' and relam ="
            " (select oid from pg_am where amname = 'brin')"
        )
    return db


async def test_the_last_day_is_read_from_the_pages_of_that_day(full: Database) -> None:
    since = NOON - timedelta(days=1)
    async with full.connection() as conn:
        total = await conn.fetchval(
            "select relpages from pg_class where relname = 'delivery_past_2031_11'"
        )
        watched = Measuring(conn)
        for ask in (
            delivery_reports.sent_since(watched, (NOON - timedelta(minutes=5), since), NOON),  # type: ignore[arg-type]
            delivery_reports.not_sent(watched, since, NOON),  # type: ignore[arg-type]
        ):
            await ask
            past = {name for name in watched.tables() if name.startswith("delivery_past")}
            assert past == {"delivery_past_2031_11"}
            assert "delivery_past_2031_11" not in watched.tables("Seq Scan")
            assert watched.pages < total / 4
        await delivery_reports.lateness(watched, since, NOON, PUNCTUAL)  # type: ignore[arg-type]
        assert "delivery_past_2031_11" not in watched.tables("Seq Scan")
        assert not watched.tables() & {"delivery_past_2031_10", "delivery_past_2031_12"}


async def test_overdue_planning_is_found_by_index(full: Database) -> None:
    async with full.connection() as conn:
        watched = Measuring(conn)
        await delivery_reports.overdue_planning(watched, NOON)  # type: ignore[arg-type]
        assert "lesson_turn" not in watched.tables("Seq Scan")
        assert "lesson_turn_due" in {node.get("Index Name") for node in watched.nodes()}


async def test_a_batch_of_failures_is_found_by_index(full: Database) -> None:
    async with full.connection() as conn:
        watched = Measuring(conn)
        await operator_acts.retry_failed(watched, Only(), NOON, most=1000)  # type: ignore[arg-type]
        assert {"delivery_past_2031_10", "delivery_past_2031_11"} <= watched.tables()
        assert not {name for name in watched.tables("Seq Scan") if name in BIG}


async def test_a_batch_to_cancel_is_found_in_order_without_sorting_all(full: Database) -> None:
    async with full.connection() as conn:
        watched = Measuring(conn)
        await operator_acts.cancel_planned(watched, Only(kind="reminder"), NOON, most=50)  # type: ignore[arg-type]
        assert {node.get("Index Name") for node in watched.nodes()} & {"delivery_pkey"}
        assert "Sort" not in {node["Node Type"] for node in watched.nodes()}
