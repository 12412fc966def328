"""How a page is made: templates, headers, the files beside it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.learning.scripts import reader, title_of
from bot.texts.catalogue import texts
from bot.texts.script import in_script
from bot.web.miniapp.looks import Looks

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_WEB = Path(__file__).parents[1]
FILES = {"app.css": "text/css", "app.js": "text/javascript"}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self' https://web.telegram.org"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""What a browser may do with a page: our own files, and a frame in Telegram's web version."""


class Paper:
    """Puts pages into HTML."""

    def __init__(self, root: str) -> None:
        """``root`` is the path that all pages are below, as browsers see it."""
        env = Environment(
            loader=FileSystemLoader(_WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.globals.update(
            root=root, version=_version(), reader=reader, title_of=title_of, in_script=in_script
        )
        self._env = env

    def page(
        self, template: str, looks: Looks, values: Mapping[str, Any], status: int = 200
    ) -> web.Response:
        """A page as a response, with its headers, in the language of ``looks``."""
        shown: dict[str, Any] = {"t": texts(looks.language), "looks": looks, **values}
        html = self._env.get_template(f"app_{template}.html.j2").render(**shown)
        return web.Response(status=status, text=html, content_type="text/html", headers=HEADERS)


def file_handler(name: str) -> Handler:
    """Serves a file beside the pages, which a phone may keep for good: its address changes with
    its content.
    """
    body = (_WEB / "static" / name).read_bytes()
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }

    async def serve(request: web.Request) -> web.StreamResponse:  # noqa: ARG001 - a file is a file
        return web.Response(body=body, content_type=FILES[name], charset="utf-8", headers=headers)

    return serve


def _version() -> str:
    """What changes when the files do."""
    content = b"".join((_WEB / "static" / name).read_bytes() for name in FILES)
    return hashlib.sha256(content).hexdigest()[:12]
