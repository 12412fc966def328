"""What planning and delivering cost: measured with the program's own SQL and worker."""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.processes import BenchFaultError, environment, python
from bench.scale.day import PUNCTUAL, instant
from bench.scale.filling import fill
from bench.scale.measured import Claims, Cost, Paced, SideBySide, TableSize
from bench.scale.population import MINUTES_A_DAY, Person, minute_of
from bench.scale.server import DELIVERY_TABLES, Server, cost, grown, server
from bench.scale.work import SAMPLE_PACING
from bot.store import claims
from bot.store.db import Database
from bot.store.planning import lessons as planning_lessons

USUAL = minute_of("07:30")
INSTANTS = {
    "plan": instant(USUAL),
    "pace": instant(USUAL),
    "hold": instant(USUAL + 16),
    "push": instant(USUAL + 16),
    "expire": instant(USUAL + 2 * MINUTES_A_DAY),
}
"""When each work is done: the morning's lessons are planned when they are due, sent when the
turns of all have come and none is too late to be pushed, and given up two days later."""
FEW, MOST_SECONDS = 0.05, 8.0
LOOKS = 5
CLIENTS = 16
LEARNER_TABLES = ("learner", "address", "enrolment", "lesson_turn")

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
    expired: Cost
    paced: Paced
    claims: Claims
    learner_tables: dict[str, TableSize]
    delivery_tables: dict[str, TableSize]
    side_by_side: SideBySide


async def measure(
    folder: Path, people: Sequence[Person], say: Say, commit_seconds: int = 2
) -> DatabaseCosts:
    """Fill three servers (the second and the third with a quarter) and let the program work;
    pgbench runs three times for ``commit_seconds``.

    Raises BenchFaultError when something does not do its work.
    """
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(server(folder / "a"))
        say(f"filling a database with {len(people):,} learners")
        await fill(first, people)
        learner_tables = _each(await first.sizes(*LEARNER_TABLES), len(people))
        morning = await _Morning.of(first)
        empty = await first.sizes("delivery")
        plan, plan_two, looks = await _plan(first, morning, say)
        hot = grown(empty, await first.sizes("delivery"), morning.due)
        say("delivering: held, then sent, then by two workers")
        held, inbox = await _hold(first, morning.part)
        sent, past = await _push(first, morning.part, held)
        each = morning.part // 2
        rates = {"one": await _all([first], each), "two on one": await _all([first, first], each)}
        say("several servers side by side")
        others = [await _another(stack, folder / name, people) for name in ("b", "c")]
        paced = await _pace(others[1])
        rates["two on two"] = await _all([first, others[0]], each)
        rates["three on three"] = await _all([first, *others], each)
        expired = await _expire(first, morning.part)
        side = SideBySide(
            deliver_rate={name: rate for name, (rate, _) in rates.items()},
            deliver_cpu_ms={name: ms for name, (_, ms) in rates.items()},
            plan_rate={"one": plan.rate, "two on one": plan_two},
            commits=await _commits([first, *others], len(people), commit_seconds),
        )
    return DatabaseCosts(
        plan, held, sent, expired, paced, looks, learner_tables, {**hot, **inbox, **past}, side
    )


