"""Nothing lost, nothing doubled: crashes, cancellation, leases, consent in flight."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.ledger import consent
from bot.ledger.pushing.books import LEASE, lock_of
from bot.ledger.pushing.sending import AHEAD
from bot.ports import PushAnswer, PushResult
from bot.store.db import Connection, Database
from bot.store.ledger import push
from tests.ledger.banks import DOWN, MemoryBank
from tests.ledger.outbox import LRS, drain, owe, void, worker
from tests.ledger.samples import ISSUER, NOW, pushes, states


async def test_a_crash_between_send_and_record_resends_the_same_bytes(db: Database) -> None:
    await owe(db, 5, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    async with db.transaction(lock_of("lrs")) as conn:
        claimed = await push.claim(conn, LRS, NOW, NOW + LEASE, 50)
    await bank.push(
        [Parcel(row.id, row.body) for row in claimed]
    )  # stored, and here the process is killed
    pusher = worker(db, clock, bank)
    assert await pusher.run_once() == 0, "the lease is not over"
    clock.move(LEASE)
    assert await pusher.run_once() == 5
    assert bank.sends[0] == bank.sends[1]
    assert await states(db) == {"accepted": 5}


async def test_a_target_has_one_sender_at_a_time(db: Database) -> None:
    await owe(db, 2 * AHEAD + 100, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    first, second = worker(db, clock, bank), worker(db, clock, bank)
    others: list[int] = []

    async def meanwhile() -> None:
        bank.meanwhile = None
        others.append(await second.run_once())

    bank.meanwhile = meanwhile
    assert await first.run_once() == AHEAD
    assert others == [0]
    settled = await asyncio.gather(first.run_once(), second.run_once())
    assert sum(settled) + await drain(second) == AHEAD + 100
    assert sum(map(len, bank.sends)) == 2 * AHEAD + 100, "nothing was sent twice"
    assert bank.most_in_flight == 1


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
    assert {
        (row["state"], row["lease_until"], row["attempts"], row["tried_at"]) for row in rows
    } == {("queued", None, 0, NOW)}, "whether they arrived, nobody can say"


async def test_consent_withdrawn_in_flight_holds_back_what_is_not_sent_yet(db: Database) -> None:
    learner = await owe(db, 8, "lrs")
    bank = MemoryBank()
    bank.script.append(PushAnswer(PushResult.INVALID, "HTTP 400"))

    async def meanwhile() -> None:
        bank.meanwhile = None
        async with db.transaction() as conn:
            await consent.withdraw(conn, learner, ISSUER, NOW)

    bank.meanwhile = meanwhile
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 0
    assert len(bank.sends) == 1
    assert await states(db) == {"voided": 8, "queued": 8}, "and is taken back, to be sure"


async def test_what_the_bank_stored_in_flight_is_told_truly(db: Database) -> None:
    learner = await owe(db, 2, "lrs")
    bank = MemoryBank()

    async def meanwhile() -> None:
        async with db.transaction() as conn:
            await consent.withdraw(conn, learner, ISSUER, NOW)

    bank.meanwhile = meanwhile
    pusher = worker(db, FrozenClock(NOW), bank)
    assert await pusher.run_once() == 2
    assert await states(db) == {"voided": 2, "queued": 2}, "it stays taken back"
    told = [row for row in await pushes(db) if row["state"] == "voided"]
    assert {(row["accepted_at"], row["lease_until"]) for row in told} == {(NOW, None)}
    bank.meanwhile = None
    assert await pusher.run_once() == 2
    assert await states(db) == {"voided": 2, "accepted": 2}
    assert bank.voided == {str(row["statement_id"]) for row in told}


async def test_nothing_overtakes_what_is_in_flight_and_was_taken_back(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    (row,) = await pushes(db)
    other = worker(db, clock, bank)
    others: list[int] = []

    async def meanwhile() -> None:
        bank.meanwhile = None
        await void(db, "lrs", row["statement_id"])
        others.append(await other.run_once())

    bank.meanwhile = meanwhile
    assert await worker(db, clock, bank).run_once() == 1
    assert others == [0], "the voiding waits for what it takes back"
    assert await other.run_once() == 1
    assert [parcel.takes_back for parcel in bank.parcels] == [None, row["statement_id"]]


async def test_what_a_lost_sender_had_counts_as_tried(db: Database) -> None:
    await owe(db, 2, "lrs")
    async with db.transaction() as conn:
        await push.claim(conn, LRS, NOW, NOW + LEASE, 1)
        later = NOW + LEASE
        again = await push.claim(conn, LRS, later, later + LEASE, 1)
        await push.release(conn, "lrs", later + LEASE, [], later)
    assert [(row["state"], row["tried_at"]) for row in await pushes(db)] == [
        ("queued", later),
        ("queued", None),
    ]
    assert len(again) == 1


async def test_what_was_not_sent_yet_is_renewed_and_not_lost_to_another(db: Database) -> None:
    await owe(db, 200, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    slow, other = worker(db, clock, bank), worker(db, clock, bank)
    others: list[int] = []

    async def meanwhile() -> None:
        hook, bank.meanwhile = bank.meanwhile, None
        clock.move(timedelta(seconds=30))
        others.append(await other.run_once())
        bank.meanwhile = hook

    bank.meanwhile = meanwhile
    assert await slow.run_once() == 200
    assert others == [0, 0, 0, 0]
    assert [len(send) for send in bank.sends] == [50] * 4


async def test_acceptance_is_recorded_while_the_next_is_on_its_way(db: Database) -> None:
    await owe(db, 150, "lrs")
    bank = MemoryBank()
    seen: list[int] = []

    async def meanwhile() -> None:
        if len(bank.sends) > 1:  # the record of the one before comes without waiting for us
            while (await states(db)).get("accepted", 0) < 50 * (len(bank.sends) - 1):
                await asyncio.wait([asyncio.ensure_future(states(db))])
            seen.append(len(bank.sends))

    bank.meanwhile = meanwhile
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 150
    assert seen == [2, 3]
    assert bank.most_in_flight == 1


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
