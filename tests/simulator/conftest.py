"""A simulator on a frozen clock with one account of each kind, and a server in the bot's place."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, encode_basic_auth

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.bots import BotServer

BEGIN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
TOKEN = "123456:TELEGRAM-TEST-TOKEN"
APP_ID = "wxba5fad812f8e6fb9"
SECRET = "app-secret"
AES_KEY = "A" * 43
VERSION = {"X-Experience-API-Version": "1.0.3"}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(BEGIN)


@pytest.fixture
async def bot() -> AsyncIterator[BotServer]:
    server = BotServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def sim(clock: FrozenClock, bot: BotServer) -> AsyncIterator[Simulator]:
    simulator = Simulator(clock)
    simulator.add_telegram("city", TOKEN)
    simulator.add_wechat("lib", APP_ID, SECRET, "AAAAA", AES_KEY, f"{bot.url}/wechat/lib")
    simulator.add_bank("bot", "bank-password")
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def http(sim: Simulator) -> AsyncIterator[ClientSession]:
    async with ClientSession(base_url=sim.url) as session:
        yield session


class Telegram:
    """The Bot API as a plain client sees it."""

    def __init__(self, http: ClientSession) -> None:
        self._http = http

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> dict[str, Any]:
        path = f"/telegram-api/bot{token}/{method}"
        async with self._http.post(path, json=params) as answer:
            body: dict[str, Any] = await answer.json()
            assert answer.status == body.get("error_code", 200)
            return body

    async def refused(self, method: str, **params: Any) -> str:
        body = await self.call(method, **params)
        assert body["ok"] is False
        return f"{body['error_code']} {body['description']}"

    async def upload(self, method: str, part: str, content: bytes, **params: Any) -> Any:
        """A call with a file in a part of its own."""
        form = FormData(default_to_multipart=True)
        for name, value in params.items():
            form.add_field(name, str(value))
        form.add_field(part, io.BytesIO(content), filename=f"{part}.bin")
        path = f"/telegram-api/bot{TOKEN}/{method}"
        async with self._http.post(path, data=form) as answer:
            return await answer.json()


class Wechat:
    """The WeChat API as a plain client sees it."""

    def __init__(self, http: ClientSession) -> None:
        self._http = http
        self.token = ""

    async def call(self, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        query.setdefault("access_token", self.token)
        url = f"/wechat-api/cgi-bin/{path}"
        method = "GET" if body is None else "POST"
        json_body = None if body is None else _raw_json(body)
        async with self._http.request(method, url, params=query, data=json_body) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/plain"
            value: dict[str, Any] = await answer.json(content_type=None)
            return value

    async def sign_in(self, **more: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET} | more
        answer = await self.call("stable_token", body)
        self.token = answer.get("access_token", self.token)
        return answer

    async def upload(
        self, path: str, content: bytes, filename: str, **query: str
    ) -> dict[str, Any]:
        query.setdefault("access_token", self.token)
        form = FormData()
        form.add_field("media", io.BytesIO(content), filename=filename)
        url = f"/wechat-api/cgi-bin/{path}"
        async with self._http.post(url, params=query, data=form) as answer:
            assert answer.status == 200
            value: dict[str, Any] = await answer.json(content_type=None)
            return value

    async def errcode(self, path: str, body: Any = None, **query: str) -> int:
        return int((await self.call(path, body, **query)).get("errcode", 0))


class BankClient:
    """The statements resource as a plain client sees it."""

    def __init__(self, http: ClientSession) -> None:
        self._http = http

    async def request(
        self,
        method: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        user: tuple[str, str] = ("bot", "bank-password"),
        **query: str,
    ) -> tuple[int, str]:
        async with self._http.request(
            method,
            "/bank/xAPI/statements",
            data=body,
            params=query,
            headers=(VERSION if headers is None else headers)
            | {"Content-Type": "application/json", "Authorization": encode_basic_auth(*user)},
        ) as answer:
            return answer.status, await answer.text()


def _raw_json(body: Any) -> bytes:
    import json

    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


@pytest.fixture
def telegram(http: ClientSession) -> Telegram:
    return Telegram(http)


@pytest.fixture
def wechat(http: ClientSession) -> Wechat:
    return Wechat(http)


@pytest.fixture
async def signed_in(sim: Simulator, wechat: Wechat) -> Wechat:
    await wechat.sign_in()
    return wechat


@pytest.fixture
def bank(http: ClientSession) -> BankClient:
    return BankClient(http)
