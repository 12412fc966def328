"""Who gets what, when several reach for it: workers, people, and a clock that moves."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.delivery.flight import LEASE
from bot.domain.delivery import Kind
from bot.store import claims, deliveries
from bot.store.claims import Choice
from bot.store.db import Database
from tests.delivery.owing import (
    BOT,
    NOON,
    Office,
    group,
    learner,
    one,
    owe,
    rows,
    window,
)

SECOND = timedelta(seconds=1)
TODAY = NOON.date()


async def test_many_workers_send_each_thing_once(db: Database, clock: FrozenClock) -> None:
    people = [await learner(db, f"city:{n}") for n in range(1, 41)]
    for person in people:
        await owe(db, person, subject="a")
        await owe(db, person, subject="b")
    offices = [Office(db, clock) for _ in range(4)]
    async with asyncio.timeout(20):
        while await rows(db, "select 1 from delivery where state <> 'sent'"):
            await asyncio.gather(*(office.worker.run_once() for office in offices))
    chats = [chat for office in offices for chat in office.telegram.chats]
    assert sorted(chats) == sorted([str(n) for n in range(1, 41)] * 2)
    assert {row["attempts"] for row in await rows(db, "select attempts from delivery")} == {1}


async def test_one_at_a_time_for_each_recipient(db: Database, clock: FrozenClock) -> None:
    crowd, person = await group(db), await learner(db, "city:42")
    for subject in "abcd":
        await owe(db, crowd, kind=Kind.REMINDER, to_group=True, subject=subject)
        await owe(db, person, subject=subject)
    office = Office(db, clock)
    others = [Office(db, clock, telegram=office.telegram) for _ in range(3)]

    async def others_try() -> None:
        office.telegram.meanwhile = None
        await asyncio.gather(*(one.work() for one in others))

    office.telegram.meanwhile = others_try
    await office.work()
    assert sorted(office.telegram.chats) == ["-100"] * 4 + ["42"] * 4
    assert office.telegram.doubled == set()


async def test_a_claim_looks_again_at_what_is_in_flight(db: Database, clock: FrozenClock) -> None:
    """Between reading the candidates and locking them, another worker may have been there."""
    person, crowd = await learner(db, "city:42"), await group(db)
    address = (await rows(db, "select id from address"))[0]["id"]
    for to_group, to in ((False, person), (True, crowd)):
        first = await owe(db, to, kind=Kind.REMINDER, to_group=to_group, subject="a")
        second = await owe(db, to, kind=Kind.REMINDER, to_group=to_group, subject="b")
        where = None if to_group else address
        async with db.transaction() as conn:
            lease = NOON + LEASE
            assert await claims.claim(conn, [Choice(first, where)], lease_until=lease, now=NOON)
            again = [Choice(second, where)]
            assert await claims.claim(conn, again, lease_until=lease, now=NOON) == {}
        assert (await one(db, second))["state"] == "planned"


@pytest.mark.parametrize("name", ["message", "click"])
async def test_a_claim_needs_a_place_that_is_still_there(db: Database, name: str) -> None:
    person = await learner(db, "city-wechat:oA")
    address = (await rows(db, "select id from address"))[0]["id"]
    row = await owe(db, person)
    for left, until in ((0, NOON + SECOND), (3, NOON)):
        await window(db, person, name, left=left, until=until)
        async with db.transaction() as conn:
            chosen = [Choice(row, address, name)]
            assert await claims.claim(conn, chosen, lease_until=NOON, now=NOON) == {}
    kept = await rows(db, f"select {name}_window_left as place from address")
    assert kept[0]["place"] == 3, "no place is taken for what does not go"
    assert (await one(db, row))["state"] == "planned"


async def test_a_learner_at_work_is_left_alone(db: Database, office: Office) -> None:
    busy, free = await learner(db, "city:1"), await learner(db, "city:2")
    crowd = await group(db)
    await owe(db, busy)
    await owe(db, free)
    await owe(db, crowd, kind=Kind.REMINDER, to_group=True)
    async with db.transaction() as conn:
        await conn.execute("select 1 from learner where id = $1 for no key update", busy)
        await conn.execute("select 1 from chat_group where id = $1 for no key update", crowd)
        await office.work()
        assert office.telegram.chats == ["2"]
    await office.work()
    assert sorted(office.telegram.chats) == ["-100", "1", "2"]


async def test_somebody_fetches_the_lesson_before_it_is_put_into_words(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    allowed = asyncio.Event()

    async def fetch_first(account: str, wanted: int) -> int:
        async with db.transaction() as conn:
            await conn.execute("select 1 from learner where id = $1 for no key update", person)
            await deliveries.note_pulled(
                conn, person, Kind.LESSON, "course", on=TODAY, now=clock.now(), detail={}
            )
        allowed.set()
        return wanted

    office.worker._allowance = fetch_first
    await office.work()
    assert allowed.is_set()
    assert office.wechat.calls == []
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("sent", "fetched by the learner")
    left = await rows(db, "select message_window_left as left from address")
    assert left[0]["left"] == 5


async def test_who_says_stop_meanwhile_gets_nothing(db: Database, office: Office) -> None:
    person = await learner(db, "city:42")
    row = await owe(db, person)

    async def stop(account: str, wanted: int) -> int:
        async with db.connection() as conn:
            await conn.execute("update learner set state = 'stopped' where id = $1", person)
        return wanted

    office.worker._allowance = stop
    await office.work()
    assert office.telegram.calls == []
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("expired", "the learner wants no messages")


async def test_what_the_rate_does_not_allow_waits_its_turn_untouched(
    db: Database, clock: FrozenClock
) -> None:
    people = [await learner(db, f"city:{n}") for n in range(30)]
    for person in people:
        await owe(db, person)
    used = {"in this second": 0}

    def ten(account: str, wanted: int) -> int:
        granted = min(wanted, 10 - used["in this second"])
        used["in this second"] += granted
        return granted

    office = Office(db, clock, allowance=ten)
    await office.work()
    assert len(office.telegram.calls) == 10
    assert office.words.asked == 10, "nothing is put into words that does not go"
    waiting = await rows(db, "select * from delivery where state = 'planned'")
    assert len(waiting) == 20
    assert all(row["attempts"] == 0 and row["next_try"] > NOON + SECOND for row in waiting)
    assert all(row["decided_at"] == NOON for row in waiting)
    assert all(len(row["steps"]) == 1 for row in waiting)
    for _ in range(10):
        clock.move(SECOND)
        used["in this second"] = 0
        await office.work()
    assert sorted(office.telegram.chats) == sorted(str(n) for n in range(30))


async def test_a_resting_account_is_not_asked_for_its_rate(
    db: Database, clock: FrozenClock
) -> None:
    office = Office(db, clock, allowance=lambda account, wanted: 0)
    for n in range(5):
        await owe(db, await learner(db, f"city:{n}"))
    await office.work()
    await owe(db, await learner(db, "city:9"))
    await office.work()
    assert office.asked == [(BOT, 5)]


async def test_a_place_is_given_back_when_the_rate_does_not_allow(
    db: Database, clock: FrozenClock
) -> None:
    office = Office(db, clock, allowance=lambda account, wanted: 0)
    person = await learner(db, "city-wechat:oA")
    await window(db, person, left=5)
    row = await owe(db, person)
    await office.work()
    left = await rows(db, "select message_window_left as left from address")
    assert left[0]["left"] == 5
    assert (await one(db, row))["attempts"] == 0


async def test_the_most_urgent_goes_first_then_the_oldest(db: Database) -> None:
    urgencies = [(5, 0), (5, 2), (3, 0), (4, 0), (0, 0), (5, 3)]
    due = [NOON - minutes * SECOND for _, minutes in urgencies]
    made = [
        await owe(db, await learner(db, f"city:{n}"), priority=urgencies[n][0], due=due[n])
        for n in range(len(urgencies))
    ]
    async with db.transaction() as conn:
        found = await claims.lock_candidates(conn, NOON, 5, ["lesson"])
    assert [made.index(delivery.row) for delivery in found] == [4, 2, 3, 5, 1]


async def test_a_kind_of_a_newer_program_is_left_to_it(db: Database, office: Office) -> None:
    person = await learner(db, "city:42")
    row = await owe(db, person)
    async with db.connection() as conn:
        await conn.execute("update delivery set kind = 'postcard' where id = $1", row)
    other = await owe(db, await learner(db, "city:43"))
    await office.work()
    assert (await one(db, row))["state"] == "planned"
    assert (await one(db, other))["state"] == "sent"
