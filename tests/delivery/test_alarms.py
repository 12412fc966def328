"""One trouble, one alarm: over many failures and all processes, until it is over."""

import asyncio
from collections import Counter, deque
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery import alarms
from bot.delivery.contents import REFUSALS
from bot.delivery.outcomes import LONGEST_REST, MISCONFIGURED_PAUSE
from bot.delivery.watching import Nobody
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import StorageUnavailableError
from bot.store import stops as stops_table
from bot.store.db import Database
from tests.delivery.leaky import Leaky
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, OFFICIAL, all_of, learner, many, owe, rows

DOWN = Outcome(Result.UNAVAILABLE, "no connection", scope=Scope.ACCOUNT)
REFUSED = Outcome(Result.MISCONFIGURED, "401", scope=Scope.ACCOUNT)
BAD = Outcome(Result.BAD_REQUEST, "400 markup")


class Stops(Nobody):
    """Remembers what was told of stops."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bool]] = []

    def stopped(self, account: str, *, stopped: bool) -> None:
        self.told.append((account, stopped))


def said(logs: Any, event: str) -> list[Any]:
    return [entry for entry in logs if entry["event"] == event]


async def stops(db: Database) -> list[str]:
    return [
        row["account"] for row in await rows(db, "select account from account_stop order by 1")
    ]


async def test_many_failures_are_one_alarm(db: Database, clock: FrozenClock) -> None:
    watch = Stops()
    office = Office(db, clock, watch=watch)
    await many(db, 300, BOT)
    office.telegram.script = deque([REFUSED] * 300)
    with capture_logs() as logs:
        await office.work()
    (alarm,) = said(logs, "account stopped")
    assert (alarm["log_level"], alarm["account"]) == ("error", BOT)
    assert "yike doctor" in alarm["reason"]
    (row,) = await rows(db, "select * from account_stop")
    assert (row["account"], row["since"], row["reason"]) == (BOT, NOON, alarm["reason"])
    assert len(office.telegram.calls) <= 41, "what had not begun was not sent"
    assert watch.told == [(BOT, True)]
    assert {row["state"] for row in await all_of(db)} == {"planned"}


async def test_a_trouble_that_lasts_is_no_second_alarm(db: Database, clock: FrozenClock) -> None:
    office = Office(db, clock)
    await many(db, 50, BOT)
    office.telegram.script = deque([REFUSED] * 100)
    with capture_logs() as logs:
        for _ in range(40):
            await office.work()
            clock.move(MISCONFIGURED_PAUSE / 4)
    assert len(said(logs, "account stopped")) == 1
    assert len(office.telegram.calls) < 70, "one probe at a time"
    assert await stops(db) == [BOT]


async def test_two_processes_raise_one_alarm(db: Database, clock: FrozenClock) -> None:
    offices = [Office(db, clock) for _ in range(2)]
    await many(db, 400, BOT)
    for office in offices:
        office.telegram.script = deque([REFUSED] * 400)
    with capture_logs() as logs:
        await asyncio.gather(*(office.worker.run_once() for office in offices))
    assert all(office.telegram.calls for office in offices)
    assert len(said(logs, "account stopped")) == 1
    assert len(said(logs, "account stopped here too")) == 1
    assert await stops(db) == [BOT]


async def test_recovery_removes_it_and_is_said_once(db: Database, clock: FrozenClock) -> None:
    watch = Stops()
    office = Office(db, clock, watch=watch)
    await many(db, 30, BOT)
    office.telegram.script = deque([REFUSED] * 20)
    with capture_logs() as logs:
        await office.work()
        assert await stops(db) == [BOT]
        office.telegram.script.clear()
        for _ in range(5):
            clock.move(MISCONFIGURED_PAUSE)
            await office.work()
    assert {row["state"] for row in await all_of(db)} == {"sent"}
    assert await stops(db) == []
    (recovery,) = said(logs, "account works again")
    assert recovery["account"] == BOT
    assert watch.told == [(BOT, True), (BOT, False)]


async def test_a_process_begun_later_ends_what_another_has_noted(
    db: Database, clock: FrozenClock
) -> None:
    stopped = Office(db, clock)
    await many(db, 3, BOT)
    stopped.telegram.script = deque([REFUSED] * 3)
    await stopped.work()
    assert await stops(db) == [BOT]
    clock.move(MISCONFIGURED_PAUSE)
    heir = Office(db, clock)
    with capture_logs() as logs:
        await heir.worker.open()
        await heir.work()
        await heir.worker.close()
    assert await stops(db) == []
    assert len(said(logs, "account works again")) == 1


async def test_a_stop_of_one_account_leaves_the_others(db: Database, clock: FrozenClock) -> None:
    office = Office(db, clock)
    await many(db, 20, BOT)
    office.telegram.script = deque([DOWN] * 40)
    with capture_logs() as logs:
        await office.work()
    assert len(said(logs, "account stopped")) == 1
    person = await learner(db, f"{OFFICIAL}:oA")
    await owe(db, person)
    async with db.connection() as conn:
        await conn.execute(
            "update address set message_window_left = 5, message_window_until = $1",
            NOON + LONGEST_REST,
        )
    assert office.worker._resting().keys() == {BOT}
    await office.work()
    assert office.wechat.chats == ["oA"]


async def test_an_alarm_is_raised_also_without_storage(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> bool:
        raise StorageUnavailableError("PostgreSQL did not take the work.")

    monkeypatch.setattr(stops_table, "note_stop", lost)
    office = Office(db, clock)
    await many(db, 30, BOT)
    office.telegram.script = deque([REFUSED] * 30)
    with capture_logs() as logs:
        await office.work()
    assert len(said(logs, "account stopped")) == 1
    assert len(said(logs, "a stop could not be kept")) == 1


async def test_a_recovery_that_could_not_be_kept_is_kept_with_the_next_success(
    db: Database, clock: FrozenClock
) -> None:
    leaky = Leaky(db)
    office = Office(leaky, clock)  # type: ignore[arg-type]
    await many(db, 1, BOT)
    office.telegram.script = deque([REFUSED])
    await office.work()
    clock.move(MISCONFIGURED_PAUSE * 2)

    async def storage_goes_for_a_moment() -> None:
        leaky.broken = 1

    office.telegram.meanwhile = storage_goes_for_a_moment
    with capture_logs() as logs:
        await office.work()
        office.telegram.meanwhile = None
        assert said(logs, "account works again") == []
        await many(db, 1, BOT, first=2)
        await office.work()
    assert len(said(logs, "account works again")) == 1
    assert await stops(db) == []


# content ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [30, 270])
async def test_a_stopped_text_ends_its_remaining_deliveries_in_batches(
    db: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(alarms, "AT_ONCE", 50)
    turns = {BOT: REFUSALS}
    office = Office(db, clock)
    office.turns.rooms = turns
    await many(db, count, BOT)
    other = await owe(db, await learner(db, "city:999"), subject="another", priority=9)
    office.telegram.script = deque([BAD] * REFUSALS)
    with capture_logs() as logs:
        await office.worker.run_once()
    assert len(office.telegram.calls) == REFUSALS, "nobody else gets what the platform refuses"
    now = await all_of(db, "id <> $1", other)
    assert Counter(row["state"] for row in now) == {"failed": count}
    stopped = [row for row in now if row["reason"].startswith("stopped after")]
    assert len(stopped) == count - REFUSALS
    assert stopped[0]["reason"] == (
        "stopped after 3 refusals in a row: bad request 400 markup; mend the text, then retry"
    )
    (alarm,) = said(logs, "a text is stopped")
    assert (alarm["account"], alarm["kind"], alarm["reason"]) == (
        BOT,
        "lesson",
        stopped[0]["reason"],
    )
    (left,) = await rows(db, "select id, state from delivery")
    assert (left["id"], left["state"]) == (other, "planned")
    turns[BOT] = 5
    await office.work()
    assert office.telegram.calls[-1].chat == "999"


async def test_a_text_that_is_mended_and_retried_goes_out(db: Database, office: Office) -> None:
    await many(db, REFUSALS, BOT)
    office.telegram.script = deque([BAD] * REFUSALS)
    with capture_logs() as logs:
        await office.work()
    assert len(said(logs, "a text is stopped")) == 1
    office.clock.move(timedelta(minutes=2))
    await many(db, 20, BOT, first=100)
    await office.work()
    assert len(office.telegram.calls) == REFUSALS + 20
