"""Who comes first: accounts share a round, replies go before all else, and order is kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Outcome, Result
from bot.store import claims
from bot.store.db import Database
from bot.store.deliveries import Delivery
from tests.delivery.office import Office
from tests.delivery.owing import (
    BOT,
    NOON,
    OFFICIAL,
    group,
    learner,
    many,
    one,
    owe,
    reply_detail,
    rows,
    window,
)

MINUTE = timedelta(minutes=1)
KINDS = ["reply", "lesson", "reminder", "announcement"]


async def candidates(
    db: Database, most: int, rooms: dict[str, int] | None = None
) -> list[Delivery]:
    """What one claim would take."""
    async with db.transaction() as conn:
        return await claims.lock_candidates(conn, NOON, most, KINDS, rooms)


def lanes(found: Sequence[Delivery]) -> Counter[str]:
    return Counter(delivery.lane for delivery in found)


async def test_an_account_with_thousands_waiting_does_not_starve_one_with_three(
    db: Database, office: Office
) -> None:
    await many(db, 5000, BOT, due=NOON - timedelta(hours=1))
    await many(db, 3, OFFICIAL)
    await window_of_all(db)
    assert lanes(await candidates(db, 100))[OFFICIAL] == 3
    await office.worker.run_once()
    assert sorted(office.wechat.chats) == ["1", "2", "3"]
    assert 0 < len(office.telegram.chats) < 5000


async def window_of_all(db: Database) -> None:
    for row in await rows(db, "select learner_id from address where channel = 'wechat'"):
        await window(db, row["learner_id"])


async def test_many_accounts_share_a_round(db: Database) -> None:
    """Each gets its part, however much waits at others."""
    for number in range(40):
        await many(db, 200 if number % 2 else 2, f"bot-{number:02}")
    found = lanes(await candidates(db, 200))
    assert {found[f"bot-{number:02}"] for number in range(0, 40, 2)} == {2}
    assert {found[f"bot-{number:02}"] for number in range(1, 40, 2)} == {200 // 40}


async def test_more_accounts_than_places_take_turns(db: Database) -> None:
    for number in range(30):
        await many(db, 5, f"bot-{number:02}")
    found = await candidates(db, 20)
    assert set(lanes(found).values()) == {1}
    assert len(found) == 20


async def test_replies_of_any_account_go_first(db: Database) -> None:
    await many(db, 300, BOT, due=NOON - MINUTE)
    await many(db, 5, BOT, kind=Kind.REPLY, priority=0, first=1000)
    await many(db, 5, OFFICIAL, kind=Kind.REPLY, priority=0)
    found = await candidates(db, 20)
    assert [delivery.kind for delivery in found[:10]] == [Kind.REPLY] * 10
    assert lanes(found[:10]) == {BOT: 5, OFFICIAL: 5}
    assert len(found) == 20
    first = await candidates(db, 8)
    assert {delivery.kind for delivery in first} == {Kind.REPLY}


async def test_within_an_account_the_most_urgent_goes_first(db: Database) -> None:
    await many(db, 50, BOT, priority=5, due=NOON - MINUTE)
    await many(db, 6, BOT, priority=3, kind=Kind.REMINDER, first=100)
    await many(db, 6, BOT, priority=4, kind=Kind.ANNOUNCEMENT, first=200)
    found = await candidates(db, 10)
    assert [delivery.kind for delivery in found] == [Kind.REMINDER] * 6 + [Kind.ANNOUNCEMENT] * 4


async def test_a_room_bounds_its_account_and_gives_its_places_to_others(db: Database) -> None:
    await many(db, 100, BOT)
    await many(db, 100, OFFICIAL)
    assert lanes(await candidates(db, 60, {BOT: 7})) == {BOT: 7, OFFICIAL: 30}
    assert lanes(await candidates(db, 60, {BOT: 0})) == {OFFICIAL: 60}, (
        "a resting lane is left out"
    )
    assert await candidates(db, 60, {BOT: 0, OFFICIAL: 0}) == []


async def test_one_claim_takes_one_for_each_recipient(db: Database) -> None:
    person, crowd = await learner(db, "city:42"), await group(db)
    mine = [await owe(db, person, subject=subject) for subject in "ab"]
    theirs = [
        await owe(db, crowd, kind=Kind.REMINDER, to_group=True, subject=subject)
        for subject in "ab"
    ]
    assert sorted(one.row for one in await candidates(db, 10)) == [mine[0], theirs[0]]


async def test_order_is_kept_for_each_learner(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """The oldest first, and one that must wait lets no later one of its kind pass it."""
    people = [await learner(db, f"city:{number}") for number in range(3)]
    made = [
        await owe(db, person, subject=str(number), due=NOON - (5 - number) * MINUTE)
        for number in range(3)
        for person in people
    ]
    office.telegram.next_in["0"] = Outcome(Result.UNAVAILABLE, "500")
    assert await office.work() == 7
    assert [(await one(db, row))["state"] for row in made[::3]] == ["planned"] * 3
    clock.move(MINUTE)
    await office.work()
    ends = await rows(db, "select learner_id, subject from delivery_past order by ended_at, id")
    for person in people:
        told = [row["subject"] for row in ends if row["learner_id"] == person]
        assert told == ["0", "1", "2"]


@pytest.mark.parametrize("workers", [1, 4])
async def test_order_is_kept_by_any_number_of_workers(
    db: Database, clock: FrozenClock, workers: int
) -> None:
    people = [await learner(db, f"city:{number}") for number in range(5)]
    offices = [Office(db, clock) for _ in range(workers)]
    said: dict[str, list[str]] = {str(number): [] for number in range(5)}

    for subject in "abcd":
        for person in people:
            await owe(
                db,
                person,
                kind=Kind.REPLY,
                priority=0,
                subject=subject,
                detail=reply_detail(subject),
                due=NOON,
            )
    async with db.connection() as conn:
        await conn.execute(
            "update delivery d set address_id = a.id from address a where a.learner_id = d.learner_id"
        )
    while await rows(db, "select 1 from delivery"):
        for office in offices:
            before = len(office.telegram.calls)
            await office.worker.run_once()
            for call in office.telegram.calls[before:]:
                said[call.chat].append(call.text)
    assert set(map(tuple, said.values())) == {tuple("abcd")}
