"""One aiohttp server: its applications, its start, its graceful end."""

from collections.abc import Mapping, Sequence

import structlog
from aiohttp import web

from bot.domain.errors import ServerStartError
from bot.web.webhooks import LARGEST, Handler

log = structlog.get_logger("web")


class WebServer:
    """Listens on one address; stops by letting requests at work come to their end."""

    def __init__(
        self,
        host: str,
        port: int,
        routes: Sequence[web.AbstractRouteDef],
        applications: Mapping[str, web.Application],
    ) -> None:
        """``applications`` are mounted at their prefixes (``/phones/``)."""
        self._app = web.Application(client_max_size=LARGEST, middlewares=[_no_traceback])
        self._app.add_routes(routes)
        for prefix, application in applications.items():
            self._app.add_subapp(prefix, application)
        self._host, self._port = host, port
        # Nobody who has a reason to sends us packed bodies; a packed one could be a thousand times
        # as large as what is counted when it comes in.
        self._runner = web.AppRunner(
            self._app,
            access_log=None,
            shutdown_timeout=10,
            handle_signals=False,
            auto_decompress=False,
        )

    @property
    def port(self) -> int:
        """The port that is listened on, also when 0 was asked for."""
        if not self._runner.addresses:
            return self._port
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Listen. Raises ServerStartError when the port is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, reuse_address=True)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise ServerStartError(
                f"Port {self._port} on {self._host} is taken or not allowed; "
                "set server.port (YIKE_SERVER__PORT) to another one."
            ) from error

    async def stop(self) -> None:
        """Take no new requests, answer those at work."""
        await self._runner.cleanup()


@web.middleware
async def _no_traceback(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A fault of ours is logged once with its place, and answered without a word about it."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("request failed", route=_route(request))
        return web.Response(status=500)


def _route(request: web.Request) -> str:
    """The route's pattern: a path could carry what must not be logged."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
