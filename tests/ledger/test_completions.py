"""Recording: one round trip, once only, with outbox rows and claims in the same transaction."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions
from bot.ledger.facts import Fact
from bot.ledger.statements import claim_id, render
from bot.store.db import Database, Row
from tests.ledger.samples import (
    BANK,
    ISSUER,
    LEARNER_KEY,
    LRS,
    NOW,
    OTHER,
    add_learner,
    course,
    course_finished,
    lesson_completed,
    pushes,
    quiz_finished,
    states,
)

LATER = NOW + timedelta(hours=5)
TABLES = ("completion", "statement", "push", "claim")


async def counts(db: Database) -> dict[str, int]:
    async with db.connection() as conn:
        return {name: await conn.fetchval(f"select count(*) from {name}") for name in TABLES}


class CountingConnection:
    """Passes statements on to a real connection and counts them."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.trips = 0

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        self.trips += 1
        return list(await self._conn.fetch(query, *args))

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is a round trip too many")


async def test_lesson_quiz_and_course_are_written_in_one_round_trip(db: Database) -> None:
    learner = await add_learner(db)
    facts: list[Fact] = [
        lesson_completed(learner=learner),
        quiz_finished(learner=learner),
        course_finished(learner=learner),
    ]
    async with db.transaction() as conn:
        counting: Any = CountingConnection(conn)
        new = await record_completions(counting, facts, ISSUER, [LRS, OTHER, BANK], NOW)
    assert counting.trips == 1
    assert new == {render(fact, ISSUER, NOW).id for fact in facts}
    assert await counts(db) == {"completion": 3, "statement": 4, "push": 7, "claim": 1}
    assert await states(db) == {"waiting": 3}
    assert await states(db, "bank") == {"waiting": 1}, "of records, the claim's alone"
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select c.kind, c.lesson_key, c.attempt, c.score, c.score_max, c.success, c.seconds,"
            " c.notional_minutes, c.platform, c.key, s.id, s.body from completion c"
            " join statement s on s.completion_id = c.id where s.form = 'xapi' order by c.id"
        )
    assert [tuple(row.values())[:9] for row in rows] == [
        ("lesson", "scan-to-pay", 1, None, None, None, 150, 2, "wechat"),
        ("quiz", "scan-to-pay", 1, 4, 5, True, 72, 0, "wechat"),
        ("course", None, 1, None, None, True, 2400, 240, "wechat"),
    ]
    assert [row["body"] for row in rows] == [render(fact, ISSUER, NOW).body for fact in facts]
    assert all(row["key"] == row["id"] for row in rows)


async def test_entries_lead_to_the_learner_by_one_table_only(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [], NOW)
        await record_completion(conn, quiz_finished(learner=learner), ISSUER, [], NOW)
        people = await conn.fetch("select key, learner_id from ledger_person")
        persons = await conn.fetch("select person from completion")
    assert [tuple(row.values()) for row in people] == [(LEARNER_KEY, learner)]
    assert {row["person"] for row in persons} == {LEARNER_KEY}


async def test_every_entry_has_its_row_in_the_journal(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, course_finished(learner=learner), ISSUER, [], NOW)
        kinds = await conn.fetch("select kind from journal order by id")
    assert sorted(row["kind"] for row in kinds) == ["claim", "completion", "person"]


async def test_no_facts_need_no_database(db: Database) -> None:
    async with db.connection() as conn:
        counting: Any = CountingConnection(conn)
        assert await record_completions(counting, [], ISSUER, [LRS], NOW) == frozenset()
    assert counting.trips == 0


async def test_the_claim_keeps_its_rule_and_what_was_taught(db: Database) -> None:
    learner = await add_learner(db)
    fact = course_finished(learner=learner, course=course(hours=2.5, level=3))
    issuer = replace(ISSUER, institution="黄埔区图书馆")
    async with db.transaction() as conn:
        await record_completion(conn, fact, issuer, [LRS], NOW)
        claim = await conn.fetchrow("select * from claim")
    assert claim is not None
    assert dict(claim) == {
        "id": claim["id"],
        "key": claim_id(fact, issuer),
        "completion_id": claim["completion_id"],
        "course_key": "smart-payments",
        "title": "手机支付不求人",
        "institution": "黄埔区图书馆",
        "framework": "DB44/T 1988-2017",
        "level": 3,
        "hours": Decimal("2.5"),
        "seconds": 2400,
        "hours_per_credit": Decimal(16),
        "credit": Decimal("0.15"),
        "rule": "16h=1, rounded down to 0.01",
        "score": 9,
        "score_max": 10,
        "pass_mark": Decimal("0.6"),
        "evidence": [],
        "started_at": fact.started_at,
        "finished_at": fact.at,
        "recorded_at": NOW,
    }


