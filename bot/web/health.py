"""Health for people and machines: alive, ready, measured."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.web.measures import Measures

Check = Callable[[], Awaitable[str]]
"""Empty when all is well; else one sentence."""


class Health:
    """/healthz says that the process lives, /readyz that it can do its work."""

    def __init__(
        self, checks: Mapping[str, Check], notes: Callable[[], dict[str, str]], measures: Measures
    ) -> None:
        """``checks`` must pass for ready; ``notes`` tell of platforms that are down, which
        does not make us unready.
        """
        self._checks = checks
        self._notes = notes
        self._measures = measures

    def routes(self) -> list[web.RouteDef]:
        """The paths of design section 6."""
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, request: web.Request) -> web.Response:  # noqa: ARG002 - aiohttp's shape
        """The process answers."""
        return web.json_response({"alive": True})

    async def ready(self, request: web.Request) -> web.Response:  # noqa: ARG002 - aiohttp's shape
        """Database, Redis and migrations; platforms are told of beside."""
        faults = await asyncio.gather(*(self._run(check) for check in self._checks.values()))
        parts = {name: fault or "ok" for name, fault in zip(self._checks, faults, strict=True)}
        ready = not any(faults)
        body = {"ready": ready, **parts, "platforms": self._notes()}
        return web.json_response(body, status=200 if ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:  # noqa: ARG002 - aiohttp's shape
        """Prometheus text."""
        return web.Response(
            body=self._measures.render(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _run(self, check: Check) -> str:
        try:
            async with asyncio.timeout(2):
                return await check()
        except TimeoutError:
            return "it did not answer within 2 s"
