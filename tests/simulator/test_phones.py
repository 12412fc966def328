"""The phones page's JSON: state, events, what people do, and the clock."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web

from adapters.simulator import Simulator, phones_app
from bot.clock import FrozenClock
from tests.simulator.bots import BotServer
from tests.simulator.conftest import BEGIN, BankClient, Telegram, Wechat
from tests.simulator.statements import COURSE, QUIZ, raw
from tests.simulator.wechat_bot import replying

ASKED = {"X-Requested-With": "phones"}


class Page:
    def __init__(self, http: ClientSession) -> None:
        self.http = http

    async def state(self) -> dict[str, Any]:
        async with self.http.get("/phones/api/state") as answer:
            assert answer.status == 200
            return await answer.json()

    async def phone(self, name: str) -> dict[str, Any]:
        return next(p for p in (await self.state())["phones"] if p["id"] == name)

    async def post(self, path: str, body: Any = None, headers: Any = ASKED) -> int:
        async with self.http.post(f"/phones/api/{path}", json=body or {}, headers=headers) as a:
            if a.status != 204:
                assert (await a.json())["error"]
            return a.status


@pytest.fixture
async def page(sim: Simulator) -> AsyncIterator[Page]:
    app = web.Application()
    app.add_subapp("/phones/", sim.phones_app())
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as http:
        yield Page(http)
    await runner.cleanup()


async def test_the_state_of_an_unused_demo(page: Page) -> None:
    state = await page.state()
    assert state["now"] == "2026-11-23T08:00:00+08:00"
    assert (state["next_due"], state["zone"], state["ledger"]) == (None, "Asia/Shanghai", [])
    assert [(p["id"], p["account"], p["person"], p["joined"]) for p in state["phones"]] == [
        ("wechat", "lib", "陈老师", False),
        ("telegram", "city", "小李", False),
    ]
    for phone in state["phones"]:
        assert phone.keys() == {
            "id", "account", "title", "person", "joined", "typing", "failing", "menu",
            "commands", "bubbles",
        }  # fmt: skip


async def test_wechat_from_joining_to_leaving(sim, page: Page, wechat: Wechat, bot) -> None:
    below = [{"type": "click", "name": "进度", "key": "progress"}]
    await wechat.sign_in()
    await wechat.call("menu/create", {"button": [{"name": "更多", "sub_button": below}]})
    bot.answer = replying('<a href="weixin://bizmsgmenu?msgmenucontent=甲&msgmenuid=1">甲</a>')
    assert await page.post("wechat/join") == 204
    await sim.settle()
    phone = await page.phone("wechat")
    assert phone["joined"]
    assert phone["menu"] == [
        {
            "label": "更多",
            "key": "",
            "children": [{"label": "进度", "key": "progress", "children": []}],
        }
    ]
    bubble = phone["bubbles"][-1]
    assert (bubble["text"], bubble["mine"], bubble["kind"], bubble["via"]) == (
        "甲",
        False,
        "text",
        "passive",
    )
    assert bubble["buttons"] == [{"label": "甲", "data": "1"}]
    assert bubble["at"] == "2026-11-23T08:00:00+08:00"
    assert await page.post("wechat/tap", {"bubble": bubble["id"], "data": "1"}) == 204
    assert await page.post("wechat/menu", {"key": "progress"}) == 204
    assert await page.post("wechat/say", {"text": "今日一课"}) == 204
    await sim.settle()
    mine = [b["text"] for b in (await page.phone("wechat"))["bubbles"] if b["mine"]]
    assert mine == ["甲", "今日一课"]
    assert await page.post("wechat/leave") == 204
    assert not (await page.phone("wechat"))["joined"]


async def test_telegram_from_joining_to_leaving(sim, page: Page, telegram: Telegram) -> None:
    commands = [{"command": "today", "description": "今日一课"}]
    await telegram.call("setMyCommands", commands=commands)
    assert await page.post("telegram/join") == 204
    person = int((await telegram.call("getUpdates"))["result"][0]["message"]["from"]["id"])
    markup = {"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]}
    await telegram.call("sendMessage", chat_id=person, text="你好", reply_markup=markup)
    phone = await page.phone("telegram")
    assert (phone["joined"], phone["commands"]) == (True, commands)
    bubble = phone["bubbles"][-1]
    assert bubble["buttons"] == [{"label": "好", "data": "a"}]
    assert await page.post("telegram/tap", {"bubble": bubble["id"], "data": "a"}) == 204
    assert await page.post("telegram/tap", {"bubble": bubble["id"], "data": "b"}) == 400
    assert await page.post("telegram/tap", {"bubble": "99", "data": "a"}) == 400
    assert await page.post("telegram/say", {"text": "/today"}) == 204
    updates = (await telegram.call("getUpdates"))["result"]
    assert [u["callback_query"]["data"] for u in updates if "callback_query" in u] == ["a"]
    await telegram.call("sendChatAction", chat_id=person, action="typing")
    assert (await page.phone("telegram"))["typing"]
    assert await page.post("telegram/leave") == 204
    assert not (await page.phone("telegram"))["joined"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("wechat/say", {"text": "先关注"}),
        ("wechat/leave", {}),
        ("wechat/menu", {"key": "none"}),
        ("wechat/tap", {"bubble": "1", "data": "1"}),
        ("wechat/dance", {}),
        ("radio/join", {}),
        ("telegram/say", {}),
        ("telegram/say", {"text": 3}),
        ("telegram/menu", {"key": "a"}),
        ("telegram/say", ["text"]),
        ("clock", {}),
        ("clock", {"to": "next"}),
        ("clock", {"minutes": -1}),
        ("clock", {"minutes": "60"}),
        ("clock", {"minutes": True}),
        ("clock", {"minutes": 10**9}),
    ],
)
async def test_nonsense_gets_a_sentence(page: Page, path: str, body: Any) -> None:
    assert await page.post(path, body) == 400


async def test_other_sites_cannot_post(page: Page, sim: Simulator) -> None:
    assert await page.post("wechat/join", headers={}) == 403
    assert not (await page.phone("wechat"))["joined"]
    headers = ASKED | {"Content-Type": "application/json"}
    async with page.http.post("/phones/api/wechat/join", data=b"{", headers=headers) as answer:
        assert answer.status == 400


async def test_the_clock_goes_to_the_next_lesson(sim, page: Page, clock: FrozenClock) -> None:
    due = BEGIN + timedelta(hours=23)

    async def next_due() -> datetime:
        return due

    sim.next_due = next_due
    assert (await page.state())["next_due"] == "2026-11-24T07:00:00+08:00"
    assert await page.post("clock", {"to": "next"}) == 204
    assert clock.now() == due
    clock.move(timedelta(seconds=10))
    assert await page.post("clock", {"to": "next"}) == 204
    assert clock.now() == due + timedelta(seconds=10), "never back"
    assert await page.post("clock", {"minutes": 60}) == 204
    assert clock.now() == due + timedelta(seconds=10, minutes=60)


async def test_a_bot_that_cannot_be_reached_is_shown(sim, page: Page, bot: BotServer) -> None:
    await bot.stop()
    await page.post("wechat/join")
    await sim.settle()
    phone = await page.phone("wechat")
    assert phone["failing"]
    assert phone["bubbles"][-1]["kind"] == "system"


async def test_the_ledger_reads_like_a_book(page: Page, bank: BankClient) -> None:
    await bank.request("POST", raw(QUIZ, COURSE))
    quiz, course = (await page.state())["ledger"]
    assert quiz == {
        "id": QUIZ["id"],
        "verb": "passed",
        "type": "assessment",
        "object": "手机支付怎么更安全",
        "person": "9f3c2a7b",
        "score": "4/5",
        "success": True,
        "hours": None,
        "voided": False,
        "at": "2026-11-23T07:30:00+08:00",  # done then; it came in at 08:00
    }
    assert (course["verb"], course["type"], course["hours"]) == ("completed", "course", 4)


async def test_events_come_at_once_and_after_each_change(sim, page: Page) -> None:
    async with page.http.get("/phones/api/events") as stream:
        assert stream.content_type == "text/event-stream"

        async def event() -> dict[str, Any]:
            assert await stream.content.readline() == b"event: state\n"
            data = await stream.content.readline()
            assert await stream.content.readline() == b"\n"
            return json.loads(data.removeprefix(b"data: "))

        assert (await event())["phones"][1]["joined"] is False
        await page.post("telegram/join")
        assert (await event())["phones"][1]["joined"] is True


async def test_a_quiet_stream_is_kept_alive(sim, page: Page, monkeypatch) -> None:
    monkeypatch.setattr(phones_app, "ALIVE_EVERY", 0.02)
    async with page.http.get("/phones/api/events") as stream:
        await stream.content.readuntil(b"\n\n")
        assert await stream.content.readuntil(b"\n\n") == b": alive\n\n"


async def test_a_stream_ends_with_the_server(sim: Simulator) -> None:
    app = web.Application()
    app.add_subapp("/phones/", sim.phones_app())
    runner = web.AppRunner(app, shutdown_timeout=60)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/phones/api/events"
    async with ClientSession() as http, http.get(url) as stream:
        await stream.content.readuntil(b"\n\n")
        async with asyncio.timeout(20):
            await runner.cleanup()
        assert b"event: state" not in await stream.content.read()


async def test_a_burst_of_changes_is_one_event(sim, page: Page, clock: FrozenClock) -> None:
    async with page.http.get("/phones/api/events") as stream:
        await stream.content.readuntil(b"\n\n")
        for _ in range(50):
            clock.move(timedelta(minutes=1))
        body = await stream.content.readuntil(b"\n\n")
        assert b'"now": "2026-11-23T08:50:00+08:00"' in body


async def test_the_page_and_its_files(page: Page) -> None:
    for name, kind in (("", "text/html"), ("phones.css", "text/css"), ("phones.js", "text/javascript")):  # fmt: skip
        async with page.http.get(f"/phones/{name}") as answer:
            assert answer.status == 200
            assert answer.content_type == kind
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    for name in ("none.css", "phones.py", "..%2Fbank.py", "%2e%2e%2fstate.py"):
        async with page.http.get(f"/phones/{name}") as answer:
            assert answer.status == 404
