"""How a page or a file of /verify/ is sent: templates, headers, and what may be kept."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.errors import StorageUnavailableError
from bot.ledger.proofs import wording

log = structlog.get_logger("web")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_WEB = Path(__file__).parents[1]
_STYLE = (_WEB / "static" / "verify.css").read_bytes()

PUBLIC = "public, max-age=300"
"""Keys and revocations: new ones are seen within five minutes."""
PERSONAL = "private, no-cache"
"""What its owner may close at any moment: asked for again each time, sent again when changed."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
_SAFE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_UNLISTED = {"X-Robots-Tag": "noindex, nofollow"}
"""A certificate is for whom its owner shows it, not for search engines."""


class Paper:
    """Puts pages into HTML."""

    def __init__(self, root: str) -> None:
        """``root`` is the path before /verify/, as browsers see it; empty for none."""
        env = Environment(
            loader=FileSystemLoader(_WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        version = hashlib.sha256(_STYLE).hexdigest()[:12]
        env.globals.update(w=wording, root=f"{root}/verify", version=version)
        self._env = env

    def page(self, template: str, values: Mapping[str, Any], status: int = 200) -> web.Response:
        """A page with its headers; no browser keeps it."""
        html = self._env.get_template(f"verify_{template}.html.j2").render(**values)
        headers = {
            **_SAFE,
            **_UNLISTED,
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "no-store",
        }
        return web.Response(status=status, text=html, content_type="text/html", headers=headers)

    async def style(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a file is a file
        """The style sheet; its address changes with its content."""
        kept = {**_SAFE, "Cache-Control": "public, max-age=31536000, immutable"}
        return web.Response(body=_STYLE, content_type="text/css", charset="utf-8", headers=kept)


def guarded(paper: Paper, handler: Handler) -> Handler:
    """``handler``, and in words that the database is away when it is (503)."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except StorageUnavailableError:
            log.warning("a certificate cannot be looked up: the database is away")
            response = paper.page("note", {"what": "away"}, 503)
            response.headers["Retry-After"] = "30"
            return response

    return answer


def file(
    request: web.Request, body: bytes, kind: str, *, kept: str = PERSONAL, name: str = ""
) -> web.Response:
    """A file, or 304 where the browser has it; ``name``: it is saved under that name.

    It has no content policy: a browser's own viewers of pictures and PDFs need styles of theirs.
    """
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = {**_SAFE, "Cache-Control": kept, "ETag": f'"{tag}"'}
    if kept == PERSONAL:
        headers.update(_UNLISTED)
    else:
        # Keys and revocations are read by verifiers that run in browsers, too.
        headers["Access-Control-Allow-Origin"] = "*"
    if any(one.value in (tag, "*") for one in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    headers["Content-Type"] = kind
    return web.Response(body=body, headers=headers)


def json_file(
    request: web.Request, content: Mapping[str, Any], kind: str, *, kept: str
) -> web.Response:
    """A JSON document for people and machines."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return file(request, text.encode(), kind, kept=kept)
