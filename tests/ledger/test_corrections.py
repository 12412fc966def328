"""A wrong entry is voided, asked back where it went, and replaced by a right one."""

import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.domain.content import Course
from bot.domain.credits import Target
from bot.ledger import consent
from bot.ledger.completions import record_completion
from bot.ledger.corrections import CorrectionError, correct, void
from bot.ledger.facts import Fact
from bot.ledger.statements import claim_id, render
from bot.ledger.taking_back import voiding_id
from bot.store.db import Database
from tests.ledger.samples import (
    BANK,
    ISSUER,
    LRS,
    NOW,
    add_learner,
    course,
    course_finished,
    lesson_completed,
    quiz_finished,
    teach,
    waiting_for_a_lock,
)

LATER = NOW + timedelta(days=2)
BOTH = [LRS, BANK]


async def passed(db: Database, state: str = "queued", *targets: Target) -> int:
    """A learner who agreed and passed the course; its statements are in ``state`` everywhere."""
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, targets or BOTH, NOW)
        await consent.set_account(conn, learner, BANK, b"sealed", NOW)
        fact = course_finished(learner=learner)
        await record_completion(conn, fact, ISSUER, targets or BOTH, NOW)
        await conn.execute("update push set state = $1", state)
    return learner


FINISHED = course_finished()
COMPLETION = render(FINISHED, ISSUER, NOW).id
CLAIM = claim_id(FINISHED, ISSUER)


@pytest.mark.parametrize("key", [COMPLETION, CLAIM])
async def test_a_voided_entry_is_asked_back_from_every_bank_that_may_have_it(
    db: Database, key: UUID
) -> None:
    await passed(db, "accepted")
    async with db.transaction() as conn:
        done = await void(conn, key, "entered twice", "operator", LATER, ISSUER, BOTH)
        rows = await conn.fetch(
            "select s.form, s.body, s.voids, p.target, p.state from push p"
            " join statement s on s.id = p.statement_id order by s.voids is null, p.target"
        )
        voiding = await conn.fetchrow("select * from voiding")
        journal = await conn.fetchval("select count(*) from journal where kind = 'voiding'")
    assert (done.key, done.asked_back) == (COMPLETION, 2)
    assert [(r["form"], r["voids"], r["target"], r["state"]) for r in rows] == [
        ("record", CLAIM, "bank", "queued"),
        ("xapi", COMPLETION, "lrs", "queued"),
        ("record", None, "bank", "voided"),
        ("xapi", None, "lrs", "voided"),
    ]
    told = {"outer_id": str(CLAIM), "withdrawn": True, "reason": "entry voided"}
    assert json.loads(rows[0]["body"]) == told
    assert voiding is not None
    assert (voiding["key"], voiding["reason"], voiding["by"], voiding["recorded_at"]) == (
        *(voiding_id(COMPLETION), "entered twice", "operator", LATER),
    )
    assert journal == 1


@pytest.mark.parametrize("state", ["queued", "waiting"])
async def test_what_was_never_sent_is_dropped(db: Database, state: str) -> None:
    await passed(db, state)
    async with db.transaction() as conn:
        done = await void(conn, CLAIM, "wrong", "operator", LATER, ISSUER, BOTH)
        rows = await conn.fetch("select state from push")
    assert done.asked_back == 0
    assert [row["state"] for row in rows] == ["dropped", "dropped"]


async def test_its_certificate_stands_no_more(db: Database) -> None:
    await passed(db)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into certificate (claim_id, token, issued_at) select id, 't', $1 from claim",
            NOW,
        )
        await void(conn, CLAIM, "wrong", "operator", LATER, ISSUER, BOTH)
        row = await conn.fetchrow("select revoked_at, revoked_because from certificate")
    assert row is not None
    assert tuple(row.values()) == (LATER, "wrong")


async def test_an_entry_is_voided_once_and_only_if_there_is_one(db: Database) -> None:
    await passed(db)
    async with db.transaction() as conn:
        await void(conn, CLAIM, "wrong", "operator", LATER, ISSUER, BOTH)
        with pytest.raises(CorrectionError, match="voided already"):
            await void(conn, COMPLETION, "wrong", "operator", LATER, ISSUER, BOTH)
        with pytest.raises(CorrectionError, match="no entry"):
            await void(conn, uuid4(), "wrong", "operator", LATER, ISSUER, BOTH)
        with pytest.raises(CorrectionError, match="no entry"):
            await correct(conn, voiding_id(COMPLETION), "wrong", "operator", LATER, ISSUER, BOTH)


async def test_a_correction_adds_what_is_taught_now_beside_what_was_measured_then(
    db: Database,
) -> None:
    await passed(db, "accepted")
    async with db.transaction() as conn:
        await teach(conn, course(hours=8, level=2, title="手机支付", version="2027.1"))
        done = await correct(conn, CLAIM, "hours were wrong", "operator", LATER, ISSUER, BOTH)
        old, new = await conn.fetch("select * from completion order by revision")
        was, claim = await conn.fetch("select * from claim order by id")
        states = await conn.fetch(
            "select p.target, p.state from push p join statement s on s.id = p.statement_id"
            " where s.completion_id = $1 order by 1",
            new["id"],
        )
        record = json.loads(
            await conn.fetchval("select body from statement where id = $1", claim["key"])
        )
    assert done.voided is not None
    assert (done.voided.key, done.key) == (old["key"], new["key"])
    assert new["key"] == render(FINISHED, ISSUER, NOW, revision=2).id
    assert claim["key"] == claim_id(FINISHED, ISSUER, 2)
    same = ("person", "kind", "course_key", "registration", "attempt", "seconds", "completed_at")
    assert [new[name] for name in same] == [old[name] for name in same]
    assert (new["revision"], new["content_version"], new["recorded_at"]) == (2, "2027.1", LATER)
    assert (claim["title"], claim["level"], claim["credit"]) == ("手机支付", 2, Decimal("0.50"))
    measured = ("score", "score_max", "started_at", "finished_at", "seconds")
    assert [claim[name] for name in measured] == [was[name] for name in measured]
    assert record["outer_id"] == str(claim["key"])
    assert [tuple(row.values()) for row in states] == [("bank", "queued"), ("lrs", "queued")]


