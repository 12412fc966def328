"""Whatever a bank says is fit to be kept, and no word of it gets into an error or a log."""

import json
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from adapters.creditbank import trail
from adapters.creditbank.answers import Response, answer_of
from adapters.creditbank.receipt_rows import read_receipt
from adapters.creditbank.trail import Trail
from adapters.creditbank.xapi import XapiBank
from bot.clock import FrozenClock
from bot.domain.credits import Holding, Recognised, Recognition, plain
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import CreditBank, PushAnswer, PushResult
from bot.store.db import Database
from tests.creditbank.bank_api import api
from tests.creditbank.parcels import NOW, outer_id
from tests.creditbank.scripted import Scripted, serving, told
from tests.delivery.owing import rows

NASTY = "a\0b\ud800c\u202e\x1b[31m\r\n  d\u2028e"
MADE_PLAIN = "abc[31m d e"


@pytest.mark.parametrize(
    ("words", "most", "kept"),
    [
        ("", 300, ""),
        (NASTY, 300, MADE_PLAIN),
        ("与已有成果重复", 300, "与已有成果重复"),
        ("𠮷😀", 300, "𠮷😀"),
        ("x" * 301, 300, "x" * 299 + "…"),
        ("\0" * 1000 + "x", 5, ""),
        ("\ud83d \0", 300, ""),
    ],
)
def test_plain(words: str, most: int, kept: str) -> None:
    assert plain(words, most) == kept


async def test_what_is_made_of_a_banks_words_can_be_stored(db: Database, tmp_path: Path) -> None:
    body = json.dumps({"message": NASTY}).encode()
    answer = answer_of(Response(400, "application/json", body), NOW)
    receipt = tmp_path / "r.csv"
    receipt.write_text(
        f"outer_id,state,reason,date\n{outer_id(1)},rejected,重\u202e复,2026-11-24\n"
    )
    (read,) = read_receipt(receipt, ZoneInfo("UTC"), "hash").found
    for words in (
        answer.words,
        PushAnswer(PushResult.INVALID, NASTY).words,
        Recognition(outer_id(1), Recognised.REJECTED, NOW, reason=NASTY).reason,
        Holding(NASTY, b"{}").id,
    ):
        assert words.endswith(MADE_PLAIN)
        assert await rows(db, "select $1::text as kept", words)
    assert read.reason == "重复"
    assert len(Holding("x" * 999, b"").id) == 200


def banks(url: str) -> list[CreditBank]:
    return [api(url), XapiBank("lrs", url, "bot", "x", FrozenClock(NOW), id_base="https://y.cn")]


async def test_what_is_listed_under_a_strange_id_is_told_under_a_plain_one() -> None:
    actor = {"account": {"homePage": "https://y.cn/learners", "name": "1"}}
    item = {"outer_id": NASTY, "id": NASTY, "record": NASTY, "actor": actor}
    page = {"items": [item], "statements": [item], "cursor": "1", "more": ""}
    records, statements = {**page, "more": False}, page
    for place, answer in enumerate((records, statements)):
        async with serving(Scripted(told(answer))) as url:
            bank = (banks(url))[place]
            (found,) = [one async for one in bank.holdings(NOW, NOW)]
            await bank.stop()
        assert found.id == MADE_PLAIN
        assert json.loads(found.body)["record"] == NASTY, "what it holds is compared as it is"


WORDS = "no mapping for cb_id SH20261122 张三"


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
async def test_no_error_repeats_a_banks_words(status: int) -> None:
    answer = web.json_response({"message": WORDS}, status=status)
    async with serving(Scripted(answer)) as url:
        for bank in banks(url):
            with pytest.raises((PlatformUnavailableError, PlatformMisconfiguredError)) as check:
                [one async for one in bank.holdings(NOW, NOW)]
            assert "SH2026" not in str(check.value)
            assert "张三" not in str(check.value)
            assert f"HTTP {status}" in str(check.value)
            await bank.stop()


async def test_a_listing_in_a_circle_comes_to_an_end() -> None:
    pages = [told({"items": [], "cursor": one, "more": True}) for one in islice(cycle("AB"), 9)]
    scripted = Scripted(*pages)
    async with serving(scripted) as url:
        bank = api(url)
        with pytest.raises(PlatformUnavailableError, match="circle"):
            [one async for one in bank.holdings(NOW, NOW)]
        await bank.stop()
    assert len(scripted.asked) == 3

    more = [told({"statements": [], "more": f"/bank/{one}"}) for one in islice(cycle("AB"), 9)]
    scripted = Scripted(told({"version": ["1.0.3"]}), *more)
    async with serving(scripted) as url:
        lrs = (banks(url))[1]
        with pytest.raises(PlatformUnavailableError, match="circle"):
            [one async for one in lrs.holdings(NOW, NOW)]
        await lrs.stop()
    assert len(scripted.asked) == 4


def test_a_listing_with_ever_new_pages_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_PAGES", 3)
    way = Trail("bank")
    for place in "abc":
        way.go_on(place)
    with pytest.raises(PlatformUnavailableError, match="more than 3 pages"):
        way.go_on("d")
