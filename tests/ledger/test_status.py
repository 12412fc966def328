"""What people are told about claims and targets is what the outbox and the banks say."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.domain.credits import Target
from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions
from bot.ledger.corrections import correct, void
from bot.ledger.pushing.decisions import Reason
from bot.ledger.status import (
    Balance,
    ClaimState,
    balance,
    claims_of,
    summed_up,
    targets_status,
)
from bot.store.db import Database
from bot.store.ledger.status import Reconciled
from tests.ledger.samples import (
    BANK,
    ISSUER,
    LRS,
    NOW,
    OTHER,
    add_learner,
    course,
    course_finished,
    many_lessons,
    teach,
)

LATER = NOW + timedelta(hours=3)
R, Q, H, A, C, X, W, D, G = (
    *(ClaimState.RECORDED, ClaimState.QUEUED, ClaimState.RECEIVED, ClaimState.ACCEPTED),
    *(ClaimState.CREDITED, ClaimState.REJECTED, ClaimState.WITHDRAWN),
    *(ClaimState.DROPPED, ClaimState.WITHDRAWING),
)


async def claim(
    db: Database, *targets: Target, learner: int | None = None, agreed: bool = True, **changes: Any
) -> int:
    """A learner with one claim; returns the learner."""
    learner = learner or await add_learner(db)
    async with db.transaction() as conn:
        if agreed:
            await consent.give(conn, learner, targets, NOW)
            await consent.set_account(conn, learner, BANK, b"sealed", NOW)
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


async def decide(
    db: Database,
    target: str,
    state: str,
    *,
    credit: str | None = None,
    reason: str = "",
    hours: int = 0,
    course: str = "smart-payments",
    revision: int = 99,
) -> None:
    """A bank's decision about every claim of a course, in a revision of its record or the newest."""
    async with db.connection() as conn:
        await conn.execute(
            "insert into recognition (key, claim_id, outer_id, target, state, credit, reason, said_at, recorded_at)"
            " select distinct on (m.id) gen_random_uuid(), m.id, s.id, p.target, $2, $3, $4, $5, $5"
            " from claim m join statement s on s.completion_id = m.completion_id and s.voids is null"
            " join push p on p.statement_id = s.id and p.target = $1"
            " where m.course_key = $6 and s.revision <= $7 order by m.id, s.revision desc",
            *(target, state, Decimal(credit) if credit else None, reason),
            *(LATER + timedelta(hours=hours), course, revision),
        )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], R),
        ([R], R),
        ([Q], Q),
        ([H], H),
        ([A], A),
        ([C], C),
        ([X], X),
        ([W], W),
        ([A, R], R),
        ([A, Q], Q),
        ([C, X], X),
        ([Q, X], X),
        ([R, Q], Q),
        ([A, A], A),
        ([C, A], A),
        ([C, H], H),
        ([C, C], C),
        ([W, A], A),
        ([W, R], W),
        ([W, Q], Q),
        ([D, X], X),
        ([D, Q], D),
        ([D, H], D),
        ([G], G),
        ([G, W], G),
        ([G, A], A),
    ],
)
def test_the_worst_is_said_first_and_good_news_only_when_every_bank_has_them(
    rows: list[ClaimState], told: ClaimState
) -> None:
    assert summed_up(rows) is told
    assert summed_up(rows[::-1]) is told


@pytest.mark.parametrize(
    ("state", "told"),
    [
        *(("waiting", R), ("queued", Q), ("leased", Q), ("accepted", H), ("dead", X)),
        *(("voided", W), ("dropped", ClaimState.DROPPED)),
    ],
)
async def test_a_claim_stands_as_its_outbox_row_does(
    db: Database, state: str, told: ClaimState
) -> None:
    learner = await claim(db, LRS)
    await set_push(db, "lrs", state)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["lrs"])
        key = await conn.fetchval("select key from claim")
    assert status.state is told
    assert (status.key, status.framework, status.title, status.claimed_at) == (
        *(key, "DB44/T 1988-2017"),
        *("手机支付不求人", NOW),
    )
    assert (status.level, status.hours, status.credit, status.rule) == (
        *(1, Decimal(4), Decimal("0.25")),
        "16h=1",
    )


