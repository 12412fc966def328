"""A channel against the simulated platform: both half-pipes over HTTP, as in the demo."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.simulator import Simulator
from adapters.wechat import WeChatChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Result, Rung
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import EventBody, InboundEvent
from bot.domain.messages import Reply
from bot.ports import MenuItem, RawRequest, RawResponse
from tests.wechat.platform import AES_KEY, APP_ID, NOW, TOKEN, channel

MENU = (
    MenuItem("今日一课", "today"),
    MenuItem("更多", children=(MenuItem("进度", "progress"),)),
)


@dataclass
class Bot:
    """The smallest bot: notes each event, answers with ``answer``."""

    seen: list[InboundEvent] = field(default_factory=list)
    answer: Reply | None = None
    refused: list[int] = field(default_factory=list)
    wechat: WeChatChannel | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, kind: type[EventBody]) -> None:
        """Until an event of that kind has come."""
        async with asyncio.timeout(20):
            while not any(isinstance(body, kind) for body in self.bodies):
                self.heard.clear()
                await self.heard.wait()

    @property
    def bodies(self) -> list[EventBody]:
        return [event.body for event in self.seen]

    async def handle(self, request: web.Request) -> web.Response:
        assert self.wechat is not None
        raw = RawRequest(request.method, request.query, request.headers, await request.read())
        try:
            got = self.wechat.read(raw)
        except CallbackRefusedError as error:
            self.refused.append(error.status)
            return web.Response(status=error.status)
        if not isinstance(got, RawResponse):
            self.seen.append(got)
            self.heard.set()
            got = await self.wechat.respond(got, self.answer)
        return web.Response(status=got.status, body=got.body, content_type=got.content_type)


@dataclass
class Stage:
    """A simulator, a bot, the channel between them, and their clock."""

    sim: Simulator
    bot: Bot
    wechat: WeChatChannel
    clock: FrozenClock

    def bubbles(self) -> list[Any]:
        return [b for b in self.sim.wechat.chat("school", "oGrandma") if not b.mine]

    async def send(self, reply: Reply, chat: str = "oGrandma") -> Result:
        return (await self.wechat.send(chat, reply, rung=Rung.CUSTOMER, key="d1")).result


@asynccontextmanager
async def staged(*, console: dict[str, Any] | None = None, **changes: Any) -> AsyncIterator[Stage]:
    """Everything started; ``console`` and ``changes`` differ from a verified service account."""
    clock, bot = FrozenClock(NOW), Bot()
    sim = Simulator(clock)
    app = web.Application()
    app.router.add_route("*", "/wechat/school", bot.handle)
    server = TestServer(app)
    await server.start_server()
    settings = {
        "account": "school",
        "app_id": APP_ID,
        "app_secret": "secret",
        "token": TOKEN,
        "aes_key": AES_KEY,
        "callback_url": str(server.make_url("/wechat/school")),
    }
    sim.add_wechat(**{**settings, **(console or {})})
    await sim.start()
    ours = {"account": "school", "clock": clock, "menu": MENU, "api_url": f"{sim.url}/wechat-api"}
    bot.wechat = channel(**{**ours, **changes})
    try:
        yield Stage(sim, bot, bot.wechat, clock)
    finally:
        await bot.wechat.stop()
        await sim.stop()
        await server.close()
