"""What waits behind a stopped account: held when it is too late, sent where another way is left."""

from datetime import timedelta

from bot.clock import FrozenClock
from bot.domain.delivery import Kind
from bot.store import stops
from bot.store.db import Database
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, OFFICIAL, learner, one, owe, window

STOPPED = NOON - timedelta(minutes=2)


async def _stop(db: Database, account: str) -> None:
    async with db.connection() as conn:
        await stops.note_stop(conn, account, "it is down", STOPPED)


async def test_too_late_is_held_and_the_rest_waits_on(
    db: Database, clock: FrozenClock, office: Office
) -> None:
    late = await owe(db, await learner(db, "city:1"), due=NOON - timedelta(hours=4))
    fresh = await owe(db, await learner(db, "city:2"))
    over = await owe(
        db,
        await learner(db, "city:3"),
        kind=Kind.REMINDER,
        due=NOON - timedelta(hours=2),
        expires=NOON,
    )
    await _stop(db, BOT)
    assert await office.worker.look_behind_stops() == 2
    states = [(await one(db, row))["state"] for row in (late, fresh, over)]
    assert states == ["held", "planned", "expired"]
    assert (await one(db, fresh))["next_try"] == NOON + timedelta(minutes=1)
    assert office.telegram.chats == []


async def test_who_has_another_address_is_reached_there(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA", "city:1")
    await window(db, person)
    row = await owe(db, person, lane=BOT)
    await _stop(db, BOT)
    assert await office.worker.look_behind_stops() == 1
    await office.worker.run_once()
    assert (await one(db, row))["state"] == "sent"
    assert (office.wechat.chats, office.telegram.chats) == (["oA"], [])


async def test_a_stop_of_a_moment_is_let_be(db: Database, office: Office) -> None:
    row = await owe(db, await learner(db, "city:1"), due=NOON - timedelta(hours=4))
    async with db.connection() as conn:
        await stops.note_stop(conn, BOT, "it is down", NOON)
        await stops.note_stop(conn, "another-deployment", "it is down", STOPPED)
    assert await office.worker.look_behind_stops() == 0
    assert (await one(db, row))["steps"] == []


async def test_other_accounts_are_left_to_their_rounds(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA")
    row = await owe(db, person, due=NOON - timedelta(hours=4), lane=OFFICIAL)
    await _stop(db, BOT)
    assert await office.worker.look_behind_stops() == 0
    assert (await one(db, row))["state"] == "planned"
