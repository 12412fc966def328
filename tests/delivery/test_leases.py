"""A lease ends, a sender does not: who may record then, and who may not."""

from collections import deque
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.delivery.flight import LEASE
from bot.domain.delivery import Outcome, Result
from bot.store import claims
from bot.store.claims import Choice
from bot.store.db import Database
from tests.delivery.owing import (
    NOON,
    Office,
    learner,
    one,
    owe,
    rows,
)

SECOND = timedelta(seconds=1)
TODAY = NOON.date()


async def test_a_lease_that_ended_is_taken_up_again_as_uncertain(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person = await learner(db, "city:42")
    address = (await rows(db, "select id from address"))[0]["id"]
    row = await owe(db, person)
    async with db.transaction() as conn:
        await claims.claim(conn, [Choice(row, address)], lease_until=NOON + LEASE, now=NOON)
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
        async with db.transaction() as conn:
            assert await claims.take_back_expired_leases(conn, clock.now()) == 1

    office.telegram.meanwhile = another_process_sweeps
    await office.work()
    assert len(office.telegram.calls) == 1
    assert (await one(db, row))["state"] == "sent"


@pytest.mark.parametrize("result", [Result.SENT, Result.REFUSED, Result.UNAVAILABLE])
async def test_who_outlived_the_lease_changes_nothing_newer(
    db: Database, office: Office, clock: FrozenClock, result: Result
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    address = (await rows(db, "select id from address"))[0]["id"]

    async def another_process_claims() -> None:
        clock.move(LEASE)
        async with db.transaction() as conn:
            await claims.take_back_expired_leases(conn, clock.now())
            await claims.claim(
                conn, [Choice(row, address)], lease_until=clock.now() + LEASE, now=clock.now()
            )

    office.telegram.meanwhile = another_process_claims
    office.telegram.script = deque([Outcome(result)])
    await office.worker.run_once()
    now = await one(db, row)
    assert (now["state"], now["attempts"], now["ended_at"]) == ("claimed", 2, None)
    assert now["lease_until"] == clock.now() + LEASE
