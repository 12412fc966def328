"""A bank with the three lists: what is sent, what its answers mean, what it cannot do to us."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientTimeout, web

from adapters.creditbank.bank import BankApi
from adapters.creditbank.lists import ListName, UnreadableRecordError, entry_of
from adapters.creditbank.profiles import body_of
from adapters.simulator import Simulator
from bot.clock import FrozenClock
from bot.domain.credits import Holding, Parcel, Recognised
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
)
from bot.ports import CreditBank, PushAnswer, PushResult
from tests.creditbank.bank_api import KEY, PAGE, api
from tests.creditbank.parcels import (
    ACCOUNT,
    NOW,
    body,
    outer_id,
    parcel,
    record,
    takes_back,
)
from tests.creditbank.scripted import Scripted, serving, told

Z = ZoneInfo("Asia/Shanghai")
P = PushResult
STORED = PushAnswer(P.STORED)
DAY = timedelta(days=1)


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(FrozenClock(NOW))
    await simulator.start()
    simulator.creditbank.add_key(*KEY)
    simulator.creditbank.add_account(ACCOUNT)
    yield simulator
    await simulator.stop()


@pytest.fixture
async def bank(sim: Simulator) -> AsyncIterator[BankApi]:
    made = api(f"{sim.url}/creditbank")
    yield made
    await made.stop()


async def held(bank: CreditBank) -> list[Holding]:
    return [one async for one in bank.holdings(NOW - DAY, NOW + DAY)]


# What is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["training", "certificate", "credit"])
async def test_a_record_goes_into_each_list_and_is_read_back(
    sim: Simulator, name: ListName
) -> None:
    bank = api(f"{sim.url}/creditbank", record=name)
    try:
        plain = parcel(2, score=None, score_max=None, uscc=None, hours=2.5, credit=0.15)
        assert await bank.push([parcel(), plain]) == STORED
        assert await bank.push([parcel(), plain]) == STORED
        found = await held(bank)
        assert [one.id for one in found] == [str(outer_id(1)), str(outer_id(2))]
        assert [json.loads(one.body)["list"] for one in found] == [name, name]
        assert bank.means_the_same(parcel().body, found[0].body)
        assert not bank.means_the_same(plain.body, found[0].body)
        assert [await bank.holds(one) for one in (parcel(), plain, parcel(3))] == [
            True,
            True,
            None,
        ]
    finally:
        await bank.stop()


def test_the_fields_of_the_lists_say_what_the_paper_says() -> None:
    training = entry_of(record(), "training", Z)
    assert training["project_name"] == "手机支付不求人"
    assert training["experience_time"] == "2026-11-23", "a day of the deployment's zone"
    assert training["extension"]["evidence"] == record()["evidence"]
    assert "language" not in training["extension"]
    certificate_ = entry_of(record(), "certificate", Z)
    assert (certificate_["certificate_level"], certificate_["certificate_name"]) == (
        "1",
        "手机支付不求人",
    )
    credit = entry_of(record(), "credit", Z)
    told_ = {name: credit[name] for name in ("credit", "credit_hour", "course_score")}
    assert told_ == {"credit": "0.25", "credit_hour": "4", "course_score": "80"}
    assert (credit["course_year"], credit["course_season"]) == ("2026", "51")
    assert credit["course_subject"] == credit["course_property"] == credit["learning_stage"] == ""
    early = entry_of(record(finished_at="2025-12-31T16:00:00.000Z", score_max=None), "credit", Z)
    assert (early["course_year"], early["course_season"]) == ("2026", "50")
    assert early["course_score"] == ""
    assert entry_of(record(hours=100), "credit", Z)["credit_hour"] == "100"


def test_the_same_parcels_are_the_same_bytes_grouped_by_person() -> None:
    parcels = [parcel(1), parcel(2, "OTHER12345"), takes_back(3), parcel(4)]
    made = body_of(parcels, "training", Z)
    assert made == body_of(parcels, "training", Z)
    sent = json.loads(made)
    assert [one["cb_id"] for one in sent["profiles"]] == [ACCOUNT, "OTHER12345"]
    assert [one["training_count"] for one in sent["profiles"]] == [2, 1]
    assert [one["credit_count"] for one in sent["profiles"]] == [0, 0]
    assert sent["withdrawals"] == [
        {"outer_id": str(outer_id(3)), "reason": "consent withdrawn"},
    ]


@pytest.mark.parametrize(
    "broken", [b"", b"[]", b"{}", body({"outer_id": "a"}), body(record(finished_at="soon"))]
)
async def test_a_record_the_ledger_never_wrote_is_invalid_and_nothing_is_sent(
    broken: bytes,
) -> None:
    scripted = Scripted(told({"stored": []}))
    async with serving(scripted) as url:
        bank = api(url)
        answer = await bank.push([Parcel(outer_id(1), broken, account=ACCOUNT)])
        await bank.stop()
    assert answer.result is P.INVALID
    assert answer.words
    assert scripted.asked == []
    with pytest.raises(UnreadableRecordError):
        body_of([Parcel(uuid4(), body({"outer_id": "a"}), takes_back=uuid4())], "training", Z)


async def test_what_is_taken_back_stays_there_and_counts_as_taken_back(bank: BankApi) -> None:
    assert await bank.holds(takes_back()) is None
    assert await bank.push([parcel(), parcel(2)]) == STORED
    assert await bank.holds(takes_back()) is None, "it is there, and was not taken back"
    assert await bank.push([takes_back()]) == STORED
    assert await bank.holds(takes_back()) is True
    found = await held(bank)
    assert [one.voided for one in found] == [True, False]
    assert bank.means_the_same(takes_back().body, found[0].body)
    assert not bank.means_the_same(takes_back(2).body, found[1].body)


async def test_what_is_taken_back_before_it_came_is_stored_as_taken_back(bank: BankApi) -> None:
    assert await bank.push([takes_back()]) == STORED
    assert await bank.push([parcel()]) == STORED
    assert [one.voided for one in await held(bank)] == [True]


# What the bank says -------------------------------------------------------------------------


async def test_a_bank_refuses_as_a_whole_and_each_refusal_has_its_name(
    sim: Simulator, bank: BankApi
) -> None:
    assert await bank.push([parcel()]) == STORED
    other = parcel(1, title="别的课")
    assert (await bank.push([parcel(2), other])).result is P.CONFLICT
    assert await bank.holds(other) is False
    assert await bank.holds(replace(parcel(), account="OTHER12345")) is False
    stranger = parcel(3, "NOBODY0001")
    answer = await bank.push([parcel(2), stranger])
    assert answer.result is P.NO_ACCOUNT
    assert "NOBODY0001" not in answer.words
    assert (await bank.push([parcel(2), parcel(4, title="")])).result is P.INVALID
    sim.creditbank.largest_body = 100
    assert (await bank.push([parcel(2)])).result is P.TOO_LARGE
    assert [one.id for one in await held(bank)] == [str(outer_id(1))]


async def test_a_wrong_secret_and_a_wrong_clock_are_unauthorised(sim: Simulator) -> None:
    url = f"{sim.url}/creditbank"
    wrong = api(url, key=("yike", "another secret"))
    late = api(url, clock=FrozenClock(NOW + timedelta(seconds=301)))
    for bank in (wrong, late):
        answer = await bank.push([parcel()])
        assert answer.result is P.UNAUTHORISED
        with pytest.raises(PlatformMisconfiguredError, match="clock"):
            await bank.check()
        await bank.stop()


@pytest.mark.parametrize(
    ("answer", "result", "wait"),
    [
        (told({"stored": []}), P.STORED, None),
        (PAGE, P.UNAVAILABLE, None),
        (told({"ok": True}), P.UNAVAILABLE, None),
        (told({"stored": [1]}), P.UNAVAILABLE, None),
        (web.Response(text='{"stored": ['), P.UNAVAILABLE, None),
        (web.Response(text="[" * 100_000), P.UNAVAILABLE, None),
        (web.Response(status=204), P.UNAVAILABLE, None),
        (told({}, 201), P.UNAVAILABLE, None),
        (told({"code": "conflict"}, 409), P.CONFLICT, None),
        (told({"code": "busy"}, 409), P.UNAVAILABLE, None),
        (web.Response(status=409, text="conflict"), P.UNAVAILABLE, None),
        (told({"code": "invalid", "message": "x"}, 422), P.INVALID, None),
        (told({"code": "unknown_account"}, 422), P.NO_ACCOUNT, None),
        (told({"code": ["invalid"]}, 422), P.UNAVAILABLE, None),
        (web.Response(status=422, text="<p>", content_type="text/html"), P.UNAVAILABLE, None),
        (told({"code": "signature"}, 401), P.UNAUTHORISED, None),
        (told({}, 403), P.UNAUTHORISED, None),
        (told({}, 413), P.TOO_LARGE, None),
        (told({}, 429, **{"Retry-After": "30"}), P.THROTTLED, 30.0),
        (told({}, 503, **{"Retry-After": "7"}), P.UNAVAILABLE, 7.0),
        (told({}, 404), P.UNAVAILABLE, None),
        (web.Response(status=302, headers={"Location": "/else"}), P.UNAVAILABLE, None),
        (None, P.UNAVAILABLE, None),
    ],
)
async def test_what_an_answer_means(
    answer: web.Response | None, result: PushResult, wait: float | None
) -> None:
    scripted = Scripted(answer)
    async with serving(scripted) as url:
        bank = api(url)
        pushed = await bank.push([parcel()])
        await bank.stop()
    assert (pushed.result, pushed.retry_after) == (result, wait)
    assert scripted.asked == ["/bank/v1/studyprofiles/modify"], "no redirect is followed"
    assert (pushed.words == "") == (result is P.STORED)


async def test_an_account_number_in_the_banks_words_is_not_kept() -> None:
    said = {"code": "unknown_account", "message": f"No {ACCOUNT} here."}
    async with serving(Scripted(told(said, 422))) as url:
        bank = api(url)
        answer = await bank.push([parcel()])
        await bank.stop()
    assert answer.words == "HTTP 422: No … here."


async def test_a_bank_that_is_not_there_or_never_answers_is_unavailable() -> None:
    async with serving(Scripted(told({}))) as url:
        gone = url
    bank = api(gone)
    assert (await bank.push([parcel()])).result is P.UNAVAILABLE
    assert await bank.holds(parcel()) is None
    with pytest.raises(PlatformUnavailableError, match="cannot be reached"):
        await held(bank)
    with pytest.raises(PlatformUnavailableError, match="cannot be reached"):
        await bank.recognitions("")
    await bank.stop()

    scripted = Scripted(told({"stored": []}))
    scripted.goes_on = asyncio.Event()
    async with serving(scripted) as url:
        slow = api(url, timeout=ClientTimeout(total=0.2))
        assert "in time" in (await slow.push([parcel()])).words
        await slow.stop()
        scripted.goes_on.set()


# What it decides and holds ------------------------------------------------------------------


async def test_decisions_are_read_from_where_we_were(sim: Simulator, bank: BankApi) -> None:
    assert (await bank.recognitions("")).found == ()
    await bank.push([parcel(1), parcel(2)])
    sim.creditbank.decide(str(outer_id(1)), "accepted")
    sim.creditbank.decide(str(outer_id(2)), "rejected", reason="与已有成果重复")
    first = await bank.recognitions("")
    assert [one.claim for one in first.found] == [outer_id(1), outer_id(2)]
    assert [one.state for one in first.found] == [Recognised.ACCEPTED, Recognised.REJECTED]
    assert first.found[1].reason == "与已有成果重复"
    assert first.found[0].said_at == NOW
    sim.creditbank.decide(str(outer_id(1)), "converted", credit="0.12")
    then = await bank.recognitions(first.cursor)
    assert [one.credit for one in then.found] == [Decimal("0.12")]
    assert (await bank.recognitions(then.cursor)).found == ()


async def test_holdings_come_page_by_page(monkeypatch: pytest.MonkeyPatch, sim: Simulator) -> None:
    monkeypatch.setattr("adapters.creditbank.bank.PAGE", 3)
    bank = api(f"{sim.url}/creditbank")
    await bank.push([parcel(number) for number in range(8)])
    assert [one.id for one in await held(bank)] == [str(outer_id(n)) for n in range(8)]
    assert [one async for one in bank.holdings(NOW + DAY, NOW + 2 * DAY)] == []
    await bank.stop()


ITEM = {
    "outer_id": str(outer_id(1)),
    "state": "converted",
    "credit": "0.12",
    "reason": "",
    "said_at": "2026-11-23T00:00:00.000Z",
}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (told([]), "not a JSON object"),
        (web.Response(text="nonsense"), "not a JSON object"),
        (told({"items": {}, "cursor": "1", "more": False}), "items"),
        (told({"items": [], "cursor": 1, "more": False}), "cursor"),
        (told({"items": [], "cursor": "1", "more": "no"}), "more"),
        (told({"items": [], "cursor": "", "more": True}), "same cursor"),
        (told({"items": [], "cursor": "a\0b", "more": False}), "printable"),
        (told({"items": [], "cursor": "\ud800", "more": False}), "printable"),
        (told({"items": [], "cursor": "1" * 1001, "more": False}), "1,000"),
    ],
)
async def test_nonsense_from_the_feed_is_said_and_nothing_is_taken(
    answer: web.Response, words: str
) -> None:
    async with serving(Scripted(answer)) as url:
        bank = api(url)
        with pytest.raises(PlatformUnavailableError, match=words):
            await bank.recognitions("")
        await bank.stop()


@pytest.mark.parametrize(
    "bad",
    [
        {"state": "pending"},
        {"said_at": "yesterday"},
        {"said_at": "2026-11-23T00:00:00"},
        {"said_at": "\ud800"},
        {"said_at": None},
        {"credit": "much"},
        {"credit": "0.12345"},
        {"credit": "NaN"},
        {"credit": True},
        {"credit": -1},
        {"credit": "1e99"},
        {"reason": 3},
    ],
)
async def test_a_decision_that_cannot_be_read_is_named_and_holds_up_no_other(
    bad: dict[str, object],
) -> None:
    items = [{**ITEM, "outer_id": str(outer_id(2)), **bad}, ITEM]
    async with serving(Scripted(told({"items": items, "cursor": "2", "more": True}))) as url:
        bank = api(url)
        page = await bank.recognitions("")
        await bank.stop()
    assert [one.claim for one in page.found] == [outer_id(1)]
    assert (page.unreadable, page.cursor, page.more) == ((outer_id(2),), "2", True)


async def test_a_decision_about_an_id_that_is_no_uuid_is_passed_over() -> None:
    page = {"items": [{**ITEM, "outer_id": "X-1"}, "X-2", ITEM], "cursor": "2", "more": False}
    async with serving(Scripted(told(page))) as url:
        bank = api(url)
        found = await bank.recognitions("")
        await bank.stop()
    assert [one.claim for one in found.found] == [outer_id(1)]
    assert found.cursor == "2"


def test_only_what_can_be_read_means_the_same() -> None:
    bank = api("http://127.0.0.1:1")
    item = {"list": "training", "record": entry_of(record(), "training", Z), "withdrawn": False}
    assert bank.means_the_same(parcel().body, body(item))
    assert not bank.means_the_same(parcel().body, body({**item, "list": "credit"}))
    for theirs in (b"", b"[]", b"{}", b"[" * 100_000):
        assert not bank.means_the_same(parcel().body, theirs)
    assert not bank.means_the_same(b"{}", body(item))
