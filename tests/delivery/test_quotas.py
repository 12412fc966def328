"""What the platforms count by the day: reserved before a call, exact over all workers."""

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import FrozenClock
from bot.delivery.worker import Manner
from bot.domain.delivery import Kind, Outcome, Result, Scope
from bot.store import quotas
from bot.store.db import Database
from bot.store.quotas import Use
from tests.delivery.office import Office
from tests.delivery.owing import (
    OFFICIAL,
    all_of,
    learner,
    many,
    one,
    owe,
    reply_detail,
    rows,
    window,
)

CUSTOMER: Use = (OFFICIAL, "customer")
TODAY = "2026-11-23"


async def cohort(db: Database, count: int) -> None:
    """Followers with an open window and a lesson each."""
    await many(db, count, OFFICIAL)
    for row in await rows(db, "select learner_id from address"):
        await window(db, row["learner_id"])


async def used(db: Database) -> dict[str, int]:
    """What is counted, by period."""
    found = await rows(db, "select period, used from quota_use where account = $1", OFFICIAL)
    return {row["period"]: row["used"] for row in found}


def limited(db: Database, clock: FrozenClock, most: int) -> Office:
    return Office(db, clock, manner=Manner(daily={CUSTOMER: most}))


async def take(db: Database, wanted: dict[Use, int], limits: dict[Use, int]) -> dict[Use, int]:
    async with db.transaction() as conn:
        return await quotas.reserve(conn, wanted, limits, TODAY)


async def test_what_fits_is_granted_and_no_more(db: Database) -> None:
    limits = {CUSTOMER: 10}
    assert await take(db, {CUSTOMER: 7}, limits) == {CUSTOMER: 7}
    assert await take(db, {CUSTOMER: 7}, limits) == {CUSTOMER: 3}
    assert await take(db, {CUSTOMER: 7}, limits) == {CUSTOMER: 0}
    assert await used(db) == {TODAY: 10}


async def test_what_has_no_limit_is_neither_bounded_nor_counted(db: Database) -> None:
    other: Use = ("city", "send")
    found = await take(db, {other: 500, CUSTOMER: 2}, {CUSTOMER: 10})
    assert found == {other: 500, CUSTOMER: 2}
    assert [row["account"] for row in await rows(db, "select account from quota_use")] == [
        OFFICIAL
    ]


async def test_a_lower_limit_than_what_is_used_grants_nothing(db: Database) -> None:
    await take(db, {CUSTOMER: 8}, {CUSTOMER: 10})
    assert await take(db, {CUSTOMER: 1}, {CUSTOMER: 5}) == {CUSTOMER: 0}
    assert await used(db) == {TODAY: 8}


async def test_a_reservation_is_exact_for_any_number_who_reserve_at_once(db: Database) -> None:
    limits: dict[Use, int] = {CUSTOMER: 100, ("city-wechat", "template"): 50}
    granted = await asyncio.gather(
        *(take(db, dict.fromkeys(limits, 7), limits) for _ in range(30))
    )
    for use, most in limits.items():
        assert sum(one_[use] for one_ in granted) == most


async def test_a_reservation_that_is_rolled_back_was_never_made(db: Database) -> None:
    async def broken() -> None:
        async with db.transaction() as conn:
            await quotas.reserve(conn, {CUSTOMER: 5}, {CUSTOMER: 10}, TODAY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    assert await used(db) == {}


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), "2026-11-23"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "2026-11-24"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_the_day_is_beijings(utc: datetime, day: str) -> None:
    assert quotas.day_of(utc) == day
    assert quotas.month_of(utc) == day[:7]


async def test_old_counts_are_forgotten(db: Database) -> None:
    async with db.transaction() as conn:
        for period in ("2026-10", "2026-11", "2026-11-22", TODAY):
            await quotas.reserve(conn, {CUSTOMER: 1}, {CUSTOMER: 10}, period)
        assert await quotas.forget_before(conn, "2026-11") == 1
    assert sorted(await used(db)) == ["2026-11", "2026-11-22", TODAY]


