"""`python -m bench.soak [ROWS [PLOT]]`: does the hot table stay lean when millions go through it?

Every day a lesson is planned, claimed and ended for each of half a million learners, by the
program's own statements in one planner and two claimers at once, nothing being sent; the days
follow each other at once. After each, the tables are looked at, before any tidying but
autovacuum's own. Prints one line a day, and draws it into PLOT.
"""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import asyncpg

from bench.claimer import Claimer
from bench.owed import announce, courses, people
from bench.planning import DUE
from bench.processes import BenchFaultError
from bench.program import data_folder
from bench.servers import LARGE, servers
from bench.soak_claimer import COMPOSERS
from bench.soak_plot import draw
from bench.soak_reading import HEAD, Probe, Reading, line, read
from bench.teller import Teller, teller
from bot.clock import FrozenClock
from bot.store.db import Database
from bot.store.partitions import keep_months

ROWS, PEOPLE = 5_000_000, 500_000
CLAIMERS = 2
A_DAY, A_MOMENT = timedelta(days=1), timedelta(seconds=1)
MOST_SECONDS = 1800.0
"""No further day is begun after so long."""
PROBES, PROBE_EACH, WARMING = 15, 100, 5
GROWTH = 1.2


async def soak(rows: int) -> list[Reading]:
    """Let ``rows`` go through, and read the tables after each day; the first reading is from
    before.
    """
    begun = perf_counter()
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(data_folder())
        at = await stack.enter_async_context(servers(folder / "var", *LARGE))
        await courses(at.database_url)
        await people(at.conn, PEOPLE, enrolled_due=DUE)
        planner = await stack.enter_async_context(teller("bench.planner", at.database_url))
        claimers = [
            await stack.enter_async_context(teller("bench.soak_claimer", at.database_url))
            for _ in range(CLAIMERS)
        ]
        db = await Database.connect(at.database_url, size=1)
        stack.push_async_callback(db.close)
        async with db.transaction() as conn:
            await keep_months(conn, DUE)
        readings = [await read(at.conn, 0, 0, 0, await _probe(db, at.conn, DUE - A_DAY))]
        print(line(readings[0]), flush=True)
        for day in range(rows // PEOPLE):
            if perf_counter() - begun > MOST_SECONDS:
                break
            now = DUE + day * A_DAY + A_MOMENT
            seconds, ms = await _day(planner, claimers, now)
            probe = await _probe(db, at.conn, now)
            readings.append(await read(at.conn, (day + 1) * PEOPLE, seconds, ms, probe))
            print(line(readings[-1]), flush=True)
    return readings


async def _day(planner: Teller, claimers: Sequence[Teller], now: datetime) -> tuple[float, float]:
    """Everybody's lesson, from due to ended: seconds, and the median claim's milliseconds.

    Raises BenchFaultError unless each was sent once.
    """
    begun = perf_counter()
    planned, *sent = await asyncio.gather(
        planner.work(now), *(claimer.work(now) for claimer in claimers)
    )
    if planned["count"] != PEOPLE or sum(each["count"] for each in sent) != PEOPLE:
        raise BenchFaultError(f"{PEOPLE} lessons were due: planned {planned}, sent {sent}")
    return perf_counter() - begun, median(each["ms"] for each in sent)


async def _probe(db: Database, conn: asyncpg.Connection, now: datetime) -> Probe:
    """What a claim of a hundred takes; the same work at every time."""
    claimer = Claimer(db, FrozenClock(now), COMPOSERS)
    occurrence = f"probe {now:%m-%d}"
    await announce(conn, (PROBES + WARMING) * PROBE_EACH, due=now, occurrence=occurrence)
    async with db.connection() as one:
        backend = Path(f"/proc/{await one.fetchval('select pg_backend_pid()')}/schedstat")
    times, cpu = [], 0
    for number in range(PROBES + WARMING):
        if number == WARMING:
            cpu = _nanoseconds(backend)
        flights, seconds = await claimer.claim(PROBE_EACH)
        await claimer.sent(flights)
        times.append(1000 * seconds)
    return Probe(median(times[WARMING:]), (_nanoseconds(backend) - cpu) / PROBES / 1e6)


def _nanoseconds(schedstat: Path) -> int:
    """The CPU a process has used, by the scheduler's own count."""
    return int(schedstat.read_text(encoding="ascii").split()[0])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a soak came to."""

    words: str
    lean: bool


def judge(readings: Sequence[Reading]) -> Verdict:
    """Whether the hot table's size settled and its claims stayed as fast as on the first day."""
    days = readings[1:]
    first, last = days[0], days[-1]
    peak = max(day.hot_bytes for day in days[: max(1, len(days) // 2)])
    slower, larger = last.probe.claim_ms / first.probe.claim_ms, last.hot_bytes / peak
    dearer = last.probe.cpu_ms / first.probe.cpu_ms
    per_million = last.past_bytes / last.rows * 1e6 / 1e9
    words = (
        f"{last.rows:,} rows went through. The hot table with its indexes is {larger:.2f} times "
        f"what it was at most in the first half; a claim takes {slower:.2f} times what it took "
        f"after the first day, and the database's CPU for it {dearer:.2f} times. What has ended takes {per_million:.2f} GB a million."
    )
    return Verdict(words, lean=larger <= GROWTH and slower <= GROWTH)


def main() -> int:
    """Soak, print, draw. Exit 0 when the table stayed lean, 1 when it did not or nothing worked."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    print(HEAD)
    try:
        readings = asyncio.run(soak(rows))
    except BenchFaultError as fault:
        print(f"soak: {fault}", file=sys.stderr)
        return 1
    verdict = judge(readings)
    print(verdict.words)
    if len(sys.argv) > 2:
        draw(readings, Path(sys.argv[2]))
    return 0 if verdict.lean else 1


if __name__ == "__main__":
    sys.exit(main())
