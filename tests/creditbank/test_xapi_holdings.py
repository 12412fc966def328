"""What an LRS lists of ours: page by page, on its own host only, and no more than what is ours."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web

from adapters.creditbank.xapi import XapiBank
from adapters.creditbank.xapi_reading import VOIDED
from bot.domain.credits import Holding, Parcel
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ledger.statements import render
from tests.creditbank.server import SmallLrs
from tests.ledger.samples import ISSUER, NOW, many_lessons

STATEMENTS = [render(fact, ISSUER, NOW) for fact in many_lessons(5)]
PARCELS = [Parcel(one.id, one.body) for one in STATEMENTS]
SINCE = NOW - timedelta(days=1)


def voiding(of: UUID, home: str = ISSUER.id_base) -> dict[str, Any]:
    return {
        "id": str(UUID(int=of.int ^ 1)),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": "yike"}},
        "verb": {"id": VOIDED},
        "object": {"objectType": "StatementRef", "id": str(of)},
    }


async def listed(bank: XapiBank) -> list[Holding]:
    return [one async for one in bank.holdings(SINCE, NOW)]


async def test_all_pages_are_read_in_order(lrs: SmallLrs, bank: XapiBank) -> None:
    await bank.push(PARCELS)
    found = await listed(bank)
    assert [one.id for one in found] == [str(one.id) for one in STATEMENTS]
    assert not any(one.voided for one in found)
    for one, ours in zip(found, STATEMENTS, strict=True):
        assert bank.means_the_same(ours.body, one.body)
    assert lrs.asked == [
        {
            "since": "2026-11-22T00:29:59.999Z",
            "until": "2026-11-23T00:30:00.000Z",
            "limit": "500",
            "ascending": "true",
        },
        {"page": "2"},
        {"page": "4"},
    ]


async def test_others_are_left_out(lrs: SmallLrs, bank: XapiBank) -> None:
    ours = json.loads(PARCELS[0].body)
    odd: list[dict[str, Any]] = [
        {**ours, "actor": {"mbox": "mailto:somebody@example.org"}},
        {**ours, "actor": {"account": {"homePage": ISSUER.id_base + ".example.com/learners"}}},
        {**ours, "actor": {"account": {"homePage": None}}},
        {**ours, "actor": None},
        voiding(STATEMENTS[0].id, "https://another.example.org"),
    ]
    for number, one in enumerate([*odd, ours]):
        lrs.stored[str(number)] = one
    assert [one.id for one in await listed(bank)] == [ours["id"]]


async def test_what_takes_back_tells_of_both(lrs: SmallLrs, bank: XapiBank) -> None:
    await bank.push(PARCELS[:2])
    taken = STATEMENTS[0].id
    lrs.voided.add(str(taken))
    lrs.stored["v"] = voiding(taken)
    other, by, gone = await listed(bank)
    assert other.id == str(STATEMENTS[1].id)
    assert (by.id, by.voided) == (voiding(taken)["id"], False)
    assert gone == Holding(str(taken), b"", voided=True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("https://elsewhere.example.org/xAPI/statements?page=2", "another host"),
        ("//elsewhere.example.org/statements", "another host"),
        ("/xAPI/statements?page=0", "circle"),
        ("http://[nowhere", "nowhere"),
    ],
)
async def test_a_list_never_leads_away_or_round_for_ever(
    lrs: SmallLrs, bank: XapiBank, more: str, words: str
) -> None:
    await bank.push(PARCELS)
    lrs.more = more
    with pytest.raises(PlatformUnavailableError, match=words):
        await listed(bank)


@pytest.mark.parametrize(
    ("canned", "error", "words"),
    [
        (web.Response(status=401), PlatformMisconfiguredError, "username or password"),
        (web.Response(status=503), PlatformUnavailableError, "does not work now"),
        (web.Response(text="<p>", content_type="text/html"), PlatformMisconfiguredError, "url"),
        (web.Response(text="[" * 10**5), PlatformUnavailableError, "as xAPI says"),
        (web.Response(text='{"statements": ['), PlatformUnavailableError, "as xAPI says"),
        (web.json_response({"statements": {}}), PlatformUnavailableError, "as xAPI says"),
        (web.json_response({"statements": [], "more": 7}), PlatformUnavailableError, "xAPI"),
        (web.json_response([]), PlatformUnavailableError, "as xAPI says"),
    ],
    ids=["401", "503", "page", "deep", "torn", "object", "more", "list"],
)
async def test_what_cannot_be_read_is_said(
    lrs: SmallLrs, bank: XapiBank, canned: web.Response, error: type[Exception], words: str
) -> None:
    lrs.canned.append(canned)
    with pytest.raises(error, match=words):
        await listed(bank)


@pytest.mark.parametrize("theirs", [b"", b"\xff", b"[", b"7", b"[" * 10**5])
def test_nonsense_never_means_the_same(bank: XapiBank, theirs: bytes) -> None:
    assert not bank.means_the_same(PARCELS[0].body, theirs)
