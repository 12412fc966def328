"""Consent: what was completed before it is pushed after it, and not after its end."""

from datetime import timedelta
from uuid import UUID

from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.store.db import Database
from tests.ledger.samples import ISSUER, NOW, add_learner, many_lessons, pushes, states

LATER = NOW + timedelta(days=2)


async def test_what_was_completed_before_is_queued_by_the_consent(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(conn, many_lessons(3, learner=learner), ISSUER, ["lrs"], NOW)
        assert await consent.give(conn, learner, ["lrs"], LATER) == 3
        assert await consent.give(conn, learner, ["lrs"], LATER) == 0
        assert await conn.fetchval("select count(*) from consent") == 1
    rows = await pushes(db)
    assert {(row["state"], row["next_try"], row["owed_at"]) for row in rows} == {
        ("queued", LATER, NOW)
    }


async def test_consent_reaches_a_target_the_statements_were_never_owed_to(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(conn, many_lessons(2, learner=learner), ISSUER, [], NOW)
        assert await consent.give(conn, learner, ["lrs", "bank"], LATER) == 4
    assert await states(db, "bank") == {"queued": 2}


async def test_consent_is_one_learners_own(db: Database) -> None:
    first, second_key = await add_learner(db), UUID(int=9, version=4)
    second = await add_learner(db, second_key)
    async with db.transaction() as conn:
        for learner, key in ((first, UUID(int=8, version=4)), (second, second_key)):
            facts = many_lessons(2, learner=learner, learner_key=key)
            await record_completions(conn, facts, ISSUER, ["lrs"], NOW)
        await consent.give(conn, second, ["lrs"], LATER)
        assert await consent.missing(conn, first, ["lrs"]) == ("lrs",)
        assert await consent.missing(conn, second, ["lrs", "bank"]) == ("bank",)
    assert await states(db) == {"waiting": 2, "queued": 2}


async def test_withdrawing_holds_back_all_that_was_not_accepted(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, ["lrs"], NOW)
        await record_completions(conn, many_lessons(4, learner=learner), ISSUER, ["lrs"], NOW)
        rows = [row["statement_id"] for row in await conn.fetch("select * from push")]
        for one, state in zip(rows, ("accepted", "leased", "dead"), strict=False):
            await conn.execute("update push set state = $2 where statement_id = $1", one, state)
        assert await consent.withdraw(conn, learner, LATER) == 2
        assert await consent.missing(conn, learner, ["lrs"]) == ("lrs",)
    assert await states(db) == {"accepted": 1, "dead": 1, "waiting": 2}


async def test_consent_can_be_given_again_and_its_history_stays(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(conn, many_lessons(1, learner=learner), ISSUER, ["lrs"], NOW)
        await consent.give(conn, learner, ["lrs"], NOW)
        await consent.withdraw(conn, learner, LATER)
        assert await consent.give(conn, learner, ["lrs"], LATER) == 1
        rows = await conn.fetch("select * from consent order by id")
    assert [(row["purpose"], row["version"], row["withdrawn_at"]) for row in rows] == [
        ("credit-bank:lrs", consent.VERSION, LATER),
        ("credit-bank:lrs", consent.VERSION, None),
    ]


async def test_withdrawing_leaves_other_purposes_alone(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into consent (learner_id, purpose, version, given_at) "
            "values ($1, 'tutor', '1', $2)",
            *(learner, NOW),
        )
        await consent.withdraw(conn, learner, LATER)
        assert await conn.fetchval("select withdrawn_at from consent") is None
