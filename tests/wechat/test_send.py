"""Customer messages against a real HTTP server that plays the API."""

import asyncio
import json
import socket

import aiohttp
import pytest
from aiohttp import web

from adapters.wechat.errcodes import MEANINGS, TOKEN_CODES
from bot.domain.delivery import Outcome, Result, Rung, Scope
from bot.domain.messages import Message, Option, Reply, say
from tests.wechat.platform import APP_ID, Shelf, api, channel, connected, send

SEND = "message/custom/send"
OK = {"errcode": 0, "errmsg": "ok"}
QUESTION = say("选吧", Option("甲", "q:1"), Option("乙", "q:2"), hint="回复数字即可")


def failing(code: int) -> dict[str, object]:
    return {"errcode": code, "errmsg": "refused rid: 1-2-3"}


async def test_a_text_goes_out_as_raw_utf8():
    async with api() as made, connected(made) as got:
        outcome = await send(got, say("你好 👵🏻 \x00]]>", title="一课"))
        assert outcome == Outcome(Result.SENT, code="0")
        path, query, raw = made.calls[-1]
    assert (path, query) == (SEND, {"access_token": "T1"})
    assert "你好 👵🏻 ]]>".encode() in raw
    assert json.loads(raw) == {
        "touser": "oPerson",
        "msgtype": "text",
        "text": {"content": "【一课】\n你好 👵🏻 ]]>"},
    }


async def test_options_go_out_as_a_menu_message():
    async with api() as made, connected(made) as got:
        assert (await send(got, QUESTION)).result is Result.SENT
        assert made.bodies(SEND) == [
            {
                "touser": "oPerson",
                "msgtype": "msgmenu",
                "msgmenu": {
                    "head_content": "选吧",
                    "list": [{"id": "q:1", "content": "1. 甲"}, {"id": "q:2", "content": "2. 乙"}],
                    "tail_content": "回复数字即可",
                },
            }
        ]


async def test_an_account_refused_menu_messages_gets_numbers_from_then_on():
    async with api() as made, connected(made) as got:
        made.script(SEND, failing(40200), OK)
        assert (await send(got, QUESTION)).result is Result.SENT
        assert (await send(got, QUESTION)).result is Result.SENT
        kinds = [body["msgtype"] for body in made.bodies(SEND)]
    assert kinds == ["msgmenu", "text", "text"]


async def test_another_error_of_a_menu_message_is_no_reason_to_send_twice():
    async with api() as made, connected(made) as got:
        made.script(SEND, failing(45015))
        assert (await send(got, QUESTION)).result is Result.WINDOW_CLOSED
        assert len(made.bodies(SEND)) == 1


async def test_data_too_long_for_an_item_goes_as_numbered_text():
    async with api() as made, connected(made) as got:
        await send(got, say("选吧", Option("甲", "q" * 33)))
        assert made.bodies(SEND)[0]["text"] == {"content": "选吧\n1. 甲"}


@pytest.mark.parametrize("code", sorted(set(MEANINGS) - TOKEN_CODES))
async def test_each_errcode_is_reported_as_the_table_says(code):
    async with api() as made, connected(made) as got:
        made.script(SEND, failing(code))
        outcome = await send(got, say("x"))
        assert len(made.bodies(SEND)) == 1
    meaning = MEANINGS[code]
    assert (outcome.result, outcome.scope) == (meaning.result, meaning.scope)
    assert outcome.retry_after == meaning.retry_after
    assert outcome.code == f"{code} {meaning.word}"


@pytest.mark.parametrize("code", sorted(TOKEN_CODES))
async def test_a_refused_token_is_renewed_once_and_the_message_sent_again(code):
    shelf = Shelf()
    async with api() as made, connected(made, tokens=shelf) as got:
        made.script(SEND, failing(code), OK)
        assert (await send(got, say("x"))).result is Result.SENT
        used = [query["access_token"] for path, query, _ in made.calls if path == SEND]
    assert used == ["T1", "T2"]
    assert shelf.token == "T2"


@pytest.mark.parametrize("code", sorted(TOKEN_CODES))
async def test_a_token_refused_for_ever_ends_after_the_second_time(code):
    async with api() as made, connected(made) as got:
        made.script(SEND, failing(code))
        outcome = await send(got, say("x"))
        assert len(made.bodies(SEND)) == 2
        assert made.tokens == 2
    assert (outcome.result, outcome.scope) == (Result.MISCONFIGURED, Scope.ACCOUNT)


async def test_the_same_bad_token_again_is_forced_out():
    async with api() as made, connected(made) as got:
        same = {"access_token": "T1", "expires_in": 7200}
        made.script("stable_token", same, same, {"access_token": "T2", "expires_in": 7200})
        made.script(SEND, failing(40001), OK)
        assert (await send(got, say("x"))).result is Result.SENT
        forced = [body["force_refresh"] for body in made.bodies("stable_token")]
    assert forced == [False, False, True]


async def test_a_hundred_sends_at_once_fetch_one_token():
    async with api() as made, connected(made) as got:
        outcomes = await asyncio.gather(*(send(got, say(f"{n}")) for n in range(100)))
        assert {outcome.result for outcome in outcomes} == {Result.SENT}
        assert made.tokens == 1


async def test_the_token_call_carries_what_the_platform_asks():
    async with api() as made, connected(made) as got:
        await send(got, say("x"))
        assert made.bodies("stable_token") == [
            {
                "grant_type": "client_credential",
                "appid": APP_ID,
                "secret": "secret",
                "force_refresh": False,
            }
        ]


