"""The files of the phones page, and the pictures and sounds that stand in its chats."""

from pathlib import Path

from aiohttp import web

from adapters.simulator.wechat_files import Files, content_type

FOLDER = Path(__file__).parent / "phones"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class PhonesFiles:
    """Serves them with the page's own policy."""

    def __init__(self, media: Files) -> None:
        """``media`` are the files of the chats."""
        self._media = media

    def routes(self) -> list[web.RouteDef]:
        """Where they are; to be added last, since every name may be a file's."""
        return [
            web.get("/", self._page),
            web.get("/media/{name}", self._medium),
            web.get("/{name}", self._file),
        ]

    async def _page(self, _: web.Request) -> web.StreamResponse:
        return _serve("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return _serve(request.match_info["name"])

    async def _medium(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        content, kind = self._media.read(name), content_type(name)
        if content is None or not kind.startswith(("image/", "audio/")):
            raise web.HTTPNotFound
        return web.Response(body=content, content_type=kind, headers=HEADERS)


def _serve(name: str) -> web.StreamResponse:
    path = FOLDER / name
    if path.parent != FOLDER or path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound
    kind = TYPES[path.suffix]
    return web.Response(
        body=path.read_bytes(),
        content_type=kind,
        charset="utf-8" if kind.startswith("text/") else None,
        headers=HEADERS,
    )
