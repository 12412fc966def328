"""The loop: it wakes, stops, and runs on whatever happens to one delivery or to storage."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import worker
from bot.store.db import Database
from tests.delivery.leaky import Leaky
from tests.delivery.owing import Office, learner, one, owe, rows, window

SECOND = timedelta(seconds=1)


async def test_a_worker_outlives_lost_storage_and_faults_and_says_each_once(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 0.001)
    leaky = Leaky(db)
    leaky.broken = 5
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))
    rounds = {"left": 5}
    real = office.worker._claim

    async def faulty(*args: object) -> object:
        if not leaky.broken and rounds["left"]:
            rounds["left"] -= 1
            raise KeyError("oPlatformId")
        return await real(*args)  # type: ignore[arg-type]

    office.worker._claim = faulty  # type: ignore[method-assign, assignment]
    stop, wake, sent = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def note() -> None:
        sent.set()

    office.telegram.meanwhile = note
    with capture_logs() as logs:
        running = asyncio.create_task(office.worker.run(stop, wake))
        async with asyncio.timeout(10):
            await sent.wait()
            stop.set()
            await running
    events = [entry["event"] for entry in logs]
    assert events == ["delivery waits for storage", "a round of deliveries failed"]
    assert "oPlatformId" not in str(logs)
    assert (await one(db, row))["state"] == "sent"


async def test_a_worker_wakes_at_once_and_stops_at_once(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 3600)
    stop, wake, sent = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def note() -> None:
        sent.set()

    looked, wait = asyncio.Event(), worker._wait

    async def looked_once(*args: object) -> None:
        looked.set()
        await wait(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "_wait", looked_once)
    office.telegram.meanwhile = note
    running = asyncio.create_task(office.worker.run(stop, wake))
    async with asyncio.timeout(10):
        await looked.wait()
        await owe(db, await learner(db, "city:42"))
        wake.set()
        await sent.wait()
        stop.set()
        await running
    assert (await rows(db, "select state from delivery"))[0]["state"] == "sent"


async def test_what_has_landed_makes_way_at_once(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second delivery to the same person goes when the first is recorded, not a second later."""
    monkeypatch.setattr(worker, "LOOK_AGAIN", 3600)
    person = await learner(db, "city:42")
    await owe(db, person, subject="a")
    await owe(db, person, subject="b")
    waiting, both, wait = asyncio.Event(), asyncio.Event(), worker._wait

    async def nothing_to_do(*args: object) -> None:
        waiting.set()
        await wait(*args)  # type: ignore[arg-type]

    async def until_the_worker_waits() -> None:
        await waiting.wait()
        if len(office.telegram.calls) == 2:
            both.set()

    monkeypatch.setattr(worker, "_wait", nothing_to_do)
    office.telegram.meanwhile = until_the_worker_waits
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker.run(stop, asyncio.Event()))
    async with asyncio.timeout(10):
        await both.wait()
        stop.set()
        await running


async def test_a_stop_waits_for_what_is_in_flight(db: Database, office: Office) -> None:
    row = await owe(db, await learner(db, "city:42"))
    stop, began, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hold_on() -> None:
        began.set()
        await go_on.wait()

    office.telegram.meanwhile = hold_on
    running = asyncio.create_task(office.worker.run(stop, asyncio.Event()))
    async with asyncio.timeout(10):
        await began.wait()
        stop.set()
        await asyncio.sleep(0)
        assert not running.done()
        go_on.set()
        await running
    assert (await one(db, row))["state"] == "sent"


async def test_a_slow_platform_holds_up_nobody_else(db: Database, office: Office) -> None:
    """A delivery goes its own way: the next round does not wait for it."""
    slow = await learner(db, "city-wechat:oSlow")
    await window(db, slow)
    await owe(db, slow)
    began, go_on, sent = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def stuck() -> None:
        began.set()
        await go_on.wait()

    async def note() -> None:
        sent.set()

    office.wechat.meanwhile, office.telegram.meanwhile = stuck, note
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(office.worker.run(stop, wake))
    async with asyncio.timeout(10):
        await began.wait()
        await owe(db, await learner(db, "city:42"))
        wake.set()
        await sent.wait()
        assert not go_on.is_set()
        go_on.set()
        stop.set()
        await running
    states = await rows(db, "select state from delivery")
    assert [row["state"] for row in states] == ["sent", "sent"]


async def test_full_seats_take_nothing_more(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SEATS", 4)
    for n in range(9):
        await owe(db, await learner(db, f"city:{n}"))
    go_on, full = asyncio.Event(), asyncio.Event()

    async def stuck() -> None:
        if len(office.telegram.calls) == 4:
            full.set()
        await go_on.wait()

    office.telegram.meanwhile = stuck
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(office.worker.run(stop, wake))
    async with asyncio.timeout(10):
        await full.wait()
        assert len(await rows(db, "select 1 from delivery where state = 'claimed'")) == 4
        assert len(await rows(db, "select 1 from delivery where state = 'planned'")) == 5
        go_on.set()
        while await rows(db, "select 1 from delivery where state <> 'sent'"):
            await asyncio.sleep(0)
        stop.set()
        await running
    assert len(office.telegram.calls) == 9