@pytest.mark.parametrize("fact", [lesson_completed(), quiz_finished(attempt=2)])
async def test_lessons_and_quizzes_are_corrected_alike(db: Database, fact: Fact) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, fact, ISSUER, [LRS], NOW)
        await teach(conn, course(version="2027.1"))
        key = render(fact, ISSUER, NOW).id
        done = await correct(conn, key, "wrong", "operator", LATER, ISSUER, [LRS])
        old, new = await conn.fetch("select * from completion order by revision")
    assert learner == 1
    assert done.key == new["key"] == render(fact, ISSUER, NOW, revision=2).id
    changed = {"id", "key", "revision", "content_version", "recorded_at"}
    assert {name for name in new.keys() if new[name] != old[name]} == changed  # noqa: SIM118


async def test_a_voided_entry_can_be_corrected_later_and_each_revision_once(db: Database) -> None:
    await passed(db)
    async with db.transaction() as conn:
        await teach(conn, course())
        await void(conn, CLAIM, "wrong", "operator", LATER, ISSUER, BOTH)
        second = await correct(conn, CLAIM, "it was right", "operator", LATER, ISSUER, BOTH)
        assert second.voided is None
        with pytest.raises(CorrectionError, match="corrected already"):
            await correct(conn, CLAIM, "again", "operator", LATER, ISSUER, BOTH)
        third = await correct(conn, second.key, "again", "operator", LATER, ISSUER, BOTH)
        assert third.key == render(FINISHED, ISSUER, NOW, revision=3).id
        counting = await conn.fetchval(
            "select count(*) from completion c where not exists"
            " (select from voiding v where v.completion_id = c.id)"
        )
    assert counting == 1


@pytest.mark.parametrize(
    ("taught", "fact", "said"),
    [
        (None, course_finished(), "taught no more"),
        (course(lessons=()), lesson_completed(), "lesson scan-to-pay is taught no more"),
    ],
)
async def test_what_is_taught_no_more_can_only_be_voided(
    db: Database, taught: Course | None, fact: Fact, said: str
) -> None:
    await add_learner(db)
    async with db.transaction() as conn:
        if taught is not None:
            await teach(conn, taught)
        await record_completion(conn, fact, ISSUER, [LRS], NOW)
        key: Any = render(fact, ISSUER, NOW).id
        with pytest.raises(CorrectionError, match=said):
            await correct(conn, key, "wrong", "operator", LATER, ISSUER, [LRS])
        assert await conn.fetchval("select count(*) from voiding") == 0, "nothing was changed"
        await void(conn, key, "wrong", "operator", LATER, ISSUER, [LRS])


async def test_two_operators_at_once_void_once_and_the_other_reads_so(db: Database) -> None:
    await passed(db)

    async def once() -> object:
        async with db.transaction() as conn:
            return await void(conn, CLAIM, "wrong", "operator", LATER, ISSUER, BOTH)

    async with db.transaction() as conn:
        await void(conn, COMPLETION, "wrong", "operator", LATER, ISSUER, BOTH)
        second = asyncio.ensure_future(once())
        await waiting_for_a_lock(db)
    with pytest.raises(CorrectionError, match="voided already"):
        await second


async def test_what_rests_on_a_voided_entry_is_named_until_it_rests_on_it_no_more(
    db: Database,
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await teach(conn, course())
        for fact in (lesson_completed(learner=learner), course_finished(learner=learner)):
            await record_completion(conn, fact, ISSUER, BOTH, NOW)
        lesson = render(lesson_completed(), ISSUER, NOW).id
        done = await void(conn, lesson, "wrong", "operator", LATER, ISSUER, BOTH)
        assert done.evidence_of == (CLAIM,)
        later = await correct(conn, lesson, "it was right", "operator", LATER, ISSUER, BOTH)
        assert later.voided is None
        new = await correct(conn, CLAIM, "its evidence", "operator", LATER, ISSUER, BOTH)
        assert new.voided is not None
        assert new.voided.evidence_of == ()
        evidence = await conn.fetchval("select evidence from claim order by id desc limit 1")
        assert evidence == [later.key]
        again = await void(conn, later.key, "wrong again", "operator", LATER, ISSUER, BOTH)
    assert again.evidence_of == (claim_id(FINISHED, ISSUER, 2),)


@pytest.mark.parametrize(("mark", "right"), [(0.9, True), (0.95, False)])
async def test_nothing_is_entered_that_is_below_the_mark_of_now(
    db: Database, mark: float, right: bool
) -> None:
    await passed(db)
    async with db.transaction() as conn:
        await teach(conn, course(pass_mark=mark, version="2027.1"))
        if right:
            await correct(conn, CLAIM, "hours", "operator", LATER, ISSUER, BOTH)
        else:
            with pytest.raises(
                CorrectionError, match=r"9 of 10 right; .* 0\.95 .* only be voided"
            ):
                await correct(conn, CLAIM, "hours", "operator", LATER, ISSUER, BOTH)
        assert await conn.fetchval("select count(*) from voiding") == int(right)
