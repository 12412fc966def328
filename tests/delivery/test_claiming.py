"""Who gets what, when several reach for it: workers, people, and a clock that moves."""

import asyncio
from datetime import datetime, time, timedelta

import pytest

from bot.clock import FrozenClock
from bot.delivery.deciding import Reason
from bot.delivery.flight import LEASE
from bot.domain.delivery import Kind
from bot.store import claims, deliveries
from bot.store.claims import Choice, Wish
from bot.store.db import Connection, Database
from bot.store.planning import lessons as planning_lessons
from tests.delivery.office import Office, Turns
from tests.delivery.owing import (
    BOT,
    NOON,
    OFFICIAL,
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
TODAY = NOON.date()


async def test_many_workers_send_each_thing_once(db: Database, clock: FrozenClock) -> None:
    people = [await learner(db, f"city:{n}") for n in range(1, 41)]
    for person in people:
        await owe(db, person, subject="a")
        await owe(db, person, subject="b")
    offices = [Office(db, clock) for _ in range(4)]
    async with asyncio.timeout(20):
        while await rows(db, "select 1 from delivery"):
            await asyncio.gather(*(office.worker.run_once() for office in offices))
    chats = [chat for office in offices for chat in office.telegram.chats]
    assert sorted(chats) == sorted([str(n) for n in range(1, 41)] * 2)
    assert {(row["state"], row["attempts"]) for row in await all_of(db)} == {("sent", 1)}


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


async def test_a_claim_looks_again_at_what_is_in_flight(db: Database) -> None:
    """Between reading the candidates and locking them, another worker may have been there."""
    person, crowd = await learner(db, "city:42"), await group(db)
    address = (await rows(db, "select id from address"))[0]["id"]
    for to_group, to in ((False, person), (True, crowd)):
        first = await owe(db, to, kind=Kind.REMINDER, to_group=to_group, subject="a")
        second = await owe(db, to, kind=Kind.REMINDER, to_group=to_group, subject="b")
        where = None if to_group else address
        async with db.transaction() as conn:
            lease = NOON + LEASE
            assert await claims.reserve(conn, [Wish(first, where or 0)], NOON) == {first}
            chosen = [Choice(first, where, "send")]
            assert await claims.claim(conn, chosen, lease_until=lease, now=NOON) == {first: 1}
            for row in (first, second):
                assert await claims.reserve(conn, [Wish(row, where or 0)], NOON) == set()
            assert await claims.claim(conn, chosen, lease_until=lease, now=NOON) == {}
        assert (await one(db, second))["state"] == "planned"


@pytest.mark.parametrize("name", ["message", "click"])
async def test_a_claim_needs_a_place_that_is_still_there(db: Database, name: str) -> None:
    person = await learner(db, "city-wechat:oA")
    address = (await rows(db, "select id from address"))[0]["id"]
    row = await owe(db, person)
    for left, until in ((0, NOON + SECOND), (3, NOON)):
        await window(db, person, name, left=left, until=until)
        async with db.transaction() as conn:
            assert await claims.reserve(conn, [Wish(row, address, name)], NOON) == set()
    kept = await rows(db, f"select {name}_window_left as place from address")
    assert kept[0]["place"] == 3, "no place is taken for what does not go"
    await window(db, person, name, left=1, until=NOON + SECOND)
    async with db.transaction() as conn:
        assert await claims.reserve(conn, [Wish(row, address, name)], NOON) == {row}
        assert await claims.reserve(conn, [Wish(row, address, name)], NOON) == set(), (
            "it was the last"
        )


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


async def fetch(db: Database, person: int, now: datetime) -> None:
    """The learner fetches today's lesson, as a handler does it."""
    async with db.transaction() as conn:
        await conn.execute("select 1 from learner where id = $1 for no key update", person)
        await deliveries.note_pulled(
            conn, person, Kind.LESSON, "course", on=TODAY, lane=OFFICIAL, now=now, detail={}
        )


async def planned_for(db: Database, person: int) -> None:
    """A turn with today's lesson planned, as planning leaves it."""
    async with db.transaction() as conn:
        await conn.execute("insert into course (key) values ('course')")
        await conn.execute(
            """
            insert into lesson_turn (learner_id, course_key, active, next_due, planned)
            values ($1, 'course', true, $2, array[$3])
            """,
            person,
            NOON,
            TODAY.isoformat(),
        )


async def until_somebody_waits(db: Database) -> None:
    """Wait until a transaction waits for another's lock."""
    async with asyncio.timeout(20):
        while not await rows(db, "select 1 from pg_locks where not granted"):
            await asyncio.sleep(0)


async def test_somebody_fetches_the_lesson_while_it_is_put_into_words(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """The fetch waits for the claim, and leaves what is on its way alone."""
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    await planned_for(db, person)
    fetching: list[asyncio.Task[None]] = []

    async def the_learner_fetches(_: Connection) -> None:
        fetching.append(asyncio.create_task(fetch(db, person, clock.now())))
        await until_somebody_waits(db)

    office.words.also = the_learner_fetches
    office.wechat.meanwhile = lambda: fetching[0]
    await office.work()
    assert office.wechat.chats == ["oA"]
    (now,) = await all_of(db)
    assert (now["id"], now["state"], now["reason"]) == (row, "sent", "sent 200")
    assert await places(db, person) == (4, 0)


async def test_somebody_fetches_the_lesson_before_it_is_claimed(
    db: Database, office: Office
) -> None:
    """Who is at work on a learner is not waited for; what was fetched is sent no more."""
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    await planned_for(db, person)
    async with db.transaction() as conn:
        await conn.execute("select 1 from learner where id = $1 for no key update", person)
        assert await office.work() == 0
        await deliveries.note_pulled(
            conn, person, Kind.LESSON, "course", on=TODAY, lane=OFFICIAL, now=NOON, detail={}
        )
        assert await office.work() == 0
    assert await office.work() == 0
    assert office.wechat.calls == []
    (now,) = await all_of(db)
    assert (now["id"], now["state"], now["reason"]) == (row, "sent", "fetched by the learner")
    assert await places(db, person) == (5, 0)


async def test_somebody_fetches_the_lesson_while_it_is_planned(
    db: Database, office: Office
) -> None:
    """The fetch waits for the planner's mark, finds what was planned meanwhile, and ends it."""
    person = await learner(db, "city:42", times=(time(12),))
    await planned_for(db, person)
    async with db.connection() as conn:
        await conn.execute("update lesson_turn set planned = '{}'")
    async with db.transaction() as planning:
        assert (await planning_lessons.plan_lessons(planning, NOON, 10)).turns == 1
        fetching = asyncio.create_task(fetch(db, person, NOON))
        await until_somebody_waits(db)
    await fetching
    (now,) = await all_of(db)
    assert (now["state"], now["due"], now["occurrence"]) == ("sent", NOON, TODAY.isoformat())
    assert (now["reason"], now["lane"]) == ("fetched by the learner", OFFICIAL)
    assert await office.work() == 0
    assert office.telegram.calls == []
    marks = await rows(db, "select planned from lesson_turn")
    assert marks[0]["planned"] == [TODAY.isoformat()]


async def test_who_says_stop_meanwhile_gets_nothing(db: Database, office: Office) -> None:
    person = await learner(db, "city:42")
    row = await owe(db, person)
    async with db.transaction() as conn:
        await conn.execute("update learner set state = 'stopped' where id = $1", person)
        assert await office.work() == 0
    await office.work()
    assert office.telegram.calls == []
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("expired", "the learner wants no messages")


async def test_what_the_rate_does_not_allow_is_left_untouched(
    db: Database, clock: FrozenClock
) -> None:
    await many(db, 30, BOT)
    turns = Turns(clock, rooms={BOT: 10})
    office = Office(db, clock, turns=turns)
    assert await office.worker.run_once() == 10
    assert len(office.telegram.calls) == 10
    assert len(office.words.said) == 10, "nothing is put into words that does not go"
    waiting = await all_of(db, "state = 'planned'")
    assert len(waiting) == 20
    for row in waiting:
        assert (row["attempts"], row["steps"], row["next_try"]) == (0, [], NOON)
    turns.rooms[BOT] = 0
    assert await office.worker.run_once() == 0
    turns.rooms[BOT] = 15
    await office.work()
    assert sorted(office.telegram.chats) == sorted(str(n) for n in range(1, 31))


async def test_what_gets_no_turn_after_all_waits_for_it(db: Database, clock: FrozenClock) -> None:
    """The room is a guess: what others took meanwhile is known only when turns are asked for."""
    await many(db, 30, BOT)
    used = {"in this second": 0}

    def ten(_: str, wanted: int) -> int:
        granted = min(wanted, 10 - used["in this second"])
        used["in this second"] += granted
        return granted

    office = Office(db, clock, turns=Turns(clock, ten, wait=2.0))
    await office.work()
    assert len(office.telegram.calls) == 10
    waiting = await all_of(db, "state = 'planned'")
    assert len(waiting) == 20
    for row in waiting:
        assert (row["tries"], row["next_try"], row["lease_until"]) == (
            0,
            NOON + 2 * SECOND,
            None,
        )
        assert (row["decided_at"], row["uncertain"]) == (NOON, False)
        assert [step["reason"] for step in row["steps"]] == [Reason.ACCOUNT_RESTS]
    for _ in range(4):
        clock.move(2 * SECOND)
        used["in this second"] = 0
        await office.work()
    assert sorted(office.telegram.chats) == sorted(str(n) for n in range(1, 31))
    assert {row["tries"] for row in await all_of(db)} == {1}


async def test_a_resting_account_is_not_asked_for_its_rate(
    db: Database, clock: FrozenClock, office: Office
) -> None:
    await many(db, 5, BOT)
    await office.turns.pause(BOT, 30)
    assert await office.work() == 0
    assert office.turns.asked == []
    assert {row["state"] for row in await rows(db, "select state from delivery")} == {"planned"}
    clock.move(30 * SECOND)
    await office.work()
    assert office.turns.asked == [(BOT, 5)]


async def test_a_place_is_given_back_when_the_rate_does_not_allow(
    db: Database, clock: FrozenClock
) -> None:
    office = Office(db, clock, turns=Turns(clock, lambda *_: 0))
    person = await learner(db, "city-wechat:oA")
    await window(db, person, left=5)
    row = await owe(db, person)
    await office.work()
    assert office.wechat.calls == []
    assert await places(db, person) == (5, 0)
    assert (await one(db, row))["tries"] == 0


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