@pytest.mark.parametrize(
    ("decisions", "told", "words", "credit"),
    [
        ([("accepted", None, "")], A, "", None),
        ([("converted", "0.12", "")], C, "", Decimal("0.12")),
        ([("rejected", None, "重复申报")], X, "重复申报", None),
        ([("accepted", None, ""), ("rejected", None, "材料不全")], X, "材料不全", None),
        ([("rejected", None, "材料不全"), ("converted", "0.2", "")], C, "", Decimal("0.2")),
    ],
)
async def test_the_newest_decision_of_a_bank_counts(
    db: Database,
    decisions: list[tuple[str, str | None, str]],
    told: ClaimState,
    words: str,
    credit: Decimal | None,
) -> None:
    learner = await claim(db, BANK)
    await set_push(db, "bank", "accepted", accepted_at=NOW)
    for hours, (state, given, reason) in enumerate(decisions):
        await decide(db, "bank", state, credit=given, reason=reason, hours=hours)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["bank"])
    (at,) = status.at
    assert (status.state, at.state, at.words, at.credit) == (told, told, words, credit)
    assert status.reason == words


async def test_what_was_taken_back_stays_so_whatever_was_decided(db: Database) -> None:
    learner = await claim(db, BANK)
    await set_push(db, "bank", "accepted", accepted_at=NOW)
    await decide(db, "bank", "accepted")
    async with db.transaction() as conn:
        await consent.withdraw(conn, learner, ISSUER, LATER)
        (status,) = await claims_of(conn, learner, ["bank"])
        assert status.state is G
        await conn.execute(
            "update push p set state = 'accepted' from statement s"
            " where s.id = p.statement_id and s.voids is not null"
        )
        (status,) = await claims_of(conn, learner, ["bank"])
        assert status.state is W
        await consent.give(conn, learner, [BANK], LATER + timedelta(hours=1))
        await consent.set_account(conn, learner, BANK, b"sealed", LATER + timedelta(hours=1))
        (status,) = await claims_of(conn, learner, ["bank"])
    assert [one.state for one in status.at] == [Q], "the newest revision speaks"
    await decide(db, "bank", "rejected", reason="too late", hours=9, revision=1)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["bank"])
    assert [one.state for one in status.at] == [Q], "the late word is about what was taken back"
    await decide(db, "bank", "converted", credit="0.2", hours=2)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["bank"])
    assert status.state is C


async def test_a_record_store_that_never_decides_is_not_waited_for(db: Database) -> None:
    learner = await claim(db, LRS, BANK)

    async def told() -> ClaimState:
        async with db.connection() as conn:
            (status,) = await claims_of(conn, learner, ["lrs", "bank"])
        return status.state

    await set_push(db, "lrs", "accepted", accepted_at=NOW)
    await set_push(db, "bank", "waiting")
    assert await told() is R, "the bank that decides has nothing yet"
    await set_push(db, "bank", "accepted", accepted_at=NOW)
    assert await told() is H
    await decide(db, "bank", "accepted")
    assert await told() is A
    await decide(db, "bank", "converted", credit="0.2", hours=1)
    assert await told() is C
    await set_push(db, "lrs", "queued")
    assert await told() is Q, "what is still on its way to the store is said"
    await set_push(db, "lrs", "accepted", accepted_at=NOW)
    await set_push(db, "bank", "voided")
    assert await told() is H, "and the store alone says that it has it"


async def test_a_claim_says_what_each_bank_said(db: Database) -> None:
    learner = await claim(db, LRS, OTHER, Target("gone"))
    await set_push(db, "lrs", "accepted", reason="stored", accepted_at=LATER)
    await set_push(db, "other", "dead", reason="refused", words="HTTP 400: no such course")
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["lrs", "other"])
    at = {one.target: one for one in status.at}
    assert set(at) == {"lrs", "other"}, "a target no longer configured says nothing"
    assert (at["lrs"].state, at["lrs"].accepted_at) == (H, LATER)
    words = "HTTP 400: no such course"
    assert (at["other"].reason, at["other"].words) == (Reason.REFUSED, words)
    assert (status.state, status.reason) == (X, words)


async def test_what_a_former_target_has_stays_true(db: Database) -> None:
    learner = await claim(db, Target("former"))
    await set_push(db, "former", "accepted", accepted_at=LATER)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, ["lrs"])
    assert status.state is H


async def test_without_banks_a_claim_is_recorded_here(db: Database) -> None:
    learner = await claim(db, agreed=False)
    async with db.connection() as conn:
        (status,) = await claims_of(conn, learner, [])
        assert await claims_of(conn, learner + 1, []) == ()
    assert (status.state, status.at, status.reason) == (R, (), "")


async def test_a_voided_claim_says_why_until_a_corrected_one_takes_its_place(db: Database) -> None:
    learner = await claim(db, LRS)
    async with db.transaction() as conn:
        (before,) = await claims_of(conn, learner, ["lrs"])
        await void(conn, before.key, "录错了人", "operator", LATER, ISSUER, [LRS])
        (voided,) = await claims_of(conn, learner, ["lrs"])
        assert (voided.state, voided.reason) == (ClaimState.VOIDED, "录错了人")
        await teach(conn, course(hours=8))
        await correct(conn, before.key, "课时改了", "operator", LATER, ISSUER, [LRS])
        (after,) = await claims_of(conn, learner, ["lrs"])
        assert (after.state, after.hours, after.credit) == (Q, Decimal(8), Decimal("0.50"))
        assert after.key != before.key
        await void(conn, after.key, "还是错", "operator", LATER, ISSUER, [LRS])
        (status,) = await claims_of(conn, learner, ["lrs"])
    assert (status.key, status.reason) == (after.key, "还是错"), "the newest one only"


