"""What takes something back says the same whenever it is said, also from a restored backup."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.clock import FrozenClock
from bot.domain.credits import Form
from bot.ledger import consent
from bot.ledger.completions import record_completion
from bot.ledger.forgetting import forget
from bot.ledger.taking_back import take_back
from bot.store.db import Database
from bot.store.ledger.consent import Held
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import drain, worker
from tests.ledger.samples import (
    ISSUER,
    LRS,
    NOW,
    REGISTRATION,
    add_learner,
    lesson_completed,
    states,
)

HOUR = timedelta(hours=1)
TABLES = ("consent", "statement", "push")


async def kept(db: Database) -> dict[str, Sequence[Any]]:
    async with db.connection() as conn:
        return {table: await conn.fetch(f"select * from {table}") for table in TABLES}


async def restore(db: Database, before: dict[str, Sequence[Any]]) -> None:
    """What a backup of then brings back of these tables."""
    async with db.transaction() as conn:
        await conn.execute("set local session_replication_role = replica")
        for table in reversed(TABLES):
            await conn.execute(f"delete from {table}")
        for table, rows in before.items():
            for row in rows:
                marks = ", ".join(f"${place}" for place in range(1, len(row) + 1))
                await conn.execute(
                    f"insert into {table} overriding system value values ({marks})", *row.values()
                )


async def push(db: Database, bank: MemoryBank, hours: int) -> None:
    await drain(worker(db, FrozenClock(NOW + hours * HOUR), bank))


async def learned(db: Database) -> int:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS], NOW)
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [LRS], NOW)
    return learner


async def test_it_is_of_the_time_of_what_it_takes_back() -> None:
    held = [Held(REGISTRATION, 1, form, ("lrs",), NOW) for form in Form]
    first, again = take_back(held, ISSUER, "erased"), take_back(held, ISSUER, "erased")
    assert [one.body for one in first] == [one.body for one in again]
    assert b'"timestamp":"2026-11-23T00:30:00.000Z"' in first[list(Form).index(Form.XAPI)].body


async def test_what_a_restored_database_says_again_is_no_conflict_and_no_id_is_used_twice(
    db: Database,
) -> None:
    """Since the backup: withdrawn, agreed, pushed anew, withdrawn. After it: withdrawn, agreed."""
    learner, bank = await learned(db), MemoryBank()
    await push(db, bank, 1)
    before = await kept(db)
    for hours in (2, 4, 12):
        if hours == 12:
            await restore(db, before)
        async with db.transaction() as conn:
            await consent.withdraw(conn, learner, ISSUER, NOW + hours * HOUR)
        await push(db, bank, hours)
        if hours == 4:
            continue
        async with db.transaction() as conn:
            assert await consent.give(conn, learner, [LRS], NOW + (hours + 1) * HOUR) == 1
        await push(db, bank, hours + 1)
    assert await states(db) == {"voided": 1, "accepted": 2}, "nothing is dead"
    async with db.connection() as conn:
        newest = await conn.fetchval("select id from statement where revision = 2")
    assert str(newest) in bank.stored
    assert str(newest) not in bank.voided


async def test_who_is_erased_again_after_a_restore_is_taken_back_once(db: Database) -> None:
    learner, bank = await learned(db), MemoryBank()
    await push(db, bank, 1)
    before = await kept(db)
    async with db.transaction() as conn:
        await consent.withdraw(conn, learner, ISSUER, NOW + 2 * HOUR)
    await push(db, bank, 2)
    await restore(db, before)
    async with db.transaction() as conn:
        assert await forget(conn, learner, ISSUER, NOW + 9 * HOUR) == 1
    await push(db, bank, 10)
    assert await states(db) == {"accepted": 1}
