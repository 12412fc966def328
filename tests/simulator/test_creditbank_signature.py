"""Who comes in at the credit bank's door, and who does not (docs/credit-bank.md)."""

from datetime import timedelta

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.credit_bank_client import KEY, SECRET, CreditBankClient

ABOUT = "/creditbank/about"


@pytest.fixture
def credit(sim: Simulator, http: ClientSession, clock: FrozenClock) -> CreditBankClient:
    sim.creditbank.add_key(KEY, SECRET)
    return CreditBankClient(http, clock)


async def test_a_signed_call_is_served(credit: CreditBankClient) -> None:
    about = await credit.get("/about")
    assert (about["interface"], about["versions"]) == ("yike-credit-bank", ["1"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "another"},
        {"key_id": "nobody"},
        {"signature": "A" * 43 + "="},
        {"signature": ""},
        {"nonce": "a" * 31},
        {"nonce": "A" * 32},
        {"timestamp": "2026-11-22T23:54:59.999Z"},
        {"timestamp": "2026-11-23T00:05:00.001Z"},
        {"timestamp": "2026-11-23T00:00:00Z"},
        {"timestamp": "2026-11-31T00:00:00.000Z"},
    ],
)
async def test_what_is_not_let_in(credit: CreditBankClient, wrong: dict[str, str]) -> None:
    status, told = await credit.call(
        "GET", "/about", b"", credit.header("GET", ABOUT, b"", **wrong)
    )
    assert (status, told["code"], told["outer_ids"]) == (401, "signature", [])


@pytest.mark.parametrize("header", ["Basic eWlrZTp5aWtl", "YIKE-HMAC-SHA256", "é"])
async def test_another_kind_of_header(credit: CreditBankClient, header: str) -> None:
    assert (await credit.call("GET", "/about", b"", header))[0] == 401


@pytest.mark.parametrize("timestamp", ["2026-11-22T23:55:00.000Z", "2026-11-23T00:05:00.000Z"])
async def test_five_minutes_are_still_well(credit: CreditBankClient, timestamp: str) -> None:
    header = credit.header("GET", ABOUT, timestamp=timestamp)
    assert (await credit.call("GET", "/about", b"", header))[0] == 200


async def test_each_part_of_a_request_is_signed(credit: CreditBankClient) -> None:
    query = "/v1/recognitions?limit=1"
    for method, target, body in (
        ("POST", f"/creditbank{query}", b""),
        ("GET", "/creditbank/v1/recognitions?limit=2", b""),
        ("GET", "/creditbank/v1/recognitions", b""),
        ("GET", f"/creditbank{query}", b"{}"),
    ):
        header = credit.header(method, target, body)
        assert (await credit.call("GET", query, b"", header))[0] == 401
    assert (await credit.call("GET", query))[0] == 200


async def test_the_query_is_signed_as_it_stands_in_the_request_line(
    credit: CreditBankClient,
) -> None:
    window = "since=2026-11-22T08%3A00%3A00.000Z"
    assert (await credit.call("GET", f"/v1/credit/query?{window}"))[0] == 200
    plain = f"/creditbank/v1/credit/query?{window.replace('%3A', ':')}"
    header = credit.header("GET", plain)
    assert (await credit.call("GET", f"/v1/credit/query?{window}", b"", header))[0] == 401


async def test_a_nonce_is_good_once(credit: CreditBankClient, clock: FrozenClock) -> None:
    header = credit.header("GET", ABOUT, nonce="0" * 32)
    assert (await credit.call("GET", "/about", b"", header))[0] == 200
    assert (await credit.call("GET", "/about", b"", header))[0] == 401
    found = []
    for _ in range(3):
        clock.move(timedelta(minutes=4))
        again = credit.header("GET", ABOUT, nonce="0" * 32)
        found.append((await credit.call("GET", "/about", b"", again))[0])
    assert found == [401, 401, 200], "long after, it may come again"


async def test_a_refused_call_does_not_use_up_its_nonce(credit: CreditBankClient) -> None:
    wrong = credit.header("GET", ABOUT, nonce="1" * 32, secret="another")
    assert (await credit.call("GET", "/about", b"", wrong))[0] == 401
    right = credit.header("GET", ABOUT, nonce="1" * 32)
    assert (await credit.call("GET", "/about", b"", right))[0] == 200
