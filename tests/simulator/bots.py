"""Servers that stand where a bot would stand: they keep what they get and answer as told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request, bytes], Awaitable[web.Response]]


async def fine(_request: web.Request, _body: bytes) -> web.Response:
    return web.Response()


@dataclass
class Arrival:
    """One call: headers, query, body."""

    headers: dict[str, str]
    query: dict[str, str]
    body: bytes


@dataclass
class BotServer:
    """Answers with ``script`` in turn, then with ``answer`` for ever."""

    answer: Answer = fine
    script: list[Answer] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _serve(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.arrivals.append(Arrival(dict(request.headers), dict(request.query), body))
        answer = self.script.pop(0) if self.script else self.answer
        return await answer(request, body)


def status(code: int, **headers: str) -> Answer:
    async def answer(_request: web.Request, _body: bytes) -> web.Response:
        return web.Response(status=code, headers=headers)

    return answer


def telling(make: Callable[[bytes], web.Response]) -> Answer:
    async def answer(_request: web.Request, body: bytes) -> web.Response:
        return make(body)

    return answer


def as_json(value: dict[str, Any]) -> Answer:
    async def answer(_request: web.Request, _body: bytes) -> web.Response:
        return web.json_response(value)

    return answer
