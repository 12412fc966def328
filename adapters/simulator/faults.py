"""Things that go wrong on purpose: one call, some calls, or a whole platform."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

PLATFORMS = ("telegram", "wechat", "bank", "creditbank", "model")


@dataclass(slots=True)
class Fault:
    """One arranged mishap; ``times`` counts down to its end."""

    where: str
    status: int
    body: str | bytes | None
    errcode: int | None
    retry_after: int | None
    times: int
    lost: bool
    hang: bool

    def matches(self, where: str) -> bool:
        """Whether this mishap is meant for ``where``."""
        return self.where in (where, where.split(":", 1)[0] + ":*")


class Faults:
    """The mishaps still to come. A call meets the first that matches it.

    ``hanging`` is the number of calls that hang right now.
    """

    def __init__(self, notify: Callable[[], None]) -> None:
        """Nothing goes wrong yet. ``notify`` is called whenever a call begins or ends to hang."""
        self._faults: list[Fault] = []
        self._down: set[str] = set()
        self._released = asyncio.Event()
        self._notify = notify
        self.hanging = 0

    def add(
        self,
        where: str,
        *,
        status: int = 500,
        body: str | bytes | dict[str, Any] | None = None,
        errcode: int | None = None,
        retry_after: int | None = None,
        times: int = 1,
        lost: bool = False,
        hang: bool = False,
    ) -> None:
        """Let the next ``times`` calls of ``where`` go wrong.

        ``where`` is ``PLATFORM:CALL``, as in ``telegram:sendMessage``, ``wechat:custom/send``,
        ``bank:statements``, ``creditbank:modify``, ``model:chat``, or ``PLATFORM:*``. ``lost``: the call takes effect, then the
        connection is closed without an answer. ``hang``: nothing happens and no answer comes.
        ``errcode``: WeChat's HTTP 200 with that code. Else ``status`` and ``body`` are answered
        and nothing happens; without a body, in the platform's own form. ``retry_after`` (seconds)
        goes where the platform puts it.
        """
        text = json.dumps(body, ensure_ascii=False) if isinstance(body, dict) else body
        fault = Fault(where, status, text, errcode, retry_after, times, lost, hang)
        self._faults.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more; platforms that were down are up; hanging calls end."""
        self._faults.clear()
        self._down.clear()
        self.release()

    def down(self, platform: str, is_down: bool) -> None:
        """Take a whole platform down (each connection is cut), or bring it back."""
        if platform not in PLATFORMS:
            raise ValueError(f"no such platform: {platform}")
        (self._down.add if is_down else self._down.discard)(platform)

    def release(self) -> None:
        """End the calls that hang."""
        self._released.set()
        self._released = asyncio.Event()

    def take(self, where: str) -> Fault | None:
        """The mishap of this call, counted as used."""
        for fault in self._faults:
            if fault.matches(where):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    async def serve(
        self,
        request: web.Request,
        where: str,
        handler: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Answer ``request`` by ``handler``, unless something goes wrong."""
        if where.split(":", 1)[0] in self._down:
            return _cut(request)
        fault = self.take(where)
        if fault is None:
            return await handler()
        if fault.lost:
            await handler()
            return _cut(request)
        if fault.hang:
            await self._hang()
            return _cut(request)
        return _mishap(where, fault)

    async def _hang(self) -> None:
        self.hanging += 1
        self._notify()
        try:
            await self._released.wait()
        finally:
            self.hanging -= 1
            self._notify()


def _cut(request: web.Request) -> web.Response:
    """Close the connection without an answer; what is returned never reaches anybody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _mishap(where: str, fault: Fault) -> web.Response:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.errcode is not None:
        body = {"errcode": fault.errcode, "errmsg": "arranged by the simulator"}
        return web.Response(text=json.dumps(body), content_type="text/plain", headers=headers)
    if fault.body is not None:
        raw = fault.body.encode() if isinstance(fault.body, str) else fault.body
        return web.Response(status=fault.status, body=raw, headers=headers)
    if where.startswith("creditbank:"):
        told = {"code": "arranged", "message": "arranged by the simulator", "outer_ids": []}
        return web.json_response(told, status=fault.status, headers=headers)
    if not where.startswith("telegram:"):
        return web.Response(status=fault.status, text="arranged by the simulator", headers=headers)
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": fault.status,
        "description": "Too Many Requests" if fault.status == 429 else "Internal Server Error",
    }
    if fault.retry_after is not None:
        answer["description"] += f": retry after {fault.retry_after}"
        answer["parameters"] = {"retry_after": fault.retry_after}
    return web.json_response(answer, status=fault.status)
