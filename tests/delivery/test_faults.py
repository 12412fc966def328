"""What breaks hurts nothing else: poison, lost storage, cancellation, and a worker that runs on."""

import asyncio
from collections import deque
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import sending, worker
from bot.delivery.flight import LEASE
from bot.delivery.ladder import Decision, decide
from bot.domain.delivery import Kind, NotNeeded, Outcome, Result
from bot.domain.errors import StorageUnavailableError
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from tests.delivery.leaky import Leaky
from tests.delivery.owing import BOT, NOON, Office, Words, group, learner, one, owe, rows, window

SECOND = timedelta(seconds=1)


async def test_one_poisoned_delivery_hurts_no_other(db: Database, clock: FrozenClock) -> None:
    poison = Words(error=KeyError("oPlatformIdOfSomebody"))
    office = Office(db, clock, {Kind.REMINDER: poison})
    bad = [
        await owe(db, await learner(db, f"city-wechat:oA{n}"), kind=Kind.REMINDER, priority=3)
        for n in range(3)
    ]
    for person in await rows(db, "select id from learner"):
        await window(db, person["id"])
    good = await owe(db, await learner(db, "city:42"))
    with capture_logs() as logs:
        await office.work()
    assert (await one(db, good))["state"] == "sent"
    for row in bad:
        now = await one(db, row)
        assert (now["state"], now["attempts"], now["uncertain"]) == ("planned", 1, False)
        assert now["next_try"] > NOON
        assert now["steps"][0]["reason"].startswith("a fault in the program")
    left = await rows(
        db, "select message_window_left as left from address where channel = 'wechat'"
    )
    assert {row["left"] for row in left} == {5}
    said = [entry for entry in logs if entry["log_level"] == "error"]
    assert len(said) == 1, "three of a kind are one line"
    assert said[0]["fault"].startswith("KeyError at owing.py")
    assert "oPlatformId" not in str(logs)
    poison.error = None
    clock.move(timedelta(minutes=1))
    await office.work()
    assert (await one(db, bad[0]))["state"] == "sent"


async def test_poison_is_tried_less_and_less_and_ends_with_its_moment(
    db: Database, clock: FrozenClock
) -> None:
    office = Office(db, clock, {Kind.LESSON: Words(error=RuntimeError())})
    row = await owe(db, await learner(db, "city:42"), kind=Kind.LESSON)
    for _ in range(60):
        await office.work()
        clock.move(timedelta(minutes=2))
    now = await one(db, row)
    assert 8 <= now["attempts"] <= 20
    assert len(now["steps"]) <= 2
    clock.set(NOON + timedelta(days=1))
    await office.work()
    assert (await one(db, row))["state"] == "expired"


async def test_a_database_error_in_words_spoils_only_its_own_delivery(
    db: Database, clock: FrozenClock
) -> None:
    async def breaking(conn: Connection, delivery: Delivery) -> NotNeeded:
        await conn.execute("select 1 / 0")
        return NotNeeded("never said")

    office = Office(db, clock, {Kind.REMINDER: breaking})
    bad = await owe(db, await group(db), kind=Kind.REMINDER, to_group=True)
    good = await owe(db, await learner(db, "city:42"))
    await office.work()
    assert [(await one(db, row))["state"] for row in (bad, good)] == ["planned", "sent"]


async def test_a_learner_in_an_unknown_zone_cannot_be_stored(db: Database) -> None:
    with pytest.raises(Exception, match="time zone"):
        await learner(db, "city:42", zone="Mars/Olympus")


