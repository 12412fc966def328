"""What planning and delivering cost: measured with the program's own SQL and worker."""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.processes import BenchFaultError, environment, python
from bench.scale.day import instant
from bench.scale.filling import fill
from bench.scale.measured import Claims, Cost, SideBySide, TableSize
from bench.scale.population import Person, minute_of
from bench.scale.server import Server, cost, grown, server
from bot.store import claims, planning_lessons
from bot.store.db import Database

NOW = instant(minute_of("09:00"))
"""By then the morning's lessons are due, and none is too late to be pushed."""
FEW, MOST_SECONDS = 0.05, 8.0
LOOKS = 5
CLIENTS = 16
LEARNER_TABLES = ("learner", "address", "enrolment")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What one worker process did."""

    count: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds


@dataclass(frozen=True, slots=True)
class DatabaseCosts:
    """All that is measured of planning, claiming, delivering, and of the tables they fill."""

    plan: Cost
    held: Cost
    sent: Cost
    claims: Claims
    learner_tables: dict[str, TableSize]
    delivery_table: TableSize
    side_by_side: SideBySide


async def measure(
    folder: Path, people: Sequence[Person], say: Say, commit_seconds: int = 3
) -> DatabaseCosts:
    """Fill two servers with the sample (the second with a quarter) and let the program work;
    pgbench runs twice for ``commit_seconds``.

    Raises BenchFaultError when something does not do its work.
    """
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(server(folder / "a"))
        say(f"filling a database with {len(people):,} learners")
        await fill(first, people)
        learner_tables = _each(await first.sizes(*LEARNER_TABLES), len(people))
        before = await first.sizes("delivery")
        morning = await _Morning.of(first)
        plan, plan_two, looks = await _plan(first, morning, say)
        say("delivering: held, then sent, then by two workers")
        held = await _hold(first, morning.part)
        sent, one = await _push(first, morning.part, held)
        two = await _both([first, first], "push", morning.part // 2)
        deliveries = grown(before, await first.sizes("delivery"), morning.due)
        say("two servers side by side")
        second = await stack.enter_async_context(server(folder / "b"))
        await fill(second, people[: len(people) // 4])
        await _work(second, "plan", len(people))
        await second.tidy("enrolment", "delivery")
        apart = await _both([first, second], "push", morning.part // 2)
        side = SideBySide(
            deliver_rate={"one": one[0], "two on one": two[0], "one each": apart[0]},
            deliver_cpu_ms={"one": one[1], "two on one": two[1], "one each": apart[1]},
            plan_rate={"one": plan.rate, "two on one": plan_two},
            commits=await _commits(first, second, len(people), commit_seconds),
        )
    return DatabaseCosts(plan, held, sent, looks, learner_tables, deliveries["delivery"], side)


@dataclass(frozen=True, slots=True)
class _Morning:
    """How many lessons are due, and the share of them that each stage may work off."""

    due: int

    @classmethod
    async def of(cls, one: Server) -> "_Morning":
        query = "select count(*) from enrolment where state = 'active' and next_due <= $1"
        return cls(await one.conn.fetchval(query, NOW))

    @property
    def part(self) -> int:
        return self.due // 6


async def _plan(one: Server, morning: _Morning, say: Say) -> tuple[Cost, float, Claims]:
    """The cost of a planned row, the rate of two planners, and claims before and after."""
    say(f"planning {morning.due:,} lessons")
    few = max(100, int(morning.due * FEW))
    db = await Database.connect(one.url, size=2)
    try:
        async with db.transaction() as conn:
            await planning_lessons.plan_lessons(conn, NOW, few)
        few_ms = await _look(db)
        before = await one.read()
        done = await _work(one, "plan", morning.due // 2)
        await one.tidy("enrolment", "delivery", analyse=False)
        plan = cost(before, await one.read(), done.count, done.seconds, done.cpu)
        two = await asyncio.gather(*(_work(one, "plan", morning.due) for _ in range(2)))
        night_ms = await _look(db)
        await one.tidy("enrolment", "delivery")
        fresh_ms = await _look(db)
        many = await one.conn.fetchval("select count(*) from delivery where state = 'planned'")
    finally:
        await db.close()
    return plan, sum(each.rate for each in two), Claims(few, few_ms, many, night_ms, fresh_ms)


async def _look(db: Database) -> float:
    """Milliseconds to find and lock the hundred most urgent; the locks are given back."""
    times = []
    for _ in range(LOOKS):
        async with db.transaction() as conn:
            begun = perf_counter()
            if not await claims.lock_candidates(conn, NOW, 100, ["lesson"]):
                raise BenchFaultError("the planner planned nothing")
            times.append(1000 * (perf_counter() - begun))
    return median(times)


async def _hold(one: Server, most: int) -> Cost:
    before = await one.read()
    done = await _work(one, "hold", most)
    await one.tidy("delivery")
    return cost(before, await one.read(), done.count, done.seconds, done.cpu)


async def _push(one: Server, most: int, held: Cost) -> tuple[Cost, tuple[float, float]]:
    """The cost of a sent one, with that of the held ones taken out; rate and CPU of all."""
    was, before = await _ended(one), await one.read()
    done = await _work(one, "push", most)
    await one.tidy("delivery", "address", "learner", "lesson_progress")
    after, now = await one.read(), await _ended(one)
    all_of_them = cost(before, after, done.count, done.seconds, done.cpu)
    sent = apart(all_of_them, held, now["sent"] - was["sent"], now["held"] - was["held"])
    return sent, (done.rate, all_of_them.database_ms + all_of_them.program_ms)


def apart(both: Cost, held: Cost, sent_count: int, held_count: int) -> Cost:
    """What a sent one costs, where ``both`` is the mean of so many sent and held ones.

    Raises BenchFaultError when none was sent.
    """
    if sent_count <= 0:
        raise BenchFaultError("no lesson was sent in the measurement of sending")
    ratio = held_count / sent_count

    def share(mean: float, known: float) -> float:
        return max(known, mean * (1 + ratio) - known * ratio)

    return Cost(
        database_ms=share(both.database_ms, held.database_ms),
        program_ms=share(both.program_ms, held.program_ms),
        wal_bytes=share(both.wal_bytes, held.wal_bytes),
        commits=share(both.commits, held.commits),
        rows=share(both.rows, held.rows),
        rate=1 / max(1e-9, 1 / both.rate * (1 + ratio) - ratio / held.rate),
    )


async def _both(servers: Sequence[Server], what: str, most: int) -> tuple[float, float]:
    """A process for each of ``servers`` at once: things a second, and ms of CPU each."""
    different = list({id(one): one for one in servers}.values())
    before = [await one.read() for one in different]
    done = await asyncio.gather(*(_work(one, what, most) for one in servers))
    after = [await one.read() for one in different]
    count = sum(each.count for each in done)
    if not count:
        raise BenchFaultError("two workers at once found nothing to do")
    used = sum(b.cpu - a.cpu for a, b in zip(before, after, strict=True))
    used += sum(each.cpu for each in done)
    return count / max(each.seconds for each in done), 1000 * used / count


async def _commits(first: Server, second: Server, most: int, seconds: int) -> dict[str, float]:
    """Commits a second with as many clients on one server as on two together."""
    one = await first.commits(seconds, CLIENTS, most)
    half = CLIENTS // 2
    each = await asyncio.gather(
        first.commits(seconds, half, most), second.commits(seconds, half, most // 4)
    )
    return {"one": one, "one each": sum(each)}


async def _ended(one: Server) -> dict[str, int]:
    rows = await one.conn.fetch("select state, count(*) as n from delivery group by state")
    return {"sent": 0, "held": 0} | {row["state"]: row["n"] for row in rows}


async def _work(one: Server, what: str, most: int) -> Done:
    """A process of ``bench.scale.work`` to its end."""
    command = python("-m", "bench.scale.work", what, one.url, NOW.isoformat())
    process = await asyncio.create_subprocess_exec(
        *command,
        *(str(MOST_SECONDS), str(most)),
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    if process.returncode:
        raise BenchFaultError(f"a worker failed: {complained.decode(errors='replace')[-400:]}")
    return Done(**json.loads(said.splitlines()[-1]))


def _each(sizes: dict[str, tuple[int, int]], learners: int) -> dict[str, TableSize]:
    return {
        table: TableSize(rows / learners, size / rows) for table, (rows, size) in sizes.items()
    }
