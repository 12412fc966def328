"""A small strict LRS for tests: checks what it is asked, stores whole batches, can be told what
to answer next."""

import asyncio
import json
from base64 import b64encode
from collections import deque
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

CREDENTIALS = "Basic " + b64encode("bot:gehéim".encode()).decode()


class SmallLrs:
    """``canned`` answers the next calls to /statements; ``about`` answers /about. It lists ``page``
    statements at once; ``more`` is the form of the link that leads on.
    """

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.requests: list[web.BaseRequest] = []
        self.stored: dict[str, dict[str, Any]] = {}
        self.canned: deque[web.Response] = deque()
        self.about: web.Response | None = None
        self.about_calls = 0
        self.versions = ("1.0.3",)
        self.voided: set[str] = set()
        self.page = 2
        self.more = "/xAPI/statements?page={page}"
        self.asked: list[dict[str, str]] = []
        self.hang = asyncio.Event()
        self.hangs = False
        app = web.Application()
        app.router.add_post("/xAPI/statements", self._post)
        app.router.add_get("/xAPI/statements", self._get)
        app.router.add_get("/xAPI/about", self._about)
        app.router.add_route("*", "/elsewhere", self._elsewhere)
        self.elsewhere = 0
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/xAPI"))

    async def _about(self, request: web.Request) -> web.Response:
        self.about_calls += 1
        return self.about or web.json_response({"version": list(self.versions)})

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.json_response([])

    async def _refused(self, request: web.Request) -> web.Response | None:
        """The answer that ends a call before it is looked into."""
        self.requests.append(request)
        if self.hangs:
            await self.hang.wait()
        if self.canned:
            return self.canned.popleft()
        if request.headers.get("Authorization") != CREDENTIALS:
            return web.json_response({"detail": "Invalid authentication"}, status=401)
        if request.headers.get("X-Experience-API-Version") not in self.versions:
            return web.json_response({"message": "version"}, status=400)
        return None

    async def _post(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bodies.append(body)
        if refused := await self._refused(request):
            return refused
        if request.content_type != "application/json":
            return web.json_response({"message": "content type"}, status=400)
        batch = {one["id"]: one for one in json.loads(body)}
        if any(self.stored.get(key, one) != one for key, one in batch.items()):
            return web.json_response({"message": "conflict"}, status=409)
        self.stored.update(batch)
        return web.json_response(list(batch))

    async def _get(self, request: web.Request) -> web.Response:
        if refused := await self._refused(request):
            return refused
        if "since" in request.query or "page" in request.query:
            return self._page(request)
        voided = "voidedStatementId" in request.query
        key = request.query["voidedStatementId" if voided else "statementId"]
        found = self.stored.get(key) if (key in self.voided) == voided else None
        if found is None:
            return web.json_response({"message": "no such statement"}, status=404)
        added = {"stored": "2026-11-23T00:31:00.000Z", "authority": {"name": "lrs"}}
        return web.json_response({**found, **added})

    def _page(self, request: web.Request) -> web.Response:
        """Some statements, and the link that leads on."""
        self.asked.append(dict(request.query))
        listed = [one for key, one in self.stored.items() if key not in self.voided]
        at = int(request.query.get("page", "0"))
        rest = at + self.page < len(listed)
        more = self.more.format(page=at + self.page) if rest else ""
        return web.json_response({"statements": listed[at : at + self.page], "more": more})
