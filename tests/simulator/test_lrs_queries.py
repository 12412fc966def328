"""Asking for many statements: filters, pages, and what became of voided ones (xAPI 1.0.3,
Communication 2.1.3)."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientSession, encode_basic_auth
from yarl import URL

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.conftest import VERSION, BankClient
from tests.simulator.statements import LESSON, changed, raw

LI = {"account": {"homePage": "https://bot.example.org/learners", "name": "li"}}
WANG = {"mbox": "mailto:wang@example.org"}
VERBS = "http://adlnet.gov/expapi/verbs/"
Json = dict[str, Any]


def one(number: int, **fields: Any) -> Json:
    return changed("id", str(UUID(int=number, version=4))) | fields


def about(number: int, target: int, verb: str = "voided") -> Json:
    return one(
        number,
        verb={"id": VERBS + verb},
        object={"objectType": "StatementRef", "id": one(target)["id"]},
        context={"language": "zh-CN"},
        actor=WANG,
    )


async def found(bank: BankClient, **query: Any) -> list[int]:
    """The numbers of the statements in one answer."""
    status, body = await bank.request("GET", **query)
    assert status == 200, body
    return [_number(item["id"]) for item in json.loads(body)["statements"]]


def _number(key: str) -> int:
    return UUID(key).int & 0xFFFF


async def test_each_filter_finds_its_own(bank: BankClient) -> None:
    room = "00000000-0000-4000-8000-00000000abcd"
    team = {"objectType": "Group", "member": [LI, WANG]}
    statements = [
        one(1, actor=LI),
        one(2, actor=WANG, verb={"id": VERBS + "passed"}),
        one(3, actor=team, object={"id": "https://e.org/a"}),
        one(4, actor=WANG, object=LI | {"objectType": "Agent"}, context={"registration": room}),
    ]
    assert (await bank.request("POST", raw(*statements)))[0] == 200
    assert await found(bank) == [4, 3, 2, 1], "newest first"
    assert await found(bank, ascending="true") == [1, 2, 3, 4]
    assert await found(bank, agent=json.dumps(LI)) == [4, 3, 1], "as actor, member and object"
    assert await found(bank, agent=json.dumps(WANG | {"name": "王"})) == [4, 3, 2]
    assert await found(bank, verb=VERBS + "passed") == [2]
    assert await found(bank, activity="https://e.org/a") == [3]
    assert await found(bank, registration=room) == [4]
    assert await found(bank, registration=room, verb=VERBS + "passed") == []
    assert await found(bank, agent=json.dumps({"objectType": "Group", "member": [LI]})) == []


async def test_since_is_exclusive_and_until_inclusive(
    clock: FrozenClock, bank: BankClient
) -> None:
    for number in (1, 2, 3):
        await bank.request("POST", raw(one(number)))
        clock.move(timedelta(seconds=1))
    first, second = "2026-11-23T00:00:00.000Z", "2026-11-23T08:00:01+08:00"
    assert await found(bank, since=first, ascending="true") == [2, 3]
    assert await found(bank, until=second) == [2, 1]
    assert await found(bank, since=first, until=second) == [2]
    assert await found(bank, since="2030-01-01T00:00:00Z") == []


@pytest.mark.parametrize("ascending", ["true", "false"])
async def test_pages_lead_through_everything_once(
    sim: Simulator, http: ClientSession, bank: BankClient, ascending: str
) -> None:
    sim.bank.page = 3
    await bank.request("POST", raw(*(one(number) for number in range(1, 9))))
    await bank.request("POST", raw(about(9, 4)))
    numbers, link = [], f"/bank/xAPI/statements?limit=0&ascending={ascending}"
    sizes = []
    while link:
        async with http.get(link, headers=VERSION | _basic()) as answer:
            told = await answer.json()
        numbers += [_number(item["id"]) for item in told["statements"]]
        sizes.append(len(told["statements"]))
        link = told["more"]
        if len(sizes) == 1:
            await bank.request("POST", raw(one(10)))
    assert numbers == ([1, 2, 3, 5, 6, 7, 8, 9, 10] if ascending == "true" else _DOWN)
    assert sizes == ([3, 3, 3] if ascending == "true" else [3, 3, 2])


_DOWN = [9, 8, 7, 6, 5, 3, 2, 1]


def _basic() -> dict[str, str]:
    return {"Authorization": encode_basic_auth("bot", "bank-password")}


async def test_a_page_keeps_its_filter(
    sim: Simulator, http: ClientSession, bank: BankClient
) -> None:
    await bank.request("POST", raw(*(one(n, actor=LI if n % 2 else WANG) for n in range(1, 8))))
    _, body = await bank.request("GET", agent=json.dumps(LI), limit="2")
    async with http.get(json.loads(body)["more"], headers=VERSION | _basic()) as answer:
        told = await answer.json()
    assert [_number(item["id"]) for item in told["statements"]] == [3, 1]
    assert told["more"] == ""


async def test_voided_ones_are_left_out_and_what_voids_them_is_in(bank: BankClient) -> None:
    await bank.request("POST", raw(one(1, actor=LI), one(2, actor=LI)))
    await bank.request("POST", raw(about(3, 1)))
    assert await found(bank) == [3, 2]
    assert await found(bank, agent=json.dumps(LI)) == [3, 2], "it is about one that fits"
    assert await found(bank, verb=VERBS + "voided") == [3]


async def test_a_reference_to_a_reference_fits_and_a_circle_ends(bank: BankClient) -> None:
    await bank.request("POST", raw(one(1, actor=LI), about(2, 1, "shared"), about(3, 2, "shared")))
    await bank.request("POST", raw(about(4, 5, "shared"), about(5, 4, "shared")))
    assert await found(bank, agent=json.dumps(LI)) == [3, 2, 1]


async def test_what_the_store_adds_is_there_and_what_a_sender_claims_is_not(
    bank: BankClient, sim: Simulator
) -> None:
    claimed = {"stored": "2020-01-01T00:00:00Z", "authority": WANG}
    await bank.request("POST", raw(one(1) | claimed, one(2)))
    bare = {"actor": LI, "verb": {"id": VERBS + "passed"}, "object": {"id": "https://e.org/a"}}
    await bank.request("POST", raw(bare))
    _, body = await bank.request("GET", ascending="true")
    for item in json.loads(body)["statements"]:
        assert item["stored"] == "2026-11-23T00:00:00.000Z"
        assert item["authority"]["account"]["name"] == "bank"
        assert item.keys() >= {"id", "timestamp", "version"}
    first = raw(one(1) | claimed, one(2))[2:].split(b",\n {")[0]
    assert sim.bank.raw[one(1)["id"]] == first.strip(), "what is kept is what was sent"


@pytest.mark.parametrize(
    "query",
    [
        {"actor": "{}"},
        {"statementid": LESSON["id"]},
        {"statementId": LESSON["id"], "limit": "1"},
        {"statementId": LESSON["id"], "voidedStatementId": LESSON["id"]},
        {"limit": "-1"},
        {"limit": "many"},
        {"ascending": "yes"},
        {"since": "2026-11-22"},
        {"until": "yesterday"},
        {"verb": "passed"},
        {"activity": "a"},
        {"registration": "1"},
        {"agent": "li"},
        {"agent": "{}"},
        {"agent": '{"mbox": "wang"}'},
        {"agent": "[]"},
        {"format": "canonical"},
        {"attachments": "true"},
        {"related_agents": "true"},
        {"more": "0"},
        {"more": "WyJhIiwge31d"},
        {"more": "WzEsIHsiYSI6IDF9XQ", "limit": "1"},
    ],
)
async def test_what_cannot_be_asked(bank: BankClient, query: dict[str, Any]) -> None:
    assert (await bank.request("GET", **query))[0] == 400


async def test_half_a_character_is_no_agent(http: ClientSession) -> None:
    url = URL("/bank/xAPI/statements?agent=%22%ED%A0%80%22", encoded=True)
    async with http.get(url, headers=VERSION | _basic()) as answer:
        assert answer.status == 400


async def test_a_parameter_stands_once(http: ClientSession) -> None:
    url = "/bank/xAPI/statements?limit=1&limit=2"
    async with http.get(url, headers=VERSION | _basic()) as answer:
        assert (answer.status, await answer.text()) == (400, "A parameter stands twice.")


async def test_known_parameters_with_their_usual_values_are_taken(bank: BankClient) -> None:
    usual = {"format": "exact", "attachments": "false", "related_activities": "false"}
    assert await found(bank, **usual) == []
