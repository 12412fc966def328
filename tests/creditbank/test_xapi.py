"""The xAPI adapter over HTTP: bytes out, every answer in."""

import asyncio
import json
import socket
from datetime import timedelta

import pytest
from aiohttp import ClientTimeout, web

from adapters.creditbank.xapi import XapiBank
from bot.clock import FrozenClock
from bot.domain.credits import Form, Parcel, RecognitionPage, Target
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    SettingsError,
)
from bot.ledger.statements import render
from bot.ports import CreditBank, PushAnswer, PushResult
from tests.creditbank.server import SmallLrs
from tests.ledger.samples import ISSUER, NOW, many_lessons

R = PushResult
NO_LIST = "HTTP 200 without the list of what was stored"
STATEMENTS = [render(fact, ISSUER, NOW) for fact in many_lessons(3)]
BODIES = [one.body for one in STATEMENTS]
PARCELS = [Parcel(one.id, one.body) for one in STATEMENTS]


async def test_the_stored_bytes_go_out_as_they_are(lrs: SmallLrs, bank: XapiBank) -> None:
    assert await bank.push(PARCELS) == PushAnswer(R.STORED)
    assert lrs.bodies == [b"[" + b",".join(BODIES) + b"]"]
    assert set(lrs.stored) == {str(one.id) for one in STATEMENTS}
    assert await bank.push(PARCELS[:1]) == PushAnswer(R.STORED), "again is fine"


async def test_about_is_asked_once_also_by_many_at_a_time(lrs: SmallLrs, bank: XapiBank) -> None:
    answers = await asyncio.gather(*(bank.push(PARCELS) for _ in range(5)))
    assert {answer.result for answer in answers} == {R.STORED}
    assert lrs.about_calls == 1


@pytest.mark.parametrize(
    ("about", "header"),
    [
        (["1.0.3", "2.0.0"], "1.0.3"),
        (["0.95", "1.0.0", "1.0.1"], "1.0.1"),
        (["2.0.0"], "2.0.0"),
        (["2.0.0", "10.0.0"], "2.0.0"),
        (["2.0.0", "2.0.1", "0.95"], "2.0.1"),
        (["1.0.9", "1.0.10", "2.0.0"], "1.0.10"),
        (["0.95"], "1.0.3"),
        ([], "1.0.3"),
        (["nonsense", 7, None], "1.0.3"),
        ("2.0.0", "1.0.3"),
    ],
)
async def test_the_version_is_chosen_from_about(
    lrs: SmallLrs, bank: XapiBank, about: object, header: str
) -> None:
    lrs.about = web.json_response({"version": about})
    lrs.versions = (header,)
    assert (await bank.push(PARCELS)).result is R.STORED


@pytest.mark.parametrize(
    "about",
    [
        web.Response(status=404),
        web.Response(status=405),
        web.Response(status=401),
        web.Response(status=302, headers={"Location": "/elsewhere"}),
        web.Response(text="<html>", content_type="text/html"),
        web.Response(text="[" * 9000),
        web.Response(body=b"\xff\xfe"),
        web.json_response(["1.0.3"]),
    ],
    ids=["404", "405", "401", "302", "page", "deep", "bytes", "list"],
)
async def test_an_lrs_without_a_readable_about_gets_1_0_3(
    lrs: SmallLrs, bank: XapiBank, about: web.Response
) -> None:
    lrs.about = about
    assert (await bank.push(PARCELS)).result is R.STORED
    assert lrs.elsewhere == 0


async def test_an_about_that_is_down_is_asked_again_later(lrs: SmallLrs, bank: XapiBank) -> None:
    lrs.about = web.Response(status=503, text="soon")
    assert await bank.push(PARCELS) == PushAnswer(R.UNAVAILABLE, "HTTP 503")
    assert lrs.bodies == []
    lrs.about = web.json_response({"version": ["2.0.0"]})
    lrs.versions = ("2.0.0",)
    assert (await bank.push(PARCELS)).result is R.STORED


async def test_a_version_that_is_refused_later_is_asked_for_again(
    lrs: SmallLrs, bank: XapiBank
) -> None:
    assert (await bank.push(PARCELS)).result is R.STORED
    lrs.versions = ("2.0.0",)
    assert (await bank.push(PARCELS)).result is R.STORED
    assert lrs.about_calls == 2


