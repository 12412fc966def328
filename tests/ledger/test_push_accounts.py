"""Records go out under a person's account number at the bank, and come back where it is unknown."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.credits import Form
from bot.keys.vault import Vault
from bot.ledger.pushing.decisions import Reason
from bot.ports import PushAnswer, PushResult
from bot.store.db import Database
from bot.store.ledger.news import plan_credit_news
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import add_address, drain, give_account, owe, owe_to, void, worker
from tests.ledger.samples import NOW, add_learner, pushes, states

UNKNOWN = "account unknown at the bank"


async def owe_records(db: Database, number: int) -> int:
    return await owe(db, number, "bank", form=Form.RECORD)


async def news(db: Database) -> list[dict[str, Any]]:
    async with db.connection() as conn:
        rows = await conn.fetch(
            "select learner_id, lane, kind, subject, occurrence, due, next_try, state from delivery order by id"
        )
    return [dict(row) for row in rows]


async def accounts(db: Database) -> int:
    async with db.connection() as conn:
        return int(await conn.fetchval("select count(*) from bank_account"))


async def test_a_record_goes_under_the_account_number_in_clear(db: Database) -> None:
    learner = await owe_records(db, 2)
    await give_account(db, learner, "C1234567")
    bank = MemoryBank("bank", {"C1234567"})
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 2
    assert {parcel.account for parcel in bank.parcels} == {"C1234567"}
    assert "C1234567" not in repr(bank.parcels)
    assert await states(db, "bank") == {"accepted": 2}


async def test_without_an_account_number_a_record_waits(db: Database) -> None:
    await owe_records(db, 2)
    bank = MemoryBank("bank", set())
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 0
    assert bank.sends == []
    assert await states(db, "bank") == {"waiting": 2}


async def test_an_unknown_number_is_found_forgotten_and_the_person_told(db: Database) -> None:
    known = await owe_records(db, 30)
    wrong = await add_learner(db, UUID(int=2))
    await owe_to(db, wrong, 20, "bank", form=Form.RECORD)
    await give_account(db, known, "C1234567")
    await give_account(db, wrong, "X0000000")
    await add_address(db, wrong)
    bank = MemoryBank("bank", {"C1234567"})
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 30
    assert await states(db, "bank") == {"accepted": 30, "waiting": 20}
    assert len(bank.sends) < 20, "bisected, and the person's others are not tried"
    assert await accounts(db) == 1
    waiting = [row for row in await pushes(db, "bank") if row["state"] == "waiting"]
    assert {row["reason"] for row in waiting} == {UNKNOWN}
    assert {row["lease_until"] for row in waiting} == {None}
    tried = [row for row in waiting if row["words"]]
    assert [row["words"] for row in tried] == ["HTTP 422: unknown_account"]
    assert await news(db) == [
        {
            "learner_id": wrong,
            "lane": "city",
            "kind": "credit",
            "subject": "account:bank",
            "occurrence": "2026-11-23",
            "due": NOW,
            "next_try": NOW,
            "state": "planned",
        }
    ]


async def test_a_number_given_anew_meanwhile_is_kept_and_tried(db: Database) -> None:
    learner = await owe_records(db, 1)
    await give_account(db, learner, "X0000000")
    await add_address(db, learner)
    bank = MemoryBank("bank", {"C1234567"})

    async def meanwhile() -> None:
        bank.meanwhile = None
        await give_account(db, learner, "C1234567")

    bank.meanwhile = meanwhile
    pusher = worker(db, FrozenClock(NOW), bank)
    assert await pusher.run_once() == 0
    assert (await accounts(db), await news(db)) == (1, [])
    assert await pusher.run_once() == 1
    assert await states(db, "bank") == {"accepted": 1}


async def test_a_withdrawal_needs_no_number_and_follows_what_it_takes_back(db: Database) -> None:
    learner = await owe_records(db, 1)
    await give_account(db, learner, "C1234567")
    bank, clock = MemoryBank("bank", {"C1234567"}), FrozenClock(NOW)
    pusher = worker(db, clock, bank)
    assert await pusher.run_once() == 1
    (row,) = await pushes(db, "bank")
    async with db.connection() as conn:
        await conn.execute("delete from bank_account")
    await void(db, "bank", row["statement_id"])
    assert await pusher.run_once() == 1
    taken = bank.parcels[-1]
    assert (taken.takes_back, taken.account) == (row["statement_id"], "")


async def test_a_bank_that_misses_a_number_of_a_withdrawal_has_refused_it(db: Database) -> None:
    learner = await owe_records(db, 1)
    await give_account(db, learner, "C1234567")
    bank = MemoryBank("bank", {"C1234567"})
    pusher = worker(db, FrozenClock(NOW), bank)
    await pusher.run_once()
    (row,) = await pushes(db, "bank")
    await void(db, "bank", row["statement_id"])
    bank.script.append(PushAnswer(PushResult.NO_ACCOUNT, "HTTP 422"))
    assert await pusher.run_once() == 1
    assert (await states(db, "bank"), await accounts(db)) == ({"voided": 1, "dead": 1}, 1)


async def test_a_number_under_a_lost_key_waits_for_the_key_and_holds_up_nobody(
    db: Database,
) -> None:
    lost = await owe_records(db, 3)
    sound = await add_learner(db, UUID(int=2))
    await owe_to(db, sound, 2, "bank", form=Form.RECORD)
    await give_account(db, lost, "C1234567", Vault([b"a key that nobody has any more"]))
    await give_account(db, sound, "C7654321")
    bank, clock = MemoryBank("bank", {"C1234567", "C7654321"}), FrozenClock(NOW)
    pusher = worker(db, clock, bank)
    with capture_logs() as logs:
        assert await pusher.run_once() == 2
        clock.move(timedelta(hours=1))
        assert await pusher.run_once() == 0
    (said,) = [log for log in logs if log["log_level"] == "error"]
    assert "previous_data_keys" in said["event"], "said once"
    assert await states(db, "bank") == {"accepted": 2, "queued": 3}
    queued = [row for row in await pushes(db, "bank") if row["state"] == "queued"]
    assert {row["reason"] for row in queued} == {Reason.SEALED}
    assert {row["next_try"] for row in queued} == {NOW + timedelta(hours=2)}
    await give_account(db, lost, "C1234567")
    clock.move(timedelta(hours=1))
    assert await pusher.run_once() == 3


async def test_news_are_owed_once_and_only_to_who_can_be_reached(db: Database) -> None:
    learner = await add_learner(db)
    about = ("account:bank", "2026-11-23")
    async with db.transaction() as conn:
        assert not await plan_credit_news(conn, learner, *about, NOW), "no address"
    await add_address(db, learner)
    async with db.transaction() as conn:
        assert await plan_credit_news(conn, learner, *about, NOW)
        assert not await plan_credit_news(conn, learner, *about, NOW)
        assert await plan_credit_news(conn, learner, "account:bank", "2026-11-24", NOW)
    assert len(await news(db)) == 2
