"""The simulated credit bank over HTTP: all or nothing, once, and strict (docs/credit-bank.md)."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from adapters.simulator import Simulator
from adapters.simulator.creditbank_body import read_hand_in
from adapters.simulator.creditbank_refusal import CreditBankRefusal
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.conftest import BEGIN
from tests.simulator.credit_bank_client import (
    CERTIFICATE,
    CREDIT,
    KEY,
    LI,
    SECRET,
    TRAINING,
    WANG,
    CreditBankClient,
    hand_in,
    profile,
    training,
)


@pytest.fixture
def credit(sim: Simulator, http: ClientSession, clock: FrozenClock) -> CreditBankClient:
    sim.creditbank.add_key(KEY, SECRET)
    for person in (LI, WANG):
        sim.creditbank.add_account(person)
    return CreditBankClient(http, clock)


async def test_the_three_lists_are_taken_and_read_back(credit: CreditBankClient) -> None:
    whole = profile(training=[TRAINING], certificate=[CERTIFICATE], credit=[CREDIT])
    assert await credit.stored(hand_in(whole)) == ["t-1", "e-1", "c-1"]
    for name, key, entry in (
        ("training", "t-1", TRAINING),
        ("certificate", "e-1", CERTIFICATE),
        ("credit", "c-1", CREDIT),
    ):
        expected = {
            "outer_id": key,
            "list": name,
            "cb_id": LI,
            "record": entry,
            "withdrawn": False,
            "stored_at": "2026-11-23T00:00:00.000Z",
        }
        assert await credit.get(f"/v1/records/{key}") == expected
        assert (await credit.get(f"/v1/{name}/query"))["items"] == [expected]
    status, told = await credit.call("GET", "/v1/records/t-2")
    assert (status, told["code"]) == (404, "unknown")


async def test_the_same_again_changes_nothing(sim: Simulator, credit: CreditBankClient) -> None:
    body = hand_in(profile(training=[TRAINING]))
    assert await credit.stored(body) == ["t-1"]
    assert await credit.stored(body) == []
    turned = dict(reversed(training("t-1").items()))
    assert await credit.stored(hand_in(profile(training=[turned, training("t-2")]))) == ["t-2"]
    assert sim.creditbank.count == 2


@pytest.mark.parametrize(
    "other",
    [
        profile(training=[training("t-1", project_name="改了名字")]),
        profile(WANG, training=[TRAINING]),
        profile(certificate=[CERTIFICATE | {"cert_exp_outer_id": "t-1"}]),
    ],
)
async def test_other_content_under_one_id_conflicts(
    sim: Simulator, credit: CreditBankClient, other: dict[str, Any]
) -> None:
    await credit.stored(hand_in(profile(training=[TRAINING])))
    other["credit_list"], other["credit_count"] = [CREDIT], 1
    assert await credit.refused(hand_in(other)) == (409, "conflict", ["t-1"])
    assert sim.creditbank.count == 1, "nothing of the request is stored"


async def test_an_unknown_account_refuses_everything(
    sim: Simulator, credit: CreditBankClient
) -> None:
    stranger = profile("SH99999999", training=[training("t-2"), training("t-3")])
    body = hand_in(profile(training=[TRAINING]), stranger, withdraw=("t-9",))
    assert await credit.refused(body) == (422, "unknown_account", ["t-2", "t-3"])
    assert (sim.creditbank.count, sim.creditbank.withdrawals) == (0, {})


async def test_withdrawing(sim: Simulator, credit: CreditBankClient) -> None:
    await credit.stored(hand_in(profile(training=[TRAINING])))
    assert await credit.stored(hand_in(withdraw=("t-1", "t-2"))) == []
    assert await credit.stored(hand_in(withdraw=("t-1",))) == []
    assert (await credit.get("/v1/records/t-1"))["withdrawn"] is True
    assert (await credit.call("GET", "/v1/records/t-2"))[0] == 404
    late = hand_in(profile(training=[training("t-2")]))
    assert await credit.stored(late) == ["t-2"]
    assert (await credit.get("/v1/records/t-2"))["withdrawn"] is True, "it was taken back before"
    assert await credit.stored(hand_in(profile(training=[TRAINING]))) == []
    assert [one.withdrawn for one in sim.creditbank.records] == ["consent withdrawn"] * 2


def _spoilt(path: str, value: Any, gone: bool = False) -> dict[str, Any]:
    body = hand_in(profile(training=[TRAINING], certificate=[CERTIFICATE], credit=[CREDIT]))
    whole: dict[str, Any] = json.loads(json.dumps(body))
    place: Any = whole
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        place = place[step]
    if gone:
        del place[last]
    else:
        place[last] = value
    return whole


async def refusal(body: dict[str, Any]) -> tuple[int, str, list[str]]:
    """What reading a body says, without the wire."""
    with pytest.raises(CreditBankRefusal) as caught:
        await read_hand_in(json.dumps(body).encode(), BEGIN)
    return caught.value.status, caught.value.body["code"], caught.value.body["outer_ids"]


P, T = "profiles/0", "profiles/0/training_list/0"
C, X = "profiles/0/credit_list/0", "profiles/0/credit_list/0/extension"


@pytest.mark.parametrize(
    "path",
    ["profiles", "withdrawals", f"{P}/cb_id", f"{P}/credit_count", f"{P}/credit_list"]
    + [f"{T}/{name}" for name in TRAINING]
    + [f"profiles/0/certificate_experience_list/0/{name}" for name in CERTIFICATE]
    + [f"{C}/{name}" for name in CREDIT]
    + [f"{X}/{name}" for name in CREDIT["extension"] if name != "uscc"],
)
async def test_each_field_must_be_there(path: str) -> None:
    assert (await refusal(_spoilt(path, None, gone=True)))[:2] == (422, "invalid")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("more", 1),
        ("profiles", {}),
        ("profiles/0", []),
        ("withdrawals", [{"outer_id": "t-1"}]),
        ("withdrawals", [{"outer_id": "t 1", "reason": "x"}]),
        ("withdrawals", [{"outer_id": "t-1", "reason": ""}]),
        ("withdrawals", [{"outer_id": "t-1", "reason": "x"}] * 2),
        (f"{P}/cb_id", "SH-1"),
        (f"{P}/cb_id", "a" * 33),
        (f"{P}/cb_id", 20260001),
        (f"{P}/name", "李"),
        (f"{P}/training_count", 2),
        (f"{P}/training_count", "1"),
        (f"{P}/training_count", True),
        (f"{P}/training_list", None),
        (f"{P}/training_list", ["t-1"]),
        (f"{T}/training_outer_id", ""),
        (f"{T}/training_outer_id", "a" * 65),
        (f"{T}/training_outer_id", "c-1"),
        (f"{T}/project_name", ""),
        (f"{T}/project_name", "长" * 201),
        (f"{T}/project_name", "换\n行"),
        (f"{T}/experience_time", "20261120"),
        (f"{T}/experience_time", "2026-02-30"),
        (f"{T}/experience_time", "2026-11-24"),
        (f"{T}/experience_time", None),
        (f"{T}/have_project_certificate", "3"),
        (f"{T}/have_project_certificate", 1),
        (f"{T}/more", "x"),
        (f"{C}/credit", 0.25),
        (f"{C}/credit", "-1"),
        (f"{C}/credit", "0.25000"),
        (f"{C}/credit_hour", ""),
        (f"{C}/course_year", "26"),
        (f"{C}/course_score", "A"),
        (f"{C}/extension", []),
        (f"{X}/level", 8),
        (f"{X}/level", "1"),
        (f"{X}/hours", "4"),
        (f"{X}/hours", -1),
        (f"{X}/pass_mark", 60),
        (f"{X}/pass_mark", True),
        (f"{X}/seconds", 1.5),
        (f"{X}/finished_at", "2026-11-20"),
        (f"{X}/finished_at", "2026-11-31T00:00:00.000Z"),
        (f"{X}/evidence", ["a b"]),
        (f"{X}/uscc", "1"),
        (f"{X}/more", 1),
    ],
)
async def test_what_may_not_stand_there(path: str, value: Any) -> None:
    assert (await refusal(_spoilt(path, value)))[:2] == (422, "invalid")


async def test_the_refusal_names_the_entry(sim: Simulator, credit: CreditBankClient) -> None:
    assert await credit.refused(_spoilt(f"{C}/credit", "x")) == (422, "invalid", ["c-1"])
    assert await credit.refused(_spoilt(f"{X}/score", None, gone=True)) == (
        422,
        "invalid",
        ["c-1"],
    )
    assert sim.creditbank.count == 0


async def test_a_course_without_questions_has_no_score(credit: CreditBankClient) -> None:
    body = _spoilt(f"{X}/uscc", None, gone=True)
    extension = body["profiles"][0]["credit_list"][0]["extension"]
    del extension["score"], extension["score_max"]
    assert len(await credit.stored(body)) == 3


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"profiles": [NaN]}', b"[" * 9999])
async def test_what_is_no_json_of_ours(credit: CreditBankClient, raw: bytes) -> None:
    assert await credit.refused(raw) == (400, "invalid", [])


async def test_too_much_at_once(sim: Simulator, credit: CreditBankClient) -> None:
    many = [training(f"t-{number}") for number in range(501)]
    sim.creditbank.largest_body = 2 << 20
    assert (await credit.refused(hand_in(profile(training=many))))[:2] == (413, "too_large")
    assert len(await credit.stored(hand_in(profile(training=many[:500])))) == 500
    sim.creditbank.largest_body = 1000
    assert (await credit.refused(hand_in(profile(training=many))))[:2] == (413, "too_large")


async def test_one_person_stands_in_one_profile(credit: CreditBankClient) -> None:
    body = hand_in(profile(training=[TRAINING]), profile(credit=[CREDIT]))
    assert (await credit.refused(body))[:2] == (422, "invalid")


async def test_a_window_of_a_list_page_by_page(
    credit: CreditBankClient, clock: FrozenClock
) -> None:
    for number in range(6):
        await credit.stored(hand_in(profile(training=[training(f"t-{number}")])))
        await credit.stored(hand_in(profile(credit=[CREDIT | {"credit_outer_id": f"c{number}"}])))
        clock.move(timedelta(minutes=1))
    since, until = "2026-11-23T00:01:00.000Z", "2026-11-23T00:05:00.000Z"
    path = f"/v1/training/query?since={since}&until={until}&limit=3"
    items = await credit.every(path, "cursor")
    assert [one["outer_id"] for one in items] == ["t-1", "t-2", "t-3", "t-4"]
    page = await credit.get(path)
    assert (len(page["items"]), page["more"]) == (3, True)
    assert len(await credit.every("/v1/training/query?limit=4", "cursor")) == 6
    assert await credit.every("/v1/certificate/query", "cursor") == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=x",
        "since=2026-11-22",
        "more=1",
        "limit=1&limit=1",
    ],
)
async def test_what_cannot_be_asked(credit: CreditBankClient, query: str) -> None:
    status, told = await credit.call("GET", f"/v1/training/query?{query}")
    assert (status, told["code"]) == (422, "invalid")


async def test_other_methods_and_places(credit: CreditBankClient, http: ClientSession) -> None:
    assert (await credit.call("POST", "/about"))[0] == 405
    assert (await credit.call("GET", "/v1/studyprofiles/modify"))[0] == 405
    assert (await http.get("/creditbank/v1/other")).status == 404


async def test_mishaps_have_the_banks_own_form(sim: Simulator, credit: CreditBankClient) -> None:
    body = hand_in(profile(training=[TRAINING]))
    sim.faults.add("creditbank:modify", status=503, retry_after=9)
    assert await credit.refused(body) == (503, "arranged", [])
    sim.faults.add("creditbank:modify", lost=True)
    with pytest.raises(ClientError):
        await credit.modify(body)
    assert sim.creditbank.count == 1
    sim.faults.down("creditbank", True)
    with pytest.raises(ClientError):
        await credit.get("/about")
    sim.faults.down("creditbank", False)
    assert await credit.stored(body) == []


async def test_everything_is_found_again(tmp_path: Path, clock: FrozenClock) -> None:
    file = tmp_path / "simulator.json"
    first = Simulator(clock, file)
    first.creditbank.add_account(LI)
    first.creditbank.add_key(KEY, SECRET)
    await first.start()
    async with ClientSession(base_url=first.url) as http:
        credit = CreditBankClient(http, clock)
        await credit.stored(hand_in(profile(training=[TRAINING, training("t-2")])))
        await credit.stored(hand_in(withdraw=("t-1", "t-9")))
    first.creditbank.decide("t-2", "rejected", reason="学时不足，\u2028请补")
    await first.stop()
    second = Simulator(clock, file)
    assert second.creditbank.records == first.creditbank.records
    assert second.creditbank.records[1].reason == "学时不足，\u2028请补"
    assert second.creditbank.decisions == first.creditbank.decisions
    assert second.creditbank.withdrawals.keys() == {"t-1", "t-9"}
    assert second.creditbank.accounts == {LI}
    kept = file.with_suffix(".creditbank")
    assert kept.stat().st_mode & 0o777 == 0o600
    with kept.open("ab") as log:
        log.write(b'.record\t["t-3", "training"')
    assert Simulator(clock, file).creditbank.count == 2, "what a kill left of a line is cut off"
    kept.write_bytes(b'.record\t["t-3"]\t{}\n')
    with pytest.raises(InputError, match=r"simulator\.creditbank"):
        Simulator(FrozenClock(BEGIN), file)
    assert json.loads(file.read_text())["version"] == 1
