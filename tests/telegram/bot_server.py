"""A web server with one channel behind it, as the program has it, and nothing else."""

from aiohttp import web

from adapters.telegram import TelegramChannel
from bot.domain.errors import CallbackRefusedError, StorageUnavailableError
from bot.domain.events import EventBody, InboundEvent
from bot.domain.messages import Reply
from bot.ports import RawRequest, RawResponse


class BotServer:
    """Keeps the events that come; ``answer`` is what a touched button says then."""

    def __init__(self) -> None:
        self.channel: TelegramChannel | None = None
        self.events: list[InboundEvent] = []
        self.answer: Reply | None = None
        self.out_of_order = 0
        """How many calls still fail to store what they bring."""
        self.url = ""
        self._runner: web.AppRunner | None = None

    @property
    def bodies(self) -> list[EventBody]:
        return [event.body for event in self.events]

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/telegram/city", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/telegram/city"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def sink(self, event: InboundEvent) -> Reply | None:
        if self.out_of_order:
            self.out_of_order -= 1
            raise StorageUnavailableError
        self.events.append(event)
        return self.answer

    async def _serve(self, request: web.Request) -> web.Response:
        assert self.channel is not None
        raw = RawRequest(request.method, request.query, request.headers, await request.read())
        try:
            read = self.channel.read(raw)
            if isinstance(read, InboundEvent):
                read = await self.channel.respond(read, await self.sink(read))
        except CallbackRefusedError as refused:
            read = RawResponse(refused.status)
        except StorageUnavailableError:
            read = RawResponse(503)
        return web.Response(status=read.status, body=read.body, content_type=read.content_type)
