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

from adapters.wechat import WeChatChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Rung
from bot.domain.events import EventBody, InboundEvent, WindowOpening
from bot.domain.messages import Reply
from bot.ports import MenuItem, RawRequest, RawResponse

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


@dataclass
class StoredPicture:
    """A file as a shelf hands it out."""

    content: bytes
    kind: str = "image"
    content_type: str = "image/png"


@dataclass
class Files:
    """A media shelf in memory; give one to several channels for several processes."""

    files: dict[str, StoredPicture] = field(default_factory=dict)
    uploads: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    used: dict[str, datetime] = field(default_factory=dict)
    looks: int = 0

    def put(self, content: bytes = b"\x89PNG", **kind: str) -> str:
        """Lay a file down; its name."""
        name = hashlib.sha256(content).hexdigest()
        self.files[name] = StoredPicture(content, **kind)
        return name

    async def file(self, file_hash: str) -> StoredPicture | None:
        return self.files.get(file_hash)

    async def upload(self, file_hash: str, now: datetime) -> tuple[str, datetime] | None:
        self.looks += 1
        if file_hash in self.uploads:
            self.used[file_hash] = now
        return self.uploads.get(file_hash)

    async def keep(
        self, file_hash: str, media_id: str, expires_at: datetime, now: datetime, *, used: bool
    ) -> None:
        self.uploads[file_hash] = (media_id, expires_at)
        if used:
            self.used[file_hash] = now

    async def due(self, used_since: datetime, expires_before: datetime) -> list[str]:
        return [
            name
            for name, (_, until) in self.uploads.items()
            if until < expires_before and self.used.get(name, NOW) >= used_since
        ]


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
        "menu": (MenuItem("今日一课", "today"),),
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
GETS = {
    "token",
    "user/get",
    "menu/get",
    "ticket/getticket",
    "tags/get",
    "getcallbackip",
    "datacube/x",
}
"""Paths the platform documents as GET; all others are POST."""


@dataclass(frozen=True)
class Form:
    """A file that was uploaded: the form's field, the file's name and type, its bytes."""

    query: dict[str, str]
    field: str
    name: str
    content_type: str
    content: bytes
    length: int | None
    """The announced length of the whole body; the platform takes no body in chunks."""


@dataclass
class Api:
    """A scripted WeChat API over HTTP: answers in the order given, then for ever the last.

    ``faults`` are the ways in which a call was not as the platform documents it.
    """

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tokens: int = 0

    def script(self, path: str, *answers: Answer) -> None:
        """What ``path`` answers: an object, raw bytes, an HTTP status, or a handler."""
        self.answers[path] = list(answers)

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies that came to ``path``."""
        return [json.loads(raw) for called, _, raw in self.calls if called == path]

    def paths(self) -> list[str]:
        """What was called, in order, without the token calls."""
        return [path for path, _, _ in self.calls if path not in {"stable_token", "token"}]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/base/cgi-bin/").removeprefix("/base/")
        raw = b""
        if request.content_type == "multipart/form-data":
            await self._read_form(request)
        else:
            raw = await request.read()
        self.calls.append((path, dict(request.query), raw))
        self._check(path, request, raw)
        answer = self._next(path, request)
        if callable(answer):
            return await answer(request)  # type: ignore[no-any-return]
        if isinstance(answer, int):
            return web.Response(status=answer, text="<html>busy</html>")
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return web.Response(body=raw, content_type="text/plain")  # as WeChat labels its JSON

    async def _read_form(self, request: web.Request) -> None:
        for name, file in (await request.post()).items():
            assert isinstance(file, web.FileField)
            with file.file as opened_file:
                content = opened_file.read()
            query, length = dict(request.query), request.content_length
            form = Form(query, name, file.filename, file.content_type, content, length)
            self.forms.append(form)

    def _check(self, path: str, request: web.Request, raw: bytes) -> None:
        if request.method != ("GET" if path in GETS else "POST"):
            self.faults.append(f"{path} by {request.method}")
        if (path in {"stable_token", "token"}) is ("access_token" in request.query):
            self.faults.append(f"{path} and its token")
        if raw and request.headers["Content-Type"] != "application/json; charset=utf-8":
            self.faults.append(f"{path} as {request.headers['Content-Type']}")
        if b"\\u" in raw:
            self.faults.append(f"{path} with escaped characters")

    def _next(self, path: str, request: web.Request) -> Answer:
        script = self.answers.get(path)
        if script:
            return script.pop(0) if len(script) > 1 else script[0]
        if path in {"stable_token", "token"}:
            self.tokens += 1
            return {"access_token": f"T{self.tokens}", "expires_in": 7200}
        if path == "media/upload":
            kind, made = request.query["type"], f"M{len(self.forms)}"
            return {"type": kind, "media_id": made, "created_at": int(NOW.timestamp())}
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
    assert made.faults == []


@asynccontextmanager
async def connected(made: Api, **changes: Any) -> AsyncIterator[WeChatChannel]:
    """A channel that talks to ``made``."""
    got = channel(**{"api_url": made.url, **changes})
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
