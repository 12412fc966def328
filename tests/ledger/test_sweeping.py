"""The sweep: targets that were configured later, and what a lost race left behind."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions, sweep_unpushed
from bot.ledger.statements import render
from bot.store import ledger_sweeping
from bot.store.db import Connection, Database
from tests.ledger.samples import (
    BANK,
    ISSUER,
    LRS,
    NOW,
    OTHER,
    add_learner,
    course_finished,
    lesson_completed,
    many_lessons,
    pushes,
    quiz_finished,
    states,
)

LATER = NOW + timedelta(hours=5)


@pytest.mark.parametrize("since", [None, NOW - timedelta(hours=1)])
async def test_a_target_configured_later_gets_everything(
    db: Database, since: datetime | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_sweeping, "PAGE", 2)
    agreeing = await add_learner(db)
    silent = await add_learner(db, UUID(int=7, version=4))
    async with db.transaction() as conn:
        await consent.give(conn, agreeing, [LRS, OTHER], NOW)
        facts = [*many_lessons(3, learner=agreeing)]
        facts += many_lessons(2, learner=silent, learner_key=UUID(int=7, version=4))
        await record_completions(conn, facts, ISSUER, [LRS], NOW)
        assert await sweep_unpushed(conn, [LRS, OTHER], LATER, since=since) == 5
        assert await sweep_unpushed(conn, [LRS, OTHER], LATER, since=since) == 0
    assert await states(db, "other") == {"queued": 3, "waiting": 2}
    assert {row["owed_at"] for row in await pushes(db, "other")} == {NOW}, "their age is kept"


async def test_a_bank_of_records_gets_claims_only(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(
            conn,
            [lesson_completed(learner=learner), course_finished(learner=learner)],
            ISSUER,
            [LRS],
            NOW,
        )
        assert await sweep_unpushed(conn, [LRS, BANK], LATER) == 1
    assert await states(db, "bank") == {"waiting": 1}


async def test_a_voided_entry_goes_to_no_further_target_and_not_to_one_it_is_queued_for(
    db: Database,
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS, OTHER], NOW)
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [LRS], NOW)
        await _void_all(conn)
        assert await sweep_unpushed(conn, [LRS, OTHER], LATER) == 1
        assert await conn.fetchval("select count(*) from push where target = 'other'") == 0
    assert await states(db) == {"waiting": 1}


async def _void_all(conn: Connection) -> None:
    await conn.execute(
        "insert into voiding (key, completion_id, reason, by, recorded_at)"
        " select gen_random_uuid(), id, 'wrong', 'operator', $1 from completion",
        NOW,
    )


async def test_since_leaves_older_statements_alone(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [], NOW)
        new = quiz_finished(learner=learner)
        await record_completion(conn, new, ISSUER, [], LATER)
        assert await sweep_unpushed(conn, [LRS], LATER, since=NOW + timedelta(hours=1)) == 1
    assert [row["statement_id"] for row in await pushes(db)] == [render(new, ISSUER, LATER).id]


@pytest.mark.parametrize("since", [None, NOW])
@pytest.mark.parametrize(
    ("given", "wrong", "right"), [(True, "waiting", "queued"), (False, "queued", "waiting")]
)
async def test_what_a_race_left_behind_is_put_right(
    db: Database, since: datetime | None, given: bool, wrong: str, right: str
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        if given:
            await consent.give(conn, learner, [LRS], NOW)
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [LRS], NOW)
        await conn.execute("update push set state = $1", wrong)
        assert await sweep_unpushed(conn, [LRS], LATER, since=since) == 1
        assert await sweep_unpushed(conn, [LRS], LATER, since=since) == 0
    assert await states(db) == {right: 1}


async def test_an_account_number_given_lately_is_seen(db: Database) -> None:
    """A claim that was recorded in the moment in which the number came."""
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [BANK], NOW)
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
        await conn.execute(
            "insert into bank_account values ($1, 'bank', 'sealed', $2)", learner, LATER
        )
        assert await sweep_unpushed(conn, [BANK], LATER, since=LATER) == 1
    assert await states(db, "bank") == {"queued": 1}


async def test_without_its_account_number_nothing_is_queued_by_a_sweep(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [BANK], NOW)
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
        assert await sweep_unpushed(conn, [BANK], LATER) == 0
        await conn.execute("update push set state = 'queued'")
        assert await sweep_unpushed(conn, [BANK], LATER) == 1
    assert await states(db, "bank") == {"waiting": 1}
