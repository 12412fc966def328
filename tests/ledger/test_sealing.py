"""The journal's chain: what a link covers, in what order, and who may make one."""

import asyncio
import hashlib
from datetime import date, timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.ledger.journal.sealing import FIRST, Sealer, head_of, next_link
from bot.store.db import Database
from bot.store.ledger.journal import SEALING, Link
from tests.ledger.books import DAY, KEY, MONDAY, Books

ROWS = [(1, b"\x01" * 32), (258, b"\x02" * 32)]


def test_a_head_is_the_hash_that_the_design_says() -> None:
    said = b"\x07" * 32 + b"2026-11-23" + bytes(7) + b"\x05"
    said += bytes(7) + b"\x01" + b"\x01" * 32 + bytes(6) + b"\x01\x02" + b"\x02" * 32
    assert head_of(b"\x07" * 32, date(2026, 11, 23), 5, ROWS) == hashlib.sha256(said).digest()


def test_the_first_link_stands_on_a_fixed_hash() -> None:
    link = next_link(None, MONDAY.date(), ROWS, KEY)
    assert link.previous == FIRST == hashlib.sha256(b"yike ledger").digest()
    assert (link.number, list(link.entries)) == (1, [1, 258])
    assert KEY.signed(link.head, link.signature)


def test_numbers_begin_anew_each_day_and_the_chain_goes_on() -> None:
    before = Link(MONDAY.date(), 7, b"\x09" * 32)
    same = next_link(before, MONDAY.date(), ROWS, KEY)
    later = next_link(before, (MONDAY + DAY).date(), ROWS, KEY)
    assert (same.number, later.number) == (8, 1)
    assert same.previous == later.previous == before.head
    assert same.head != later.head


def test_a_clock_that_was_set_back_stays_in_the_newest_day() -> None:
    before = Link(MONDAY.date(), 7, b"\x09" * 32)
    link = next_link(before, (MONDAY - 3 * DAY).date(), ROWS, KEY)
    assert (link.day, link.number) == (MONDAY.date(), 8)


async def test_everything_open_is_sealed_oldest_first_in_several_steps(db: Database) -> None:
    books = await Books.opened(db)
    person = await books.person()
    async with db.transaction() as conn:
        for _ in range(5):
            await books.course(conn, person)
    assert await books.sealer.run() == 10
    assert await books.sealer.run() == 0
    async with db.connection() as conn:
        rows = await conn.fetch("select * from journal_seal order by day, number offset 1")
        ids = [
            row["id"] for row in await conn.fetch("select id from journal order by id offset 1")
        ]
        first = await conn.fetchval("select head from journal_seal where day < $1", MONDAY.date())
        assert await conn.fetchval("select count(*) from journal_open") == 0
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
    assert [one for row in rows for one in row["entries"]] == ids
    assert {row["sealed_at"] for row in rows} == {MONDAY}
    assert [row["previous"] for row in rows] == [first, *(row["head"] for row in rows[:-1])]


async def test_several_processes_make_one_chain(db: Database) -> None:
    books = await Books.opened(db)
    person = await books.person()
    async with db.transaction() as conn:
        for _ in range(20):
            await books.course(conn, person)
    sealers = [Sealer(db, books.clock, KEY, 3) for _ in range(5)]
    done = await asyncio.gather(*(one.run() for one in sealers))
    assert sum(done) + await books.sealer.run() == 40
    assert (await books.audit()).well


async def test_who_comes_while_another_seals_leaves_it_to_that_one(db: Database) -> None:
    books = await Books.opened(db)
    async with db.transaction() as conn:
        await books.course(conn, await books.person())
    async with db.transaction(SEALING):
        assert await books.sealer.run() == 0
    assert await books.sealer.run() == 2


async def test_a_link_that_fails_leaves_everything_open(db: Database) -> None:
    books = await Books.opened(db)
    await books.week(days=1)
    async with db.transaction() as conn:
        await books.course(conn, await books.person())
    await books.behind(
        "create function refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'no' using errcode = 'admin_shutdown'; end $$",
        "create trigger refusing before delete on journal_open for each row "
        "execute function refuse()",
    )
    before = await books.value("select count(*) from journal_seal")
    with pytest.raises(StorageUnavailableError):
        await books.sealer.run()
    assert await books.value("select count(*) from journal_seal") == before
    assert await books.value("select count(*) from journal_open") == 2


async def test_the_day_is_that_of_utc(db: Database) -> None:
    clock = FrozenClock(MONDAY.replace(hour=23, minute=59))
    books = Books(db, clock)
    person = await books.person()
    for _ in range(2):
        async with db.transaction() as conn:
            await books.course(conn, person)
        await books.sealer.run()
        clock.move(timedelta(minutes=2))
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select day, number from journal_seal order by day, number offset 1"
        )
    assert [tuple(row.values()) for row in rows] == [
        (MONDAY.date(), 1),
        ((MONDAY + DAY).date(), 1),
    ]
