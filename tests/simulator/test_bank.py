"""The bank as strict stores behave (reference/learning.md section 1, xAPI 1.0.3 and 2.0)."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from adapters.simulator.xapi_values import StatementRefusedError
from bot.clock import FrozenClock
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
async def test_another_meaning_conflicts(
    sim: Simulator, bank: BankClient, path: str, value: Any
) -> None:
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
    assert (await bank.request("POST", b"[" * 100_000))[0] == 400
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


async def test_a_store_of_the_second_version_only(
    sim: Simulator, http: ClientSession, bank: BankClient
) -> None:
    sim.bank.versions = ("2.0.0",)
    async with http.get("/bank/xAPI/about") as answer:
        assert await answer.json() == {"version": ["2.0.0"]}
        assert answer.headers["X-Experience-API-Version"] == "2.0.0"
    two, plain = {"X-Experience-API-Version": "2.0.0"}, changed("version", GONE)
    for said in ("1.0.3", "2.0", "2.0.1", "2.1.0", ""):
        headers = {"X-Experience-API-Version": said}
        status, words = await bank.request("POST", raw(plain), headers=headers)
        assert (status, words) == (400, "X-Experience-API-Version must be 2.0.0.")
    assert (await bank.request("POST", raw(LESSON), headers=two))[0] == 400, "it says 1.0.3"
    assert (await bank.request("POST", raw(plain), headers=two))[0] == 200
    _, body = await bank.request("GET", headers=two, statementId=LESSON["id"])
    assert json.loads(body)["version"] == "2.0.0"


async def test_a_store_of_both_versions_answers_in_the_callers(
    sim: Simulator, http: ClientSession, bank: BankClient
) -> None:
    sim.bank.versions = ("1.0.3", "2.0.0")
    involved = {"objectType": "contextAgent", "agent": LESSON["actor"]}
    newer = changed("context/contextAgents", [involved], changed("version", "2.0.0"))
    older = {"X-Experience-API-Version": "1.0.3"}
    assert (await bank.request("POST", raw(newer), headers=older))[0] == 400
    status, _ = await bank.request(
        "POST", raw(newer), headers={"X-Experience-API-Version": "2.0.0"}
    )
    assert status == 200
    for said in ("1.0.3", "2.0.0"):
        headers = {"X-Experience-API-Version": said}
        async with http.get("/bank/xAPI/about", headers=headers) as answer:
            assert answer.headers["X-Experience-API-Version"] == said


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
    assert (await bank.request("GET", statementId=LESSON["id"].upper()))[0] == 404


async def test_putting_one_statement(sim: Simulator, bank: BankClient) -> None:
    key = LESSON["id"]
    assert (await bank.request("PUT", raw(LESSON), statementId=key))[0] == 204
    assert (await bank.request("PUT", raw(QUIZ), statementId=key))[0] == 400
    assert (await bank.request("PUT", raw(LESSON, QUIZ), statementId=key))[0] == 400
    nameless = raw(changed("id", GONE))
    assert (await bank.request("PUT", nameless, statementId="1"))[0] == 400
    assert (await bank.request("PUT", nameless, statementId=key))[0] == 204, "it means the same"
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
    assert [one["id"] for one, _ in sim.bank.kept] == [void["id"]]
    again = void | {"id": QUIZ["id"], "object": void["object"] | {"id": void["id"]}}
    await bank.request("POST", raw(again))
    status, _ = await bank.request("GET", statementId=void["id"])
    assert status == 200, "what takes back is not taken back"
    assert (sim.bank.is_voided(LESSON["id"]), sim.bank.is_voided(void["id"])) == (True, False)


async def test_what_is_voided_before_it_comes_is_voided_when_it_comes(
    sim: Simulator, bank: BankClient
) -> None:
    void = LESSON | {
        "id": QUIZ["id"],
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": LESSON["id"]},
        "context": {"language": "zh-CN"},
    }
    await bank.request("POST", raw(void))
    await bank.request("POST", raw(LESSON))
    assert (await bank.request("GET", statementId=LESSON["id"]))[0] == 404
    assert sim.bank.count == 2


async def test_a_head_is_a_get_without_its_body(
    sim: Simulator, http: ClientSession, bank: BankClient
) -> None:
    await bank.request("POST", raw(LESSON))
    assert await bank.request("HEAD", statementId=LESSON["id"]) == (200, "")
    assert await bank.request("HEAD", statementId=QUIZ["id"]) == (404, "")


async def test_others_may_meddle_with_what_is_held(sim: Simulator, bank: BankClient) -> None:
    await bank.request("POST", raw(LESSON, QUIZ))
    sim.bank.forget(LESSON["id"])
    assert (await bank.request("GET", statementId=LESSON["id"]))[0] == 404
    sim.bank.alter(QUIZ["id"], result={"success": False}, timestamp=None)
    _, body = await bank.request("GET", statementId=QUIZ["id"])
    assert json.loads(body)["result"] == {"success": False}
    assert (await bank.request("POST", raw(QUIZ)))[0] == 409
    planted = sim.bank.plant(changed("id", GONE, COURSE))
    assert [one["id"] for one in sim.bank.statements if "id" in one] == [QUIZ["id"]]
    assert (await bank.request("GET", statementId=planted))[0] == 200
    with pytest.raises(ValueError, match="is held already"):
        sim.bank.plant(QUIZ)
    with pytest.raises(StatementRefusedError):
        sim.bank.plant(changed("id", GONE, changed("verb/id", "completed")))
    with pytest.raises(KeyError):
        sim.bank.alter(LESSON["id"], result=None)
    assert (await bank.request("POST", raw(LESSON)))[0] == 200, "what was lost comes again"


async def test_each_answer_says_through_when_it_is_consistent(
    clock: FrozenClock, http: ClientSession, bank: BankClient
) -> None:
    async with http.get("/bank/xAPI/statements") as answer:
        assert answer.headers["X-Experience-API-Consistent-Through"] == "2026-11-23T00:00:00.000Z"


async def test_other_resources_and_methods(http: ClientSession, bank: BankClient) -> None:
    async with http.get("/bank/xAPI/activities") as answer:
        assert answer.status == 404
    assert (await bank.request("DELETE"))[0] == 405
