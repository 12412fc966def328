"""What banks decide is written down once, told once, and never lost."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from adapters.creditbank.bank import BankApi
from adapters.creditbank.file_bank import FileBank
from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.credits import Form, Parcel, RecognitionPage
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ledger.recognising import AT_ONCE, EVERY, Recogniser
from bot.ports import PushResult
from bot.store.db import Database
from schedules.recognising import recognition_jobs
from tests.creditbank.parcels import ACCOUNT, TARGET, body, record
from tests.delivery.owing import learner, rows
from tests.ledger.claimed import (
    NOW,
    A,
    C,
    DecidingBank,
    R,
    claimed,
    news,
    one_claim,
    recognised,
    said,
    statement,
)

DOWN = PlatformUnavailableError("Credit bank city-bank cannot be reached: no answer in time.")


def recogniser(db: Database, clock: FrozenClock, *banks: DecidingBank) -> Recogniser:
    return Recogniser(db, banks, clock)


async def test_a_decision_is_written_down_and_its_learner_is_told(db: Database) -> None:
    _, claim = await one_claim(db)
    bank, woken = DecidingBank(), []
    bank.pages = [[said(claim, C, credit="0.12", reason="三门合一")]]
    one = Recogniser(db, [bank], FrozenClock(NOW), lambda: woken.append(1))
    assert await one.run() == 1
    [row] = await recognised(db)
    assert (row["target"], row["state"], row["reason"]) == ("city-bank", "converted", "三门合一")
    assert (row["credit"], row["said_at"], row["recorded_at"]) == (Decimal("0.12"), NOW, NOW)
    assert await news(db) == [(f"claim:{claim}", "city-bank:converted")]
    assert woken == [1]
    assert await rows(db, "select 1 from journal where kind = 'recognition'")


async def test_what_is_told_twice_is_one(db: Database) -> None:
    _, claim = await one_claim(db)
    bank = DecidingBank()
    bank.pages = [[said(claim), said(claim)], [said(claim)]]
    assert await recogniser(db, FrozenClock(NOW), bank).run() == 1
    assert len(await recognised(db)) == len(await news(db)) == 1


async def test_accepted_and_later_rejected_are_two_and_told_twice(db: Database) -> None:
    _, claim = await one_claim(db)
    bank, clock = DecidingBank(), FrozenClock(NOW)
    bank.pages = [[said(claim)]]
    one = recogniser(db, clock, bank)
    await one.run()
    clock.move(EVERY)
    bank.pages.append([said(claim, R, after=5, reason="重复"), said(claim, A, after=9)])
    assert await one.run() == 2
    assert [row["state"] for row in await recognised(db)] == ["accepted", "rejected", "accepted"]
    told = [occurrence for _, occurrence in await news(db)]
    assert told == ["city-bank:accepted", "city-bank:rejected", "city-bank:accepted:2"]


async def test_a_bank_is_asked_each_ten_minutes_by_one_process(db: Database) -> None:
    await one_claim(db)
    bank, clock = DecidingBank(), FrozenClock(NOW)
    first, second = recogniser(db, clock, bank), recogniser(db, clock, bank)
    await asyncio.gather(first.run(), second.run())
    assert bank.asked == [""], "the second process starts while the first one asks"
    clock.move(EVERY - timedelta(seconds=1))
    await first.run()
    assert bank.asked == [""]
    clock.move(timedelta(seconds=1))
    await asyncio.gather(first.run(), second.run())
    assert len(bank.asked) == 2
    clock.move(timedelta(minutes=1))
    await recogniser(db, clock, bank).run()
    assert len(bank.asked) == 3, "a process that starts asks at once"
    clock.move(timedelta(days=-1))
    await first.run()
    assert len(bank.asked) == 4, "a clock that went back stops nobody"


async def test_pages_are_read_to_the_end_and_gone_on_from(db: Database) -> None:
    person, claim = await one_claim(db)
    other = await claimed(db, person)
    bank, clock = DecidingBank(), FrozenClock(NOW)
    bank.pages = [[said(claim)], [said(other, R)]]
    one = recogniser(db, clock, bank)
    assert await one.run() == 2
    clock.move(EVERY)
    await one.run()
    assert bank.asked == ["", "1", "2"]


async def test_nothing_is_lost_when_the_bank_fails_midway_and_it_is_said_once(
    db: Database,
) -> None:
    person, claim = await one_claim(db)
    other = await claimed(db, person)
    bank, clock = DecidingBank(), FrozenClock(NOW)
    bank.pages = [[said(claim)], [said(other)]]

    async def fine() -> None:
        return None

    bank.script.extend([fine, DOWN, DOWN, PlatformMisconfiguredError("Its certificate expired.")])
    one = recogniser(db, clock, bank)
    with capture_logs() as logs:
        for _ in range(5):
            await one.run()
            clock.move(EVERY)
    assert bank.asked == ["", "1", "1", "1", "1", "2"]
    assert len(await recognised(db)) == 2
    said_of_it = [(log["event"], log.get("reason")) for log in logs]
    silent = "credit bank does not tell what it decided"
    assert said_of_it == [
        (silent, str(DOWN)),
        (silent, "Its certificate expired."),
        ("credit bank tells again what it decided", None),
    ]
    assert (await rows(db, "select trouble from recognition_cursor"))[0]["trouble"] == ""


async def test_a_bank_in_trouble_holds_up_no_other(db: Database) -> None:
    _, claim = await one_claim(db)
    broken, sound = DecidingBank("broken"), DecidingBank("sound")
    broken.script.append(DOWN)
    sound.pages = [[said(claim)]]
    assert await recogniser(db, FrozenClock(NOW), broken, sound).run() == 1
    found = await rows(db, "select target, trouble <> '' as t from recognition_cursor order by 1")
    assert [(row["target"], row["t"]) for row in found] == [("broken", True), ("sound", False)]


async def test_no_transaction_is_open_while_a_bank_is_asked(db: Database) -> None:
    await one_claim(db)
    bank = DecidingBank()
    open_ones: list[int] = []

    async def look() -> None:
        found = await rows(
            db,
            "select count(*) as n from pg_stat_activity where datname = current_database() "
            "and pid <> pg_backend_pid() and xact_start is not null",
        )
        open_ones.append(found[0]["n"])

    bank.script.append(look)
    await recogniser(db, FrozenClock(NOW), bank).run()
    assert open_ones == [0]


async def test_a_page_that_another_process_took_in_meanwhile_is_left_to_it(db: Database) -> None:
    _, claim = await one_claim(db)
    bank = DecidingBank()
    bank.pages = [[said(claim)]]

    async def overtaken() -> None:
        async with db.transaction() as conn:
            await conn.execute("update recognition_cursor set cursor = '7'")

    bank.script.append(overtaken)
    assert await recogniser(db, FrozenClock(NOW), bank).run() == 0
    assert not await recognised(db)
    assert (await rows(db, "select cursor from recognition_cursor"))[0]["cursor"] == "7"


async def test_a_crash_between_two_parts_of_a_page_costs_nothing(db: Database) -> None:
    _, claim = await one_claim(db)
    page = [said(claim, after=k) for k in range(AT_ONCE + 3)]
    bank, clock = DecidingBank(), FrozenClock(NOW)
    bank.pages = [page]
    broken = recogniser(db, clock, bank)
    real = bank.recognitions

    async def cut(cursor: str) -> RecognitionPage:
        found = await real(cursor)
        # A row that the database refuses stands for a process that dies in the second part.
        bad = said(claim, C, after=9999, credit="NaN")
        return RecognitionPage((*found.found[:AT_ONCE], bad), found.cursor)

    async with db.transaction() as conn:
        await conn.execute(
            "alter table recognition add constraint no_nan check (credit is null or credit <> 'NaN')"
        )
    bank.recognitions = cut  # type: ignore[method-assign]
    with pytest.raises(Exception, match="no_nan"):
        await broken.run()
    assert len(await recognised(db)) == AT_ONCE
    bank.recognitions = real  # type: ignore[method-assign]
    clock.move(EVERY)
    assert await recogniser(db, clock, bank).run() == 3
    assert len(await recognised(db)) == AT_ONCE + 3


async def test_a_claim_that_is_not_ours_is_counted_and_not_named(db: Database) -> None:
    _, claim = await one_claim(db)
    stranger = uuid4()
    bank = DecidingBank()
    bank.pages = [[said(stranger), said(claim)]]
    with capture_logs() as logs:
        assert await recogniser(db, FrozenClock(NOW), bank).run() == 1
    [line] = [log for log in logs if log["log_level"] == "warning"]
    assert line["count"] == 1
    assert str(stranger) not in str(logs)


async def test_a_decision_about_somebody_erased_is_dropped_in_silence(db: Database) -> None:
    person = await learner(db, "city:42")
    gone = uuid4()
    async with db.transaction() as conn:
        await statement(conn, uuid4(), None, voids=gone)
    bank = DecidingBank()
    bank.pages = [[said(gone)]]
    with capture_logs() as logs:
        assert await recogniser(db, FrozenClock(NOW), bank).run() == 0
    assert not await recognised(db)
    assert not await news(db)
    assert not logs, person


async def test_a_later_revision_of_a_record_is_known_by_its_own_id(db: Database) -> None:
    _, claim = await one_claim(db)
    again = uuid4()
    async with db.transaction() as conn:
        completion = await conn.fetchval("select completion_id from claim where key = $1", claim)
        await statement(conn, again, completion, revision=2)
    bank = DecidingBank()
    bank.pages = [[said(again)]]
    assert await recogniser(db, FrozenClock(NOW), bank).run() == 1
    assert await news(db) == [(f"claim:{claim}", "city-bank:accepted")]


async def test_it_comes_back_from_a_bank_over_http(db: Database) -> None:
    _, claim = await one_claim(db)
    clock = FrozenClock(NOW)
    simulator = Simulator(clock)
    await simulator.start()
    simulator.creditbank.add_key("yike", "made up")
    simulator.creditbank.add_account(ACCOUNT)
    bank = BankApi(TARGET, f"{simulator.url}/creditbank", ("yike", "made up"), clock)
    sent = Parcel(claim, body(record(outer_id=str(claim))), account=ACCOUNT)
    assert (await bank.push([sent])).result is PushResult.STORED
    simulator.creditbank.decide(str(claim), "converted", credit="0.12")
    assert await Recogniser(db, [bank], clock).run() == 1
    assert (await recognised(db))[0]["credit"] == Decimal("0.12")
    await bank.stop()
    await simulator.stop()


async def test_a_receipt_stays_in_its_folder_until_it_is_stored(
    db: Database, tmp_path: Path
) -> None:
    _, claim = await one_claim(db)
    clock = FrozenClock(NOW)
    bank = FileBank(TARGET, tmp_path, clock)
    await bank.check()
    receipt = tmp_path / "receipts" / "r.csv"
    receipt.write_text(f"outer_id,state,reason,date\n{claim},rejected,重复,2026-11-24\n", "utf-8")
    one = Recogniser(db, [bank], clock)
    assert await one.run() == 1
    assert receipt.exists()
    assert [row["reason"] for row in await recognised(db)] == ["重复"]
    clock.move(EVERY)
    assert await one.run() == 0
    assert not receipt.exists()
    assert len(await recognised(db)) == 1


async def test_banks_that_take_statements_are_not_asked(db: Database) -> None:
    bank = DecidingBank("lrs", Form.XAPI)
    job = recognition_jobs(recogniser(db, FrozenClock(NOW), bank))[0]
    assert await job.run() == 0
    assert not bank.asked
    assert job.every < EVERY.total_seconds()
