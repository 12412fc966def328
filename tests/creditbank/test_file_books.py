"""Our books against a folder's hand-ins: what was left out, emptied of account numbers or lost."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.ledger.reconciling import Reconciled, reconcile
from bot.store.db import Database
from tests.creditbank.folders import DAY, STORED, made
from tests.creditbank.parcels import NOW, TARGET, outer_id, parcel, takes_back
from tests.ledger.samples import add_learner, states

REGISTRATION = UUID(int=77)


async def write_down(db: Database, parcels: Sequence[Parcel], voided: UUID) -> None:
    """Each as accepted by the target, but for one that was taken back; its owner still agrees."""
    learner = await add_learner(db, REGISTRATION)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into ledger_person (key, learner_id) select key, id from learner where id = $1 "
            "on conflict do nothing",
            learner,
        )
        await conn.execute(
            "insert into consent (learner_id, purpose, version, given_at) "
            "values ($1, 'credit-bank:' || $2, 'test', $3)",
            *(learner, TARGET.name, NOW),
        )
        await conn.execute(
            "insert into bank_account (learner_id, target, sealed, given_at) values ($1, $2, '', $3)",
            *(learner, TARGET.name, NOW),
        )
        for one in parcels:
            await conn.execute(
                """
                with made as (
                  insert into completion (key, person, kind, course_key, registration, content_version,
                    seconds, notional_minutes, platform, completed_at, recorded_at)
                  select gen_random_uuid(), key, 'lesson', 'smart-payments', gen_random_uuid(), '1', 150, 2,
                    'wechat', $1, $1
                  from learner where id = $2 and $5::uuid is null
                  returning id
                ), said as (
                  insert into statement (id, completion_id, form, body, voids, created_at)
                  select $3, (select id from made), 'record', $4, $5, $1
                )
                insert into push (statement_id, target, state, owed_at, next_try, accepted_at)
                values ($3, $6, $7, $1, $1, $1)
                """,
                *(NOW, learner, one.id, one.body, one.takes_back, TARGET.name),
                "voided" if one.id == voided else "accepted",
            )


async def test_the_books_agree_with_hand_ins_of_any_age(db: Database, tmp_path: Path) -> None:
    clock = FrozenClock(NOW)
    bank = made(tmp_path, clock, keep_days=7)
    parcels = [parcel(1), parcel(2), parcel(3), takes_back(1)]
    await write_down(db, parcels, outer_id(1))
    assert await bank.push(parcels) == STORED

    async def compared() -> Reconciled:
        clock.move(DAY)
        await bank.recognitions("")
        return await reconcile(db, bank, clock)

    for _ in range(9):  # collected, handed in, without account numbers
        assert (await compared()).agrees
    shutil.rmtree(tmp_path / "hand-in" / "city-bank-2026-11-23")
    said = await compared()
    assert (said.missing, said.extra, said.differing) == (2, 0, 0)
    assert await states(db, TARGET.name) == {"accepted": 1, "queued": 2, "voided": 1}
    assert await bank.push(parcels) == STORED
    async with db.connection() as conn:
        await conn.execute("update push set state = 'accepted' where state = 'queued'")
    assert (await compared()).agrees, "what was sent again is held"
