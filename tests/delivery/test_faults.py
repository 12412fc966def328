"""What breaks hurts nothing else: poison, lost storage, cancellation, and a worker that runs on."""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import recording, seats, sending, settling
from bot.delivery.deciding import Decision, decide
from bot.delivery.flight import LEASE
from bot.domain.delivery import Composed, Kind, NotNeeded, Outcome, Result
from bot.domain.errors import StorageUnavailableError
from bot.store import limits
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from tests.delivery.leaky import Leaky
from tests.delivery.office import Office, Words
from tests.delivery.owing import (
    BOT,
    NOON,
    all_of,
    group,
    learner,
    many,
    one,
    owe,
    places,
    rows,
    window,
)

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
        assert (now["state"], now["attempts"], now["uncertain"]) == ("planned", 0, False)
        assert now["next_try"] > NOON
        assert now["steps"][0]["reason"].startswith("a fault in the program")
    left = await rows(
        db, "select message_window_left as left from address where channel = 'wechat'"
    )
    assert {row["left"] for row in left} == {5}
    said = [entry for entry in logs if entry["log_level"] == "error"]
    assert len(said) == 1, "three of a kind are one line"
    assert said[0]["fault"].startswith("KeyError at office.py")
    assert "oPlatformId" not in str(logs)
    poison.error = None
    clock.move(timedelta(minutes=1))
    await office.work()
    assert (await one(db, bad[0]))["state"] == "sent"


async def test_poison_is_tried_less_and_less_and_ends_with_its_moment(
    db: Database, clock: FrozenClock
) -> None:
    poison = Words(error=RuntimeError())
    office = Office(db, clock, {Kind.LESSON: poison})
    row = await owe(db, await learner(db, "city:42"), kind=Kind.LESSON)
    for _ in range(60):
        await office.work()
        clock.move(timedelta(minutes=2))
    assert 8 <= poison.asked / 2 <= 20, "with its batch, then with care: twice each time"
    now = await one(db, row)
    assert (now["attempts"], len(now["steps"])) == (0, 1)
    clock.set(NOON + timedelta(days=1))
    await office.work()
    assert (await one(db, row))["state"] == "expired"


async def test_one_of_fifty_that_cannot_be_said_leaves_the_others_sent(
    db: Database, office: Office
) -> None:
    await many(db, 49, BOT)
    bad = await owe(db, await learner(db, "city:50"), subject="poison")
    office.words.poisoned = frozenset({"poison"})
    with capture_logs() as logs:
        await office.work()
    assert sorted(office.telegram.chats) == sorted(str(n) for n in range(1, 50))
    assert Counter(row["state"] for row in await all_of(db)) == {"sent": 49, "planned": 1}
    assert (await one(db, bad))["attempts"] == 0
    assert [entry["event"] for entry in logs] == ["a delivery cannot be put into words"]


async def test_a_database_error_in_words_spoils_only_its_own_delivery(
    db: Database, clock: FrozenClock
) -> None:
    async def breaking(
        conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        await conn.execute("select 1 / 0")
        return dict.fromkeys((one.row for one in deliveries), NotNeeded("never said"))

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

    monkeypatch.setattr(settling, "decide", fussy)
    with capture_logs() as logs:
        await office.work()
    assert [(await one(db, row))["state"] for row in (bad, good)] == ["planned", "sent"]
    assert (await one(db, bad))["next_try"] == NOON + settling.FAULT_WAIT
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


def test_what_is_claimed_is_sent_and_recorded_within_its_lease() -> None:
    longest = limits.AHEAD / 1e6 + seats.LONGEST_QUEUE + sending.SEND_SECONDS
    assert longest + recording.LAST_TRIES + recording.AGAIN[-1] < LEASE.total_seconds()


async def test_an_outcome_is_recorded_when_storage_is_back(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "AGAIN", (0,))
    leaky = Leaky(db)
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))

    async def storage_goes() -> None:
        leaky.broken = 3

    office.telegram.meanwhile = storage_goes
    await office.work()
    assert len(office.telegram.calls) == 1
    now = await one(db, row)
    assert (now["state"], now["uncertain"]) == ("sent", False)


