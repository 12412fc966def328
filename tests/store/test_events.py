"""An event is taken once, by one at a time; and what it finds is how things stand."""

import asyncio
from datetime import time, timedelta
from uuid import uuid4

import pytest
from asyncpg import UniqueViolationError

from bot.domain.errors import StorageUnavailableError
from bot.domain.events import WindowOpening
from bot.domain.learners import Dialog
from bot.domain.messages import Option
from bot.store import inbound
from bot.store.answers import Shown, show_lessons
from bot.store.db import Connection, Database
from bot.store.learners import save_dialogs
from tests.delivery.owing import NOON, ZONE, learner, owe, rows, window

KEY = b"k" * 20
DIALOG = Dialog(options=(Option("one", "ans:1:1"),), question=7)


def asked(key: bytes = KEY, account: str = "city", platform_id: str = "42") -> inbound.Asked:
    return inbound.Asked(key, account, platform_id)


async def take(conn: Connection, key: bytes = KEY) -> inbound.Taken:
    """One event of the person at ``city:42``."""
    [taken] = await inbound.take_events(conn, [asked(key)])
    return taken


async def enrolment(db: Database, person: int) -> int:
    """An active enrolment in a course of one version."""
    async with db.transaction() as conn:
        await conn.execute("insert into course (key) values ('course') on conflict do nothing")
        row: int = await conn.fetchval(
            "insert into enrolment (registration, learner_id, course_key, state, started_at) values ($1, $2, 'course', 'active', $3) returning id",
            uuid4(),
            person,
            NOON,
        )
    return row


async def test_a_stranger_is_added_and_then_known(db: Database) -> None:
    async with db.transaction() as conn:
        taken = await take(conn)
        assert (taken.fresh, taken.learner, taken.reply) == (True, None, None)
        row, address = await inbound.add_learner(
            conn,
            account="city",
            channel="telegram",
            platform_id="42",
            key=uuid4(),
            zone=ZONE,
            at=(time(7, 30), NOON),
        )
        finished = inbound.Finished(KEY, {"messages": []}, row, address, DIALOG)
        await inbound.finish_events(conn, [finished], NOON)
    async with db.transaction() as conn:
        known = await take(conn, b"another key")
        again = await take(conn)
    assert known.fresh
    assert known.learner is not None
    assert (known.learner.row, known.address, known.learner.dialog) == (row, address, DIALOG)
    assert not known.held
    assert (again.fresh, again.reply) == (False, {"messages": []})


async def test_what_waits_in_the_inbox_is_told(db: Database) -> None:
    person = await learner(db, "city:42")
    await owe(db, person, state="held")
    async with db.transaction() as conn:
        assert (await take(conn)).held


async def test_a_repeat_while_the_first_is_at_work_gets_its_answer(db: Database) -> None:
    person = await learner(db, "city:42")
    address = (await rows(db, "select id from address"))[0]["id"]

    async def handle() -> bool:
        async with db.transaction(7) as conn:
            taken = await take(conn)
            if taken.fresh:
                finished = inbound.Finished(KEY, {"n": 1}, person, address, DIALOG)
                await inbound.finish_events(conn, [finished], NOON)
            else:
                assert taken.reply == {"n": 1}
            return taken.fresh

    assert sorted(await asyncio.gather(*(handle() for _ in range(5)))) == [False] * 4 + [True]


async def test_without_the_lock_too_the_key_is_kept_once(db: Database) -> None:
    async def handle() -> bool:
        try:
            async with db.transaction() as conn:
                taken = await take(conn)
                if taken.fresh:
                    await inbound.finish_events(conn, [inbound.Finished(KEY)], NOON)
                return taken.fresh
        except UniqueViolationError:
            return False

    assert sum(await asyncio.gather(*(handle() for _ in range(6)))) == 1


