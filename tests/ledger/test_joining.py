"""Who turns out to be one person has one word, and one claim a course, at the banks too."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.clock import FrozenClock
from bot.ledger import consent
from bot.ledger.completions import record_completion
from bot.ledger.corrections import void
from bot.ledger.joining import join_people
from bot.ledger.proofs.certificates import issue_all
from bot.ledger.status import balance, claims_of
from bot.store.db import Database
from bot.texts.catalogue import texts
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import drain, give_account, worker
from tests.ledger.samples import (
    BANK,
    ISSUER,
    LEARNER_KEY,
    LRS,
    NOW,
    add_learner,
    course_finished,
    lesson_completed,
    states,
)

MINUTE = timedelta(minutes=1)
SECOND_KEY = UUID("0b0ad8d2-2f5e-4f0a-9a57-3d6a2b1c9e11")
NUMBER = "SAME1234"


class Two:
    """Two learners, the second of whom has a lesson; and a record store that takes everything."""

    def __init__(self, db: Database, first: int, second: int) -> None:
        self.db, self.first, self.second = db, first, second
        self.lrs, self.bank = MemoryBank(), MemoryBank("bank", {NUMBER})

    async def agree(self, learner: int, at: datetime) -> None:
        async with self.db.transaction() as conn:
            await consent.give(conn, learner, [LRS], at)

    async def push(self, at: datetime) -> None:
        await drain(worker(self.db, FrozenClock(at), self.lrs, self.bank))

    async def join(self, at: datetime) -> int:
        async with self.db.transaction() as conn:
            kept = await join_people(conn, [self.first, self.second], ISSUER, at)
        assert kept is not None
        return kept


@pytest.fixture
async def two(db: Database) -> Two:
    made = Two(db, await add_learner(db), await add_learner(db, SECOND_KEY))
    async with db.transaction() as conn:
        fact = lesson_completed(learner=made.second, learner_key=SECOND_KEY)
        await record_completion(conn, fact, ISSUER, [LRS], NOW)
    return made


async def test_a_no_that_was_said_last_takes_back_what_went_under_the_others_yes(two: Two) -> None:
    await two.agree(two.second, NOW)
    await two.agree(two.first, NOW)
    await two.push(NOW)
    async with two.db.transaction() as conn:
        await consent.withdraw(conn, two.first, ISSUER, NOW + MINUTE)
    kept = await two.join(NOW + 2 * MINUTE)
    await two.push(NOW + 3 * MINUTE)
    assert len(two.lrs.voided) == 1
    assert await states(two.db) == {"voided": 1, "accepted": 1}
    async with two.db.connection() as conn:
        assert await consent.missing(conn, kept, ["lrs"]) == ("lrs",)


async def test_a_yes_that_was_said_last_keeps_it(two: Two) -> None:
    await two.agree(two.first, NOW - 2 * MINUTE)
    async with two.db.transaction() as conn:
        await consent.withdraw(conn, two.first, ISSUER, NOW - MINUTE)
    await two.agree(two.second, NOW)
    await two.push(NOW)
    await two.join(NOW + MINUTE)
    assert await states(two.db) == {"accepted": 1}


async def test_what_a_child_agreed_to_alone_is_taken_back(two: Two) -> None:
    await two.agree(two.second, NOW)
    await two.push(NOW)
    async with two.db.transaction() as conn:
        await conn.execute("update learner set under_14 = true where id = $1", two.first)
    await two.join(NOW + MINUTE)
    await two.push(NOW + 2 * MINUTE)
    assert len(two.lrs.voided) == 1


async def test_an_account_number_ends_with_the_consent_that_it_was_given_for(two: Two) -> None:
    async with two.db.transaction() as conn:
        for learner in (two.first, two.second):
            await consent.give(conn, learner, [BANK], NOW)
        await consent.withdraw(conn, two.first, ISSUER, NOW + MINUTE)
    await give_account(two.db, two.second, NUMBER)
    kept = await two.join(NOW + 2 * MINUTE)
    async with two.db.connection() as conn:
        assert await consent.accounts(conn, kept) == {}


async def both_passed(two: Two) -> None:
    """Each passed the same course, under the same account number."""
    for learner, key in ((two.first, LEARNER_KEY), (two.second, SECOND_KEY)):
        await give_account(two.db, learner, NUMBER)
        async with two.db.transaction() as conn:
            await consent.give(conn, learner, [BANK], NOW)
            fact = course_finished(learner=learner, learner_key=key, registration=uuid4())
            await record_completion(conn, fact, ISSUER, [BANK], NOW)


async def test_a_bank_keeps_a_course_once(two: Two) -> None:
    await both_passed(two)
    await two.push(NOW)
    kept = await two.join(NOW + MINUTE)
    await two.push(NOW + 2 * MINUTE)
    async with two.db.connection() as conn:
        (claim,) = await claims_of(conn, kept, ["bank"])
        assert (await balance(conn, kept)).claimed == claim.credit
    live = {key for key in two.bank.stored if '"withdrawn"' not in two.bank.stored[key].decode()}
    assert len(live) == 2
    assert live - two.bank.voided == {str(claim.key)}, "the one that is shown here"


async def test_one_in_flight_is_taken_back_behind_its_sender(two: Two) -> None:
    await both_passed(two)

    async def meanwhile() -> None:
        two.bank.meanwhile = None
        await two.join(NOW + MINUTE)

    two.bank.meanwhile = meanwhile
    await two.push(NOW)
    await two.push(NOW + 10 * MINUTE)
    async with two.db.connection() as conn:
        (claim,) = await claims_of(conn, await kept_of(two), ["bank"])
    live = {key for key in two.bank.stored if '"withdrawn"' not in two.bank.stored[key].decode()}
    assert live - two.bank.voided == {str(claim.key)}


async def kept_of(two: Two) -> int:
    async with two.db.connection() as conn:
        return int(await conn.fetchval("select distinct learner_id from ledger_person"))


async def test_a_course_has_one_certificate_and_a_new_one_where_the_other_claim_counts_again(
    two: Two,
) -> None:
    await both_passed(two)
    async with two.db.transaction() as conn:
        for learner in (two.first, two.second):
            await issue_all(conn, learner, NOW)
    kept = await two.join(NOW + MINUTE)
    async with two.db.transaction() as conn:
        (stands,) = await issue_all(conn, kept, NOW + MINUTE)
        assert not stands.is_revoked
        gone = await conn.fetchrow("select * from certificate where revoked_at is not null")
        assert gone is not None
        assert gone["revoked_because"] == texts("zh-Hans")("certificate-repeated")
        await void(conn, stands.claim, "录错了", "operator", NOW + 2 * MINUTE, ISSUER, [BANK])
        shown = await issue_all(conn, kept, NOW + 3 * MINUTE)
        kept_number = await conn.fetchval("select id from certificate_erased")
    by_claim = {one.claim: one for one in shown}
    assert by_claim.pop(stands.claim).is_revoked
    ((_, new),) = by_claim.items()
    assert not new.is_revoked
    assert new.row != gone["id"] == kept_number, "a revoked badge never stands again"