async def test_about_is_asked_once_a_minute_while_statements_are_refused() -> None:
    lrs, clock = SmallLrs(), FrozenClock(NOW)
    await lrs.server.start_server()
    bank = XapiBank("lrs", lrs.url, "bot", "gehéim", clock)
    asked = []
    for seconds in (0, 59, 1, 30):
        clock.move(timedelta(seconds=seconds))
        lrs.canned.append(web.json_response({"message": "a bad actor"}, status=400))
        assert (await bank.push(PARCELS)).result is R.INVALID
        asked.append(lrs.about_calls)
    await bank.stop()
    await lrs.server.close()
    assert asked == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("canned", "expected"),
    [
        (web.Response(status=204), PushAnswer(R.STORED)),
        (web.Response(status=200, body=b"\x00not json"), PushAnswer(R.UNAVAILABLE, NO_LIST)),
        (web.json_response({"ok": True}), PushAnswer(R.UNAVAILABLE, NO_LIST)),
        (web.Response(status=200), PushAnswer(R.UNAVAILABLE, NO_LIST)),
        (web.json_response({"detail": "  same\n id "}, status=409), PushAnswer(R.CONFLICT, "HTTP 409: same id")),
        (web.json_response({"message": "bad actor"}, status=400), PushAnswer(R.INVALID, "HTTP 400: bad actor")),
        (web.json_response({"detail": [{"loc": 1}]}, status=422), PushAnswer(R.INVALID, 'HTTP 422: [{"loc": 1}]')),
        (web.Response(status=418, text="teapot"), PushAnswer(R.INVALID, "HTTP 418: teapot")),
        (web.Response(status=413), PushAnswer(R.TOO_LARGE, "HTTP 413")),
        (web.Response(status=429, headers={"Retry-After": "120"}), PushAnswer(R.THROTTLED, "HTTP 429", 120.0)),
        (web.Response(status=429, headers={"Retry-After": "nonsense"}), PushAnswer(R.THROTTLED, "HTTP 429")),
        (
            web.Response(
                status=503,
                headers={
                    "Retry-After": "Mon, 23 Nov 2026 01:00:00 GMT",
                    "Date": "Mon, 23 Nov 2026 00:58:30 GMT",
                },
            ),
            PushAnswer(R.UNAVAILABLE, "HTTP 503", 90.0),
        ),
        (web.Response(status=401), PushAnswer(R.UNAUTHORISED, "HTTP 401")),
        (web.Response(status=403, text="<h1>", content_type="text/html"), PushAnswer(R.UNAUTHORISED, "HTTP 403 with a web page instead of an answer")),
        (web.Response(status=500, text="oh"), PushAnswer(R.UNAVAILABLE, "HTTP 500: oh")),
        (web.Response(status=404), PushAnswer(R.UNAVAILABLE, "HTTP 404")),
        (web.Response(status=202), PushAnswer(R.UNAVAILABLE, "HTTP 202")),
        (web.Response(status=307, headers={"Location": "/elsewhere"}), PushAnswer(R.UNAVAILABLE, "HTTP 307")),
        (web.Response(text="<p>log in", content_type="text/html"), PushAnswer(R.UNAVAILABLE, "HTTP 200 with a web page instead of an answer")),
        (web.Response(status=400, text="<p>proxy", content_type="text/html"), PushAnswer(R.UNAVAILABLE, "HTTP 400 with a web page instead of an answer")),
        (web.Response(status=400, text="x" * 10**6), PushAnswer(R.INVALID, "HTTP 400: " + "x" * 289 + "…")),
    ],
    ids=lambda value: f"{value.status}-{value.content_type}" if isinstance(value, web.Response) else "",
)  # fmt: skip
async def test_every_answer_has_its_class(
    lrs: SmallLrs, bank: XapiBank, canned: web.Response, expected: PushAnswer
) -> None:
    lrs.canned.append(canned)
    assert await bank.push(PARCELS) == expected
    assert lrs.elsewhere == 0, "no redirect is followed"
    assert (await bank.push(PARCELS)).result is R.STORED, "and the next call is not disturbed"


async def test_a_bank_that_does_not_answer_is_unavailable(lrs: SmallLrs) -> None:
    lrs.hangs = True
    short = ClientTimeout(total=0.2)
    bank = XapiBank("lrs", lrs.url, "bot", "gehéim", FrozenClock(NOW), timeout=short)
    assert await bank.push(PARCELS) == PushAnswer(R.UNAVAILABLE, "no answer in time")
    assert await bank.holds(PARCELS[0]) is None
    await bank.stop()


