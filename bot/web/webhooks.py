"""Webhooks: an event is acknowledged only when it is stored (design 4.1)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from aiohttp import web

from bot.domain.delivery import Rung
from bot.domain.errors import CallbackRefusedError, StorageUnavailableError
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.messages import Reply
from bot.ports import Channel, Clock, EventSink, RawRequest, RawResponse
from bot.web.measures import Measures

LARGEST = 256 * 1024
"""Bytes a platform may send us in one call."""

log = structlog.get_logger("web")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Late = Callable[[InboundEvent, Reply], Awaitable[None]]
"""Owes a person a reply that missed its response: stored when it returns. Told of the same event
again, it owes nothing more."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a platform that takes replies in the response is let wait, in seconds from the
    arrival of its call. WeChat waits 5, then asks again (reference/wechat.md section 2).

    ``answer``: what is not ready by then follows another way. ``drop``: nothing is answered
    after it, so that the platform asks again.
    """

    answer: float = 4.0
    drop: float = 4.5


class Webhooks:
    """Hands each call to its account's adapter and the event in it to the in-pipe."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        sink: EventSink,
        clock: Clock,
        measures: Measures,
        late: Late | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Serve ``channels`` by account name; ``late`` brings what missed its response."""
        self._channels = channels
        self._sink = sink
        self._clock = clock
        self._measures = measures
        self._late = late
        self._patience = patience or Patience()
        self._running: set[asyncio.Future[Any]] = set()

    def routes(self) -> list[web.RouteDef]:
        """The paths of design section 6; another way to call them than theirs gets a 405."""
        telegram = self._serve(ChannelKind.TELEGRAM)
        wechat = self._serve(ChannelKind.WECHAT)
        return [
            web.post("/telegram/{account}", telegram),
            web.get("/wechat/{account}", wechat, allow_head=False),
            web.post("/wechat/{account}", wechat),
            web.route("*", "/wechat/{account}", wechat),
        ]

    def _serve(self, kind: ChannelKind) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            channel = self._channels.get(request.match_info["account"])
            if channel is None or channel.kind is not kind:
                # Its name stays out of the log: a caller can write anything there.
                _refused("unknown", 404, f"no {kind.value} account has that name")
                return web.Response(status=404)
            response = await self._answer(channel, request)
            if response is None:
                return _hung_up(request)
            return _plain(response)

        return serve

    async def _answer(self, channel: Channel, request: web.Request) -> RawResponse | None:
        """What the platform gets; None where it is to ask again."""
        arrived = asyncio.get_running_loop().time()
        with self._measures.handling(channel.account) as outcome:
            try:
                raw = await _read(request)
                event = channel.read(raw)
                if isinstance(event, RawResponse):
                    return event
                if channel.ability.replies_in_response:
                    return await self._in_time(channel, event, arrived)
                return await channel.respond(event, await self._sink(event))
            except CallbackRefusedError as refused:
                outcome.refused()
                _refused(channel.account, refused.status, str(refused))
                return RawResponse(status=refused.status)
            except StorageUnavailableError as lost:
                outcome.lost()
                log.warning("event not stored", account=channel.account, reason=str(lost))
                return RawResponse(status=503)

    async def _in_time(
        self, channel: Channel, event: InboundEvent, arrived: float
    ) -> RawResponse | None:
        """The answer while somebody waits for it. The work on an event goes on whoever hangs up."""
        loop = asyncio.get_running_loop()
        drop = arrived + self._patience.drop
        taking = self._kept(self._sink(event))
        await asyncio.wait({taking}, timeout=drop - loop.time())
        if not taking.done():
            log.warning("event stored too late to answer", account=channel.account)
            await asyncio.wait({taking})
            taking.result()
            return None
        reply = taking.result()
        answer = arrived + self._patience.answer
        try:
            async with asyncio.timeout_at(answer if loop.time() < answer else drop):
                return await channel.respond(event, reply)
        except TimeoutError:
            return await self._afterwards(channel, event, reply, drop)

    async def _afterwards(
        self, channel: Channel, event: InboundEvent, reply: Reply | None, drop: float
    ) -> RawResponse | None:
        """The event is stored, its answer is not ready: an empty one once the reply is owed
        another way. Where that is not, or cannot be, the platform is to ask again.
        """
        owed = False
        if reply is not None and self._late and Rung.CUSTOMER in channel.ability.pushes:
            owing = self._kept(self._late(event, reply))
            await asyncio.wait({owing}, timeout=drop - asyncio.get_running_loop().time())
            owed = owing.done() and owing.exception() is None
        log.warning("answer not ready in time", account=channel.account, follows=owed)
        return await channel.respond(event, None) if owed else None

    def _kept(self, work: Awaitable[_T]) -> "asyncio.Future[_T]":
        """Work that comes to its end also when the call it is for does not."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task


async def _read(request: web.Request) -> RawRequest:
    """The whole call; raises CallbackRefusedError: 405 for another way to call than GET and
    POST, 413 when it is over 256 KiB.
    """
    if request.method not in {"GET", "POST"}:
        raise CallbackRefusedError(405, "the call is neither GET nor POST")
    if (request.content_length or 0) > LARGEST:
        raise CallbackRefusedError(413, "the call is larger than 256 KiB")
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise CallbackRefusedError(413, "the call is larger than 256 KiB") from None
    return RawRequest(request.method, request.query, request.headers, body)


def _refused(account: str, status: int, reason: str) -> None:
    log.info("callback refused", account=account, status=status, reason=reason)


def _hung_up(request: web.Request) -> web.Response:
    """No answer at all: the platform sees the connection end, and asks again."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _plain(response: RawResponse) -> web.Response:
    headers = _HEADERS.get(response.status)
    return web.Response(
        status=response.status,
        body=response.body,
        content_type=response.content_type,
        headers=headers,
    )


_HEADERS = {503: {"Retry-After": "5"}, 405: {"Allow": "GET, POST"}}