TOKEN_FAILURES = [
    (failing(40001), Result.MISCONFIGURED, "40001 app secret wrong"),
    (failing(40125), Result.MISCONFIGURED, "40125 app secret wrong"),
    (failing(40013), Result.MISCONFIGURED, "40013 app id wrong"),
    (failing(40164), Result.MISCONFIGURED, "40164 address not in the IP whitelist"),
    (failing(45009), Result.QUOTA_USED_UP, "45009 quota of the account used up"),
    (failing(-1), Result.UNAVAILABLE, "-1 platform busy"),
    (502, Result.UNAVAILABLE, "HTTP 502"),
    (b"{", Result.UNAVAILABLE, "HTTP 200 with broken JSON"),
    ({"access_token": "", "expires_in": 7200}, Result.UNAVAILABLE, "no token given"),
    ({"access_token": "T1", "expires_in": "soon"}, Result.UNAVAILABLE, "no token given"),
]


@pytest.mark.parametrize(("answer", "result", "code"), TOKEN_FAILURES)
async def test_without_a_token_nothing_was_sent(answer, result, code):
    async with api() as made, connected(made) as got:
        made.script("stable_token", answer)
        outcome = await send(got, say("x"))
        assert made.bodies(SEND) == []
    assert (outcome.result, outcome.code, outcome.scope) == (result, code, Scope.ACCOUNT)


NONSENSE = [
    (500, Result.UNAVAILABLE, "HTTP 500"),
    (404, Result.UNAVAILABLE, "HTTP 404"),
    (302, Result.UNAVAILABLE, "HTTP 302"),
    (b"<!DOCTYPE html><title>login</title>", Result.UNAVAILABLE, "HTTP 200 without JSON"),
    (b"null", Result.UNAVAILABLE, "HTTP 200 without JSON"),
    (b"\xff\xfe", Result.UNAVAILABLE, "HTTP 200 without JSON"),
    (b'{"errcode":0,"errm', Result.UNKNOWN, "HTTP 200 with broken JSON"),
    (b"", Result.UNKNOWN, "HTTP 200 with broken JSON"),
    (b"[]", Result.UNKNOWN, "HTTP 200 with broken JSON"),
    (b'{"errcode":"soon"}', Result.UNKNOWN, "HTTP 200 with broken JSON"),
    (b"{}", Result.UNKNOWN, "HTTP 200 without errcode"),
]


@pytest.mark.parametrize(("answer", "result", "code"), NONSENSE)
async def test_an_answer_that_is_none_is_never_taken_for_success(answer, result, code):
    async with api() as made, connected(made) as got:
        made.script(SEND, answer)
        outcome = await send(got, say("x"))
    assert (outcome.result, outcome.code) == (result, code)


async def test_no_redirect_is_followed_with_our_token():
    async def elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect("/base/cgi-bin/elsewhere")

    async with api() as made, connected(made) as got:
        made.script(SEND, elsewhere)
        outcome = await send(got, say("x"))
        assert made.bodies("elsewhere") == []
    assert (outcome.result, outcome.code) == (Result.UNAVAILABLE, "HTTP 307")


async def test_a_closed_port_means_nothing_was_sent():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        got = channel(api_url=f"http://127.0.0.1:{held.getsockname()[1]}")
        outcome = await send(got, say("x"))
        await got.stop()
    assert (outcome.result, outcome.code) == (Result.UNAVAILABLE, "cannot connect")


async def test_a_lost_connection_leaves_it_unknown():
    async def cut_off(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async with api() as made, connected(made) as got:
        made.script(SEND, cut_off)
        outcome = await send(got, say("x"))
    assert (outcome.result, outcome.code) == (Result.UNKNOWN, "connection lost")


async def test_no_answer_in_time_leaves_it_unknown():
    release = asyncio.Event()

    async def silent(request: web.Request) -> web.Response:
        await release.wait()
        return web.Response()

    async with api() as made, connected(made, tokens=(shelf := Shelf())) as got:
        shelf.token = "T1"
        got._line.transport._timeout = aiohttp.ClientTimeout(sock_read=0.05)
        made.script(SEND, silent)
        outcome = await send(got, say("x"))
        release.set()
    assert (outcome.result, outcome.code) == (Result.UNKNOWN, "no answer in time")


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://[::1"])
async def test_a_malformed_address_sends_nothing(url):
    got = channel(api_url=url)
    outcome = await send(got, say("x"))
    await got.stop()
    assert outcome.result is Result.UNAVAILABLE


REFUSED_HERE = [
    ({"verified": False}, Rung.CUSTOMER),
    ({}, Rung.NOTICE),
    ({}, Rung.TEMPLATE),
    ({}, Rung.MASS),
    ({}, Rung.SEND),
]


@pytest.mark.parametrize(("changes", "rung"), REFUSED_HERE)
async def test_an_account_that_may_not_push_does_not_try(changes, rung):
    async with api() as made, connected(made, **changes) as got:
        outcome = await got.send("oPerson", say("x"), rung=rung, key="d1")
        assert made.calls == []
    code = f"no {rung.value} message here"
    assert outcome == Outcome(Result.REFUSED, code=code, scope=Scope.RUNG)


async def test_a_reply_of_several_messages_is_one_send():
    async with api() as made, connected(made) as got:
        await send(got, Reply((Message("一"), Message("二"))))
        assert [body["text"] for body in made.bodies(SEND)] == [{"content": "一\n\n二"}]
