"""Consent: what was completed before it is pushed after it, and is asked back with its end."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions
from bot.ledger.statements import render
from bot.ledger.sweeping import sweep
from bot.ledger.taking_back import voiding_id
from bot.store.db import Connection, Database, Row
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
    states,
    waiting_for_a_lock,
)

LATER = NOW + timedelta(days=2)
LESSON = render(lesson_completed(), ISSUER, NOW)


async def say(conn: Connection, state: str, **values: Any) -> None:
    """What became of every row that is not of a voiding, and was not taken back."""
    given = {"tried_at": None, "attempts": 0, "accepted_at": None, **values}
    await conn.execute(
        "update push p set state = $1, tried_at = $2, attempts = $3, accepted_at = $4"
        " from statement s where s.id = p.statement_id and s.voids is null and p.state <> 'voided'",
        *(state, given["tried_at"], given["attempts"], given["accepted_at"]),
    )


async def taking_back(conn: Connection) -> list[Row]:
    return list(
        await conn.fetch(
            "select s.*, p.target, p.state from statement s join push p on p.statement_id = s.id"
            " where s.voids is not null order by p.target, s.form"
        )
    )


async def lesson_owed(db: Database, *targets: Any) -> int:
    """A learner who agreed to all, with one lesson."""
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, targets, NOW)
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, targets, NOW)
    return learner


async def test_what_was_completed_before_is_queued_by_the_consent(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(conn, many_lessons(3, learner=learner), ISSUER, [LRS], NOW)
        assert await consent.give(conn, learner, [LRS], LATER) == 3
        assert await consent.give(conn, learner, [LRS], LATER) == 0
        assert await conn.fetchval("select count(*) from consent") == 1
    rows = await pushes(db)
    assert {(row["state"], row["next_try"], row["owed_at"]) for row in rows} == {
        ("queued", LATER, NOW)
    }


async def test_consent_reaches_a_target_the_statements_were_never_owed_to(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(conn, many_lessons(2, learner=learner), ISSUER, [], NOW)
        assert await consent.give(conn, learner, [LRS, OTHER], LATER) == 4
    assert await states(db, "other") == {"queued": 2}


async def test_consent_is_one_learners_own(db: Database) -> None:
    first, second_key = await add_learner(db), UUID(int=9, version=4)
    second = await add_learner(db, second_key)
    async with db.transaction() as conn:
        for learner, key in ((first, UUID(int=8, version=4)), (second, second_key)):
            facts = many_lessons(2, learner=learner, learner_key=key)
            await record_completions(conn, facts, ISSUER, [LRS], NOW)
        await consent.give(conn, second, [LRS], LATER)
        assert await consent.missing(conn, first, ["lrs"]) == ("lrs",)
        assert await consent.missing(conn, second, ["lrs", "other"]) == ("other",)
    assert await states(db) == {"waiting": 2, "queued": 2}


@pytest.mark.parametrize("by", consent.By)
async def test_a_consent_says_to_which_words_and_by_whom(db: Database, by: consent.By) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS], NOW, by=by)
        row = await conn.fetchrow("select purpose, version, by, given_at from consent")
    assert row is not None
    assert tuple(row.values()) == ("credit-bank:lrs", consent.VERSION, by.value, NOW)


@pytest.mark.parametrize(
    ("state", "tried", "held"),
    [
        ("queued", {}, False),
        ("waiting", {}, False),
        ("dropped", {}, None),
        ("queued", {"attempts": 1}, True),
        ("queued", {"tried_at": NOW}, True),
        ("waiting", {"tried_at": NOW}, True),
        ("leased", {}, True),
        ("accepted", {"accepted_at": NOW, "tried_at": NOW}, True),
        ("dead", {"tried_at": NOW}, True),
        ("dropped", {"tried_at": NOW}, True),
    ],
)
async def test_withdrawing_asks_back_what_a_bank_may_have_and_keeps_the_rest_here(
    db: Database, state: str, tried: dict[str, Any], held: bool | None
) -> None:
    learner = await lesson_owed(db, LRS)
    async with db.transaction() as conn:
        await say(conn, state, **tried)
        done = await consent.withdraw(conn, learner, ISSUER, LATER)
        assert await consent.missing(conn, learner, ["lrs"]) == ("lrs",)
        asked = await taking_back(conn)
        kept = await conn.fetchval("select state from push where statement_id = $1", LESSON.id)
    assert (done.asked_back, done.held_back) == (
        int(held is True),
        int(state == "queued" and not held),
    )
    assert kept == {True: "voided", False: "waiting", None: "dropped"}[held]
    assert [(row["id"], row["voids"], row["target"], row["state"]) for row in asked] == (
        [(voiding_id(LESSON.id), LESSON.id, "lrs", "queued")] if held else []
    )


async def test_the_deployment_asks_back_and_names_nobody(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS, BANK], NOW)
        await consent.set_account(conn, learner, BANK, b"sealed", NOW)
        fact = course_finished(learner=learner)
        await record_completion(conn, fact, ISSUER, [LRS, BANK], NOW)
        await say(conn, "accepted", accepted_at=NOW)
        done = await consent.withdraw(conn, learner, ISSUER, LATER)
        record, statement = (json.loads(row["body"]) for row in await taking_back(conn))
    assert done.asked_back == 2
    assert statement["actor"] == ISSUER.agent
    assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    assert statement["object"] == {
        "objectType": "StatementRef",
        "id": str(render(fact, ISSUER, NOW).id),
    }
    assert statement["timestamp"] == "2026-11-23T00:30:00.000Z", "of what it takes back"
    claim = await _one(db, "select key from claim")
    assert record == {"outer_id": str(claim), "withdrawn": True, "reason": "consent withdrawn"}


async def _one(db: Database, query: str) -> Any:
    async with db.connection() as conn:
        return await conn.fetchval(query)


async def test_withdrawing_twice_asks_back_once(db: Database) -> None:
    learner = await lesson_owed(db, LRS, OTHER)
    async with db.transaction() as conn:
        await say(conn, "accepted", accepted_at=NOW, tried_at=NOW)
        assert (await consent.withdraw(conn, learner, ISSUER, LATER)).asked_back == 2
        again = await consent.withdraw(conn, learner, ISSUER, LATER)
        assert (again.asked_back, again.held_back) == (0, 0)
        assert len(await taking_back(conn)) == 2, "one statement, owed to both targets"
        assert await conn.fetchval("select count(*) from statement where voids is not null") == 1


async def test_what_is_taken_back_in_flight_keeps_its_lease(db: Database) -> None:
    """Its sender has not done yet; nothing else goes to the target meanwhile."""
    learner = await lesson_owed(db, LRS)
    async with db.transaction() as conn:
        await conn.execute("update push set state = 'leased', lease_until = $1", LATER)
        await consent.withdraw(conn, learner, ISSUER, NOW)
    first = next(row for row in await pushes(db) if row["statement_id"] == LESSON.id)
    assert (first["state"], first["lease_until"]) == ("voided", LATER)


async def test_a_sender_that_is_faster_than_the_withdrawal_is_seen(db: Database) -> None:
    """It leases the statement while the withdrawal waits for its row: the bank may have it."""
    learner = await lesson_owed(db, LRS)

    async def withdraw() -> consent.Withdrawn:
        async with db.transaction() as conn:
            return await consent.withdraw(conn, learner, ISSUER, LATER)

    async with db.transaction() as conn:
        await conn.execute("update push set state = 'leased', lease_until = $1", LATER)
        waiting = asyncio.ensure_future(withdraw())
        await waiting_for_a_lock(db)
    done = await waiting
    assert (done.asked_back, done.held_back) == (1, 0)
    assert await states(db) == {"voided": 1, "queued": 1}


async def test_consent_given_again_sends_a_new_revision_under_a_new_id(db: Database) -> None:
    learner = await lesson_owed(db, LRS)
    async with db.transaction() as conn:
        for revision in (2, 3):
            await say(conn, "accepted", accepted_at=NOW)
            await consent.withdraw(conn, learner, ISSUER, LATER)
            assert await consent.give(conn, learner, [LRS], LATER) == 1
            assert await consent.give(conn, learner, [LRS], LATER) == 0
            row = await conn.fetchrow("select * from statement where revision = $1", revision)
            assert row is not None
            assert row["id"].version == 4, "made of nothing that a restored database would repeat"
            assert {**json.loads(row["body"]), "id": str(LESSON.id)} == json.loads(LESSON.body)
            assert row["body"].startswith(b'{"id":"%s"' % str(row["id"]).encode())
        ids = await conn.fetch("select id from statement")
    assert len({row["id"] for row in ids}) == 5, "three revisions, two taken back"
    assert await states(db) == {"voided": 2, "queued": 3}


async def test_each_target_has_its_own_revisions(db: Database) -> None:
    """One that never had a statement gets the first; none gets the same fact twice."""
    learner = await lesson_owed(db, LRS)
    async with db.transaction() as conn:
        await say(conn, "accepted", accepted_at=NOW)
        await consent.withdraw(conn, learner, ISSUER, LATER)
        assert await consent.give(conn, learner, [LRS, OTHER], LATER) == 2
    assert await sweep(db, [LRS, OTHER], LATER) == 0
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select p.target, s.revision from push p join statement s on s.id = p.statement_id"
            " where p.state = 'queued' and s.voids is null order by 1"
        )
    assert [tuple(row.values()) for row in rows] == [("lrs", 2), ("other", 1)]


async def test_a_voided_entry_is_not_sent_again(db: Database) -> None:
    learner = await lesson_owed(db, LRS)
    async with db.transaction() as conn:
        await say(conn, "accepted", accepted_at=NOW)
        await consent.withdraw(conn, learner, ISSUER, LATER)
        await conn.execute(
            "insert into voiding (key, completion_id, reason, by, recorded_at)"
            " select gen_random_uuid(), id, 'wrong', 'operator', $1 from completion",
            NOW,
        )
        assert await consent.give(conn, learner, [LRS, OTHER], LATER) == 0
    assert await states(db, "other") == {}


async def test_consent_can_be_given_again_and_its_history_stays(db: Database) -> None:
    learner = await lesson_owed(db, LRS)
    async with db.transaction() as conn:
        await consent.withdraw(conn, learner, ISSUER, LATER)
        assert await consent.give(conn, learner, [LRS], LATER) == 1
        rows = await conn.fetch("select * from consent order by id")
    assert [(row["purpose"], row["withdrawn_at"]) for row in rows] == [
        ("credit-bank:lrs", LATER),
        ("credit-bank:lrs", None),
    ]


async def test_withdrawing_leaves_other_purposes_alone(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into consent (learner_id, purpose, version, given_at) "
            "values ($1, 'tutor', '1', $2)",
            *(learner, NOW),
        )
        await consent.withdraw(conn, learner, ISSUER, LATER)
        assert await conn.fetchval("select withdrawn_at from consent") is None


async def test_an_account_number_sends_what_waited_for_it_and_without_it_all_waits(
    db: Database,
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
        assert await consent.give(conn, learner, [BANK], NOW) == 0
        assert await consent.set_account(conn, learner, BANK, b"first", LATER) == 1
        assert await consent.accounts(conn, learner) == {"bank": b"first"}
        assert await consent.set_account(conn, learner, BANK, b"second", LATER) == 0
        assert await consent.accounts(conn, learner) == {"bank": b"second"}
        assert await consent.drop_account(conn, learner, BANK, LATER)
        assert not await consent.drop_account(conn, learner, BANK, LATER)
        assert await consent.accounts(conn, learner) == {}
    assert await states(db, "bank") == {"waiting": 1}


async def test_an_account_number_without_consent_sends_nothing(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
        assert await consent.set_account(conn, learner, BANK, b"first", LATER) == 0
    assert await states(db, "bank") == {"waiting": 1}
