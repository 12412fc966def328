"""The sweep: targets that were configured later, and what a lost race left behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import structlog
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.ledger import consent
from bot.ledger.completions import record_completion, record_completions
from bot.ledger.statements import render
from bot.ledger.sweeping import Sweeper, sweep
from bot.store.db import Connection, Database
from bot.store.ledger import sweeping as ledger_sweeping
from tests.ledger.outbox import owe
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
    assert await sweep(db, [LRS, OTHER], LATER, since=since) == 5
    assert await sweep(db, [LRS, OTHER], LATER, since=since) == 0
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
    assert await sweep(db, [LRS, BANK], LATER) == 1
    assert await states(db, "bank") == {"waiting": 1}


async def test_a_voided_entry_goes_to_no_further_target_and_not_to_one_it_is_queued_for(
    db: Database,
) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS, OTHER], NOW)
        await record_completion(conn, lesson_completed(learner=learner), ISSUER, [LRS], NOW)
        await _void_all(conn)
    assert await sweep(db, [LRS, OTHER], LATER) == 1
    assert await states(db, "other") == {}
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
    assert await sweep(db, [LRS], LATER, since=NOW + timedelta(hours=1)) == 1
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
    assert await sweep(db, [LRS], LATER, since=since) == 1
    assert await sweep(db, [LRS], LATER, since=since) == 0
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
    assert await sweep(db, [BANK], LATER, since=LATER) == 1
    assert await states(db, "bank") == {"queued": 1}


async def test_without_its_account_number_nothing_is_queued_by_a_sweep(db: Database) -> None:
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [BANK], NOW)
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
    assert await sweep(db, [BANK], LATER) == 0
    async with db.connection() as conn:
        await conn.execute("update push set state = 'queued'")
    assert await sweep(db, [BANK], LATER) == 1
    assert await states(db, "bank") == {"waiting": 1}


async def test_a_sweep_that_fails_goes_on_with_the_page_that_failed(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However large the tables are: each page is a transaction of its own."""
    monkeypatch.setattr(ledger_sweeping, "PAGE", 2)
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await record_completions(conn, many_lessons(9, learner=learner), ISSUER, [], NOW)
    pages: list[int] = []

    class Failing(Database):
        """Is lost in the third page of everything, once."""

        @asynccontextmanager
        async def transaction(self, *locks: int) -> AsyncIterator[Connection]:
            pages.append(1)
            if len(pages) == 5:
                raise StorageUnavailableError("lost")
            async with super().transaction(*locks) as conn:
                yield conn

    sweeper = Sweeper(Failing(db._pool), FrozenClock(LATER), [LRS], structlog.get_logger())
    with pytest.raises(StorageUnavailableError):
        await sweeper.run()
    assert await states(db) == {"waiting": 4}, "two pages of what is recent, two of everything"
    assert await sweeper.run() == 5
    assert len(pages) == 5 + 2 + 4, "what is recent, then the rest of everything"
    assert await sweeper.run() == 0
    assert len(pages) == 5 + 2 + 4 + 2, "everything is gone through once"


@pytest.mark.parametrize("state", ["queued", "dead", "leased"])
async def test_what_a_bank_taken_out_of_the_settings_still_gets_is_said_at_the_start(
    db: Database, state: str
) -> None:
    await owe(db, 2, "lrs", "old", "older")
    async with db.connection() as conn:
        await conn.execute("update push set state = $1", state)
        await conn.execute("update push set state = 'accepted' where target = 'older'")
    sweeper = Sweeper(db, FrozenClock(NOW), [LRS], structlog.get_logger())
    with capture_logs() as logs:
        await sweeper.run()
        await sweeper.run()
    assert [(log["log_level"], log["target"]) for log in logs] == [("error", "old")]


async def test_without_a_bank_nothing_is_swept(db: Database) -> None:
    sweeper = Sweeper(db, FrozenClock(NOW), [], structlog.get_logger())
    assert await sweeper.run() == 0
