"""The adapter and the push worker against the simulator's strict bank, over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.creditbank.xapi import XapiBank
from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.domain.errors import PlatformMisconfiguredError
from bot.ledger.facts import Fact
from bot.ledger.statements import render
from bot.ports import PushAnswer, PushResult
from tests.ledger.samples import (
    ISSUER,
    NOW,
    course,
    course_finished,
    lesson_completed,
    quiz_finished,
)

R = PushResult
FACTS: list[Fact] = [
    lesson_completed(),
    quiz_finished(raw=0),
    quiz_finished(attempt=2),
    course_finished(),
    lesson_completed(course=course(key="traditional", language="zh-Hant")),
    course_finished(course=course(key="english", language="en", hours=2.5)),
    quiz_finished(course=course(key="thirds"), raw=1, maximum=3),
]
STATEMENTS = [render(fact, ISSUER, NOW) for fact in FACTS]
BODIES = [one.body for one in STATEMENTS]
PARCELS = [Parcel(one.id, one.body) for one in STATEMENTS]


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(FrozenClock(NOW))
    await simulator.start()
    simulator.add_bank("bot", "secret")
    yield simulator
    await simulator.stop()


@pytest.fixture
async def bank(sim: Simulator) -> AsyncIterator[XapiBank]:
    made = XapiBank("sim", f"{sim.url}/bank/xAPI", "bot", "secret", FrozenClock(NOW))
    yield made
    await made.stop()


async def test_a_strict_bank_takes_every_kind_byte_for_byte(
    sim: Simulator, bank: XapiBank
) -> None:
    assert await bank.push(PARCELS) == PushAnswer(R.STORED)
    assert sim.bank.raw == {str(one.id): one.body for one in STATEMENTS}
    assert await bank.push(PARCELS[2:5]) == PushAnswer(R.STORED), "again changes nothing"
    assert len(sim.bank.statements) == len(FACTS)
    for one in STATEMENTS:
        assert await bank.holds(Parcel(one.id, one.body)) is True
    assert await bank.check() == "Credit bank sim answers and takes xAPI 1.0.3."


async def test_a_conflict_refuses_the_batch_and_is_told_from_an_equal_one(
    sim: Simulator, bank: XapiBank
) -> None:
    await bank.push(PARCELS[:1])
    other = BODIES[0].replace(b"PT150S", b"PT2M30S")
    answer = await bank.push([Parcel(STATEMENTS[0].id, other), *PARCELS[1:]])
    assert answer.result is R.CONFLICT
    assert len(sim.bank.statements) == 1
    assert await bank.holds(Parcel(STATEMENTS[0].id, other)) is False
    assert await bank.holds(PARCELS[1]) is None


async def test_one_refused_statement_refuses_the_batch(sim: Simulator, bank: XapiBank) -> None:
    future = render(lesson_completed(at=NOW + timedelta(days=1)), ISSUER, NOW + timedelta(days=2))
    answer = await bank.push([*PARCELS[1:], Parcel(future.id, future.body)])
    assert answer.result is R.INVALID
    assert answer.words.startswith("HTTP 400: ")
    assert sim.bank.statements == []


@pytest.mark.parametrize(
    ("fault", "expected", "stored"),
    [
        ({"lost": True}, R.UNAVAILABLE, True),
        ({"status": 503, "retry_after": 7}, R.UNAVAILABLE, False),
        ({"status": 429, "retry_after": 7}, R.THROTTLED, False),
        ({"status": 413}, R.TOO_LARGE, False),
    ],
)
async def test_a_mishap_is_named_and_the_next_try_stores_once(
    sim: Simulator, bank: XapiBank, fault: dict[str, Any], expected: PushResult, stored: bool
) -> None:
    sim.faults.add("bank:statements", **fault)
    answer = await bank.push(PARCELS)
    assert (answer.result, bool(sim.bank.raw)) == (expected, stored)
    assert answer.retry_after == fault.get("retry_after")
    assert await bank.push(PARCELS) == PushAnswer(R.STORED)
    assert len(sim.bank.statements) == len(FACTS)


async def test_a_bank_that_is_down_is_unavailable_and_taken_up_again(
    sim: Simulator, bank: XapiBank
) -> None:
    sim.faults.down("bank", True)
    assert (await bank.push(PARCELS)).result is R.UNAVAILABLE
    sim.faults.down("bank", False)
    assert (await bank.push(PARCELS)).result is R.STORED


async def test_wrong_credentials_are_said(sim: Simulator) -> None:
    bank = XapiBank("sim", f"{sim.url}/bank/xAPI", "bot", "wrong", FrozenClock(NOW))
    assert (await bank.push(PARCELS)).result is R.UNAUTHORISED
    with pytest.raises(PlatformMisconfiguredError):
        await bank.check()
    await bank.stop()
