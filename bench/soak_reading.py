"""What the soak reads off the tables after each day."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

HOT = "delivery"
PAST = "delivery_past"


@dataclass(frozen=True, slots=True)
class Probe:
    """Milliseconds of the median claim, and of CPU the database took for one and its record."""

    claim_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables after ``rows`` went through; sizes in bytes, ``indexes`` by name.

    ``seconds`` is how long the day took, ``claim_ms`` the median claim of five hundred in it.
    ``probe`` is what a claim of a hundred takes right after it, with no other worker.
    """

    rows: int
    seconds: float
    claim_ms: float
    probe: "Probe"
    heap: int
    indexes: Mapping[str, int]
    dead: int
    autovacuums: int
    past_bytes: int

    @property
    def hot_bytes(self) -> int:
        """The hot table with its indexes."""
        return self.heap + sum(self.indexes.values())


async def read(
    conn: asyncpg.Connection, rows: int, seconds: float, claim_ms: float, probe: Probe
) -> Reading:
    """Look at the tables now."""
    await conn.execute("select pg_stat_force_next_flush()")
    stat = await conn.fetchrow(
        "select n_dead_tup, autovacuum_count from pg_stat_user_tables where relname = $1", HOT
    )
    indexes = await conn.fetch(
        """
        select c.relname, pg_relation_size(c.oid) as size from pg_index i
        join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::text::regclass order by 1
        """,
        HOT,
    )
    past = await conn.fetchval(
        "select sum(pg_total_relation_size(relid))::bigint from pg_partition_tree($1::text::regclass)",
        PAST,
    )
    return Reading(
        rows,
        seconds,
        claim_ms,
        probe,
        await conn.fetchval("select pg_relation_size($1::text::regclass)", HOT),
        {row["relname"]: row["size"] for row in indexes},
        stat["n_dead_tup"],
        stat["autovacuum_count"],
        past,
    )


HEAD = (
    "     rows  day s  claim 500 ms  claim 100 ms  CPU ms  heap MB  indexes MB"
    "          largest index MB    dead rows  autovacuums  past MB"
)


def line(one: Reading) -> str:
    """A reading under ``HEAD``."""
    name, size = max(one.indexes.items(), key=lambda each: each[1])
    indexes = sum(one.indexes.values())
    return (
        f"{one.rows:9,} {one.seconds:6.0f} {one.claim_ms:13.1f} {one.probe.claim_ms:13.1f} "
        f"{one.probe.cpu_ms:7.1f} {_mb(one.heap)} {_mb(indexes, 11)}  {name:>21} {_mb(size, 6)} "
        f"{one.dead:12,} {one.autovacuums:12} {_mb(one.past_bytes)}"
    )


def _mb(size: int, width: int = 8) -> str:
    return f"{size / 1e6:{width}.1f}"
