"""What recording a completion adds to the transaction of an answer: time, and round trips."""

from collections.abc import Iterator
from time import perf_counter

from bench.program import data_folder
from bench.servers import servers
from bench.statements import ISSUER, PEOPLE, TARGET, lessons, people
from bench.table import Row, Series
from bot.domain.credits import Target
from bot.ledger.completions import record_completions
from bot.ledger.facts import LessonCompleted
from bot.store.db import Database

ROUNDS = 3
TIMES = 2_000
TARGETS = (Target(TARGET), Target("second-lrs"))


async def measure() -> list[Row]:
    """The rows."""
    with_it, without, trips = Series(), Series(), Series()
    async with data_folder() as folder, servers(folder / "var") as at:
        db = await Database.connect(at.database_url, size=1)
        facts = lessons(TIMES * ROUNDS + 2, await people(at.conn, PEOPLE))
        await _trips(db, next(facts))  # the driver learns the columns' types once
        trips.add(float(await _trips(db, next(facts))))
        for _ in range(ROUNDS):
            without.add(await _milliseconds(db, None))
            with_it.add(await _milliseconds(db, facts))
        await db.close()
    return [
        Row("recording a completion: round trips it adds", "", trips, limit=1),
        Row(
            "a transaction with a recorded completion, beside one without", "ms", with_it, without
        ),
    ]


async def _milliseconds(db: Database, facts: Iterator[LessonCompleted] | None) -> float:
    """Of one transaction: one small statement, and with ``facts`` one of them recorded."""
    begun = perf_counter()
    for _ in range(TIMES):
        async with db.transaction() as conn:
            await conn.fetchval("select 1")
            if facts is not None:
                fact = next(facts)
                await record_completions(conn, [fact], ISSUER, TARGETS, fact.at)
    return 1000 * (perf_counter() - begun) / TIMES


async def _trips(db: Database, fact: LessonCompleted) -> int:
    """Statements that recording ``fact`` sends."""
    seen: list[str] = []
    async with db.transaction() as conn:
        conn.add_query_logger(lambda record: seen.append(record.query))
        await record_completions(conn, [fact], ISSUER, TARGETS, fact.at)
    return len(seen)