async def test_evidence_is_what_the_person_did_in_the_course_now_and_before(db: Database) -> None:
    learner = await add_learner(db)
    before = lesson_completed(learner=learner, at=NOW - timedelta(days=2))
    earlier_self = replace(
        before, learner_key=UUID(int=4, version=4), lesson=course().lessons[1], at=NOW
    )
    elsewhere = lesson_completed(learner=learner, course=course(key="other"))
    wrong = quiz_finished(learner=learner, attempt=2)
    async with db.transaction() as conn:
        await record_completions(
            conn, [before, earlier_self, elsewhere, wrong], ISSUER, [], NOW - timedelta(days=1)
        )
        await conn.execute(
            "insert into voiding (key, completion_id, reason, by, recorded_at)"
            " select gen_random_uuid(), id, 'wrong', 'operator', $2 from completion where key = $1",
            *(render(wrong, ISSUER, NOW).id, NOW),
        )
        quiz = quiz_finished(learner=learner)
        finished = course_finished(learner=learner)
        await record_completions(conn, [quiz, finished], ISSUER, [], NOW)
        evidence = await conn.fetchval("select evidence from claim")
        record = json.loads(
            await conn.fetchval("select body from statement where form = 'record'")
        )
    expected = [render(fact, ISSUER, NOW).id for fact in (before, quiz, earlier_self)]
    assert evidence == expected, "in the order in which they were finished"
    assert record["evidence"] == [str(one) for one in expected]


async def test_recording_again_changes_nothing(db: Database) -> None:
    learner = await add_learner(db)
    lesson = lesson_completed(learner=learner)
    facts: list[Fact] = [lesson, course_finished(learner=learner)]
    async with db.transaction() as conn:
        await record_completions(conn, facts, ISSUER, [LRS], NOW)
    before = await pushes(db), await counts(db)
    edited = replace(lesson, course=course(version="2027.1", title="改了名"), seconds=9)
    for again in (facts, [edited, facts[1]]):
        async with db.transaction() as conn:
            assert not await record_completions(conn, again, ISSUER, [LRS, OTHER], LATER)
    assert (await pushes(db), await counts(db)) == before
    async with db.connection() as conn:
        kept = await conn.fetchval(
            "select body from statement where id = $1", render(facts[0], ISSUER, NOW).id
        )
    assert kept == render(facts[0], ISSUER, NOW).body


async def test_a_new_fact_beside_an_old_one_is_written(db: Database) -> None:
    learner = await add_learner(db)
    old, new = quiz_finished(learner=learner), quiz_finished(learner=learner, attempt=2)
    async with db.transaction() as conn:
        await record_completion(conn, old, ISSUER, [LRS], NOW)
        made = await record_completions(conn, [old, new], ISSUER, [LRS], LATER)
    assert made == {render(new, ISSUER, LATER).id}


async def record_and_fail(db: Database, learner: int) -> None:
    async with db.transaction() as conn:
        await record_completion(conn, course_finished(learner=learner), ISSUER, [LRS], NOW)
        raise RuntimeError("after the record")


async def test_nothing_is_left_of_a_transaction_that_failed(db: Database) -> None:
    learner = await add_learner(db)
    with pytest.raises(RuntimeError, match="after the record"):
        await record_and_fail(db, learner)
    assert set((await counts(db)).values()) == {0}


async def test_without_targets_completions_stay_here(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, course_finished(learner=learner), ISSUER, [], NOW)
    assert await counts(db) == {"completion": 1, "statement": 2, "push": 0, "claim": 1}


async def test_consent_to_one_target_queues_for_that_one_only(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS], NOW)
        fact = lesson_completed(learner=learner)
        await record_completion(conn, fact, ISSUER, [LRS, OTHER], NOW)
    assert await states(db, "lrs") == {"queued": 1}
    assert await states(db, "other") == {"waiting": 1}


@pytest.mark.parametrize(
    ("agreed", "account", "state"),
    [(True, True, "queued"), (True, False, "waiting"), (False, True, "waiting")],
)
async def test_a_record_goes_with_consent_and_account_number_only(
    db: Database, agreed: bool, account: bool, state: str
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        if agreed:
            await consent.give(conn, learner, [BANK], NOW)
        if account:
            await consent.set_account(conn, learner, BANK, b"sealed", NOW)
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
    assert await states(db, "bank") == {state: 1}