async def test_an_outcome_that_is_lost_for_good_is_uncertain_after_its_lease(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database stays away and the disk takes nothing either, and that is said."""
    monkeypatch.setattr(recording, "AGAIN", (0,))
    monkeypatch.setattr(recording, "LAST_TRIES", 0.01)
    leaky = Leaky(db)
    office = Office(leaky, clock)  # type: ignore[arg-type]
    row = await owe(db, await learner(db, "city:42"))

    async def storage_goes() -> None:
        leaky.broken = 1_000_000

    office.telegram.meanwhile = storage_goes
    with capture_logs() as logs:
        await office.worker.run_once()
    assert [entry["event"] for entry in logs] == [
        "outcomes wait for storage",
        "outcomes are lost; these may arrive twice",
    ]
    assert (await one(db, row))["state"] == "claimed"
    clock.move(LEASE)
    assert await Office(db, clock).worker.take_back() == 1
    assert (await one(db, row))["uncertain"]


async def test_nothing_is_claimed_when_storage_goes_before_the_words(
    db: Database, clock: FrozenClock, office: Office
) -> None:
    """Claim and words are one transaction: there is no half of it to give back."""
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)

    async def storage_goes(conn: Connection) -> None:
        office.words.also = None
        await conn.execute("select pg_terminate_backend(pg_backend_pid())")

    office.words.also = storage_goes
    with pytest.raises(StorageUnavailableError):
        await office.worker.run_once()
    now = await one(db, row)
    assert (now["state"], now["attempts"], now["uncertain"]) == ("planned", 0, False)
    assert await places(db, person) == (5, 0)
    assert office.wechat.calls == []
    assert await office.work() == 1
    assert (await one(db, row))["state"] == "sent"


async def test_a_worker_cancelled_while_it_records_still_records(
    db: Database, office: Office
) -> None:
    """The record of an outcome is brought to its end (design 4.3)."""
    row = await owe(db, await learner(db, "city:42"))
    sent = asyncio.Event()

    async def note() -> None:
        sent.set()

    office.telegram.meanwhile = note
    await office.worker.open()
    running = asyncio.create_task(office.worker.run(asyncio.Event(), asyncio.Event()))
    async with asyncio.timeout(20):
        async with db.transaction() as conn:
            await sent.wait()
            await conn.execute("select 1 from delivery where id = $1 for key share", row)
            while not await rows(db, "select 1 from pg_locks where not granted"):
                await asyncio.sleep(0)
            running.cancel()
            closing = asyncio.create_task(office.worker.close())
            await asyncio.sleep(0)
        await closing
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
    dying.worker._recorder.add = lambda record: None  # type: ignore[method-assign]
    await dying.worker.run_once()
    clock.move(LEASE)
    heir = Office(db, clock)
    assert await heir.worker.take_back() == 1
    await heir.work()
    assert heir.telegram.chats == ["2"]
    assert [(await one(db, row))["uncertain"] for row in (done, lost)] == [False, True]
    assert (await one(db, lost))["state"] == "sent"


async def test_the_same_over_and_over_is_said_now_and_then(db: Database, office: Office) -> None:
    await many(db, 150, BOT)
    office.telegram.script = deque([Outcome(Result.REFUSED, "403 no rights")] * 150)
    with capture_logs() as logs:
        await office.work()
    said = [entry["times"] for entry in logs if entry["event"] == "delivery attempt"]
    assert said == [*range(1, 11), 100]


async def test_an_unknown_outcome_is_not_logged_with_names(db: Database, office: Office) -> None:
    await owe(db, await learner(db, "city:somebody"))
    office.telegram.script = deque([Outcome(Result.REFUSED, "403 no rights")])
    with capture_logs() as logs:
        await office.work()
    assert logs[0]["account"] == BOT
    assert "somebody" not in str(logs)
