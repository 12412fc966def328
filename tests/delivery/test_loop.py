"""The loop: it wakes, stops, and runs on whatever happens to one delivery or to storage."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import seats, worker
from bot.delivery.worker import Manner
from bot.domain.delivery import Kind
from bot.store.db import Database
from tests.delivery.leaky import Leaky
from tests.delivery.office import Office
from tests.delivery.owing import BOT, all_of, learner, many, one, owe, reply_detail, rows, window

SECOND = timedelta(seconds=1)


async def test_a_worker_outlives_lost_storage_and_faults_and_says_each_once(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 0.001)
    leaky = Leaky(db)
    leaky.broken = 6
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))
    rounds = {"left": 5}
    real = office.worker._claiming.claim

    async def faulty(*args: object) -> object:
        if not leaky.broken and rounds["left"]:
            rounds["left"] -= 1
            raise KeyError("oPlatformId")
        return await real(*args)  # type: ignore[arg-type]

    office.worker._claiming.claim = faulty  # type: ignore[method-assign, assignment]
    sent = asyncio.Event()

    async def note() -> None:
        sent.set()

    office.telegram.meanwhile = note
    with capture_logs() as logs:
        async with office.running():
            await sent.wait()
    events = [entry["event"] for entry in logs]
    assert events == [
        "delivery begins without storage",
        "delivery waits for storage",
        "a round of deliveries failed",
    ]
    assert "oPlatformId" not in str(logs)
    assert (await one(db, row))["state"] == "sent"


async def test_a_worker_wakes_at_once_and_stops_at_once(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 3600)
    sent, looked, wait = asyncio.Event(), asyncio.Event(), worker._wait

    async def note() -> None:
        sent.set()

    async def looked_once(*args: object) -> None:
        looked.set()
        await wait(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "_wait", looked_once)
    office.telegram.meanwhile = note
    async with office.running() as wake:
        await looked.wait()
        row = await owe(db, await learner(db, "city:42"))
        wake.set()
        await sent.wait()
    assert (await one(db, row))["state"] == "sent"


async def test_what_has_landed_makes_way_for_the_rest_of_an_answer(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next page goes when the one before is recorded, not a second later."""
    monkeypatch.setattr(worker, "LOOK_AGAIN", 3600)
    person = await learner(db, "city:42")
    for subject in "ab":
        page = reply_detail(subject)
        await owe(db, person, subject=subject, kind=Kind.REPLY, priority=0, detail=page)
    async with db.connection() as conn:
        await conn.execute("update delivery set address_id = (select id from address)")
    both = asyncio.Event()

    async def note() -> None:
        if len(office.telegram.calls) == 2:
            both.set()

    office.telegram.meanwhile = note
    async with office.running() as wake:
        office.when_woken = wake.set
        await both.wait()
    assert office.telegram.texts == ["a", "b"]


async def test_what_else_is_owed_to_the_same_person_comes_with_the_next_look(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_AGAIN", 0.01)
    person = await learner(db, "city:42")
    for subject in "ab":
        await owe(db, person, subject=subject)
    both = asyncio.Event()

    async def note() -> None:
        if len(office.telegram.calls) == 2:
            both.set()

    office.telegram.meanwhile = note
    async with office.running():
        await both.wait()


@pytest.mark.parametrize(("room", "pause"), [(3, "LOOK_AGAIN"), (0, "LOOK_SOON")])
async def test_an_idle_worker_looks_soon_only_while_a_rate_is_used_up(
    db: Database,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
    pause: str,
) -> None:
    office.turns.rooms[BOT] = room
    waited: list[float] = []
    looked, wait = asyncio.Event(), worker._wait

    async def looked_once(wake: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
        waited.append(seconds)
        looked.set()
        await wait(wake, stop, seconds)

    monkeypatch.setattr(worker, "_wait", looked_once)
    async with office.running():
        await looked.wait()
    assert waited[0] == getattr(worker, pause)


async def test_a_stop_waits_for_what_is_in_flight(db: Database, office: Office) -> None:
    row = await owe(db, await learner(db, "city:42"))
    stop, began, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hold_on() -> None:
        began.set()
        await go_on.wait()

    office.telegram.meanwhile = hold_on
    await office.worker.open()
    running = asyncio.create_task(office.worker.run(stop, asyncio.Event()))
    async with asyncio.timeout(20):
        await began.wait()
        stop.set()
        await asyncio.sleep(0)
        assert not running.done()
        go_on.set()
        await running
    await office.worker.close()
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
    async with office.running() as wake:
        await began.wait()
        await owe(db, await learner(db, "city:42"))
        wake.set()
        await sent.wait()
        assert not go_on.is_set()
        go_on.set()
    assert [row["state"] for row in await all_of(db)] == ["sent", "sent"]


async def test_full_seats_take_nothing_more(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process claims what its seats send soon, and leaves the rest to others."""
    monkeypatch.setattr(seats, "AHEAD_SECONDS", 0)
    office = Office(db, clock, manner=Manner(seats=4))
    await many(db, 9, BOT)
    go_on, full, all_sent = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def stuck() -> None:
        if len(office.telegram.calls) == 4:
            full.set()
        if len(office.telegram.calls) == 9:
            all_sent.set()
        await go_on.wait()

    office.telegram.meanwhile = stuck
    async with office.running() as wake:
        await full.wait()
        assert len(await rows(db, "select 1 from delivery where state = 'claimed'")) == 4
        wake.set()
        go_on.set()
        await all_sent.wait()
    assert [row["state"] for row in await all_of(db)] == ["sent"] * 9
    assert office.telegram.doubled == set()


async def test_a_cancelled_worker_gives_up_what_it_sends_and_returns_the_rest(
    db: Database, clock: FrozenClock
) -> None:
    """What was on its way is uncertain; what was not begun goes to others at once."""
    office = Office(db, clock, manner=Manner(seats=2))
    await many(db, 5, BOT)
    began = asyncio.Event()

    async def for_ever() -> None:
        if len(office.telegram.calls) == 2:
            began.set()
        await asyncio.Event().wait()

    office.telegram.meanwhile = for_ever
    await office.worker.open()
    running = asyncio.create_task(office.worker.run(asyncio.Event(), asyncio.Event()))
    async with asyncio.timeout(20):
        await began.wait()
        running.cancel()
        await asyncio.wait([running])
        await office.worker.close()
    now = await all_of(db)
    assert [row["state"] for row in now] == ["planned"] * 5
    assert [row["uncertain"] for row in now] == [True, True, False, False, False]
    assert [row["tries"] for row in now] == [1, 1, 0, 0, 0]
    heir = Office(db, clock)
    assert await heir.work() == 3
    clock.move(4 * SECOND)
    assert await heir.work() == 2
