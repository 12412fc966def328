"""The platform's side for these tests: callbacks as WeChat signs them, and a scripted API."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from wechatpy.crypto import WeChatCrypto

from adapters.wechat import MenuEntry, WeChatChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Rung
from bot.domain.events import EventBody, InboundEvent, WindowOpening
from bot.domain.messages import Reply
from bot.ports import RawRequest, RawResponse

TOKEN = "callback-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx1234567890abcdef"
NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
HEAD = (
    "<ToUserName><![CDATA[gh_school]]></ToUserName>"
    "<FromUserName><![CDATA[oPerson]]></FromUserName>"
    "<CreateTime>1348831860</CreateTime>"
)
TAIL = "<MsgId>1234567890123456</MsgId>"


def sha1(*parts: str) -> str:
    """The signature over the sorted parts, written anew from the official page."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def body(inner: str, head: str = HEAD) -> str:
    """A clear body around ``inner``, as the platform writes it."""
    return f"<xml>{head}{inner}</xml>"


def said(text: str) -> str:
    """The clear body of a text message."""
    return body(f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>{TAIL}")


def event(name: str, more: str = "", head: str = HEAD) -> str:
    """The clear body of an event."""
    return body(
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{more}", head
    )


def sealed(
    xml: str, stamp: str = STAMP, *, app_id: str = APP_ID, token: str = TOKEN
) -> RawRequest:
    """An encrypted, signed callback."""
    made = WeChatCrypto(token, AES_KEY, app_id).encrypt_message(xml, "nonce1", stamp)
    cipher = made.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    outer = (
        "<xml><ToUserName><![CDATA[gh_school]]></ToUserName>"
        f"<Encrypt><![CDATA[{cipher}]]></Encrypt></xml>"
    )
    query = {
        "signature": sha1(token, stamp, "nonce1"),
        "timestamp": stamp,
        "nonce": "nonce1",
        "openid": "oPerson",
        "encrypt_type": "aes",
        "msg_signature": sha1(token, stamp, "nonce1", cipher),
    }
    return RawRequest("POST", query, {}, outer.encode())


def plain(xml: str) -> RawRequest:
    """A signed callback in plain mode."""
    query = {"signature": sha1(TOKEN, STAMP, "n"), "timestamp": STAMP, "nonce": "n"}
    return RawRequest("POST", query, {}, xml.encode())


def opened(response: RawResponse) -> str:
    """The XML in an encrypted answer; fails unless it is signed and for our app."""
    clear: str = WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(
        response.body,
        response.body.decode().split("<MsgSignature><![CDATA[")[1].split("]]>")[0],
        STAMP,
        response.body.decode().split("<Nonce><![CDATA[")[1].split("]]>")[0],
    )
    return clear


class Shelf:
    """A token shelf in memory; give one to several channels for several processes."""

    def __init__(self, *, free: bool = True) -> None:
        self.token: str | None = None
        self.seconds = 0
        self.free = free
        self.locked = 0

    async def read(self) -> str | None:
        return self.token

    async def write(self, token: str, seconds: int) -> None:
        self.token, self.seconds = token, seconds

    @asynccontextmanager
    async def refreshing(self) -> AsyncIterator[bool]:
        ours = self.free
        if ours:
            self.free, self.locked = False, self.locked + 1
        try:
            yield ours
        finally:
            self.free = self.free or ours


def channel(**changes: Any) -> WeChatChannel:
    """A channel of a verified service account whose API nobody answers, unless changed."""
    settings: dict[str, Any] = {
        "account": "city-wechat",
        "kind": "service",
        "verified": True,
        "app_id": APP_ID,
        "app_secret": "secret",
        "token": TOKEN,
        "aes_key": AES_KEY,
        "api_url": "http://127.0.0.1:9",
        "clock": FrozenClock(NOW),
        "tokens": Shelf(),
        "menu": (MenuEntry("今日一课", "today"),),
    }
    return WeChatChannel(**{**settings, **changes})


def read_event(xml: str, **changes: Any) -> InboundEvent:
    """The event that comes of a sealed body."""
    got = channel(**changes).read(sealed(xml))
    assert isinstance(got, InboundEvent)
    return got


def meaning(xml: str) -> tuple[EventBody, WindowOpening]:
    """What a sealed body means."""
    got = read_event(xml)
    return got.body, got.window


Answer = dict[str, Any] | bytes | int | Callable[[web.Request], Any]


@dataclass
class Api:
    """A scripted WeChat API over HTTP: answers in the order given, then for ever the last."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    tokens: int = 0

    def script(self, path: str, *answers: Answer) -> None:
        """What ``path`` answers: an object, raw bytes, an HTTP status, or a handler."""
        self.answers[path] = list(answers)

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies that came to ``path``."""
        return [json.loads(raw) for called, _, raw in self.calls if called == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/base/cgi-bin/")
        self.calls.append((path, dict(request.query), await request.read()))
        answer = self._next(path)
        if callable(answer):
            return await answer(request)  # type: ignore[no-any-return]
        if isinstance(answer, int):
            return web.Response(status=answer, text="<html>busy</html>")
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return web.Response(body=raw, content_type="text/plain")  # as WeChat labels its JSON

    def _next(self, path: str) -> Answer:
        script = self.answers.get(path)
        if script:
            return script.pop(0) if len(script) > 1 else script[0]
        if path == "stable_token":
            self.tokens += 1
            return {"access_token": f"T{self.tokens}", "expires_in": 7200}
        return {"errcode": 0, "errmsg": "ok"}


@asynccontextmanager
async def api() -> AsyncIterator[Api]:
    """An API on a free loopback port."""
    made = Api()
    app = web.Application()
    app.router.add_route("*", "/base/{path:.*}", made.handle)
    server = TestServer(app)
    await server.start_server()
    made.url = str(server.make_url("/base"))
    try:
        yield made
    finally:
        await server.close()


@asynccontextmanager
async def connected(made: Api, **changes: Any) -> AsyncIterator[WeChatChannel]:
    """A channel that talks to ``made``."""
    got = channel(api_url=made.url, **changes)
    try:
        yield got
    finally:
        await got.stop()


async def send(got: WeChatChannel, reply: Reply) -> Any:
    """Send as a customer message."""
    return await got.send("oPerson", reply, rung=Rung.CUSTOMER, key="d1")


def later(seconds: int) -> str:
    """A timestamp that many seconds after the clock."""
    return str(int((NOW + timedelta(seconds=seconds)).timestamp()))
