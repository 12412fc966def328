"""The push worker as it runs in the program: woken, moved, stopped, cut off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import pytest
import structlog
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.ledger.pushing import worker as pushing
from bot.ledger.pushing.line import Unwatched
from bot.ledger.pushing.sending import AHEAD
from bot.ledger.pushing.worker import PushWorker
from bot.store.db import Connection, Database
from tests.ledger.banks import DOWN, MemoryBank
from tests.ledger.outbox import owe, worker
from tests.ledger.samples import NOW, bodies, states


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
    await asyncio.wait_for(running, 20)
    assert (await states(db))["accepted"] >= 50
    assert "leased" not in await states(db), "what was in flight was brought to its end"


async def test_run_looks_at_once_when_the_clock_is_moved(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "POLL_SECONDS", 600.0)
    await owe(db, 2, "lrs")
    bank = MemoryBank()
    bank.script.append(DOWN)
    stop, idle, stored = asyncio.Event(), asyncio.Event(), asyncio.Event()
    recorded: list[bool] = []

    class Watched(Database):
        """Notes that something was recorded after a send."""

        @asynccontextmanager
        async def connection(self) -> AsyncIterator[Connection]:
            async with super().connection() as conn:
                yield conn
            recorded.extend([True] if bank.sends else [])

    class Asked(FrozenClock):
        """Tells when it is asked after that: the next turn finds the line closed and waits."""

        def now(self) -> datetime:
            if recorded:
                idle.set()
            return super().now()

    async def meanwhile() -> None:
        if len(bank.sends) == 2:
            stored.set()

    bank.meanwhile = meanwhile
    clock = Asked(NOW)
    pusher = worker(Watched(db._pool), clock, bank)
    running = asyncio.create_task(pusher.run(stop, asyncio.Event()))
    await idle.wait()
    clock.move(timedelta(hours=1))
    await asyncio.wait_for(stored.wait(), 20)  # sooner than the poll
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
        async def transaction(self, *locks: int) -> AsyncIterator[Connection]:
            tries.append(1)
            wake.set()
            if len(tries) <= 3:
                raise StorageUnavailableError("away")
            async with super().transaction(*locks) as conn:
                yield conn

    async def meanwhile() -> None:
        arrived.set()

    bank.meanwhile = meanwhile
    with capture_logs() as logs:
        running = asyncio.create_task(worker(Away(db._pool), clock, bank).run(stop, wake))
        await asyncio.wait_for(arrived.wait(), 20)
        stop.set()
        await running
    assert [log["event"] for log in logs] == ["push waits for the database"], "said once"


async def test_run_claims_ahead_and_never_sends_two_at_once(db: Database) -> None:
    await owe(db, 3 * AHEAD + 7, "lrs")
    bank, stop, wake = MemoryBank(), asyncio.Event(), asyncio.Event()
    held: list[int] = []

    class Watch(Unwatched):
        def accepted(self, target: str, count: int) -> None:
            if len(bank.stored) == 3 * AHEAD + 7:
                stop.set()
                wake.set()

    async def meanwhile() -> None:
        held.append((await states(db)).get("leased", 0))

    bank.meanwhile = meanwhile
    log = structlog.get_logger()
    pusher = PushWorker(db, [bank], FrozenClock(NOW), log, watch=Watch())
    wake.set()
    await asyncio.wait_for(pusher.run(stop, wake), 30)
    assert await states(db) == {"accepted": 3 * AHEAD + 7}
    assert [len(send) for send in bank.sends] == [50] * 30 + [7]
    assert bank.stored == await bodies(db)
    assert bank.most_in_flight == 1
    assert max(held) <= 2 * AHEAD, "a backlog of any size is taken in pieces"


async def test_a_line_that_closes_gives_back_what_was_claimed_ahead(db: Database) -> None:
    await owe(db, 2 * AHEAD, "lrs")
    bank, stop, wake, closed = MemoryBank(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Watch(Unwatched):
        def stopped(self, target: str, reason: str | None) -> None:
            closed.set()

    async def meanwhile() -> None:
        if len(bank.sends) == 7:
            bank.script.append(DOWN)

    bank.meanwhile = meanwhile
    log = structlog.get_logger()
    pusher = PushWorker(db, [bank], FrozenClock(NOW), log, watch=Watch())
    wake.set()
    running = asyncio.create_task(pusher.run(stop, wake))
    await asyncio.wait_for(closed.wait(), 20)
    stop.set()
    wake.set()
    await running
    assert await states(db) == {"accepted": 300, "queued": 2 * AHEAD - 300}
    assert len(bank.sends) == 7


async def test_an_error_nobody_foresaw_closes_its_line_alone(db: Database) -> None:
    await owe(db, 3, "lrs", "other")
    clock, stop, wake = FrozenClock(NOW), asyncio.Event(), asyncio.Event()
    failing, sound = MemoryBank(), MemoryBank("other")
    failed, served = asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        if bool(failing.sends[2:]):
            served.set()
            return
        failed.set()
        raise ValueError("of somebody: 13800000000")

    failing.meanwhile = fail
    pusher = worker(db, clock, failing, sound)
    with capture_logs() as logs:
        running = asyncio.create_task(pusher.run(stop, wake))
        await asyncio.wait_for(failed.wait(), 20)
        failed.clear()
        while not failed.is_set():  # the line opens again, and it fails as before
            clock.move(timedelta(minutes=5))
            with suppress(TimeoutError):
                await asyncio.wait_for(failed.wait(), 0.1)
        async with asyncio.timeout(30):  # what failed is given back a moment later
            while await states(db, "lrs") != {"queued": 3}:
                await asyncio.sleep(0.01)
            while await states(db, "other") != {"accepted": 3}:
                await asyncio.sleep(0.01)
        while not served.is_set():
            clock.move(timedelta(minutes=5))
            with suppress(TimeoutError):
                await asyncio.wait_for(served.wait(), 0.1)
        stop.set()
        await running
    assert await states(db, "lrs") == {"accepted": 3}
    errors = [log for log in logs if log["log_level"] == "error"]
    assert len(errors) == 1, "said once"
    assert errors[0]["fault"].startswith("ValueError at test_push_run.py:")
    assert "138" not in str(logs)
