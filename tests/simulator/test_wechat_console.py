"""Quotas and their figures, rids, the list of addresses, tickets (reference/wechat.md 5, 8)."""

import hashlib
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from tests.simulator.conftest import AES_KEY, APP_ID, SECRET, Wechat

QUOTA = "openapi/quota/get"
PAGE = "http://127.0.0.1:8080/wechat/lib/notices"


def text(to: str = "o1") -> dict:
    return {"touser": to, "msgtype": "text", "text": {"content": "课"}}


async def test_the_days_figures(sim: Simulator, signed_in: Wechat) -> None:
    await sim.wechat.follow("lib", "o1")
    for _ in range(2):
        await signed_in.call("message/custom/send", text())
    asked = {"cgi_path": "/cgi-bin/message/custom/send"}
    answer = await signed_in.call(QUOTA, asked)
    assert answer["quota"] == {"daily_limit": 500_000, "used": 2, "remain": 499_998}
    sim.wechat.add_followers("lib", ["o2"])
    body = {"touser": ["o1", "o2"], "msgtype": "text", "text": {"content": "课"}}
    await signed_in.call("message/mass/send", body)
    for path in ("/cgi-bin/message/mass/send", "/cgi-bin/message/mass/sendall"):
        quota = (await signed_in.call(QUOTA, {"cgi_path": path}))["quota"]
        assert quota == {"daily_limit": 100, "used": 1, "remain": 99}
    for path in ("/cgi-bin/nothing", "custom/send", ""):
        assert await signed_in.errcode(QUOTA, {"cgi_path": path}) == 76021
    assert await signed_in.errcode(QUOTA, {}) == 47001


@pytest.mark.parametrize(
    ("path", "body", "times"),
    [
        ("clear_quota", {"appid": APP_ID}, 10),
        ("openapi/quota/clear", {"cgi_path": "/cgi-bin/message/custom/send"}, 50),
    ],
)
async def test_counts_begin_anew(sim, signed_in, clock, path, body, times) -> None:
    sim.wechat.quotas("lib")["custom/send"] = 1
    await sim.wechat.follow("lib", "o1")
    await signed_in.call("message/custom/send", text())
    assert await signed_in.errcode("message/custom/send", text()) == 45009
    assert [await signed_in.errcode(path, body) for _ in range(times)] == [0] * times
    assert await signed_in.errcode("message/custom/send", text()) == 0
    assert await signed_in.errcode(path, body) == 48006
    clock.move(timedelta(days=8))
    await signed_in.sign_in()
    assert await signed_in.errcode(path, body) == 0, "a new month"


async def test_only_of_the_own_account(signed_in: Wechat) -> None:
    assert await signed_in.errcode("clear_quota", {"appid": "wx0"}) == 40013


async def test_a_refusal_is_found_by_its_rid(signed_in: Wechat, clock) -> None:
    refused = await signed_in.call("message/custom/send", text("o9"))
    rid = refused["errmsg"].split("rid: ")[1]
    found = (await signed_in.call("openapi/rid/get", {"rid": rid}))["request"]
    assert found["request_url"] == "/wechat-api/cgi-bin/message/custom/send"
    assert (found["client_ip"], found["invoke_time"]) == ("127.0.0.1", 1795392000)
    assert await signed_in.errcode("openapi/rid/get", {"rid": "1-2-3"}) == 76001
    assert await signed_in.errcode("openapi/rid/get", {}) == 76002
    clock.move(timedelta(days=7))
    await signed_in.sign_in()
    assert await signed_in.errcode("openapi/rid/get", {"rid": rid}) == 76001


async def test_only_listed_addresses_may_call(sim: Simulator, signed_in: Wechat) -> None:
    sim.wechat.switches("lib").whitelist = frozenset({"10.1.2.3"})
    assert await signed_in.errcode("menu/get") == 40164
    assert (await signed_in.sign_in())["errcode"] == 40164
    query = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    assert await signed_in.errcode("token", **query) == 40164
    sim.wechat.switches("lib").whitelist = frozenset({"127.0.0.1"})
    assert await signed_in.errcode("menu/get") == 46003


async def test_where_callbacks_come_from(signed_in: Wechat) -> None:
    assert await signed_in.call("getcallbackip") == {"ip_list": ["127.0.0.1"]}


