"""Planning a million due lessons, beside the bare `INSERT ... SELECT` of the same rows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter

import asyncpg

from bench.owed import courses, people
from bench.processes import BenchFaultError
from bench.program import data_folder
from bench.servers import LARGE, Servers, servers
from bench.table import Row, Series
from bench.teller import Teller, teller

MANY, FEW = 1_000_000, 10_000
ROUNDS = 4
"""The million in equal parts, each beside a bare insert of the rows it came to."""
DUE = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
"""07:30 of a Monday in Shanghai."""
APART = timedelta(milliseconds=1)
"""Between the parts' times, so that the planner finds one after the other."""

BARE_RATIO = 1.5
MEMORY_RATIO = 1.1

_INSERT = """
insert into delivery (learner_id, group_id, lane, kind, subject, occurrence, priority, state, due, expires,
  next_try, lease_until, attempts, uncertain, address_id, rung, detail, steps, planned_at, decided_at)
select learner_id, group_id, lane, kind, subject, 'bare', priority, state, due, expires,
  next_try, lease_until, attempts, uncertain, address_id, rung, detail, steps, planned_at, decided_at
from planned_rows
"""


@dataclass(slots=True)
class Figures:
    """What planning a part took, and inserting the same rows: seconds, CPU of PostgreSQL."""

    seconds: Series = field(default_factory=Series)
    database: Series = field(default_factory=Series)


async def measure() -> list[Row]:
    """The rows on time and on memory."""
    ours, bare, cpu = Figures(), Figures(), Series()
    async with data_folder() as folder, servers(folder / "var", *LARGE, "autovacuum = off") as at:
        await courses(at.database_url)
        await people(at.conn, MANY + FEW, enrolled_due=DUE)
        await _part(at.conn)
        async with teller("bench.planner", at.database_url) as planner:
            few = many = await _ours(planner, at, DUE, FEW, Figures())
            for number in range(1, ROUNDS + 1):
                now = DUE + number * APART
                many = await _ours(planner, at, now, MANY // ROUNDS, ours)
                cpu.add(1e6 * many["cpu"] / many["count"])
                await _bare(at, now, bare)
    memory = Series([many["memory"]]), Series([few["memory"]])
    what = "planning a million lessons"
    return [
        Row(
            f"{what}, a quarter, beside a bare INSERT",
            "s",
            ours.seconds,
            bare.seconds,
            BARE_RATIO,
        ),
        Row(f"{what}: CPU of PostgreSQL, each", "us", ours.database, bare.database),
        Row(f"{what}: CPU of the planner, each", "us", cpu),
        Row(f"{what}: memory, beside the first ten thousand", "MB", *memory, MEMORY_RATIO),
    ]


async def _part(conn: asyncpg.Connection) -> None:
    """The first ten thousand are due first, then the parts of the million."""
    await conn.execute(
        """
        update lesson_turn set next_due = next_due + $1::interval * (1 + (learner_id - $2 - 1) / $3)
        where learner_id > $2
        """,
        APART,
        FEW,
        MANY // ROUNDS,
    )
    await conn.execute("vacuum full lesson_turn")
    await conn.execute("vacuum (analyze) lesson_turn")


async def _ours(
    planner: Teller, at: Servers, now: datetime, count: int, found: Figures
) -> dict[str, float]:
    """One run of the planner, begun with nothing left to write from before."""
    await at.conn.execute("checkpoint")
    cpu = at.cpu()
    done = await planner.work(now)
    found.seconds.add(done["seconds"])
    found.database.add(1e6 * (at.cpu() - cpu) / count)
    planned = await at.conn.fetchval("select count(*) from delivery where planned_at = $1", now)
    if planned != count:
        raise BenchFaultError(f"{count} lessons were due, but {planned} are planned")
    return done


async def _bare(at: Servers, now: datetime, found: Figures) -> None:
    """Insert the rows that were planned at ``now`` once more, in one statement."""
    await at.conn.execute(
        f"create unlogged table planned_rows as select * from delivery where planned_at = '{now}'"
    )
    await at.conn.execute("vacuum (analyze) planned_rows")
    await at.conn.execute("checkpoint")
    begun, cpu = perf_counter(), at.cpu()
    await at.conn.execute(_INSERT)
    found.seconds.add(perf_counter() - begun)
    found.database.add(1e6 * (at.cpu() - cpu) * ROUNDS / MANY)
    await at.conn.execute("drop table planned_rows")
