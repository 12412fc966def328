"""What an operator does with the outbox: dead letters seen, retried, given up; a replay."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bot.clock import FrozenClock
from bot.domain.credits import Form, Target
from bot.ledger.pushing.decisions import Reason
from bot.store.db import Connection, Database
from bot.store.ledger import push_again
from bot.store.ledger.push_again import DeadLetter
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import LRS, RECORDS, drain, give_account, owe, worker
from tests.ledger.samples import NOW, bodies, pushes, states


async def with_dead(db: Database, *numbers: int) -> tuple[MemoryBank, list[UUID]]:
    """Ten statements pushed, of which those at ``numbers`` were refused."""
    await owe(db, 10, "lrs")
    ids = [row["statement_id"] for row in await pushes(db)]
    bank = MemoryBank()
    bank.invalid = {str(ids[number]) for number in numbers}
    await drain(worker(db, FrozenClock(NOW), bank))
    return bank, [ids[number] for number in numbers]


async def queued_again(
    conn: Connection, targets: list[Target], since: datetime, now: datetime, limit: int = 3
) -> int:
    """A replay to its end, in pages of about ``limit`` rows."""
    after, count = UUID(int=0), 0
    while (page := await push_again.replay(conn, targets, since, now, after, limit)).last:
        count, after = count + page.queued, page.last
    return count


async def test_dead_letters_are_listed_oldest_first_with_the_banks_words(db: Database) -> None:
    _, gone = await with_dead(db, 2, 5, 7)
    owed = {row["statement_id"]: row["owed_at"] for row in await pushes(db)}
    async with db.connection() as conn:
        found = await push_again.dead(conn, "lrs", 2)
        assert [one.statement for one in await push_again.dead(conn, None, 10)] == gone
        assert await push_again.dead(conn, "bank", 10) == []
    words = (NOW, Reason.REFUSED, "HTTP 400: a bad statement")
    assert found == [DeadLetter(one, "lrs", owed[one], *words) for one in gone[:2]]


async def test_what_was_mended_goes_again_and_what_was_given_up_does_not(db: Database) -> None:
    bank, (first, second) = await with_dead(db, 2, 5)
    async with db.connection() as conn:
        assert await push_again.drop(conn, second, "lrs", "a lesson that was never there", NOW)
        assert not await push_again.drop(conn, second, "lrs", "again", NOW), (
            "it is no dead letter now"
        )
        assert not await push_again.drop(conn, first, "bank", "elsewhere", NOW)
        bank.invalid.clear()
        assert await push_again.retry_dead(conn, ["bank"], NOW) == 0
        assert await push_again.retry_dead(conn, ["bank", "lrs"], NOW) == 1
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
        assert await queued_again(conn, [LRS], later, later) == 4
    bank.sends.clear()
    other.sends.clear()
    clock.set(later)
    assert await drain(worker(db, clock, bank, other)) == 4
    ours = await bodies(db)
    assert bank.sends == [[ours[str(one)] for one in ids[:4]]]
    assert other.sends == []
    async with db.connection() as conn:
        assert await queued_again(conn, [LRS, Target("other")], NOW, later) == 20


async def test_dead_letters_go_again_page_by_page_and_those_refused_meanwhile_stay(
    db: Database,
) -> None:
    await with_dead(db, 0, 1, 2, 3, 4)
    async with db.connection() as conn:
        last = (await push_again.dead(conn, "lrs", 5))[-1].statement
        await conn.execute(
            "update push set tried_at = $2 where statement_id = $1",
            *(last, NOW + timedelta(seconds=1)),
        )
        counts = [await push_again.retry_dead(conn, ["lrs"], NOW, 3) for _ in range(3)]
        assert counts == [3, 1, 0]
        assert [one.statement for one in await push_again.dead(conn, None, 5)] == [last]


@pytest.mark.parametrize("how", ["replay", "requeue"])
async def test_what_may_not_leave_now_stays_accepted(db: Database, how: str) -> None:
    """The bank holds it, and its learner is told so; only its account number was deleted."""
    learner = await owe(db, 3, "bank", form=Form.RECORD)
    sealed = await give_account(db, learner, "SH123")
    await drain(worker(db, FrozenClock(NOW), MemoryBank("bank", {"SH123"})))
    later = NOW + timedelta(hours=1)

    async def again() -> int:
        async with db.connection() as conn:
            if how == "replay":
                return await queued_again(conn, [RECORDS], NOW, later)
            ids = [row["statement_id"] for row in await pushes(db, "bank")]
            return await push_again.requeue(conn, RECORDS, ids, later)

    async with db.connection() as conn:
        await conn.execute("delete from bank_account")
    assert (await again(), await states(db, "bank")) == (0, {"accepted": 3})
    async with db.connection() as conn:
        await conn.execute(
            "insert into bank_account values ($1, 'bank', $2, $3)", *(learner, sealed, NOW)
        )
    assert (await again(), await states(db, "bank")) == (3, {"queued": 3})
