"""What a learner reads of a claim is so at the bank at that moment."""

from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.credits import Target
from bot.ledger import consent
from bot.ledger.completions import record_completion
from bot.ledger.status import balance, claims_of
from bot.ledger.telling import state_text
from bot.ports import PushAnswer, PushResult
from bot.store.db import Database
from bot.store.ledger import push_again
from bot.texts.catalogue import texts
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import drain, give_account, worker
from tests.ledger.samples import BANK, ISSUER, NOW, add_learner, course_finished, states

MINUTE = timedelta(minutes=1)
NUMBER = "SAME1234"

T = texts("zh-Hans")


class Passed:
    """A learner who passed a course, agreed, and has an account number at the bank."""

    def __init__(self, db: Database, learner: int) -> None:
        self.db, self.learner = db, learner
        self.bank = MemoryBank("bank", {NUMBER})
        self.clock = FrozenClock(NOW)

    async def push(self) -> None:
        self.clock.move(MINUTE)
        await drain(worker(self.db, self.clock, self.bank))

    async def told(self) -> str:
        async with self.db.connection() as conn:
            (claim,) = await claims_of(conn, self.learner, ["bank"])
        return state_text(claim, T)

    async def withdraw(self) -> consent.Withdrawn:
        async with self.db.transaction() as conn:
            return await consent.withdraw(conn, self.learner, ISSUER, self.clock.now())


@pytest.fixture
async def passed(db: Database) -> Passed:
    learner = await add_learner(db)
    await give_account(db, learner, NUMBER)
    async with db.transaction() as conn:
        await consent.give(conn, learner, [BANK], NOW)
        await record_completion(conn, course_finished(learner=learner), ISSUER, [BANK], NOW)
    return Passed(db, learner)


async def test_what_was_given_up_is_not_said_to_be_worked_on(passed: Passed) -> None:
    passed.bank.script.append(PushAnswer(PushResult.INVALID, "HTTP 400: no"))
    await passed.push()
    assert await passed.told() == T("credit-not-handed-in")
    async with passed.db.transaction() as conn:
        statement = await conn.fetchval("select statement_id from push")
        assert await push_again.drop(conn, statement, "bank", "it never will", passed.clock.now())
    assert await passed.told() == T("credit-state-dropped")


async def test_taken_back_is_said_when_the_bank_has_done_it(passed: Passed) -> None:
    await passed.push()
    await passed.withdraw()
    assert await passed.told() == T("credit-state-withdrawing")
    passed.bank.script.append(PushAnswer(PushResult.INVALID, "HTTP 400: no"))
    await passed.push()
    assert await states(passed.db, "bank") == {"voided": 1, "dead": 1}
    assert await passed.told() == T("credit-state-withdrawing"), "the bank has it still"
    async with passed.db.transaction() as conn:
        await push_again.retry_dead(conn, ["bank"], passed.clock.now())
    await passed.push()
    assert len(passed.bank.voided) == 1
    assert await passed.told() == T("credit-state-withdrawn")


async def test_what_is_handed_in_again_is_at_the_bank_meanwhile(passed: Passed) -> None:
    await passed.push()
    before = await passed.told()
    assert before == T("credit-state-received")
    async with passed.db.transaction() as conn:
        await consent.drop_account(conn, passed.learner, Target("bank", BANK.form), NOW)
        await conn.execute("update push set state = 'queued', reason = 'handed in again'")
    assert await passed.told() == before
    await passed.push()
    assert await states(passed.db, "bank") == {"waiting": 1}, "there is no account number"
    assert await passed.told() == before
    async with passed.db.connection() as conn:
        told = await balance(conn, passed.learner)
    assert told.received == told.claimed
    assert (await passed.withdraw()).asked_back == 1


async def test_what_a_bank_lost_is_on_its_way_again(passed: Passed) -> None:
    await passed.push()
    async with passed.db.transaction() as conn:
        statement = await conn.fetchval("select statement_id from push")
        assert await push_again.requeue(conn, BANK, [statement], NOW) == 1
    assert await passed.told() == T("credit-state-queued")


async def test_only_what_may_leave_is_handed_in_again(passed: Passed) -> None:
    await passed.push()
    async with passed.db.transaction() as conn:
        await consent.drop_account(conn, passed.learner, BANK, NOW)
        statement = await conn.fetchval("select statement_id from push")
        assert await push_again.requeue(conn, BANK, [statement], NOW) == 0
    assert await states(passed.db, "bank") == {"accepted": 1}