async def _another(stack: AsyncExitStack, folder: Path, people: Sequence[Person]) -> Server:
    """One more server, with a quarter of the learners and their lessons planned."""
    one = await stack.enter_async_context(server(folder))
    await fill(one, people[: len(people) // 4])
    await _work(one, "plan", len(people))
    await one.tidy("lesson_turn", "delivery")
    return one


@dataclass(frozen=True, slots=True)
class _Morning:
    """How many lessons are due, and the share of them that each stage may work off."""

    due: int

    @classmethod
    async def of(cls, one: Server) -> "_Morning":
        query = "select count(*) from lesson_turn where next_due <= $1"
        return cls(await one.conn.fetchval(query, INSTANTS["plan"]))

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
            await planning_lessons.plan_lessons(conn, INSTANTS["plan"], few, SAMPLE_PACING)
        few_ms = await _look(db)
        before = await one.read()
        done = await _work(one, "plan", morning.due // 2)
        await one.tidy("lesson_turn", "delivery", analyse=False)
        plan = cost(before, await one.read(), done.count, done.seconds, done.cpu)
        two = await asyncio.gather(*(_work(one, "plan", morning.due) for _ in range(2)))
        night_ms = await _look(db)
        await one.tidy("lesson_turn", "delivery")
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
            if not await claims.lock_candidates(conn, INSTANTS["push"], 100, ["lesson"]):
                raise BenchFaultError("the planner planned nothing")
            times.append(1000 * (perf_counter() - begun))
    return median(times)


async def _hold(one: Server, most: int) -> tuple[Cost, dict[str, TableSize]]:
    """The cost of a held one, and what it takes in the inboxes."""
    sizes, before = await one.sizes("delivery_held"), await one.read()
    done = await _work(one, "hold", most)
    await one.tidy("delivery", "delivery_held")
    spent = cost(before, await one.read(), done.count, done.seconds, done.cpu)
    return spent, grown(sizes, await one.sizes("delivery_held"), done.count)


async def _push(one: Server, most: int, held: Cost) -> tuple[Cost, dict[str, TableSize]]:
    """The cost of a sent one, with that of the held ones taken out; what it takes where what has
    ended lies.
    """
    sizes, was, before = await one.sizes("delivery_past"), await _ended(one), await one.read()
    done = await _work(one, "push", most)
    await one.tidy(*DELIVERY_TABLES, "address", "learner", "lesson_progress")
    after, now = await one.read(), await _ended(one)
    all_of_them = cost(before, after, done.count, done.seconds, done.cpu)
    count = now["sent"] - was["sent"]
    sent = apart(all_of_them, held, count, now["held"] - was["held"])
    return sent, grown(sizes, await one.sizes("delivery_past"), count)


PUNCTUAL_QUERY = """
select count(*) as n, count(*) filter (where decided_at <= due + $2::interval) as good,
  coalesce(max(extract(epoch from decided_at - due)), 0)::float8 as longest
from (select due, decided_at from delivery_held union all
  select due, decided_at from delivery_past where ended_at >= $1) d where due >= $1
"""


async def _pace(one: Server) -> Paced:
    """What a delivery costs that is decided as its turn comes, and how punctual that is."""
    was, before = await _ended(one), await one.read()
    done = await _work(one, "pace", 0)
    await one.tidy(*DELIVERY_TABLES, "address", "learner", "lesson_progress")
    after, now = await one.read(), await _ended(one)
    sent, held = now["sent"] - was["sent"], now["held"] - was["held"]
    spent = cost(before, after, sent + held, done.seconds, done.cpu)
    row = await one.conn.fetchrow(PUNCTUAL_QUERY, INSTANTS["pace"], timedelta(seconds=PUNCTUAL))
    if not row["n"]:
        raise BenchFaultError("no lesson was decided at its turn")
    return Paced(spent, sent / (sent + held), row["good"] / row["n"], row["longest"])


async def _expire(one: Server, most: int) -> Cost:
    """The cost of a held one that nobody fetched."""
    before = await one.read()
    done = await _work(one, "expire", most)
    await one.tidy("delivery_held", "delivery_past")
    return cost(before, await one.read(), done.count, done.seconds, done.cpu)


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


async def _all(servers: Sequence[Server], most: int) -> tuple[float, float]:
    """A worker for each of ``servers`` at once: deliveries a second, and ms of CPU each, without
    the vacuum that follows in time.
    """
    different = list({id(one): one for one in servers}.values())
    before = [await one.read() for one in different]
    done = await asyncio.gather(*(_work(one, "push", most) for one in servers))
    after = [await one.read() for one in different]
    count = sum(each.count for each in done)
    if not count:
        raise BenchFaultError("workers side by side found nothing to do")
    used = sum(b.cpu - a.cpu for a, b in zip(before, after, strict=True))
    used += sum(each.cpu for each in done)
    return count / max(each.seconds for each in done), 1000 * used / count


async def _commits(servers: Sequence[Server], most: int, seconds: int) -> dict[str, float]:
    """Commits a second with as many clients on one server as on two and on three together."""
    names = ("one", "two on two", "three on three")
    found = {}
    for count, name in enumerate(names, 1):
        each = await asyncio.gather(
            *(one.commits(seconds, CLIENTS // count, most // 4) for one in servers[:count])
        )
        found[name] = sum(each)
    return found


async def _ended(one: Server) -> dict[str, int]:
    rows = await one.conn.fetch(
        "select 'held' as state, count(*) as n from delivery_held "
        "union all select state, count(*) from delivery_past group by state"
    )
    return {"sent": 0, "held": 0} | {row["state"]: row["n"] for row in rows}


async def _work(one: Server, what: str, most: int) -> Done:
    """A process of ``bench.scale.work`` to its end."""
    command = python("-m", "bench.scale.work", what, one.url, one.redis_url)
    process = await asyncio.create_subprocess_exec(
        *command,
        *(INSTANTS[what].isoformat(), str(MOST_SECONDS), str(most)),
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