async def test_an_event_that_was_rolled_back_is_fresh_again(db: Database) -> None:
    async def broken() -> None:
        async with db.transaction() as conn:
            await inbound.finish_events(conn, [inbound.Finished(KEY)], NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    async with db.transaction() as conn:
        assert (await take(conn)).fresh


async def test_events_of_several_people_are_taken_in_their_order(db: Database) -> None:
    people = [await learner(db, f"city:{n}") for n in (42, 43, 44)]
    order = ["44", "nobody", "42", "43", "44"]
    async with db.transaction(5, 3, 5) as conn:
        await inbound.finish_events(conn, [inbound.Finished(b"old", {"n": 1})], NOON)
        found = await inbound.take_events(
            conn, [asked(f"key {n}".encode(), platform_id=who) for n, who in enumerate(order)]
        )
        [known] = await inbound.take_events(conn, [asked(b"old")])
    assert [one.learner.row if one.learner else None for one in found] == [
        people[2],
        None,
        people[0],
        people[1],
        people[2],
    ]
    assert all(one.fresh for one in found)
    assert (known.fresh, known.reply) == (False, {"n": 1})


async def test_who_waited_for_the_worker_sees_what_the_worker_did(db: Database) -> None:
    """The statement's snapshot is older than the lock it waited for."""
    person = await learner(db, "city:42")
    active = await enrolment(db, person)
    begun = asyncio.Event()

    async def hear() -> inbound.Taken:
        async with db.transaction() as conn:
            begun.set()
            return await take(conn)

    async with db.transaction() as conn:
        await conn.execute("select 1 from learner where id = $1 for no key update", person)
        waiting = asyncio.create_task(hear())
        await begun.wait()
        while not await rows(db, "select 1 from pg_locks where not granted"):
            await asyncio.sleep(0)
        await show_lessons(conn, [Shown(active, "lesson-1", NOON, NOON.date())])
        await save_dialogs(conn, {person: DIALOG})
    taken = await waiting
    assert taken.learner is not None
    assert taken.learner.dialog == DIALOG
    assert taken.learner.enrolment is not None
    assert set(taken.learner.enrolment.lessons) == {"lesson-1"}


async def test_planning_does_not_wait_for_somebody_who_is_being_answered(db: Database) -> None:
    """Rows that refer to a learner can be inserted while an event holds the learner."""
    person = await learner(db, "city:42")
    async with db.transaction() as conn:
        await take(conn)
        async with asyncio.timeout(20):
            await owe(db, person)


@pytest.mark.parametrize(
    ("opening", "message", "click"),
    [
        (WindowOpening.MESSAGE, (5, timedelta(hours=48)), (1, timedelta(seconds=30))),
        (WindowOpening.CLICK, (2, timedelta(seconds=30)), (3, timedelta(minutes=1))),
        (WindowOpening.NONE, (2, timedelta(seconds=30)), (1, timedelta(seconds=30))),
    ],
)
async def test_windows_open_as_wechat_has_it(
    db: Database,
    opening: WindowOpening,
    message: tuple[int, timedelta],
    click: tuple[int, timedelta],
) -> None:
    person = await learner(db, "city-wechat:oA")
    address = (await rows(db, "select id from address"))[0]["id"]
    await window(db, person, "message", 2, NOON + timedelta(seconds=30))
    await window(db, person, "click", 1, NOON + timedelta(seconds=30))
    async with db.transaction() as conn:
        await inbound.address_gone(conn, address, "left", now=NOON - timedelta(days=1))
        await conn.execute("update address set muted_until = 'infinity'")
    await window(db, person, "message", 2, NOON + timedelta(seconds=30))
    await window(db, person, "click", 1, NOON + timedelta(seconds=30))
    async with db.transaction() as conn:
        finished = inbound.Finished(KEY, None, person, address, Dialog(), opening)
        await inbound.finish_events(conn, [finished], NOON)
    row = (await rows(db, "select * from address"))[0]
    assert (row["state"], row["reason"], row["last_in_at"]) == ("active", None, NOON)
    assert (row["left_at"], row["muted_until"]) == (None, None)
    assert (row["message_window_left"], row["message_window_until"] - NOON) == message
    assert (row["click_window_left"], row["click_window_until"] - NOON) == click


async def test_an_address_that_is_gone_has_no_windows(db: Database) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    address = (await rows(db, "select id from address"))[0]["id"]
    async with db.transaction() as conn:
        await inbound.address_gone(conn, address, "left", now=NOON)
    row = (await rows(db, "select * from address"))[0]
    assert (row["state"], row["reason"], row["message_window_left"]) == ("gone", "left", 0)
    assert row["left_at"] == NOON


async def test_old_keys_are_forgotten_in_bounded_steps(db: Database) -> None:
    async with db.transaction() as conn:
        for day in range(10):
            then = NOON + timedelta(days=day)
            await inbound.finish_events(conn, [inbound.Finished(bytes([day]))], then)
    before = NOON + timedelta(days=7)
    for expected in (4, 3, 0):
        async with db.transaction() as conn:
            assert await inbound.forget_old_events(conn, before, 4) == expected
    assert len(await rows(db, "select 1 from inbound_event")) == 3


async def test_a_lock_that_is_not_to_be_had_is_an_error_in_time(db: Database) -> None:
    async with db.transaction(7), db.connection() as conn:
        assert await conn.fetchval("show lock_timeout") == "3500ms"
        await conn.execute("set lock_timeout = '20ms'")
        with pytest.raises(Exception, match="lock timeout"):
            await conn.execute("begin; select pg_advisory_xact_lock(7)")
        await conn.execute("rollback; set lock_timeout = '3500ms'")


async def test_lost_storage_has_its_own_error(database_url: str) -> None:
    db = await Database.connect(database_url, size=2)

    async def cut_off() -> None:
        async with db.transaction() as conn:
            victim = await conn.fetchval("select pg_backend_pid()")
            async with db.connection() as other:
                await other.fetchval("select pg_terminate_backend($1)", victim)
            await conn.fetchval("select 1")

    with pytest.raises(StorageUnavailableError):
        await cut_off()
    async with db.connection() as conn:
        assert await conn.fetchval("select 1") == 1
    await db.close()


async def test_a_transaction_cancelled_twice_leaves_nothing_open(db: Database) -> None:
    """What was half done must not be committed by the next user of the connection."""
    inside = asyncio.Event()

    async def work() -> None:
        async with db.transaction() as conn:
            await conn.execute("insert into course (key) values ('half done')")
            inside.set()
            await conn.fetchval("select pg_sleep(5)")

    task = asyncio.create_task(work())
    await inside.wait()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(8):
        async with db.transaction() as conn:
            assert await conn.fetchval("select count(*) from course") == 0
