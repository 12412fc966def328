"""What an operator does with the outbox: dead letters seen, retried, given up; a replay."""

from datetime import timedelta
from uuid import UUID

from bot.clock import FrozenClock
from bot.ledger.decisions import Reason
from bot.store import push
from bot.store.db import Database
from bot.store.push import DeadLetter
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import drain, owe, worker
from tests.ledger.samples import NOW, bodies, pushes, states


async def with_dead(db: Database, *numbers: int) -> tuple[MemoryBank, list[UUID]]:
    """Ten statements pushed, of which those at ``numbers`` were refused."""
    await owe(db, 10, "lrs")
    ids = [row["statement_id"] for row in await pushes(db)]
    bank = MemoryBank()
    bank.invalid = {str(ids[number]) for number in numbers}
    await drain(worker(db, FrozenClock(NOW), bank))
    return bank, [ids[number] for number in numbers]


async def test_dead_letters_are_listed_oldest_first_with_the_banks_words(db: Database) -> None:
    _, gone = await with_dead(db, 2, 5, 7)
    owed = {row["statement_id"]: row["owed_at"] for row in await pushes(db)}
    async with db.connection() as conn:
        found = await push.dead(conn, "lrs", 2)
        assert [one.statement for one in await push.dead(conn, None, 10)] == gone
        assert await push.dead(conn, "bank", 10) == []
    words = (NOW, Reason.REFUSED, "HTTP 400: a bad statement")
    assert found == [DeadLetter(one, "lrs", owed[one], *words) for one in gone[:2]]


async def test_what_was_mended_goes_again_and_what_was_given_up_does_not(db: Database) -> None:
    bank, (first, second) = await with_dead(db, 2, 5)
    async with db.connection() as conn:
        assert await push.drop(conn, second, "lrs", "a lesson that was never there", NOW)
        assert not await push.drop(conn, second, "lrs", "again", NOW), "it is no dead letter now"
        assert not await push.drop(conn, first, "bank", "elsewhere", NOW)
        bank.invalid.clear()
        assert await push.retry_dead(conn, "bank", NOW) == 0
        assert await push.retry_dead(conn, None, NOW) == 1
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 1
    assert await states(db) == {"accepted": 9, "dropped": 1}
    (given_up,) = [row for row in await pushes(db) if row["state"] == "dropped"]
    assert (given_up["statement_id"], given_up["reason"]) == (
        second,
        "a lesson that was never there",
    )


async def test_what_was_accepted_since_is_handed_in_again_byte_for_byte(db: Database) -> None:
    await owe(db, 10, "lrs", "other")
    clock, later = FrozenClock(NOW), NOW + timedelta(hours=1)
    bank, other = MemoryBank(), MemoryBank("other")
    await drain(worker(db, clock, bank, other))
    ids = [row["statement_id"] for row in await pushes(db)]
    async with db.connection() as conn:
        await conn.execute(
            "update push set accepted_at = $1 where statement_id = any($2)", later, ids[:4]
        )
        assert await push.replay(conn, "lrs", later, later) == 4
    bank.sends.clear()
    other.sends.clear()
    clock.set(later)
    assert await drain(worker(db, clock, bank, other)) == 4
    ours = await bodies(db)
    assert bank.sends == [[ours[str(one)] for one in ids[:4]]]
    assert other.sends == []
    async with db.connection() as conn:
        assert await push.replay(conn, None, NOW, later) == 20
