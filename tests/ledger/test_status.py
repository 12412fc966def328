"""What people are told about claims and targets is what the outbox says."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions
from bot.ledger.decisions import Reason
from bot.ledger.status import (
    ClaimState,
    claims_of,
    retry_dead,
    summed_up,
    targets_status,
)
from bot.store.db import Database
from tests.ledger.samples import (
    ISSUER,
    NOW,
    add_learner,
    course,
    course_finished,
    many_lessons,
    pushes,
    states,
)

LATER = NOW + timedelta(hours=3)
R, Q, A, X = ClaimState.RECORDED, ClaimState.QUEUED, ClaimState.ACCEPTED, ClaimState.REJECTED


async def claim(db: Database, *targets: str, agreed: bool = True, **changes: Any) -> int:
    """A learner with one claim; returns the learner."""
    learner = await add_learner(db)
    async with db.transaction() as conn:
        if agreed:
            await consent.give(conn, learner, targets, NOW)
        fact = course_finished(learner=learner, **changes)
        await record_completion(conn, fact, ISSUER, targets, NOW)
    return learner


async def set_push(db: Database, target: str, state: str, **values: Any) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "update push set state = $2, reason = $3, words = $4, accepted_at = $5, tried_at = $6 "
            "where target = $1",
            *(target, state, values.get("reason"), values.get("words")),
            *(values.get("accepted_at"), values.get("tried_at")),
        )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], R),
        ([R], R),
        ([Q], Q),
        ([A], A),
        ([X], X),
        ([A, R], R),
        ([A, Q], Q),
        ([A, X], X),
        ([Q, X], X),
        ([R, Q], Q),
        ([A, A], A),
    ],
)
def test_accepted_is_said_only_when_every_bank_has_accepted(
    rows: list[ClaimState], told: ClaimState
) -> None:
    assert summed_up(rows) is told
    assert summed_up(rows[::-1]) is told


@pytest.mark.parametrize(
    ("state", "told"),
    [("waiting", R), ("queued", Q), ("leased", Q), ("accepted", A), ("dead", X)],
)
async def test_a_claim_stands_as_its_outbox_row_does(
    db: Database, state: str, told: ClaimState
) -> None:
    learner = await claim(db, "lrs")
    await set_push(db, "lrs", state)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["lrs"])
    assert status.state is told
    assert (status.level, status.hours, status.credit, status.rule) == (
        *(1, Decimal(4), Decimal("0.25")),
        "16h=1",
    )
    assert status.claimed_at == NOW


async def test_a_claim_says_what_each_bank_said(db: Database) -> None:
    learner = await claim(db, "lrs", "bank", "gone")
    await set_push(db, "lrs", "accepted", reason="stored", accepted_at=LATER)
    await set_push(db, "bank", "dead", reason="refused", words="HTTP 400: no such course")
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["lrs", "bank"])
    at = {one.target: one for one in status.at}
    assert set(at) == {"lrs", "bank"}, "a target no longer configured says nothing"
    assert (at["lrs"].state, at["lrs"].accepted_at) == (A, LATER)
    assert (at["bank"].reason, at["bank"].words) == (Reason.REFUSED, "HTTP 400: no such course")
    assert status.state is X


async def test_what_a_former_target_accepted_stays_true(db: Database) -> None:
    learner = await claim(db, "former")
    await set_push(db, "former", "accepted", accepted_at=LATER)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["lrs"])
    assert status.state is A


async def test_without_banks_a_claim_is_recorded_here(db: Database) -> None:
    learner = await claim(db, agreed=False)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, [])
        assert await claims_of(conn, learner + 1, []) == ()
    assert (status.state, status.at, status.title) == (R, (), "smart-payments")


async def test_a_claim_carries_the_title_that_is_taught(db: Database) -> None:
    learner = await claim(db)
    async with db.connection() as conn:
        await conn.execute(
            "with v as (insert into course_version (course_key, version, content_hash, title,"
            " track, language, level, hours, pass_mark, hours_per_credit, source, licence,"
            " reviewed_by, state, imported_at) values ('smart-payments', '1', '', '手机支付',"
            " 'seniors', 'zh-Hans', 1, 4, 0.6, 16, '', '', '', 'approved', $1) returning id)"
            " insert into course (key, current_version) select 'smart-payments', id from v",
            NOW,
        )
        (status,) = await claims_of(conn, learner, [])
    assert status.title == "手机支付"


async def test_a_targets_numbers_age_and_last_words(db: Database) -> None:
    learner, silent_key = await add_learner(db), UUID(int=5, version=4)
    silent = await add_learner(db, silent_key)
    async with db.transaction() as conn:
        await consent.give(conn, learner, ["lrs"], NOW)
        await record_completions(conn, many_lessons(6, learner=learner), ISSUER, ["lrs"], NOW)
        others = many_lessons(2, learner=silent, learner_key=silent_key)
        await record_completions(conn, others, ISSUER, ["lrs"], NOW - timedelta(days=9))
        rows = [r["statement_id"] for r in await conn.fetch("select * from push order by state")]
        for k, (one, state) in enumerate(
            zip(rows, ("accepted", "accepted", "dead", "leased"), strict=False)
        ):
            await conn.execute(
                "update push set state = $2, tried_at = $3, words = $4, reason = 'refused' "
                "where statement_id = $1",
                *(one, state, NOW + timedelta(minutes=k), f"word {k}"),
            )
        status, empty = await targets_status(conn, ["lrs", "never used"], LATER)
    assert (status.queued, status.waiting_for_consent, status.accepted, status.dead) == (
        3,
        2,
        2,
        1,
    )
    assert status.oldest == timedelta(hours=3), "what waits for a consent has no age"
    assert (status.reason, status.words) == ("refused", "word 3")
    assert (empty.queued, empty.accepted, empty.oldest, empty.words) == (0, 0, None, "")


@pytest.mark.parametrize("target", ["lrs", None])
async def test_dead_letters_are_queued_again(db: Database, target: str | None) -> None:
    learner = await claim(db, "lrs", "bank", course=course())
    for name in ("lrs", "bank"):
        await set_push(db, name, "dead", words="no")
    async with db.transaction() as conn:
        assert await retry_dead(conn, target, LATER) == (2 if target is None else 1)
        (status,) = await claims_of(conn, learner, ["lrs"])
    assert status.state is Q
    (row,) = await pushes(db, "lrs")
    assert (row["attempts"], row["next_try"]) == (0, LATER)
    assert await states(db, "bank") == {"queued" if target is None else "dead": 1}


async def test_a_dead_letter_without_consent_waits_for_it(db: Database) -> None:
    learner = await claim(db, "lrs")
    await set_push(db, "lrs", "dead")
    async with db.transaction() as conn:
        await consent.withdraw(conn, learner, NOW)
        assert await retry_dead(conn, None, LATER) == 1
    assert await states(db) == {"waiting": 1}
