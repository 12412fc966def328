"""A person's entries are erased: the banks are asked, the journal stays whole, nothing leads back."""

import json
from datetime import timedelta
from uuid import UUID

from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.ledger.corrections import void
from bot.ledger.forgetting import forget
from bot.ledger.statements import claim_id, render
from bot.ledger.taking_back import voiding_id
from bot.store.db import Connection, Database
from tests.ledger.samples import (
    BANK,
    ISSUER,
    LRS,
    NOW,
    add_learner,
    course_finished,
    lesson_completed,
    pushes,
    quiz_finished,
)

LATER = NOW + timedelta(days=2)
OTHER_KEY = UUID(int=9, version=4)
TABLES = (
    *("completion", "claim", "voiding", "recognition", "certificate", "ledger_person", "person"),
    *("statement", "push"),
)
LESSON, QUIZ, COURSE = lesson_completed(), quiz_finished(), course_finished()


async def life(db: Database, key: UUID) -> int:
    """Somebody who learned, agreed, was recognised, got a certificate, and had a quiz voided."""
    learner = await add_learner(db, key)
    facts = [
        make(learner=learner, learner_key=key)
        for make in (lesson_completed, quiz_finished, course_finished)
    ]
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS, BANK], NOW)
        await consent.set_account(conn, learner, BANK, b"sealed", NOW)
        await record_completions(conn, facts, ISSUER, [LRS, BANK], NOW)
        await conn.execute(
            "update push set state = 'accepted', accepted_at = $1, tried_at = $1"
            " where state = 'queued'",
            NOW,
        )
        quiz = render(facts[1], ISSUER, NOW).id
        await void(conn, quiz, "wrong", "operator", NOW, ISSUER, [LRS, BANK])
        await conn.execute(
            "insert into recognition (key, claim_id, outer_id, target, state, said_at, recorded_at)"
            " select gen_random_uuid(), m.id, m.key, 'bank', 'accepted', $2, $2 from claim m"
            " join completion c on c.id = m.completion_id where c.person = $1",
            *(key, NOW),
        )
        await conn.execute(
            "insert into certificate (claim_id, token, issued_at) select m.id, c.person::text, $2"
            " from claim m join completion c on c.id = m.completion_id where c.person = $1",
            *(key, NOW),
        )
    return learner


async def everything(conn: Connection) -> dict[str, int]:
    return {name: await conn.fetchval(f"select count(*) from {name}") for name in TABLES}


async def test_everything_of_one_person_goes_and_nothing_of_another(db: Database) -> None:
    await life(db, OTHER_KEY)
    async with db.connection() as conn:
        others = await everything(conn)
    learner = await life(db, LESSON.learner_key)
    async with db.transaction() as conn:
        asked = await forget(conn, learner, ISSUER, LATER)
        left = await everything(conn)
        kept = await conn.fetch("select * from statement where completion_id is null")
        assert await forget(conn, learner, ISSUER, LATER) == 0, "there is nothing left"
    assert asked == 3, "the lesson, the course and its record; the quiz was asked back before"
    assert left == {**others, "statement": others["statement"] + 4, "push": others["push"] + 4}
    voided = {row["voids"] for row in kept}
    assert voided == {
        *(render(fact, ISSUER, NOW).id for fact in (LESSON, QUIZ, COURSE)),
        claim_id(COURSE, ISSUER),
    }
    assert {row["id"] for row in kept} == set(map(voiding_id, voided))
    pseudonym = ISSUER.pseudonym(LESSON.learner_key).encode()
    assert all(pseudonym not in row["body"] for row in kept), "they name nobody"
    [record] = [json.loads(row["body"]) for row in kept if row["form"] == "record"]
    assert (record["withdrawn"], record["reason"]) == (True, "erased")


async def test_what_is_asked_back_is_queued_and_what_was_keeps_its_place(db: Database) -> None:
    learner = await life(db, LESSON.learner_key)
    quiz = voiding_id(render(QUIZ, ISSUER, NOW).id)
    async with db.transaction() as conn:
        await conn.execute(
            "update push set state = 'leased', lease_until = $2, attempts = 3, words = 'later'"
            " where statement_id = $1",
            *(quiz, LATER),
        )
        before = await conn.fetchrow("select * from push where statement_id = $1", quiz)
        await forget(conn, learner, ISSUER, LATER)
        after = await conn.fetchrow("select * from push where statement_id = $1", quiz)
    assert after == before
    rows = [*await pushes(db), *await pushes(db, "bank")]
    assert sorted(row["state"] for row in rows) == ["leased", "queued", "queued", "queued"]


async def test_the_journal_keeps_its_commitments_without_salt_or_entry(db: Database) -> None:
    learner = await life(db, LESSON.learner_key)
    await life(db, OTHER_KEY)
    async with db.transaction() as conn:
        before = await conn.fetch(
            "select id, kind, commitment, recorded_at from journal order by id"
        )
        await forget(conn, learner, ISSUER, LATER)
        *after, last = await conn.fetch(
            "select id, kind, commitment, recorded_at from journal order by id"
        )
        erased = await conn.fetch(
            "select kind, salt, entry_id from journal where erased_at = $1", LATER
        )
        whole = await conn.fetchval("select count(*) from journal where erased_at is null")
        named = await conn.fetchval("select blanked from erasure")
        blanked = await conn.fetch(
            "select id from journal where erased_at is not null order by id"
        )
    assert (after, last["kind"]) == (before, "erasure")
    assert named == [row["id"] for row in blanked]
    assert sorted(row["kind"] for row in erased) == [
        *("claim", "completion", "completion", "completion"),
        *("person", "recognition", "voiding"),
    ]
    assert {(row["salt"], row["entry_id"]) for row in erased} == {(None, None)}
    assert whole == 8, "the other person's, and that somebody was erased"


async def test_all_that_a_merged_person_was_goes(db: Database) -> None:
    learner = await life(db, LESSON.learner_key)
    await life(db, OTHER_KEY)
    async with db.transaction() as conn:
        await conn.execute("update ledger_person set learner_id = $1", learner)
        await forget(conn, learner, ISSUER, LATER)
        left = await everything(conn)
    assert {name for name, count in left.items() if count} == {"statement", "push"}


async def test_the_ledger_is_closed_again_afterwards(db: Database) -> None:
    learner = await life(db, LESSON.learner_key)
    await life(db, OTHER_KEY)
    async with db.transaction() as conn:
        await forget(conn, learner, ISSUER, LATER)
        setting = await conn.fetchval("select current_setting('yike.erasing', true)")
    assert setting != "on"


async def test_a_statement_that_was_never_handed_over_is_not_asked_back(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        fact = lesson_completed(learner=learner)
        await record_completions(conn, [fact], ISSUER, [LRS], NOW)
        assert await forget(conn, learner, ISSUER, LATER) == 0
        assert set((await everything(conn)).values()) == {0}
