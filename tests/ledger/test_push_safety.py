"""Nothing lost, nothing doubled: crashes, cancellation, leases, consent in flight."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.ledger import consent
from bot.ledger.push import lock_of
from bot.ledger.sending import LEASE
from bot.ports import PushAnswer, PushResult
from bot.store import push
from bot.store.db import Connection, Database
from tests.ledger.banks import DOWN, MemoryBank
from tests.ledger.owing import drain, owe, worker
from tests.ledger.samples import NOW, pushes, states


async def test_a_crash_between_send_and_record_resends_the_same_bytes(db: Database) -> None:
    await owe(db, 5, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    async with db.transaction(lock_of("lrs")) as conn:
        claimed = await push.claim(conn, "lrs", NOW, NOW + LEASE, 50)
    await bank.push([row.body for row in claimed])  # stored, and here the process is killed
    pusher = worker(db, clock, bank)
    assert await pusher.run_once() == 0, "the lease is not over"
    clock.move(LEASE)
    assert await pusher.run_once() == 5
    assert bank.sends[0] == bank.sends[1]
    assert await states(db) == {"accepted": 5}


async def test_a_target_has_one_sender_at_a_time(db: Database) -> None:
    await owe(db, 120, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    first, second = worker(db, clock, bank), worker(db, clock, bank)
    others: list[int] = []

    async def meanwhile() -> None:
        bank.meanwhile = None
        others.append(await second.run_once())

    bank.meanwhile = meanwhile
    assert await first.run_once() == 50
    assert others == [0]
    assert len(bank.sends) == 1
    settled = await asyncio.gather(first.run_once(), second.run_once())
    assert sum(settled) + await drain(second) == 70
    assert sum(map(len, bank.sends)) == 120, "nothing was sent twice"


async def test_no_transaction_is_open_while_the_bank_is_asked(db: Database) -> None:
    await owe(db, 2, "lrs")
    bank = MemoryBank()
    open_ones: list[int] = []

    async def meanwhile() -> None:
        async with db.connection() as conn:
            open_ones.append(
                await conn.fetchval(
                    "select count(*) from pg_stat_activity where datname = current_database() "
                    "and xact_start is not null and pid <> pg_backend_pid()"
                )
            )

    bank.meanwhile = meanwhile
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 2
    assert open_ones == [0]


async def test_an_outcome_is_recorded_although_the_sender_is_cancelled(db: Database) -> None:
    await owe(db, 3, "lrs")
    bank = MemoryBank()
    task: asyncio.Task[int] | None = None

    async def meanwhile() -> None:
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)

    class Recording(Database):
        """Cancels the sender at the moment the outcome is about to be recorded."""

        @asynccontextmanager
        async def connection(self) -> AsyncIterator[Connection]:
            if bank.stored:
                await meanwhile()
            async with super().connection() as conn:
                yield conn

    pusher = worker(Recording(db._pool), FrozenClock(NOW), bank)
    task = asyncio.create_task(pusher.run_once())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await states(db) == {"accepted": 3}


async def test_a_cancelled_send_puts_its_statements_back_at_once(db: Database) -> None:
    await owe(db, 3, "lrs")
    bank, reached = MemoryBank(), asyncio.Event()

    async def meanwhile() -> None:
        reached.set()
        await asyncio.Event().wait()

    bank.meanwhile = meanwhile
    task = asyncio.create_task(worker(db, FrozenClock(NOW), bank).run_once())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    rows = await pushes(db)
    assert {(row["state"], row["lease_until"], row["attempts"]) for row in rows} == {
        ("queued", None, 0)
    }


async def test_consent_withdrawn_in_flight_holds_back_what_is_not_sent_yet(db: Database) -> None:
    learner = await owe(db, 8, "lrs")
    bank = MemoryBank()
    bank.script.append(PushAnswer(PushResult.INVALID, "HTTP 400"))

    async def meanwhile() -> None:
        bank.meanwhile = None
        async with db.transaction() as conn:
            await consent.withdraw(conn, learner, NOW)

    bank.meanwhile = meanwhile
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 0
    assert len(bank.sends) == 1
    assert await states(db) == {"waiting": 8}


async def test_what_the_bank_stored_in_flight_is_told_truly(db: Database) -> None:
    learner = await owe(db, 2, "lrs")
    bank = MemoryBank()

    async def meanwhile() -> None:
        async with db.transaction() as conn:
            await consent.withdraw(conn, learner, NOW)

    bank.meanwhile = meanwhile
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 2
    assert await states(db) == {"accepted": 2}


async def test_a_sender_whose_lease_ran_out_cannot_put_off_anothers_work(db: Database) -> None:
    await owe(db, 4, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    slow, quick = worker(db, clock, bank), worker(db, clock, bank)
    bank.script.append(DOWN)

    async def meanwhile() -> None:
        bank.meanwhile = None
        clock.move(LEASE + timedelta(seconds=1))
        down, bank.script = list(bank.script), type(bank.script)()
        assert await quick.run_once() == 4
        bank.script.extend(down)

    bank.meanwhile = meanwhile
    assert await slow.run_once() == 0
    assert await states(db) == {"accepted": 4}


def test_locks_differ_by_target_and_fit_postgres() -> None:
    locks = {lock_of(name) for name in ("lrs", "bank", "guangdong", "")}
    assert len(locks) == 4
    assert all(-(2**63) <= lock < 2**63 for lock in locks)
