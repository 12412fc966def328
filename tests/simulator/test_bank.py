"""The bank as strict stores behave (reference/learning.md section 1, xAPI 1.0.3)."""

import json

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from tests.simulator.conftest import BankClient
from tests.simulator.statements import COURSE, GONE, LESSON, QUIZ, changed, raw


async def test_about_needs_no_credentials(http: ClientSession) -> None:
    async with http.get("/bank/xAPI/about") as answer:
        assert "1.0.3" in (await answer.json())["version"]


async def test_the_three_statements_are_taken(sim: Simulator, bank: BankClient) -> None:
    status, body = await bank.request("POST", raw(LESSON, QUIZ, COURSE))
    assert (status, json.loads(body)) == (200, [LESSON["id"], QUIZ["id"], COURSE["id"]])
    assert sim.bank.statements == [LESSON, QUIZ, COURSE]


async def test_the_exact_bytes_are_kept(sim: Simulator, bank: BankClient) -> None:
    parts = [json.dumps(s, ensure_ascii=True).encode() for s in (LESSON, QUIZ)]
    await bank.request("POST", b" [\n" + parts[0] + b" ,\t" + parts[1] + b"]\n")
    assert sim.bank.raw == {LESSON["id"]: parts[0], QUIZ["id"]: parts[1]}
    odd = raw(COURSE)
    await bank.request("POST", b"\n" + odd + b"  ")
    assert sim.bank.raw[COURSE["id"]] == odd


async def test_repeats_change_nothing(sim: Simulator, bank: BankClient) -> None:
    assert (await bank.request("POST", raw(LESSON)))[0] == 200
    assert await bank.request("POST", raw(LESSON)) == (204, "")
    turned = dict(reversed(LESSON.items()))
    assert (await bank.request("POST", raw(turned)))[0] == 204
    status, body = await bank.request("POST", raw(LESSON, QUIZ))
    assert (status, json.loads(body)) == (200, [QUIZ["id"]])
    assert len(sim.bank.statements) == 2


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("timestamp", "2026-11-22T23:29:00.000Z"),
        ("timestamp", "2026-11-23T07:30:00.000+08:00"),
        ("timestamp", GONE),
        ("result/duration", "PT2M30S"),
        ("object/definition/name", {"zh-CN": "新名字"}),
        ("result/completion", False),
    ],
)
async def test_another_meaning_conflicts(sim, bank, path: str, value) -> None:
    await bank.request("POST", raw(LESSON))
    status, _ = await bank.request("POST", raw(changed(path, value), QUIZ))
    assert status == 409
    assert sim.bank.statements == [LESSON], "nothing of the batch is stored"


async def test_four_and_four_point_nought_mean_the_same(bank: BankClient) -> None:
    await bank.request("POST", raw(QUIZ))
    assert (await bank.request("POST", raw(changed("result/score/raw", 4.0, QUIZ))))[0] == 204


async def test_one_bad_statement_spoils_the_batch(sim: Simulator, bank: BankClient) -> None:
    status, _ = await bank.request("POST", raw(LESSON, changed("verb/id", "completed", QUIZ)))
    assert status == 400
    status, _ = await bank.request("POST", raw(LESSON, LESSON))
    assert status == 400
    assert sim.bank.statements == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[",
        b"[,]",
        b"1",
        b'"a"',
        b"[1]",
        raw(LESSON) + b"x",
        b"[" + raw(LESSON) + b",]",
    ],
)
async def test_broken_bodies(sim: Simulator, bank: BankClient, body: bytes) -> None:
    assert (await bank.request("POST", body))[0] == 400
    assert sim.bank.statements == []


async def test_numbers_and_twins_that_json_does_not_have(bank: BankClient) -> None:
    body = raw(QUIZ).replace(b'"scaled": 0.8', b'"scaled": NaN')
    assert (await bank.request("POST", body))[0] == 400
    twice = raw(LESSON).replace(b'"version"', b'"version": "1.0.3", "version"')
    assert (await bank.request("POST", twice))[0] == 400


async def test_who_may_come_in(bank: BankClient) -> None:
    for user in (("bot", "wrong"), ("nobody", "bank-password"), ("", "")):
        assert (await bank.request("POST", raw(LESSON), user=user))[0] == 401


@pytest.mark.parametrize(
    ("version", "status"),
    [("1.0.3", 200), ("1.0.0", 200), ("1.0", 200), ("2.0.0", 400), ("1.1", 400), ("", 400)],
)
async def test_versions(bank: BankClient, version: str, status: int) -> None:
    headers = {"X-Experience-API-Version": version}
    assert (await bank.request("POST", raw(LESSON), headers=headers))[0] == status


async def test_the_version_must_be_said(bank: BankClient) -> None:
    assert (await bank.request("POST", raw(LESSON), headers={}))[0] == 400


async def test_asking_for_one_statement(bank: BankClient) -> None:
    await bank.request("POST", raw(changed("timestamp", GONE)))
    status, body = await bank.request("GET", statementId=LESSON["id"])
    held = json.loads(body)
    assert status == 200
    assert held["stored"] == held["timestamp"] == "2026-11-23T00:00:00.000Z"
    assert held["object"] == LESSON["object"]
    assert held["authority"]["objectType"] == "Agent"
    assert (await bank.request("GET", statementId=QUIZ["id"]))[0] == 404
    assert (await bank.request("GET"))[0] == 400


async def test_putting_one_statement(sim: Simulator, bank: BankClient) -> None:
    key = LESSON["id"]
    assert (await bank.request("PUT", raw(LESSON), statementId=key))[0] == 204
    assert (await bank.request("PUT", raw(QUIZ), statementId=key))[0] == 400
    assert (await bank.request("PUT", raw(LESSON, QUIZ), statementId=key))[0] == 400
    assert sim.bank.statements == [LESSON]


async def test_voiding(sim: Simulator, bank: BankClient) -> None:
    await bank.request("POST", raw(LESSON))
    void = {
        "id": "3f7c1b1e-6a0f-5c8e-9d1c-2f4a9e3b7c14",
        "actor": LESSON["actor"],
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": LESSON["id"]},
    }
    assert (await bank.request("POST", raw(void | {"object": LESSON["object"]})))[0] == 400
    assert (await bank.request("POST", raw(void)))[0] == 200
    assert (await bank.request("GET", statementId=LESSON["id"]))[0] == 404
    assert (await bank.request("GET", voidedStatementId=LESSON["id"]))[0] == 200


async def test_other_resources_and_methods(http: ClientSession, bank: BankClient) -> None:
    async with http.get("/bank/xAPI/activities") as answer:
        assert answer.status == 404
    assert (await bank.request("DELETE"))[0] == 405