async def test_a_closed_port_and_nonsense_are_unavailable() -> None:
    async def speak_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH\r\n")
        writer.close()

    server = await asyncio.start_server(speak_nonsense, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/xAPI"
    bank = XapiBank("lrs", url, "bot", "secret-word", FrozenClock(NOW))
    answer = await bank.push(PARCELS)
    server.close()
    await server.wait_closed()
    closed = await bank.push(PARCELS)
    await bank.stop()
    assert {answer.result, closed.result} == {R.UNAVAILABLE}
    assert "secret-word" not in answer.words + closed.words


async def test_wrong_credentials_are_unauthorised(lrs: SmallLrs) -> None:
    bank = XapiBank("lrs", lrs.url, "bot", "wrong", FrozenClock(NOW))
    assert (await bank.push(PARCELS)).result is R.UNAUTHORISED
    with pytest.raises(PlatformMisconfiguredError, match="refuses the username or password"):
        await bank.check()
    await bank.stop()


async def test_holds_tells_equal_other_and_none(lrs: SmallLrs, bank: XapiBank) -> None:
    one = STATEMENTS[0]
    assert await bank.holds(PARCELS[0]) is None
    await bank.push(PARCELS[:1])
    assert await bank.holds(PARCELS[0]) is True
    lrs.voided.add(str(one.id))
    assert await bank.holds(PARCELS[0]) is True, "also where it was taken back"
    lrs.stored[str(one.id)]["result"]["duration"] = "PT9S"
    assert await bank.holds(PARCELS[0]) is False


async def test_holds_reads_a_statement_wrapped_in_a_result(lrs: SmallLrs, bank: XapiBank) -> None:
    one, other = json.loads(BODIES[0]), json.loads(BODIES[1])
    for expected, body in ((True, BODIES[0]), (False, BODIES[0].replace(b"PT150S", b"PT9S"))):
        lrs.canned.append(web.json_response({"statements": [other, one], "more": ""}))
        assert await bank.holds(Parcel(STATEMENTS[0].id, body)) is expected


@pytest.mark.parametrize(
    "canned",
    [
        web.Response(status=500),
        web.Response(status=401),
        web.Response(text="not json"),
        web.Response(text="[" * 10**5, content_type="application/json"),
        web.Response(text="{}", content_type="text/html"),
        web.Response(text='{"id":"' + "x" * 10**6 + '"}'),
        web.json_response({"statements": []}),
        web.json_response({"statements": [None, 7, {"id": "another"}]}),
        web.json_response({"id": "00000000-0000-4000-8000-000000000000"}),
        web.json_response(["nothing"]),
    ],
    ids=["500", "401", "nonsense", "deep", "page", "endless", "no", "odd", "another", "list"],
)
async def test_holds_does_not_know_when_it_cannot_read(
    lrs: SmallLrs, bank: XapiBank, canned: web.Response
) -> None:
    lrs.canned.append(canned)
    assert await bank.holds(PARCELS[0]) is None


async def test_check_says_that_all_is_well(lrs: SmallLrs, bank: XapiBank) -> None:
    said = await bank.check()
    assert said == "Credit bank lrs answers and takes xAPI 1.0.3."
    assert lrs.stored == {}


@pytest.mark.parametrize(
    ("canned", "error", "words"),
    [
        (web.Response(status=503), PlatformUnavailableError, "does not work now"),
        (web.Response(status=403), PlatformMisconfiguredError, "refuses the username"),
        (web.Response(status=400, text="no"), PlatformMisconfiguredError, "check its url: HTTP 400"),
        (web.Response(text="<p>", content_type="text/html"), PlatformMisconfiguredError, "check its url"),
    ],
    ids=["503", "403", "400", "page"],
)  # fmt: skip
async def test_check_names_the_mend(
    lrs: SmallLrs, bank: XapiBank, canned: web.Response, error: type[Exception], words: str
) -> None:
    lrs.canned.append(canned)
    with pytest.raises(error, match=words):
        await bank.check()


async def test_check_of_a_closed_port_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        bank = XapiBank("lrs", url, "bot", "x", FrozenClock(NOW))
        with pytest.raises(PlatformUnavailableError, match="cannot be reached"):
            await bank.check()
    await bank.stop()


@pytest.mark.parametrize(
    "url",
    ["", "ftp://lrs", "lrs.example.org", "http://lrs/xAPI/statements/", "http://a:b@lrs/xAPI"],
)
def test_a_url_that_cannot_be_a_base_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="before /statements"):
        XapiBank("lrs", url, "bot", "x", FrozenClock(NOW))


async def test_an_lrs_decides_nothing(bank: XapiBank) -> None:
    assert await bank.recognitions("here") == RecognitionPage((), "here")


def test_it_is_a_credit_bank() -> None:
    bank: CreditBank = XapiBank("lrs", "http://lrs/xAPI/", "bot", "x", FrozenClock(NOW))
    assert (bank.name, bank.target) == ("lrs", Target("lrs", Form.XAPI))