async def test_calls_that_ran_into_a_limit_are_listed(sim, signed_in: Wechat, clock) -> None:
    sim.wechat.add_followers("lib", ["o1"])
    assert sim.wechat.refused_for_limit("lib") == []
    await signed_in.call("message/custom/send", text())
    await signed_in.call("message/custom/send", text("o9"))
    await sim.wechat.say("lib", "o1", "在吗")
    for _ in range(6):
        await signed_in.call("message/custom/send", text())
    for _ in range(2):
        await signed_in.sign_in(force_refresh=True)
    refused = [(one.call, one.errcode) for one in sim.wechat.refused_for_limit("lib")]
    assert refused == [("custom/send", 45015), ("custom/send", 45047), ("stable_token", 45011)]
    assert sim.wechat.refused_for_limit("lib")[0].at == clock.now()


# Tickets and signatures ----------------------------------------------------------------------


async def test_a_ticket_stays_the_same(signed_in: Wechat, clock) -> None:
    first = await signed_in.call("ticket/getticket", type="jsapi")
    assert (first["errcode"], first["expires_in"]) == (0, 7200)
    clock.move(timedelta(minutes=100))
    second = await signed_in.call("ticket/getticket", type="jsapi")
    assert (second["ticket"], second["expires_in"]) == (first["ticket"], 1200)
    clock.move(timedelta(minutes=15))
    await signed_in.sign_in()
    third = await signed_in.call("ticket/getticket", type="jsapi")
    assert third["ticket"] != first["ticket"]
    assert await signed_in.errcode("ticket/getticket", type="wx_card") == 40035


async def signed(wechat: Wechat, url: str = PAGE, **change: object) -> dict:
    ticket = (await wechat.call("ticket/getticket", type="jsapi"))["ticket"]
    words = f"jsapi_ticket={ticket}&noncestr=n&timestamp=1795392000&url={url}"
    made = hashlib.sha1(words.encode()).hexdigest()
    given = {"appId": APP_ID, "timestamp": 1795392000, "nonceStr": "n", "signature": made}
    return given | {"url": url} | change


async def told(http: ClientSession, name: str, body: object) -> dict:
    async with http.post(f"/wechat-api/page/{name}", json=body) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
        return await answer.json()


async def test_a_page_is_believed_by_its_signature(sim, signed_in, http, clock) -> None:
    sim.wechat.add_template("lib", "ONCE", {"thing1": "课程"}, title="每日一课")
    given = await signed(signed_in)
    answer = await told(http, "config", given)
    assert answer["errMsg"] == "config:ok"
    assert answer["templates"]["ONCE"] == {
        "title": "每日一课", "labels": ["课程"], "longTerm": False, "use": "notice",
    }  # fmt: skip
    clock.move(timedelta(hours=2))
    assert (await told(http, "config", given))["errMsg"] == "config:invalid signature"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"signature": "0" * 40}, "config:invalid signature"),
        ({"url": PAGE + "?a=1"}, "config:invalid signature"),
        ({"nonceStr": "m"}, "config:invalid signature"),
        ({"timestamp": 1}, "config:invalid signature"),
        ({"appId": "wx0"}, "config:invalid appId"),
    ],
)
async def test_pages_that_are_not_believed(signed_in, http, change, words) -> None:
    given = await signed(signed_in) | change
    assert (await told(http, "config", given))["errMsg"] == words


async def test_another_accounts_ticket_is_not_good(sim, signed_in, http, bot) -> None:
    given = await signed(signed_in)
    sim.add_wechat("other", "wx1111111111111111", "s", "t", AES_KEY, bot.url)
    answer = await told(http, "config", given | {"appId": "wx1111111111111111"})
    assert answer["errMsg"] == "config:invalid signature"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "subscribe:ok"),
        ({"appId": "wx0"}, "subscribe:fail"),
        ({"phone": "o9"}, "subscribe:fail"),
        ({"choices": {"ONCE": "perhaps"}}, "subscribe:fail"),
        ({"choices": {"NONE": "accept"}}, "subscribe:fail"),
        ({"choices": []}, "subscribe:fail"),
    ],
)
async def test_what_is_chosen_on_a_page(sim, http, change, words) -> None:
    sim.wechat.add_template("lib", "ONCE", {"thing1": "课程"})
    sim.wechat.add_followers("lib", ["o1"])
    given = {"appId": APP_ID, "phone": "o1", "choices": {"ONCE": "accept"}} | change
    assert (await told(http, "subscribe", given))["errMsg"] == words
    await sim.settle()
    assert sim.wechat.consents("lib", "o1") == ({"ONCE": 1} if words.endswith("ok") else {})
