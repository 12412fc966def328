"""Our books against a bank's: what is missing, what is besides, what differs, and once a night."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.credits import Form
from bot.domain.errors import PlatformUnavailableError
from bot.ledger import reconciling
from bot.ledger.reconciling import MOST_FINDINGS, Reconciled, reconcile
from bot.store.db import Database
from bot.store.ledger import reconciliations
from schedules.reconciling import BookKeeper, reconciling_jobs
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import drain, give_account, owe, void, worker
from tests.ledger.samples import NOW, pushes, states

LATER = NOW + timedelta(hours=2)
ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
"""02:30 of the next day there."""
DOWN = PlatformUnavailableError("Credit bank lrs cannot be reached: no answer in time.")


async def accepted(db: Database, number: int) -> MemoryBank:
    """A bank that has so many of ours, for two hours now."""
    await owe(db, number, "lrs")
    bank = MemoryBank()
    assert await drain(worker(db, FrozenClock(NOW), bank)) == number
    return bank


async def compared(db: Database, bank: MemoryBank, **options: Any) -> Reconciled:
    return await reconcile(db, bank, FrozenClock(LATER), **options)


def found(said: Reconciled) -> set[tuple[str, str]]:
    return {(one.what, one.record.lower()) for one in said.findings}


async def rows(db: Database, table: str) -> list[dict[str, Any]]:
    async with db.connection() as conn:
        return [dict(row) for row in await conn.fetch(f"select * from {table} order by 1, 2, 3")]


async def test_books_that_agree(db: Database) -> None:
    bank = await accepted(db, 1100)
    said = await compared(db, bank)
    assert (said.agrees, said.counts) == (True, (1100, 0, 0, 0))
    (row,) = await rows(db, "reconciliation")
    assert (row["target"], row["checked"], row["trouble"]) == ("lrs", 1100, "")
    assert (row["since"], row["until"]) == (LATER - timedelta(days=35), LATER - timedelta(hours=1))
    assert (row["began_at"], row["ended_at"]) == (LATER, LATER)
    ((since, until),) = bank.listed
    assert since < row["since"]
    assert until > LATER, "clocks differ"


async def test_what_is_missing_is_found_and_sent_again_byte_for_byte(db: Database) -> None:
    bank = await accepted(db, 1100)
    lost = [row["statement_id"] for row in await pushes(db)][::300]
    before = dict(bank.stored)
    for one in lost:
        bank.forget(one)
    said = await compared(db, bank)
    assert (said.missing, said.extra, said.differing) == (4, 0, 0)
    assert found(said) == {("missing", str(one)) for one in lost}
    findings = await rows(db, "reconciliation_finding")
    assert {UUID(row["record"]) for row in findings} == set(lost)
    assert await states(db) == {"accepted": 1096, "queued": 4}
    assert await drain(worker(db, FrozenClock(LATER), bank)) == 4
    assert bank.stored == before
    assert (await reconcile(db, bank, FrozenClock(LATER + timedelta(hours=3)))).agrees


async def test_what_is_held_but_not_listed_is_not_missing(db: Database) -> None:
    bank = await accepted(db, 3)
    hidden = (await pushes(db))[0]["statement_id"]

    class Forgetful(MemoryBank):
        """Lists only what came lately."""

        async def holdings(self, since: datetime, until: datetime) -> Any:
            async for one in bank.holdings(since, until):
                if one.id != str(hidden).upper():
                    yield one

    listing = Forgetful()
    listing.stored = bank.stored
    assert (await compared(db, listing)).agrees
    assert listing.asked == [str(hidden)]
    listing.stored = {**bank.stored, str(hidden): b"{}"}
    said = await compared(db, listing)
    assert (said.missing, said.differing) == (0, 1)
    assert await states(db) == {"accepted": 3}


async def test_what_nobody_here_knows_is_extra(db: Database) -> None:
    bank = await accepted(db, 3)
    bank.stored[str(UUID(int=7))] = b"{}"
    bank.stored["no uuid at all"] = b"{}"
    said = await compared(db, bank)
    assert found(said) == {("extra", str(UUID(int=7))), ("extra", "no uuid at all")}
    assert (said.extra, said.missing) == (2, 0)


async def test_what_was_said_of_an_erased_person_is_no_extra(db: Database) -> None:
    bank = await accepted(db, 1)
    (row,) = await pushes(db)
    await void(db, "lrs", row["statement_id"])
    async with db.transaction() as conn:
        await conn.execute("select set_config('yike.erasing', 'on', true)")
        await conn.execute("delete from push where statement_id = $1", row["statement_id"])
        await conn.execute("delete from statement where id = $1", row["statement_id"])
    assert (await compared(db, bank)).extra == 0


async def test_another_content_is_a_difference(db: Database) -> None:
    bank = await accepted(db, 3)
    changed = str((await pushes(db))[1]["statement_id"])
    bank.stored[changed] = bank.stored[changed].replace("扫码".encode(), "付款".encode())
    assert found(await compared(db, bank)) == {("differing", changed)}
    assert await states(db) == {"accepted": 3}, "a person looks into it"


async def test_what_was_taken_back_is_not_missing(db: Database) -> None:
    bank = await accepted(db, 3)
    one = (await pushes(db))[0]["statement_id"]
    await void(db, "lrs", one)
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 1
    bank.forget(one)  # an LRS does not list it any more
    assert (await compared(db, bank)).agrees


async def test_a_voiding_that_was_not_heeded_is_found_and_goes_again(db: Database) -> None:
    bank = await accepted(db, 3)
    one = (await pushes(db))[0]["statement_id"]
    by = await void(db, "lrs", one)
    await drain(worker(db, FrozenClock(NOW), bank))
    bank.voided.clear()
    said = await compared(db, bank)
    assert found(said) == {("differing", str(one))}
    assert "taken back here" in said.findings[0].words
    (again,) = [row for row in await pushes(db) if row["state"] == "queued"]
    assert again["statement_id"] == by


async def test_what_was_taken_back_there_alone_is_a_difference(db: Database) -> None:
    bank = await accepted(db, 2)
    one = str((await pushes(db))[0]["statement_id"])
    bank.voided.add(one)
    said = await compared(db, bank)
    assert found(said) == {("differing", one)}
    assert "taken back there" in said.findings[0].words


async def test_withdrawals_of_records_are_seen_in_the_record(db: Database) -> None:
    learner = await owe(db, 2, "bank", form=Form.RECORD)
    await give_account(db, learner, "C1234567")
    bank, clock = MemoryBank("bank", {"C1234567"}), FrozenClock(NOW)
    await drain(worker(db, clock, bank))
    by = await void(db, "bank", (await pushes(db, "bank"))[0]["statement_id"])
    await drain(worker(db, clock, bank))
    bank.forget(by)  # a bank of records keeps no withdrawals of their own
    assert (await compared(db, bank)).agrees


async def test_only_the_window_is_compared(db: Database) -> None:
    bank = await accepted(db, 4)
    ids = [row["statement_id"] for row in await pushes(db)]
    for one, at in zip(ids, (-40, -36, -1, 0), strict=True):
        async with db.connection() as conn:
            await conn.execute(
                "update push set accepted_at = $2 where statement_id = $1",
                *(one, LATER + timedelta(days=at)),
            )
        bank.forget(one)
    said = await compared(db, bank)
    assert found(said) == {("missing", str(ids[2]))}
    whole = await compared(db, bank, since=LATER - timedelta(days=38))
    assert found(whole) == {("missing", str(ids[1]))}, "the other is queued already"


async def test_findings_are_kept_up_to_a_thousand_and_counted_all(db: Database) -> None:
    bank = await accepted(db, 1600)
    bank.stored.clear()
    said = await compared(db, bank)
    assert (said.missing, len(said.findings)) == (1600, MOST_FINDINGS)
    assert len(await rows(db, "reconciliation_finding")) == MOST_FINDINGS
    assert len(bank.asked) == MOST_FINDINGS
    assert await states(db) == {"queued": 1600}


async def test_a_bank_that_cannot_be_read_to_the_end_proves_nothing(db: Database) -> None:
    bank = await accepted(db, 10)
    for row in (await pushes(db))[:4]:
        bank.forget(row["statement_id"])
    bank.trouble = DOWN
    said = await compared(db, bank)
    assert (said.trouble, said.missing, said.agrees) == (str(DOWN), 0, False)
    assert await states(db) == {"accepted": 10}
    (row,) = await rows(db, "reconciliation")
    assert (row["trouble"], row["ended_at"]) == (str(DOWN), LATER)


async def test_what_cannot_be_asked_for_is_not_missing(db: Database) -> None:
    bank = await accepted(db, 2)
    bank.stored.clear()

    async def check() -> str:
        raise DOWN

    bank.check = check  # type: ignore[method-assign]
    said = await compared(db, bank)
    assert (said.trouble, said.missing) == (str(DOWN), 0)
    assert await states(db) == {"accepted": 2}


async def test_a_comparison_that_is_stopped_says_so(db: Database) -> None:
    bank, reached = await accepted(db, 2), asyncio.Event()
    bank.stored.clear()

    async def check() -> str:
        reached.set()
        await asyncio.Event().wait()
        return ""

    bank.check = check  # type: ignore[method-assign]
    task = asyncio.create_task(compared(db, bank))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (row,) = await rows(db, "reconciliation")
    assert row["trouble"] == reconciling.STOPPED


async def test_an_error_nobody_foresaw_is_its_trouble_and_not_told_in_its_words(
    db: Database,
) -> None:
    bank = await accepted(db, 2)

    def fail(ours: bytes, theirs: bytes) -> bool:
        raise ValueError(f"of somebody: {ours!r} {theirs!r}")

    bank.means_the_same = fail  # type: ignore[method-assign]
    said = await compared(db, bank)
    assert said.trouble.startswith("an error in this program: ValueError at test_reconciling.py:")
    (row,) = await rows(db, "reconciliation")
    assert (row["trouble"], row["ended_at"]) == (said.trouble, LATER)


# The night ---------------------------------------------------------------------------------------


def keepers(db: Database, clock: FrozenClock, *banks: MemoryBank) -> list[BookKeeper]:
    """Three processes."""
    return [BookKeeper(db, clock, banks, ZONE) for _ in range(3)]


async def test_once_a_night_over_any_number_of_processes(db: Database) -> None:
    bank, clock = await accepted(db, 2), FrozenClock(NIGHT - timedelta(seconds=1))
    others = keepers(db, clock, bank)
    assert [await one.nightly() for one in others] == [0, 0, 0], "not before its time"
    clock.set(NIGHT)
    with capture_logs() as logs:
        assert sum(await asyncio.gather(*(one.nightly() for one in others))) == 1
    assert [(log["log_level"], log["checked"]) for log in logs] == [("info", 2)]
    for hours in (1, 1.4):
        clock.set(NIGHT + timedelta(hours=hours))
        assert [await one.nightly() for one in others] == [0, 0, 0]
    clock.set(NIGHT + timedelta(hours=24))
    assert await others[1].nightly() == 1
    clock.set(NIGHT + timedelta(hours=24 + 2.5))
    bank.listed.clear()
    assert await others[2].nightly() == 0, "not after it either"
    assert len(await rows(db, "reconciliation")) == 2


async def test_a_night_with_trouble_is_tried_again_an_hour_later(db: Database) -> None:
    bank, clock = await accepted(db, 2), FrozenClock(NIGHT)
    (keeper, *_) = keepers(db, clock, bank)
    bank.trouble = DOWN
    with capture_logs() as logs:
        assert await keeper.nightly() == 1
        clock.move(timedelta(minutes=59))
        assert await keeper.nightly() == 0
        clock.move(timedelta(minutes=1))
        bank.trouble = None
        assert await keeper.nightly() == 1
        clock.move(timedelta(hours=1))
        assert await keeper.nightly() == 0
    assert [log["log_level"] for log in logs] == ["warning", "info"]
    assert logs[0]["reason"] == str(DOWN)


async def test_a_run_that_died_is_made_again_after_two_hours(db: Database) -> None:
    bank, clock = await accepted(db, 2), FrozenClock(NIGHT)
    (keeper, *_) = keepers(db, clock, bank)
    async with db.connection() as conn:
        await reconciliations.begin(conn, "lrs", NOW, NOW, NIGHT)
    clock.move(timedelta(minutes=119))
    assert await keeper.nightly() == 0
    clock.move(timedelta(minutes=1))
    assert await keeper.nightly() == 1


async def test_what_differs_is_said_as_an_error_with_its_numbers(db: Database) -> None:
    bank, clock = await accepted(db, 3), FrozenClock(NIGHT)
    bank.forget((await pushes(db))[0]["statement_id"])
    (job,) = reconciling_jobs(keepers(db, clock, bank)[0])
    with capture_logs() as logs:
        assert await job.run() == 1
    (said,) = logs
    assert (said["log_level"], said["missing"], said["extra"]) == ("error", 1, 0)


async def test_old_comparisons_are_forgotten(db: Database) -> None:
    bank = await accepted(db, 1)
    await compared(db, bank)
    await reconcile(db, bank, FrozenClock(LATER + timedelta(days=401)))
    assert len(await rows(db, "reconciliation")) == 1
