"""How long a claim takes when a thousand deliveries wait, and when a million do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

import asyncpg

from bench.claimer import Claimer
from bench.owed import announce, competition, people
from bench.processes import BenchFaultError
from bench.program import data_folder
from bench.servers import LARGE, Servers, servers
from bench.table import Row, Series
from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.domain.delivery import Kind
from bot.store.db import Database

FEW, MANY = 1_000, 1_000_000
ROUNDS, CLAIMS, WARMING = 6, 15, 10
MOST = 100
"""Deliveries in one claim."""
GROWTH = 1.2


class Backlog:
    """A database in which so many announcements wait, however many are claimed."""

    def __init__(self, conn: asyncpg.Connection, claimer: Claimer) -> None:
        """``conn`` is for making up for what was claimed."""
        self._conn = conn
        self._claimer = claimer
        self._again = 0

    async def claim(self) -> float:
        """Milliseconds of one claim; what it took is ended, and as many are owed anew."""
        flights, seconds = await self._claimer.claim(MOST)
        if len(flights) != MOST:
            raise BenchFaultError(f"a claim found {len(flights)} of {MOST}")
        await self._claimer.sent(flights)
        self._again += 1
        await self._conn.execute(
            """
            insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due,
              next_try, expires, planned_at)
            select learner_id, lane, kind, subject, $2, priority, due, due, expires, planned_at
            from delivery_past where id = any($1::bigint[])
            """,
            [one.row for one in flights],
            f"again-{self._again}",
        )
        return 1000 * seconds


@asynccontextmanager
async def backlog(url: str, count: int) -> AsyncIterator[Backlog]:
    """``count`` announcements that are due, in the database at ``url``."""
    clock = FrozenClock(datetime.now(UTC))
    async with _connected(url) as conn:
        due = clock.now() - timedelta(seconds=1)
        await announce(conn, count, due=due, occurrence="first")
        await conn.execute("vacuum (analyze) delivery")
        await conn.execute("checkpoint")
        db = await Database.connect(url, size=2)
        try:
            yield Backlog(
                conn, Claimer(db, clock, {Kind.ANNOUNCEMENT: CompetitionComposer(clock)})
            )
        finally:
            await db.close()


async def measure() -> list[Row]:
    """The rows on a claim of a hundred."""
    many, few = Series(), Series()
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(data_folder())
        at = await stack.enter_async_context(servers(folder / "var", *LARGE))
        await people(at.conn, MANY)
        await competition(at.database_url)
        other = await _copy(at)
        small = await stack.enter_async_context(backlog(other, FEW))
        large = await stack.enter_async_context(backlog(at.database_url, MANY))
        for _ in range(WARMING):
            await small.claim()
            await large.claim()
        for _ in range(ROUNDS):
            few.add(median([await small.claim() for _ in range(CLAIMS)]))
            many.add(median([await large.claim() for _ in range(CLAIMS)]))
    what = f"claim of {MOST}: a million waiting, beside a thousand"
    return [Row(what, "ms", many, few, GROWTH)]


async def _copy(at: Servers) -> str:
    """The address of a second database of the same contents; nobody may be in the first."""
    await at.conn.close()
    url = at.database_url.replace("@/yike?", "@/{}?")
    async with _connected(url.format("postgres")) as admin:
        await admin.execute("create database other template yike strategy file_copy")
    return url.format("other")


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(url)
    try:
        yield conn
    finally:
        await conn.close()
