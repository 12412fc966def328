"""A lease ends, a sender does not: who may record then, and who may not."""

import asyncio
from collections import deque
from datetime import datetime, timedelta

import pytest

from bot.clock import FrozenClock
from bot.delivery import worker
from bot.delivery.flight import LEASE
from bot.domain.delivery import Outcome, Result
from bot.store import claims, endings
from bot.store.claims import Choice
from bot.store.db import Database
from bot.store.endings import Ending, PutBack
from tests.delivery.office import Office
from tests.delivery.owing import NOON, learner, one, owe


async def sweep(db: Database, now: datetime) -> int:
    """What another process's sweep does."""
    async with db.transaction() as conn:
        stuck = await endings.expired_leases(conn, now)
        return await endings.take_back(conn, stuck.items(), now)


async def claim(db: Database, row: int, now: datetime) -> int:
    """Another process claims; the number of its attempt."""
    query = "select a.id from address a join delivery d using (learner_id) where d.id = $1"
    async with db.transaction() as conn:
        chosen = [Choice(row, await conn.fetchval(query, row), "send")]
        claimed = await claims.claim(conn, chosen, lease_until=now + LEASE, now=now)
    return claimed[row]


async def test_a_lease_that_ended_is_taken_up_again_as_uncertain(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    await claim(db, row, NOON)
    assert await office.worker.take_back() == 0
    clock.move(LEASE)
    assert await office.worker.take_back() == 1
    assert await office.worker.take_back() == 0
    now = await one(db, row)
    assert (now["state"], now["uncertain"], now["attempts"]) == ("planned", True, 1)
    assert "may have arrived" in now["steps"][-1]["reason"]
    await office.work()
    assert (await one(db, row))["state"] == "sent"


async def test_moving_the_clock_takes_nothing_from_a_sender_that_is_alive(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))

    async def a_day_goes_by() -> None:
        clock.move(timedelta(days=1))
        assert await office.worker.take_back() == 0

    office.telegram.meanwhile = a_day_goes_by
    await office.worker.run_once()
    assert len(office.telegram.calls) == 1
    assert (await one(db, row))["state"] == "sent"


async def test_who_outlived_the_lease_still_records_when_nobody_else_claimed(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))

    async def another_process_sweeps() -> None:
        clock.move(LEASE)
        assert await sweep(db, clock.now()) == 1

    office.telegram.meanwhile = another_process_sweeps
    await office.work()
    assert len(office.telegram.calls) == 1
    assert (await one(db, row))["state"] == "sent"


@pytest.mark.parametrize("result", [Result.SENT, Result.REFUSED, Result.UNAVAILABLE])
async def test_who_outlived_the_lease_changes_nothing_newer(
    db: Database, office: Office, clock: FrozenClock, result: Result
) -> None:
    row = await owe(db, await learner(db, "city:42"))

    async def another_process_claims() -> None:
        clock.move(LEASE)
        assert await sweep(db, clock.now()) == 1
        assert await claim(db, row, clock.now()) == 2

    office.telegram.meanwhile = another_process_claims
    office.telegram.script = deque([Outcome(result)])
    await office.worker.run_once()
    now = await one(db, row)
    assert (now["state"], now["attempts"], now["ended_at"]) == ("claimed", 2, None)
    assert now["lease_until"] == clock.now() + LEASE


async def test_a_sweep_leaves_what_was_recorded_or_claimed_anew_meanwhile(
    db: Database, clock: FrozenClock
) -> None:
    """Between the sweep's first look and its second, the one that sent it has a moment."""
    ended, turned_back, stuck = [
        await owe(db, await learner(db, f"city:{n}")) for n in range(1, 4)
    ]
    for row in (ended, turned_back, stuck):
        await claim(db, row, NOON)
    clock.move(LEASE)
    async with db.transaction() as conn:
        seen = await endings.expired_leases(conn, clock.now())
        assert seen == {ended: 1, turned_back: 1, stuck: 1}
        await endings.end(conn, [Ending(ended, 1, "sent", "sent 200")], clock.now())
        back = PutBack(turned_back, 1, clock.now(), "its turn has not come", tried=False)
        await endings.put_back(conn, [back], clock.now())
    assert await claim(db, turned_back, clock.now()) == 2, "every claim has a number of its own"
    async with db.transaction() as conn:
        assert await endings.take_back(conn, seen.items(), clock.now()) == 1
    states = [(await one(db, row))["state"] for row in (ended, turned_back, stuck)]
    assert states == ["sent", "claimed", "planned"]


async def test_other_processes_get_a_moment_to_record(
    db: Database, office: Office, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    await claim(db, row, NOON)
    clock.move(LEASE)

    async def another_process_records(seconds: float) -> None:
        assert seconds == 2.0
        async with db.transaction() as conn:
            await endings.end(conn, [Ending(row, 1, "sent", "sent 200")], clock.now())

    monkeypatch.setattr(worker, "SECOND_LOOK", 2.0)
    monkeypatch.setattr(asyncio, "sleep", another_process_records)
    assert await office.worker.take_back() == 0
    assert (await one(db, row))["state"] == "sent"
    assert not (await one(db, row))["uncertain"]
