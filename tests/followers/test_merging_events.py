"""Somebody writes at the very moment in which his or her two addresses become one person's."""

import asyncio

from bot.store import app_pages, inbound
from bot.store.db import Database
from bot.store.inbound import Asked, Taken
from bot.store.merging import people as merging
from tests.delivery.owing import BOT, NOON, OFFICIAL, learner, rows
from tests.followers.people import enrolled


async def waiting_for_a_lock(db: Database) -> None:
    """Until some connection waits for another one's lock."""
    async with asyncio.timeout(20):
        while not await rows(db, "select 1 from pg_locks where not granted"):
            await asyncio.sleep(0)


async def test_an_event_that_waited_for_the_merge_is_the_kept_one_s(db: Database) -> None:
    keep = await learner(db, f"{OFFICIAL}:oOne")
    gone = await learner(db, f"{BOT}:42")
    await enrolled(db, keep, done=("one",))

    async def take() -> Taken:
        async with db.transaction() as conn:
            return (await inbound.take_events(conn, [Asked(b"k", BOT, "42")]))[0]

    async with db.transaction() as conn:
        assert await merging.merge(conn, keep, gone, NOON)
        event = asyncio.ensure_future(take())
        await waiting_for_a_lock(db)
    taken = await event
    assert taken.learner is not None
    assert taken.learner.row == keep
    assert taken.learner.enrolment is not None


async def test_a_merge_waits_for_the_event_and_takes_what_it_wrote(db: Database) -> None:
    keep = await learner(db, f"{OFFICIAL}:oOne")
    gone = await learner(db, f"{BOT}:42")

    async def join() -> None:
        async with db.transaction() as conn:
            await merging.merge(conn, keep, gone, NOON)

    async with db.transaction() as conn:
        [taken] = await inbound.take_events(conn, [Asked(b"k", BOT, "42")])
        assert taken.learner is not None
        merged = asyncio.ensure_future(join())
        await waiting_for_a_lock(db)
        await conn.execute(
            "insert into ledger_person (key, learner_id) values (gen_random_uuid(), $1)",
            taken.learner.row,
        )
    await merged
    found = await rows(db, "select learner_id from ledger_person")
    assert [row["learner_id"] for row in found] == [keep]


async def test_a_page_that_waited_for_the_merge_locks_the_kept_one(db: Database) -> None:
    keep = await learner(db, f"{OFFICIAL}:oOne")
    gone = await learner(db, f"{BOT}:42")
    address = (await rows(db, "select id from address where learner_id = $1", gone))[0]["id"]

    async def free() -> set[int]:
        found = await rows(db, "select id from learner for no key update skip locked")
        return {row["id"] for row in found}

    async with db.transaction() as page:
        async with db.transaction() as conn:
            assert await merging.merge(conn, keep, gone, NOON)
            locked = asyncio.ensure_future(app_pages.lock_person(page, address))
            await waiting_for_a_lock(db)
        await locked
        assert keep not in await free()
        person = await app_pages.load_person(page, address)
        assert person is not None
        assert person.learner.row == keep
    assert keep in await free()


async def test_a_page_of_nobody_locks_nobody(db: Database) -> None:
    async with db.transaction() as conn:
        await app_pages.lock_person(conn, 0)
