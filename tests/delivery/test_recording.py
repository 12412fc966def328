"""Outcomes are written in batches, in order, once, and whatever happens to the database."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import recording
from bot.delivery.record import Record
from bot.delivery.recording import Recorder
from bot.domain.delivery import Outcome, Result
from bot.store import claims, endings
from bot.store.claims import Choice
from bot.store.db import Database
from tests.delivery.leaky import Leaky
from tests.delivery.owing import (
    BOT,
    NOON,
    OFFICIAL,
    all_of,
    learner,
    many,
    one,
    owe,
    places,
    rows,
    window,
)
from tests.delivery.records import DOWN, Told, back, claim_all, record, recorder

SECOND = timedelta(seconds=1)


async def states(db: Database) -> list[str]:
    return [row["state"] for row in await all_of(db)]


async def until_written(recording_: Recorder) -> None:
    """Wait until nothing is left to write."""
    async with asyncio.timeout(20):
        while recording_.waiting:
            await asyncio.sleep(0)


async def stopped(task: "asyncio.Task[None]") -> None:
    """Cancel a recorder that runs."""
    task.cancel()
    await asyncio.wait([task])


async def test_a_thousand_outcomes_take_few_transactions(db: Database, clock: FrozenClock) -> None:
    await many(db, 1000, BOT)
    flights = await claim_all(db)
    counting, told = Leaky(db), list[int]()
    some = recorder(counting, clock, written=lambda done: told.append(len(done)))  # type: ignore[arg-type]
    running = asyncio.create_task(some.run())
    for number, flight in enumerate(flights):
        some.add(record(flight))
        if number % 100 == 0:
            await asyncio.sleep(0)
    await until_written(some)
    await stopped(running)
    assert sum(told) == 1000
    assert counting.asked == len(told) <= 4
    assert max(told) <= recording.MOST
    assert await states(db) == ["sent"] * 1000


async def test_what_was_written_is_told_in_the_order_of_landing(
    db: Database, clock: FrozenClock
) -> None:
    await many(db, 20, BOT)
    flights = await claim_all(db)
    told: list[Record] = []

    def written(done: Sequence[Record]) -> None:
        told.extend(done)

    some = recorder(db, clock, written=written)
    landing = [record(flight) for flight in reversed(flights)]
    for one_ in landing:
        some.add(one_)
    assert told == []
    await some.finish()
    assert told == landing
    assert some.waiting == 0


async def test_each_outcome_goes_where_it_belongs(db: Database, clock: FrozenClock) -> None:
    await many(db, 4, BOT)
    sent, down, refused, turned = await claim_all(db)
    some = recorder(db, clock)
    some.add(record(sent))
    some.add(record(down, DOWN))
    some.add(record(refused, Outcome(Result.REFUSED, "403 no rights")))
    some.add(back(turned, NOON + SECOND))
    await some.finish()
    now = await all_of(db)
    assert [row["state"] for row in now] == ["sent", "planned", "failed", "planned"]
    assert [row["tries"] for row in now] == [1, 1, 1, 0]
    assert now[1]["next_try"] > NOON
    assert now[3]["next_try"] == NOON + SECOND


async def test_a_lost_database_is_waited_for_and_everything_written_in_order(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "AGAIN", (0,))
    await many(db, 30, BOT)
    flights = await claim_all(db)
    leaky, watch, told = Leaky(db), Told(), list[int]()
    leaky.broken = 4
    some = recorder(
        leaky,  # type: ignore[arg-type]
        clock,
        watch=watch,
        written=lambda done: told.extend(one_.row for one_ in done),
    )
    with capture_logs() as logs:
        running = asyncio.create_task(some.run())
        for number, flight in enumerate(flights):
            some.add(record(flight))
            if number % 5 == 4:
                await asyncio.sleep(0.001)
        await until_written(some)
        await stopped(running)
    assert leaky.broken == 0
    assert told == [flight.row for flight in flights]
    assert set(await states(db)) == {"sent"}
    assert [entry["event"] for entry in logs] == ["outcomes wait for storage"], "said once"
    assert max(watch.waiting) > 0
    assert watch.waiting[-1] == 0, "and it is seen that nothing waits any more"


async def test_one_bad_record_does_not_stop_the_others(db: Database, clock: FrozenClock) -> None:
    await many(db, 50, BOT)
    flights = await claim_all(db)
    told: list[int] = []
    some = recorder(db, clock, written=lambda done: told.extend(one_.row for one_ in done))
    for number, flight in enumerate(flights):
        good = record(flight)
        some.add(replace(good, reason="no \0 in a text") if number == 7 else good)
    with capture_logs() as logs:
        await some.finish()
    assert sorted(told) == [flight.row for flight in flights]
    found = await states(db)
    assert (found.count("sent"), found[7]) == (49, "claimed")
    events = [entry["event"] for entry in logs]
    assert events == ["an outcome cannot be recorded; its lease will end"]


async def test_a_database_lost_while_a_bad_record_is_looked_for(
    db: Database, clock: FrozenClock
) -> None:
    """Some of the batch are written then; written again, they change nothing."""
    await many(db, 6, BOT)
    flights = await claim_all(db)
    leaky = Leaky(db)
    some = recorder(leaky, clock)  # type: ignore[arg-type]
    for number, flight in enumerate(flights):
        good = record(flight)
        some.add(replace(good, reason="\0") if number == 5 else good)
    real = some._write

    async def lost_at_the_third(records: Sequence[Record]) -> None:
        if len(records) == 1 and records[0].row == flights[2].row and not leaky.broken:
            leaky.broken = 2
            some._write = real  # type: ignore[method-assign]
        await real(records)

    some._write = lost_at_the_third  # type: ignore[method-assign]
    with capture_logs():
        assert not await some._write_or_say()
        assert some.waiting == 6
        await some.finish()
    assert await states(db) == ["sent"] * 5 + ["claimed"]


async def test_a_cancelled_writer_neither_loses_nor_doubles(
    db: Database, clock: FrozenClock
) -> None:
    await many(db, 5, BOT)
    flights = await claim_all(db)
    told: list[int] = []
    some = recorder(db, clock, written=lambda done: told.extend(one_.row for one_ in done))
    for flight in flights:
        some.add(record(flight))
    running = asyncio.create_task(some.run())
    async with asyncio.timeout(20):
        async with db.transaction() as conn:
            await conn.execute(
                "select 1 from delivery where id = $1 for key share", flights[2].row
            )
            while not await rows(db, "select 1 from pg_locks where not granted"):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.sleep(0)
            some.add(back(replace(flights[0], row=flights[0].row + 1000)))
        await asyncio.wait([running])
    assert told == [flight.row for flight in flights]
    assert some.waiting == 1, "what landed meanwhile is still to be written"
    assert await states(db) == ["sent"] * 5
    await some.finish()
    assert some.waiting == 0


async def test_a_place_is_given_back_once_however_often_it_is_written(
    db: Database, clock: FrozenClock
) -> None:
    """A commit whose answer was lost, or a spool that is read twice, writes an outcome again."""
    person = await learner(db, "city-wechat:oA")
    await window(db, person, left=4)
    await owe(db, person, lane=OFFICIAL)
    (flight,) = await claim_all(db, "customer")
    some = recorder(db, clock)
    for _ in range(3):
        some.add(record(flight, DOWN))
        await some.finish()
    assert await places(db, person) == (5, 0)
    (now,) = await all_of(db)
    assert (now["state"], now["attempts"], len(now["steps"])) == ("planned", 1, 1)


@pytest.mark.parametrize("outcome", [Outcome(Result.SENT), DOWN, Outcome(Result.UNKNOWN)])
async def test_an_outcome_of_an_older_claim_changes_nothing(
    db: Database, clock: FrozenClock, outcome: Outcome
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    (old,) = await claim_all(db)
    async with db.transaction() as conn:
        await endings.take_back(conn, [(row, 1)], NOON + timedelta(minutes=2))
        chosen = [Choice(row, old.address, "send")]
        later = NOON + timedelta(minutes=3)
        assert await claims.claim(conn, chosen, lease_until=later, now=NOON) == {row: 2}
    before = await one(db, row)
    some = recorder(db, clock)
    some.add(record(old, outcome))
    await some.finish()
    assert await one(db, row) == before


async def test_what_was_turned_back_and_is_written_again_changes_nothing(
    db: Database, clock: FrozenClock
) -> None:
    """A commit whose answer was lost is written again; meanwhile somebody may have claimed."""
    row = await owe(db, await learner(db, "city:42"))
    (first,) = await claim_all(db)
    some = recorder(db, clock)
    some.add(back(first))
    await some.finish()
    assert (await one(db, row))["state"] == "planned"
    await claim_all(db)
    some.add(back(first))
    await some.finish()
    assert (await one(db, row))["state"] == "claimed"
