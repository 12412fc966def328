"""What the credit bank's people decide, and how it is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.credit_bank_client import (
    CREDIT,
    KEY,
    LI,
    SECRET,
    TRAINING,
    CreditBankClient,
    hand_in,
    profile,
    training,
)


@pytest.fixture
async def credit(sim: Simulator, http: ClientSession, clock: FrozenClock) -> CreditBankClient:
    sim.creditbank.add_key(KEY, SECRET)
    sim.creditbank.add_account(LI)
    client = CreditBankClient(http, clock)
    await client.stored(hand_in(profile(training=[TRAINING], credit=[CREDIT])))
    return client


async def test_decisions_are_told_in_their_order_and_a_cursor_leads_on(
    sim: Simulator, credit: CreditBankClient, clock: FrozenClock
) -> None:
    assert await credit.get("/v1/recognitions?after=&limit=200") == {
        "items": [],
        "cursor": "0",
        "more": False,
    }
    sim.creditbank.decide("t-1", "accepted")
    clock.move(timedelta(seconds=1))
    sim.creditbank.decide("t-1", "rejected", reason="重复")
    sim.creditbank.decide("c-1", "converted", Decimal("0.12"))
    page = await credit.get("/v1/recognitions?limit=2")
    assert page["items"] == [
        {
            "outer_id": "t-1",
            "state": "accepted",
            "credit": None,
            "reason": "",
            "said_at": "2026-11-23T00:00:00.000Z",
        },
        {
            "outer_id": "t-1",
            "state": "rejected",
            "credit": None,
            "reason": "重复",
            "said_at": "2026-11-23T00:00:01.000Z",
        },
    ]
    assert page["more"] is True
    rest = await credit.get(f"/v1/recognitions?after={page['cursor']}")
    assert [one["credit"] for one in rest["items"]] == ["0.12"]
    assert rest["more"] is False
    again = await credit.get(f"/v1/recognitions?after={rest['cursor']}")
    assert (again["items"], again["cursor"]) == ([], rest["cursor"])


async def test_a_conversion_gives_what_was_claimed(
    sim: Simulator, credit: CreditBankClient
) -> None:
    sim.creditbank.decide("t-1", "converted")
    sim.creditbank.decide("c-1", "converted")
    assert [one.credit for one in sim.creditbank.decisions] == ["0.25", "0.25"]
    with pytest.raises(KeyError):
        sim.creditbank.decide("t-9", "accepted")
    for wrong in ({"credit": "much"}, {"credit": "-1"}, {"reason": "长" * 301}):
        with pytest.raises(ValueError, match=r"such as 0\.12"):
            sim.creditbank.decide("t-1", "converted", **wrong)


@pytest.mark.parametrize("query", ["after=x", "after=1", "limit=501", "since=1"])
async def test_what_cannot_be_asked(credit: CreditBankClient, query: str) -> None:
    status, told = await credit.call("GET", f"/v1/recognitions?{query}")
    assert (status, told["code"]) == (422, "invalid")


async def test_nothing_is_decided_by_itself_unless_it_is_asked_for(
    credit: CreditBankClient, clock: FrozenClock
) -> None:
    clock.move(timedelta(days=30))
    assert (await credit.get("/v1/recognitions"))["items"] == []


async def test_accepted_and_then_converted_by_itself(
    sim: Simulator, credit: CreditBankClient, clock: FrozenClock
) -> None:
    sim.creditbank.auto_accept_after = 60
    await credit.stored(hand_in(profile(training=[training("t-2"), training("t-3")])))
    await credit.stored(hand_in(withdraw=("t-3",)))
    sim.creditbank.decide("c-1", "rejected", reason="不收")
    clock.move(timedelta(seconds=59))
    assert [one.state for one in sim.creditbank.records] == ["", "rejected", "", ""]
    clock.move(timedelta(seconds=1))
    assert [one.state for one in sim.creditbank.records] == [
        "accepted",
        "rejected",
        "accepted",
        "",
    ]
    clock.move(timedelta(seconds=60))
    told = await credit.every("/v1/recognitions?limit=2", "after")
    assert [(one["outer_id"], one["state"], one["credit"]) for one in told] == [
        ("c-1", "rejected", None),
        ("t-1", "accepted", None),
        ("t-2", "accepted", None),
        ("t-1", "converted", "0.25"),
        ("t-2", "converted", "0.25"),
    ]
    assert told[-1]["said_at"] == "2026-11-23T00:02:00.000Z"
    clock.move(timedelta(days=1))
    assert len(await credit.every("/v1/recognitions", "after")) == 5, "each once"


async def test_a_leap_of_the_clock_brings_both_at_once(
    sim: Simulator, credit: CreditBankClient, clock: FrozenClock
) -> None:
    sim.creditbank.auto_accept_after = 60
    clock.move(timedelta(days=1))
    told = await credit.every("/v1/recognitions", "after")
    assert [one["state"] for one in told] == ["accepted"] * 2 + ["converted"] * 2


async def test_what_the_desk_sees(sim: Simulator, credit: CreditBankClient) -> None:
    sim.creditbank.decide("c-1", "converted", "0.2", "已转换")
    (newest,) = sim.creditbank.latest(1)
    assert (newest.outer_id, newest.list, newest.cb_id) == ("c-1", "credit", LI)
    assert (newest.state, newest.credit, newest.reason) == ("converted", "0.2", "已转换")
    assert newest.record == CREDIT
    assert newest.withdrawn == ""
    assert [one.outer_id for one in sim.creditbank.latest(9)] == ["t-1", "c-1"]


@pytest.mark.parametrize("number", ["SH-1", "12345", "a" * 33, "上海2026"])
def test_an_account_number_has_its_form(sim: Simulator, number: str) -> None:
    with pytest.raises(ValueError, match="6 to 32"):
        sim.creditbank.add_account(number)