async def test_a_balance_is_counted_from_what_counts(db: Database) -> None:
    """Four courses: kept here, received, accepted by one bank and rejected by another, converted;
    and one that is voided.
    """
    learner = await add_learner(db)
    for number, (key, level) in enumerate(
        [("kept", 1), ("received", 1), ("accepted", 2), ("converted", 3), ("wrong", 7), ("no", 7)]
    ):
        taught = course(key=key, level=level, hours=4 * (number + 1))
        await claim(db, LRS, OTHER, learner=learner, course=taught, registration=uuid4())
    async with db.transaction() as conn:
        await conn.execute(
            "update push set state = 'accepted' where target = 'lrs' and statement_id in ("
            " select s.id from statement s join claim m using (completion_id)"
            " where m.course_key = any('{received,accepted,converted}'))"
        )
        wrong = await conn.fetchval("select key from claim where course_key = 'wrong'")
        await void(conn, wrong, "wrong", "operator", LATER, ISSUER, [])
    await decide(db, "lrs", "accepted", course="accepted")
    await decide(db, "other", "rejected", course="accepted", reason="no")
    await decide(db, "lrs", "accepted", course="converted")
    await decide(db, "lrs", "converted", course="converted", credit="0.9", hours=1)
    await decide(db, "lrs", "rejected", course="no")
    async with db.connection() as conn:
        told = await balance(conn, learner)
        nobody = await balance(conn, learner + 1)
    assert told == Balance(
        claimed=Decimal("0.25") + Decimal("0.5") + Decimal("0.75") + 1 + Decimal("1.5"),
        received=Decimal("0.5") + Decimal("0.75") + 1 + Decimal("1.5"),
        accepted=Decimal("0.75") + 1,
        credited=Decimal("0.9"),
        rejected=Decimal("1.5"),
        hours={1: Decimal(12), 2: Decimal(12), 3: Decimal(16), 7: Decimal(24)},
    )
    assert nobody == Balance(*(Decimal(0),) * 5, {})


async def test_a_targets_numbers_age_and_last_words(db: Database) -> None:
    learner, silent_key = await add_learner(db), UUID(int=5, version=4)
    silent = await add_learner(db, silent_key)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS], NOW)
        await record_completions(conn, many_lessons(6, learner=learner), ISSUER, [LRS], NOW)
        others = many_lessons(2, learner=silent, learner_key=silent_key)
        await record_completions(conn, others, ISSUER, [LRS], NOW - timedelta(days=9))
        rows = [r["statement_id"] for r in await conn.fetch("select * from push order by state")]
        for k, (one, state) in enumerate(
            zip(rows, ("accepted", "accepted", "dead", "leased"), strict=False)
        ):
            await conn.execute(
                "update push set state = $2, tried_at = $3, words = $4, reason = 'refused' "
                "where statement_id = $1",
                *(one, state, NOW + timedelta(minutes=k), f"word {k}"),
            )
        await conn.execute("update push set state = 'dropped' where statement_id = $1", rows[4])
        await conn.execute("update push set state = 'voided' where statement_id = $1", rows[5])
        await conn.execute(
            "insert into recognition_cursor values ('lrs', '', $1, 'it does not answer')", NOW
        )
        for hours in (1, 2):
            await conn.execute(
                "insert into reconciliation (target, since, until, began_at, ended_at, checked,"
                " missing, extra, differing) values ('lrs', $1, $1, $2, $2, 10, $3, 1, 0)",
                *(NOW, NOW + timedelta(hours=hours), hours),
            )
        status, empty = await targets_status(conn, ["lrs", "never used"], LATER)
    assert (status.queued, status.waiting_for_consent, status.accepted, status.dead) == (
        1,
        2,
        2,
        1,
    )
    assert (status.dropped, status.voided) == (1, 1)
    assert status.trouble == "it does not answer"
    at = NOW + timedelta(hours=2)
    assert status.reconciled == Reconciled(at, at, 10, 2, 1, 0, ""), "the newest"
    assert (empty.trouble, empty.reconciled) == ("", None)
    assert status.oldest == timedelta(hours=3), "what waits for a consent has no age"
    assert (status.reason, status.words) == ("refused", "word 3")
    assert (empty.queued, empty.accepted, empty.oldest, empty.words) == (0, 0, None, "")
