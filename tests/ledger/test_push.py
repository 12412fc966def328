"""The push worker against a bank in memory and a real database."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
import structlog
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.ledger.decisions import Reason
from bot.ledger.push import PushWorker, lock_of
from bot.ledger.sending import LEASE
from bot.ports import PushAnswer, PushResult
from bot.store import push
from bot.store.db import Connection, Database
from tests.ledger.banks import MemoryBank
from tests.ledger.samples import ISSUER, NOW, add_learner, many_lessons, pushes, states

DOWN = PushAnswer(PushResult.UNAVAILABLE, "no answer in time")


async def owe(db: Database, number: int, *targets: str) -> int:
    """A learner who agreed, with ``number`` statements owed; returns the learner."""
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, targets, NOW)
        facts = many_lessons(number, learner=learner)
        await record_completions(conn, facts, ISSUER, targets, NOW)
    return learner


def worker(db: Database, clock: FrozenClock, *banks: MemoryBank) -> PushWorker:
    return PushWorker(db, banks, clock, structlog.get_logger(), spread=lambda: 1.0)


async def drain(pusher: PushWorker) -> int:
    """Turns until one settles nothing; returns how many statements were settled."""
    total = 0
    while settled := await pusher.run_once():
        total += settled
    return total


async def bodies(db: Database) -> dict[str, bytes]:
    async with db.connection() as conn:
        return {
            str(r["id"]): r["body"] for r in await conn.fetch("select id, body from statement")
        }


async def test_statements_go_out_oldest_first_in_batches_of_fifty(db: Database) -> None:
    await owe(db, 120, "lrs")
    bank = MemoryBank()
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 120
    assert [len(send) for send in bank.sends] == [50, 50, 20]
    assert bank.stored == await bodies(db), "the stored bytes as they are"
    rows = await pushes(db)
    sent = [UUID(json.loads(body)["id"]) for send in bank.sends for body in send]
    assert sent == [row["statement_id"] for row in rows]
    assert {(row["state"], row["accepted_at"], row["attempts"]) for row in rows} == {
        ("accepted", NOW, 0)
    }


async def test_nothing_goes_out_without_consent(db: Database) -> None:
    learner = await owe(db, 3, "lrs")
    async with db.transaction() as conn:
        await consent.withdraw(conn, learner, NOW)
    bank = MemoryBank()
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 0
    async with db.connection() as conn:  # and not where the queue is wrong about it either
        await conn.execute("update push set state = 'queued'")
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 0
    assert bank.sends == []


async def test_an_answer_that_was_lost_is_sent_again_byte_for_byte(db: Database) -> None:
    await owe(db, 5, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.lost = 2
    pusher = worker(db, clock, bank)
    for wait in (2, 4):
        assert await pusher.run_once() == 0
        assert await pusher.run_once() == 0, "not before its time"
        clock.move(timedelta(seconds=wait))
    assert await pusher.run_once() == 5
    assert bank.sends[0] == bank.sends[1] == bank.sends[2]
    assert bank.stored == await bodies(db)
    assert {row["attempts"] for row in await pushes(db)} == {2}


async def test_a_conflict_in_a_batch_is_bisected_down_to_the_one(db: Database) -> None:
    await owe(db, 50, "lrs")
    bank = MemoryBank()
    rows = await pushes(db)
    wrong, equal = str(rows[17]["statement_id"]), str(rows[18]["statement_id"])
    bank.stored[wrong] = b'{"another":"statement"}'
    bank.stored[equal] = (await bodies(db))[equal]
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 50
    assert await states(db) == {"accepted": 49, "dead": 1}
    assert bank.asked == [wrong]
    (dead,) = [row for row in await pushes(db) if row["state"] == "dead"]
    assert (str(dead["statement_id"]), dead["reason"]) == (wrong, Reason.ANOTHER_THERE)
    assert dead["words"] == "HTTP 409"


async def test_an_equal_statement_under_a_conflict_is_accepted(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank = MemoryBank()
    bank.stored = await bodies(db)
    bank.script.append(PushAnswer(PushResult.CONFLICT, "HTTP 409"))
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 1
    (row,) = await pushes(db)
    assert (row["state"], row["reason"], row["words"]) == ("accepted", Reason.ALREADY_THERE, None)


async def test_a_conflict_that_cannot_be_looked_into_waits_alone(db: Database) -> None:
    await owe(db, 4, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    wrong = str((await pushes(db))[1]["statement_id"])
    bank.stored[wrong] = b"{}"
    bank.shows = False
    pusher = worker(db, clock, bank)
    assert await pusher.run_once() == 3
    assert await states(db) == {"accepted": 3, "queued": 1}
    assert await pusher.run_once() == 0
    bank.shows = True
    clock.move(timedelta(seconds=2))
    assert await pusher.run_once() == 1
    assert await states(db) == {"accepted": 3, "dead": 1}


async def test_one_invalid_statement_dies_alone_with_the_servers_words(db: Database) -> None:
    await owe(db, 50, "lrs")
    bank = MemoryBank()
    bank.invalid = {str((await pushes(db))[49]["statement_id"])}
    with capture_logs() as logs:
        assert await worker(db, FrozenClock(NOW), bank).run_once() == 50
    assert await states(db) == {"accepted": 49, "dead": 1}
    (dead,) = [row for row in await pushes(db) if row["state"] == "dead"]
    assert (dead["reason"], dead["words"]) == (Reason.REFUSED, "HTTP 400: a bad statement")
    assert [(log["log_level"], log["reason"]) for log in logs] == [("error", Reason.REFUSED)]
    assert len(bank.sends) < 20, "bisected, not one by one"


async def test_a_batch_too_large_is_halved_and_the_limit_remembered(db: Database) -> None:
    await owe(db, 100, "lrs")
    bank = MemoryBank()
    bank.most_bytes = 13 * len(next(iter((await bodies(db)).values())))
    pusher = worker(db, FrozenClock(NOW), bank)
    assert await drain(pusher) == 100
    refused = [send for send in bank.sends if sum(map(len, send)) > bank.most_bytes]
    assert [len(send) for send in refused] == [50, 25, 25], "the second fifty are cut at once"
    assert bank.stored == await bodies(db)


async def test_a_statement_too_large_alone_dies(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank = MemoryBank()
    bank.most_bytes = 10
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 1
    assert {row["reason"] for row in await pushes(db)} == {Reason.TOO_LARGE}


async def test_waits_grow_to_an_hour_and_tries_never_end(db: Database) -> None:
    await owe(db, 60, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    pusher = worker(db, clock, bank)
    bank.script.extend([DOWN] * 40)
    waits = []
    with capture_logs() as logs:
        while bank.script:
            before = clock.now()
            assert await pusher.run_once() == 0
            row = next(row for row in await pushes(db) if row["tried_at"] == before)
            waits.append((row["next_try"] - before).total_seconds())
            clock.set(row["next_try"])
        assert await drain(pusher) == 60
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert set(waits[11:]) == {3600}
    said = [log["event"] for log in logs]
    assert said == [
        "credit bank takes nothing now",
        "completions have been waiting for the credit bank for over a day",
        "credit bank answers again",
    ], "each thing once"


async def test_retry_after_is_honoured(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.append(PushAnswer(PushResult.THROTTLED, "HTTP 429", 120.0))
    pusher = worker(db, clock, bank)
    await pusher.run_once()
    clock.move(timedelta(seconds=119))
    assert await pusher.run_once() == 0
    clock.move(timedelta(seconds=1))
    assert await pusher.run_once() == 1


async def test_refused_credentials_stop_the_target_and_burn_no_attempts(db: Database) -> None:
    await owe(db, 60, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.extend([PushAnswer(PushResult.UNAUTHORISED, "HTTP 401")] * 3)
    pusher = worker(db, clock, bank)
    with capture_logs() as logs:
        for _ in range(3):
            assert await pusher.run_once() == 0
            assert await pusher.run_once() == 0
            clock.move(timedelta(minutes=5))
        assert len(bank.sends) == 3
        assert {row["attempts"] for row in await pushes(db)} == {0}
        assert await states(db) == {"queued": 60}
        assert await drain(pusher) == 60
    assert [(log["log_level"], log["event"]) for log in logs] == [
        ("error", "credit bank takes nothing now"),
        ("info", "credit bank answers again"),
    ]


async def test_a_stop_in_the_middle_of_a_bisection_puts_the_rest_back(db: Database) -> None:
    await owe(db, 8, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    invalid = PushAnswer(PushResult.INVALID, "HTTP 400")
    bank.script.extend([invalid, PushAnswer(PushResult.STORED), DOWN])
    assert await worker(db, clock, bank).run_once() == 4
    rows = await pushes(db)
    assert [row["state"] for row in rows] == ["accepted"] * 4 + ["queued"] * 4
    assert [row["attempts"] for row in rows[4:]] == [1] * 4
    assert {row["lease_until"] for row in rows} == {None}


async def test_one_target_down_does_not_hold_another(db: Database) -> None:
    await owe(db, 3, "lrs", "bank")
    broken, sound = MemoryBank("lrs"), MemoryBank("bank")
    broken.script.append(DOWN)
    assert await worker(db, FrozenClock(NOW), broken, sound).run_once() == 3
    assert (await states(db, "lrs"), await states(db, "bank")) == ({"queued": 3}, {"accepted": 3})


async def test_a_crash_between_send_and_record_resends_the_same_bytes(db: Database) -> None:
    await owe(db, 5, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    async with db.transaction(lock=lock_of("lrs")) as conn:
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


async def test_a_lost_database_is_told_to_who_asks_for_one_turn(db: Database) -> None:
    await owe(db, 1, "lrs")
    await db.close()
    with pytest.raises(StorageUnavailableError):
        await worker(db, FrozenClock(NOW), MemoryBank()).run_once()


async def test_run_pushes_when_woken_and_ends_at_the_stop(db: Database) -> None:
    bank, clock = MemoryBank(), FrozenClock(NOW)
    stop, wake, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def meanwhile() -> None:
        arrived.set()

    bank.meanwhile = meanwhile
    running = asyncio.create_task(worker(db, clock, bank).run(stop, wake))
    await owe(db, 60, "lrs")
    wake.set()
    await arrived.wait()
    stop.set()
    await asyncio.wait_for(running, 10)
    assert (await states(db))["accepted"] >= 50
    assert "leased" not in await states(db), "what was in flight was brought to its end"


async def test_run_looks_at_once_when_the_clock_is_moved(db: Database) -> None:
    await owe(db, 2, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.append(DOWN)
    stop, recorded, stored = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Watched(Database):
        """Tells when something was recorded after a send."""

        @asynccontextmanager
        async def connection(self) -> AsyncIterator[Connection]:
            async with super().connection() as conn:
                yield conn
            if bank.sends:
                recorded.set()

    async def meanwhile() -> None:
        if len(bank.sends) == 2:
            stored.set()

    bank.meanwhile = meanwhile
    pusher = worker(Watched(db._pool), clock, bank)
    running = asyncio.create_task(pusher.run(stop, asyncio.Event()))
    await recorded.wait()
    clock.move(timedelta(hours=1))
    await asyncio.wait_for(stored.wait(), 3)  # sooner than the poll
    stop.set()
    await running
    assert bank.stored == await bodies(db)


async def test_run_outlives_a_database_that_is_away_for_a_while(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    stop, wake = asyncio.Event(), asyncio.Event()
    tries: list[int] = []
    arrived = asyncio.Event()

    class Away(Database):
        """Is lost for the first three claims."""

        @asynccontextmanager
        async def transaction(self, lock: int | None = None) -> AsyncIterator[Connection]:
            tries.append(1)
            wake.set()
            if len(tries) <= 3:
                raise StorageUnavailableError("away")
            async with super().transaction(lock) as conn:
                yield conn

    async def meanwhile() -> None:
        arrived.set()

    bank.meanwhile = meanwhile
    with capture_logs() as logs:
        running = asyncio.create_task(worker(Away(db._pool), clock, bank).run(stop, wake))
        await asyncio.wait_for(arrived.wait(), 10)
        stop.set()
        await running
    assert [log["event"] for log in logs] == ["push waits for the database"], "said once"


def test_locks_differ_by_target_and_fit_postgres() -> None:
    locks = {lock_of(name) for name in ("lrs", "bank", "guangdong", "")}
    assert len(locks) == 4
    assert all(-(2**63) <= lock < 2**63 for lock in locks)