async def test_what_cannot_be_decided_waits_and_hurts_no_other(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = await owe(db, await learner(db, "city:1"), subject="bad")
    good = await owe(db, await learner(db, "city:2"))

    def fussy(delivery: Delivery, *rest: Any) -> Decision:
        if delivery.subject == "bad":
            raise ZeroDivisionError
        return decide(delivery, *rest)

    monkeypatch.setattr(worker, "decide", fussy)
    with capture_logs() as logs:
        await office.work()
    assert [(await one(db, row))["state"] for row in (bad, good)] == ["planned", "sent"]
    assert (await one(db, bad))["next_try"] == NOON + worker.FAULT_WAIT
    assert [entry["event"] for entry in logs] == ["a delivery cannot be decided"]


async def test_a_channel_that_raises_is_taken_as_nobody_knows(
    db: Database, office: Office
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    office.telegram.script = deque([ValueError("oPlatformId")])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["uncertain"]) == ("planned", True)
    assert now["steps"][0]["reason"].startswith("unknown ValueError at channels.py")


async def test_a_channel_that_never_answers_is_not_waited_for(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SEND_SECONDS", 0.01)
    row = await owe(db, await learner(db, "city:42"))

    async def for_ever() -> None:
        await asyncio.Event().wait()

    office.telegram.meanwhile = for_ever
    await office.worker.run_once()
    now = await one(db, row)
    assert (now["state"], now["uncertain"]) == ("planned", True)


def test_send_and_record_take_less_than_the_lease() -> None:
    assert sending.SEND_SECONDS + sum(sending.RECORD_AGAIN) < LEASE.total_seconds()


async def test_an_outcome_is_recorded_when_storage_is_back(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RECORD_AGAIN", (0, 0, 0))
    leaky = Leaky(db)
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))

    async def storage_goes() -> None:
        leaky.broken = 3

    office.telegram.meanwhile = storage_goes
    await office.work()
    assert len(office.telegram.calls) == 1
    assert (await one(db, row))["state"] == "sent"


async def test_an_outcome_that_could_not_be_recorded_is_uncertain_after_its_lease(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RECORD_AGAIN", (0,))
    leaky = Leaky(db)
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))

    async def storage_goes() -> None:
        leaky.broken = 2

    office.telegram.meanwhile = storage_goes
    with capture_logs() as logs:
        await office.worker.run_once()
    assert logs[-1]["event"] == "an outcome is not recorded; its lease will end"
    assert (await one(db, row))["state"] == "claimed"
    clock.move(LEASE)
    assert await office.worker.take_back() == 1
    assert (await one(db, row))["uncertain"]


async def test_a_claim_is_given_back_when_storage_goes_before_the_words(
    db: Database, clock: FrozenClock
) -> None:
    leaky = Leaky(db)
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))

    async def storage_goes(account: str, wanted: int) -> int:
        leaky.broken = 1
        return wanted

    office.worker._allowance = storage_goes
    await office.worker.run_once()
    now = await one(db, row)
    assert (now["state"], now["attempts"], now["uncertain"]) == ("planned", 0, False)
    assert office.telegram.calls == []


async def test_a_cancelled_sender_still_records(db: Database, office: Office) -> None:
    """The record of an outcome is shielded (design 4.3)."""
    row = await owe(db, await learner(db, "city:42"))
    sent, let_go = asyncio.Event(), asyncio.Event()
    real = office.worker._sending._write

    async def slow(*args: object) -> None:
        sent.set()
        await let_go.wait()
        await real(*args)  # type: ignore[arg-type]

    office.worker._sending._write = slow  # type: ignore[method-assign, assignment]
    running = asyncio.create_task(office.worker.run(asyncio.Event(), asyncio.Event()))
    async with asyncio.timeout(10):
        await sent.wait()
        running.cancel()
        let_go.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert (await one(db, row))["state"] == "sent"


async def test_a_process_that_dies_between_send_and_record_repeats_only_that(
    db: Database, clock: FrozenClock
) -> None:
    done = await owe(db, await learner(db, "city:1"), priority=3)
    dying = Office(db, clock)
    await dying.work()
    lost = await owe(db, await learner(db, "city:2"))

    async def never(*args: object) -> None:
        raise StorageUnavailableError("the process is gone")

    dying.worker._sending._record = never  # type: ignore[method-assign, assignment]
    await dying.worker.run_once()
    clock.move(LEASE)
    heir = Office(db, clock)
    assert await heir.worker.take_back() == 1
    await heir.work()
    assert heir.telegram.chats == ["2"]
    assert [(await one(db, row))["uncertain"] for row in (done, lost)] == [False, True]
    assert (await one(db, lost))["state"] == "sent"


async def test_an_unknown_outcome_is_not_logged_with_names(db: Database, office: Office) -> None:
    await owe(db, await learner(db, "city:somebody"))
    office.telegram.script = deque([Outcome(Result.REFUSED, "403 no rights")])
    with capture_logs() as logs:
        await office.work()
    assert logs[0]["account"] == BOT
    assert "somebody" not in str(logs)
