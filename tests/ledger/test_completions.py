"""Recording: one round trip, once only, with outbox rows and claims in the same transaction."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions, sweep_unpushed
from bot.ledger.facts import Fact
from bot.ledger.statements import render
from bot.store import ledger
from bot.store.db import Database, Row
from tests.ledger.samples import (
    ISSUER,
    NOW,
    add_learner,
    course,
    course_finished,
    lesson_completed,
    many_lessons,
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
        new = await record_completions(counting, facts, ISSUER, ["lrs", "bank"], NOW)
    assert counting.trips == 1
    assert new == {render(fact, ISSUER, NOW).id for fact in facts}
    assert await counts(db) == {"completion": 3, "statement": 3, "push": 6, "claim": 1}
    assert await states(db) == {"waiting": 3}
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select c.kind, c.lesson_key, c.attempt, c.score, c.score_max, c.success, c.seconds,"
            " s.body from completion c join statement s on s.completion_id = c.id order by c.id"
        )
    assert [tuple(row)[:7] for row in map(dict.values, map(dict, rows))] == [
        ("lesson", "scan-to-pay", 1, None, None, None, 150),
        ("quiz", "scan-to-pay", 1, 4, 5, True, 72),
        ("course", None, 1, None, None, True, 2400),
    ]
    assert [row["body"] for row in rows] == [render(fact, ISSUER, NOW).body for fact in facts]


async def test_no_facts_need_no_database(db: Database) -> None:
    async with db.connection() as conn:
        counting: Any = CountingConnection(conn)
        assert await record_completions(counting, [], ISSUER, ["lrs"], NOW) == frozenset()
    assert counting.trips == 0


async def test_the_claim_keeps_its_rule(db: Database) -> None:
    learner = await add_learner(db)
    fact = course_finished(learner=learner, course=course(hours=2.5, level=3))
    async with db.transaction() as conn:
        await record_completion(conn, fact, ISSUER, ["lrs"], NOW)
        claim = await conn.fetchrow("select * from claim")
    assert claim is not None
    kept = {key: claim[key] for key in ("level", "hours", "hours_per_credit", "credit", "rule")}
    assert kept == {
        "level": 3,
        "hours": Decimal("2.5"),
        "hours_per_credit": Decimal(16),
        "credit": Decimal("0.15"),
        "rule": "16h=1, rounded down to 0.01",
    }
    assert claim["registration"] == fact.registration


async def test_recording_again_changes_nothing(db: Database) -> None:
    learner = await add_learner(db)
    lesson = lesson_completed(learner=learner)
    facts: list[Fact] = [lesson, course_finished(learner=learner)]
    async with db.transaction() as conn:
        await record_completions(conn, facts, ISSUER, ["lrs"], NOW)
    before = await pushes(db), await counts(db)
    edited = replace(lesson, course=course(version="2027.1", title="改了名"), seconds=9)
    for again in (facts, [edited, facts[1]]):
        async with db.transaction() as conn:
            assert not await record_completions(conn, again, ISSUER, ["lrs", "new"], LATER)
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
        await record_completion(conn, old, ISSUER, ["lrs"], NOW)
        made = await record_completions(conn, [old, new], ISSUER, ["lrs"], LATER)
    assert made == {render(new, ISSUER, LATER).id}


async def record_and_fail(db: Database, learner: int) -> None:
    async with db.transaction() as conn:
        await record_completion(conn, course_finished(learner=learner), ISSUER, ["lrs"], NOW)
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
    assert await counts(db) == {"completion": 1, "statement": 1, "push": 0, "claim": 1}


async def test_consent_to_one_target_queues_for_that_one_only(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, ["lrs"], NOW)
        fact = lesson_completed(learner=learner)
        await record_completion(conn, fact, ISSUER, ["lrs", "bank"], NOW)
    assert await states(db, "lrs") == {"queued": 1}
    assert await states(db, "bank") == {"waiting": 1}


@pytest.mark.parametrize("since", [None, NOW - timedelta(hours=1)])
async def test_sweep_adds_a_target_configured_later(
    db: Database, since: datetime | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "PAGE", 2)
    agreeing = await add_learner(db)
    silent = await add_learner(db, UUID(int=7, version=4))
    async with db.transaction() as conn:
        await consent.give(conn, agreeing, ["lrs", "late"], NOW)
        facts = [*many_lessons(3, learner=agreeing)]
        facts += many_lessons(2, learner=silent, learner_key=UUID(int=7, version=4))
        await record_completions(conn, facts, ISSUER, ["lrs"], NOW)
        assert await sweep_unpushed(conn, ["lrs", "late"], LATER, since=since) == 5
        assert await sweep_unpushed(conn, ["lrs", "late"], LATER, since=since) == 0
    assert await states(db, "late") == {"queued": 3, "waiting": 2}
    assert {row["owed_at"] for row in await pushes(db, "late")} == {NOW}, "their age is kept"


async def test_sweep_since_leaves_older_statements_alone(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [], NOW)
        new = quiz_finished(learner=learner)
        await record_completion(conn, new, ISSUER, [], LATER)
        assert await sweep_unpushed(conn, ["lrs"], LATER, since=NOW + timedelta(hours=1)) == 1
    assert [row["statement_id"] for row in await pushes(db)] == [render(new, ISSUER, LATER).id]


@pytest.mark.parametrize(
    ("given", "wrong", "right"), [(True, "waiting", "queued"), (False, "queued", "waiting")]
)
async def test_sweep_puts_right_what_a_race_left_behind(
    db: Database, given: bool, wrong: str, right: str
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        if given:
            await consent.give(conn, learner, ["lrs"], NOW)
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, ["lrs"], NOW)
        await conn.execute("update push set state = $1", wrong)
        assert await sweep_unpushed(conn, ["lrs"], LATER, since=NOW) == 1
    assert await states(db) == {right: 1}
