"""Who is erased while a statement is on its way: what takes it back does not overtake it."""

from datetime import timedelta
from typing import Any

from bot.clock import FrozenClock
from bot.ledger import consent
from bot.ledger.forgetting import forget
from bot.ledger.pushing.books import LEASE
from bot.store.db import Database
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import drain, owe, worker
from tests.ledger.samples import ISSUER, NOW, pushes


async def erased_meanwhile(db: Database, *, withdraws: bool) -> dict[str, Any]:
    """One statement is on its way when its person is erased, and another process looks for work;
    the bank, and what the other one sent meanwhile.
    """
    learner, clock, bank = await owe(db, 1, "lrs"), FrozenClock(NOW), MemoryBank()
    (row,) = await pushes(db)
    other, others = worker(db, clock, bank), []

    async def meanwhile() -> None:
        bank.meanwhile = None
        async with db.transaction() as conn:
            if withdraws:
                await consent.withdraw(conn, learner, ISSUER, NOW)
            assert await forget(conn, learner, ISSUER, NOW) == (not withdraws)
        others.append(await other.run_once())

    bank.meanwhile = meanwhile
    await worker(db, clock, bank).run_once()
    await drain(other)
    return {"bank": bank, "one": row["statement_id"], "others": others}


async def test_the_voiding_comes_after_what_it_voids(db: Database) -> None:
    found = await erased_meanwhile(db, withdraws=False)
    assert found["others"] == [0]
    bank = found["bank"]
    assert [parcel.takes_back for parcel in bank.parcels] == [None, found["one"]]
    assert bank.voided == {str(found["one"])}
    assert {row["state"] for row in await pushes(db)} == {"accepted"}


async def test_also_where_the_consent_was_withdrawn_just_before(db: Database) -> None:
    found = await erased_meanwhile(db, withdraws=True)
    assert found["others"] == [0]
    assert [one.takes_back for one in found["bank"].parcels] == [None, found["one"]]
    assert {(row["state"], row["lease_until"]) for row in await pushes(db)} == {("accepted", None)}


async def test_a_lost_sender_holds_it_up_no_longer_than_its_lease(db: Database) -> None:
    learner, clock, bank = await owe(db, 1, "lrs"), FrozenClock(NOW), MemoryBank()
    async with db.connection() as conn:
        await conn.execute(
            "update push set state = 'leased', lease_until = $1",
            NOW + LEASE - timedelta(seconds=1),
        )
    async with db.transaction() as conn:
        assert await forget(conn, learner, ISSUER, NOW) == 1
    assert await drain(worker(db, clock, bank)) == 0
    clock.move(LEASE)
    assert await drain(worker(db, clock, bank)) == 1