# in the engine ------------------------------------------------------------------------------------


async def test_two_workers_never_send_more_than_the_day_takes(
    db: Database, clock: FrozenClock
) -> None:
    """And what does not fit waits in the inbox, with its reason."""
    await cohort(db, 60)
    offices = [limited(db, clock, 25) for _ in range(2)]
    async with asyncio.timeout(20):
        while await rows(db, "select 1 from delivery"):
            await asyncio.gather(*(office.worker.run_once() for office in offices))
    assert sum(len(office.wechat.calls) for office in offices) == 25
    now = await all_of(db)
    held = [row for row in now if row["state"] == "held"]
    assert len(held) == 35
    assert {row["reason"] for row in held} == {
        "the platform's messages of the day are used up; waits for the next contact"
    }
    assert await used(db) == {TODAY: 25}
    places = await rows(db, "select message_window_left as left from address")
    assert sorted(row["left"] for row in places) == [4] * 25 + [5] * 35


async def test_a_new_day_begins_in_beijing(db: Database, clock: FrozenClock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    office = limited(db, clock, 1)
    for number in range(2):
        await owe_at(db, clock, f"{OFFICIAL}:o{number}")
    await office.work()
    assert len(office.wechat.calls) == 1
    clock.set(datetime(2026, 11, 23, 23, 40, tzinfo=UTC))
    await owe_at(db, clock, f"{OFFICIAL}:oNext")
    await office.work()
    assert len(office.wechat.calls) == 2
    assert await used(db) == {TODAY: 1, "2026-11-24": 1}


async def owe_at(db: Database, clock: FrozenClock, address: str) -> int:
    person = await learner(db, address)
    await window(db, person, until=clock.now() + timedelta(hours=40))
    return await owe(db, person, due=clock.now())


async def test_every_call_counts_whatever_its_answer(db: Database, clock: FrozenClock) -> None:
    """So do the platforms count, also what is tried again."""
    await cohort(db, 1)
    office = limited(db, clock, 3)
    office.wechat.script = deque([Outcome(Result.UNAVAILABLE, "-1")] * 5)
    for _ in range(5):
        await office.work()
        clock.move(timedelta(minutes=1))
    assert len(office.wechat.calls) == 3
    assert await used(db) == {TODAY: 3}
    (now,) = await all_of(db)
    assert (now["state"], now["attempts"]) == ("held", 3)


async def test_a_day_the_platform_says_is_used_up_is_used_up_here_too(
    db: Database, clock: FrozenClock
) -> None:
    await cohort(db, 5)
    office = limited(db, clock, 100)
    office.wechat.script = deque([Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT)] * 5)
    await office.work()
    calls = len(office.wechat.calls)
    await owe_at(db, clock, f"{OFFICIAL}:oLater")
    await office.work()
    assert len(office.wechat.calls) == calls, "nobody else is tried today"
    assert {row["state"] for row in await all_of(db)} == {"held"}


async def test_what_is_of_no_use_later_is_dropped(db: Database, clock: FrozenClock) -> None:
    """An answer is awaited now; tomorrow it would puzzle."""
    office = limited(db, clock, 0)
    person = await learner(db, f"{OFFICIAL}:oA")
    await window(db, person)
    row = await owe(db, person, kind=Kind.REPLY, priority=0, detail=reply_detail("an answer"))
    async with db.connection() as conn:
        await conn.execute("update delivery set address_id = (select id from address)")
    await office.work()
    assert office.wechat.calls == []
    now = await one(db, row)
    assert now["state"] == "expired"
    assert now["reason"].startswith("the platform's messages of the day are used up")


async def test_other_accounts_are_not_bounded(db: Database, clock: FrozenClock) -> None:
    await many(db, 5, "city")
    office = limited(db, clock, 0)
    await office.work()
    assert len(office.telegram.calls) == 5
    assert await used(db) == {}
