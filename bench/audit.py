"""How long the audit of a million entries takes, and how much memory.

`python -m bench.audit [ENTRIES]` audits a ledger of its own alone.
"""

import asyncio
import resource
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

import asyncpg

from bench.processes import BenchFaultError, environment, python
from bench.program import data_folder
from bench.servers import LARGE, servers
from bench.table import Row, Series
from bot.clock import FrozenClock
from bot.keys.signing import SigningKey
from bot.ledger.journal.audit import Report, audit
from bot.ledger.journal.sealing import Sealer
from bot.store.db import Database

ENTRIES = 1_000_000
MOST_SECONDS = 60.0
ROUNDS = 3
IN_A_LINK = 250
"""Entries in one seal: what 50 a second make in the five seconds between two."""
DAYS = 20
KEY = SigningKey(b"bench")
FIRST_DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)

_COMPLETIONS = """
    insert into completion (key, person, kind, course_key, lesson_key, registration, content_version,
      score, score_max, success, seconds, notional_minutes, platform, completed_at, recorded_at)
    select gen_random_uuid(), gen_random_uuid(), case when n % 10 = 0 then 'course' else 'lesson' end,
      'law-basics', case when n % 10 > 0 then 'lesson-' || n % 30 end, gen_random_uuid(), '2026.1',
      4, 5, true, 150, 2, 'wechat', at, at
    from (select n, $2::timestamptz + n * interval '1 millisecond' as at
          from generate_series(1, $1::int) n) made
"""
_CLAIMS = """
    insert into claim (key, completion_id, course_key, title, institution, framework, level, hours,
      seconds, hours_per_credit, credit, rule, score, score_max, pass_mark, evidence, started_at,
      finished_at, recorded_at)
    select gen_random_uuid(), id, 'law-basics', '法律常识', '一课', 'DB44/T 1988-2017', 2, 4.0, 2400,
      16, 0.25, '16h=1', 24, 30, 0.6, array(select gen_random_uuid() from generate_series(1, 10)),
      completed_at - interval '20 days', completed_at, recorded_at
    from completion where kind = 'course'
"""
_JOURNAL = """
    insert into journal (kind, entry_id, salt, commitment, recorded_at)
    select '{kind}', c.id, s.salt, sha256(s.salt || convert_to(committed(c), 'UTF8')), c.recorded_at
    from {kind} c cross join lateral (select uuid_send(gen_random_uuid()) as salt where c.id > 0) s
    order by c.id
"""


async def fill(conn: asyncpg.Connection, entries: int) -> None:
    """So many entries, ten completions to a claim, with what their triggers would have written."""
    completions = entries * 10 // 11
    await conn.execute("set session_replication_role = replica")
    await conn.execute(_COMPLETIONS, completions, FIRST_DAY)
    await conn.execute(_CLAIMS)
    for kind in ("completion", "claim"):
        await conn.execute(_JOURNAL.format(kind=kind))
    await conn.execute("set session_replication_role = origin")
    await conn.execute("vacuum (analyze) completion, claim, journal")


async def seal(conn: asyncpg.Connection, db: Database) -> None:
    """All of it, on ``DAYS`` days, as the job does; through it the clock goes on."""
    count = int(await conn.fetchval("select count(*) from journal"))
    clock = FrozenClock(FIRST_DAY)
    sealer = Sealer(db, clock, KEY, IN_A_LINK)
    each = -(-count // DAYS)
    for begin in range(0, count, each):
        await conn.execute(
            "insert into journal_open select id from journal where id > $1 and id <= $2",
            *(begin, begin + each),
        )
        await sealer.run()
        clock.move(timedelta(days=1))


async def audited(db: Database, entries: int) -> float:
    """Seconds of one audit. Raises BenchFaultError where it did not see all, or found anything."""
    begun = perf_counter()
    async with db.transaction() as conn:
        report: Report = await audit(conn, [KEY], FIRST_DAY + timedelta(days=DAYS))
    seconds = perf_counter() - begun
    if not report.well or not entries - 12 < report.entries <= entries:
        raise BenchFaultError(f"the audit saw {report.entries} and found {report.findings.counts}")
    return seconds


async def _alone(url: str, entries: int) -> None:
    """One audit in this process: seconds, those of CPU, MB of memory before and at its peak."""
    db = await Database.connect(url, size=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = process_time()
    seconds = await audited(db, entries)
    cpu = process_time() - begun
    await db.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds} {cpu} {before} {peak}")


async def _in_a_process(url: str, entries: int) -> tuple[float, ...]:
    """The same in a process of its own, so that its peak is the audit's and nobody else's."""
    process = await asyncio.create_subprocess_exec(
        *python("-m", "bench.audit", "--at", url, str(entries)),
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise BenchFaultError(f"an audit ended with {process.returncode}")
    return tuple(map(float, said.split()))


async def measure(entries: int = ENTRIES) -> list[Row]:
    """The rows on the audit."""
    seconds, busy, rate = Series(), Series(), Series()
    memory, more = Series(), Series()
    async with data_folder() as folder, servers(folder / "var", *LARGE) as at:
        await fill(at.conn, entries)
        db = await Database.connect(at.database_url, size=2)
        await seal(at.conn, db)
        await db.close()
        for _ in range(ROUNDS):
            took, cpu, before, peak = await _in_a_process(at.database_url, entries)
            seconds.add(took)
            busy.add(cpu)
            rate.add(entries / took)
            memory.add(peak)
            more.add(peak - before)
    what = f"audit of {entries:,} entries"
    return [
        Row(what, "s", seconds, limit=MOST_SECONDS),
        Row(f"{what}: CPU of ours", "s", busy),
        Row(what, "entries/s", rate),
        Row(f"{what}: peak memory", "MB", memory),
        Row(f"{what}: memory it took", "MB", more),
    ]


def main() -> None:
    """Measure alone, or be one of the processes that are measured."""
    match sys.argv[1:]:
        case ["--at", url, entries]:
            asyncio.run(_alone(url, int(entries)))
        case given:
            for row in asyncio.run(measure(*map(int, given))):
                print(*row.cells(), sep="  ")


if __name__ == "__main__":
    main()
