"""Who was erased, and whose credits they are: what of that the audit takes for true, and what not."""

import asyncpg
import pytest

from bot.ledger.journal.audit import Report
from bot.ledger.journal.findings import What
from bot.store.db import Database
from bot.store.merging.people import merge_people
from bot.store.privacy.tombstones import trace
from tests.ledger.books import SECRET, Books


def named(report: Report) -> set[What]:
    return set(report.findings.counts)


@pytest.fixture
async def books(db: Database) -> Books:
    """One person with nine courses on three days."""
    books = await Books.opened(db)
    await books.week()
    return books


async def test_who_was_erased_is_counted_and_leaves_the_chain_whole(books: Books) -> None:
    other = await books.person()
    async with books.db.transaction() as conn:
        await books.course(conn, other)
    await books.sealer.run()
    before = await books.audit()
    await books.erase(other)
    report = await books.audit()
    assert report.findings.kept == []
    assert (before.entries, before.erased) == (22, 0)
    assert (report.entries, report.erased) == (20, 3), "the erasure is an entry itself"
    await books.sealer.run()
    assert (await books.audit()).well


async def test_a_deletion_dressed_up_as_an_erasure_is_named(books: Books) -> None:
    other = await books.person()
    await books.erase(other)  # somebody else was, in the same moment
    await books.delete(5)
    report = await books.audit()
    assert report.findings.counts == {What.ERASURE_UNKNOWN: 2}
    assert "no erasure of a person names it" in str(report.findings.kept[0])


async def erasure_of(books: Books, blanked: list[int], *traces: bytes) -> None:
    async with books.db.transaction() as conn:
        await conn.execute(
            "insert into erasure (blanked, traces, recorded_at) values ($1, $2, $3)",
            *(blanked, list(traces), books.clock.now()),
        )


async def test_an_erasure_written_for_a_deletion_is_named(books: Books) -> None:
    other = await books.person()
    await books.erase(other)
    await books.sealer.run()
    blanked = await books.delete(5)
    await erasure_of(books, blanked[:1], b"made up")
    await erasure_of(books, blanked[1:], trace(SECRET, other))
    await erasure_of(books, [])
    report = await books.audit()
    assert report.findings.counts == {What.ERASED_NOBODY: 2, What.ERASED_TWICE: 1}
    assert str(report.findings.kept[0]).startswith("erasure 2 is of nobody")


async def test_an_erasure_of_what_is_there_is_named(books: Books) -> None:
    other = await books.person()
    await books.erase(other)
    await books.behind("update erasure set blanked = blanked || 4::bigint")
    assert named(await books.audit()) == {What.ERASED_AND_THERE, What.ENTRY_CHANGED}


async def test_an_erasure_is_not_erased_itself(books: Books) -> None:
    await books.erase(await books.person())
    async with books.db.connection() as conn:
        await conn.execute("set yike.erasing = 'on'")
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await conn.execute("delete from erasure")
        await conn.execute("reset yike.erasing")
    await books.behind(
        "update erasure set blanked = blanked || (select id from journal where kind = 'erasure')",
        "update journal set salt = null, entry_id = null, erased_at = now() where kind = 'erasure'",
    )
    assert What.ERASURE_UNKNOWN in named(await books.audit())


# Whose they are -------------------------------------------------------------------------------------

_TO_THE_OTHER = """
    update ledger_person set learner_id = (select max(id) from learner)
    where learner_id = (select min(id) from learner)
"""


async def moved(books: Books, *statements: str) -> Report:
    async with books.db.transaction() as conn:
        for one in statements:
            await conn.execute(one)
    await books.sealer.run()
    return await books.audit()


async def test_credits_moved_to_somebody_else_are_named(books: Books) -> None:
    await books.person()
    report = await moved(books, _TO_THE_OTHER)
    assert report.findings.counts == {What.SOMEBODY_ELSES: 1}
    assert str(report.findings.kept[0]).startswith("person 1 says another learner")


async def test_credits_moved_behind_the_ledgers_back_are_named(books: Books) -> None:
    await books.person()
    await books.behind(_TO_THE_OTHER)
    assert named(await books.audit()) == {What.SOMEBODY_ELSES, What.ENTRY_NOT_WRITTEN}


async def test_credits_of_people_who_are_one_are_well(books: Books) -> None:
    for _ in range(2):
        async with books.db.transaction() as conn:
            await books.course(conn, await books.person())
    for some in ([1, 2], [2, 3], [1, 2, 3]):
        async with books.db.transaction() as conn:
            await merge_people(conn, some, books.clock.now())
    assert await books.value("select count(distinct learner_id) from ledger_person") == 1
    report = await books.audit()
    assert report.findings.kept == []
    moves = await books.value("select count(*) from person")
    assert (moves, report.entries) == (5, 22 + 5), "that they moved is an entry"


async def test_a_person_taken_out_of_the_ledger_is_named(books: Books) -> None:
    await books.behind("delete from ledger_person")
    assert named(await books.audit()) == {What.SOMEBODY_ELSES}
