"""Webhooks: an event is acknowledged only when it is stored (design 4.1)."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from bot.domain.errors import CallbackRefusedError, StorageUnavailableError
from bot.domain.events import ChannelKind
from bot.ports import Channel, Clock, EventSink, RawRequest, RawResponse
from bot.web.measures import Measures

LARGEST = 256 * 1024
"""Bytes a platform may send us in one call."""

log = structlog.get_logger("web")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Webhooks:
    """Hands each call to its account's adapter and the event in it to the in-pipe."""

    def __init__(
        self, channels: Mapping[str, Channel], sink: EventSink, clock: Clock, measures: Measures
    ) -> None:
        """Serve ``channels`` by account name."""
        self._channels = channels
        self._sink = sink
        self._clock = clock
        self._measures = measures

    def routes(self) -> list[web.RouteDef]:
        """The paths of design section 6."""
        telegram = self._serve(ChannelKind.TELEGRAM)
        wechat = self._serve(ChannelKind.WECHAT)
        return [
            web.post("/telegram/{account}", telegram),
            web.get("/wechat/{account}", wechat, allow_head=False),
            web.post("/wechat/{account}", wechat),
        ]

    def _serve(self, kind: ChannelKind) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            channel = self._channels.get(request.match_info["account"])
            if channel is None or channel.kind is not kind:
                return web.Response(status=404)
            return _plain(await self._answer(channel, request))

        return serve

    async def _answer(self, channel: Channel, request: web.Request) -> RawResponse:
        with self._measures.handling(channel.account) as outcome:
            try:
                raw = await _read(request)
                event = channel.read(raw)
                if isinstance(event, RawResponse):
                    return event
                reply = await self._sink(event)
                return await channel.respond(event, reply)
            except CallbackRefusedError as refused:
                outcome.refused()
                log.info(
                    "callback refused",
                    account=channel.account,
                    status=refused.status,
                    reason=str(refused),
                )
                return RawResponse(status=refused.status)
            except StorageUnavailableError as lost:
                outcome.lost()
                log.warning("event not stored", account=channel.account, reason=str(lost))
                return RawResponse(status=503)


async def _read(request: web.Request) -> RawRequest:
    """The whole call; raises CallbackRefusedError 413 when it is over 256 KiB."""
    if (request.content_length or 0) > LARGEST:
        raise CallbackRefusedError(413, "the call is larger than 256 KiB")
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise CallbackRefusedError(413, "the call is larger than 256 KiB") from None
    return RawRequest(request.method, request.query, request.headers, body)


def _plain(response: RawResponse) -> web.Response:
    headers = {"Retry-After": "5"} if response.status == 503 else None
    return web.Response(
        status=response.status,
        body=response.body,
        content_type=response.content_type,
        headers=headers,
    )
