"""``/mine/TOKEN``: where a person fetches a copy of his or her data.

The link alone leads there (handlers give it in the person's own chat); it ends after some hours.
Nothing is handed over before the button is touched, so that a chat's preview of links fetches
nothing.
"""

import asyncio
import base64
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import quote
from uuid import UUID

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.keys.vault import Vault
from bot.personal_copy import Sections, beside, collect, write_copy
from bot.ports import Clock
from bot.store.db import Database
from bot.store.privacy.copies import whose
from bot.store.recipients import language_of
from bot.texts.catalogue import SIMPLIFIED, texts

AT_ONCE = 4
"""Copies that are made at a time; a copy reads whatever we have of somebody."""
IN_MEMORY = 4 << 20
"""Bytes of a copy that are kept in memory; a larger one goes through a file."""
CHUNK = 1 << 16

_BARE = ("title", "lead", "what")
_WHOLE = (*_BARE, "button", "private", "in_wechat")
_HERE = Path(__file__).parent


def routes(
    db: Database, clock: Clock, vault: Vault, pseudonym: Callable[[UUID], str]
) -> list[web.RouteDef]:
    """The page and the copy. ``pseudonym`` makes the name a credit bank knows a person by."""
    page = CopyPage(db, clock, vault, pseudonym)
    return [web.get("/mine/{token}", page.show), web.post("/mine/{token}", page.hand_over)]


class CopyPage:
    """Shows the page with its one button, and hands the copy over."""

    def __init__(
        self, db: Database, clock: Clock, vault: Vault, pseudonym: Callable[[UUID], str]
    ) -> None:
        """Nothing is read yet."""
        self._db = db
        self._clock = clock
        self._vault = vault
        self._pseudonym = pseudonym
        self._seats = asyncio.Semaphore(AT_ONCE)
        env = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = env.get_template("mine.html.j2")
        self._style = (_HERE / "static" / "mine.css").read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        self._policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
            "frame-ancestors 'self'; base-uri 'none'"
        )

    async def show(self, request: web.Request) -> web.Response:
        """The page; 404 with a sentence where the link is over or unknown."""
        async with self._db.connection() as conn:
            known = await whose(conn, request.match_info["token"], self._clock.now())
            language = await language_of(conn, known) if known is not None else SIMPLIFIED
        if known is None:
            return self._page(404, "copy-gone", language)
        return self._page(200, "copy-page", language)

    async def hand_over(self, request: web.Request) -> web.StreamResponse:
        """The copy as a ZIP file; 404 as above, 503 while many are fetching theirs."""
        if self._seats.locked():
            return self._page(503, "copy-busy", SIMPLIFIED)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            async with self._seats:
                found = await self._collected(request.match_info["token"])
                if found is None:
                    return self._page(404, "copy-gone", SIMPLIFIED)
                sections, language = found
                now = self._clock.now()
                await asyncio.to_thread(write_copy, file, sections, now, language)
            return await self._stream(request, file, texts(language)("copy-file-name"))

    async def _collected(self, token: str) -> tuple[Sections, str] | None:
        """The person's data, and the language he or she is spoken to."""
        now = self._clock.now()
        async with self._db.connection() as conn:
            learner = await whose(conn, token, now)
            if learner is None:
                return None
            language = await language_of(conn, learner)
        async with self._db.transaction() as conn:
            return await collect(conn, learner, self._vault, self._pseudonym), language

    async def _stream(
        self, request: web.Request, file: IO[bytes], called: str
    ) -> web.StreamResponse:
        name = f"{called}-{self._clock.now():%Y%m%d}.zip"
        response = web.StreamResponse(headers=_headers(self._policy))
        response.content_type = "application/zip"
        response.content_length = file.tell()
        response.headers["Content-Disposition"] = (
            f"attachment; filename=\"my-data.zip\"; filename*=UTF-8''{quote(name)}"
        )
        file.seek(0)
        await response.prepare(request)
        while chunk := file.read(CHUNK):
            await response.write(chunk)
        await response.write_eof()
        return response

    def _page(self, status: int, name: str, language: str) -> web.Response:
        """The texts called ``name-title`` and so on, and one line in another language."""
        t = texts(language)
        parts = _WHOLE if status == 200 else _BARE
        words = {"button": "", **{part: t(f"{name}-{part.replace('_', '-')}") for part in parts}}
        other = beside(t)
        body = self._template.render(
            words=words,
            brief=other(f"{name}-brief"),
            language=t.language,
            other=other.language,
            style=self._style,
        )
        headers = _headers(self._policy) | ({"Retry-After": "60"} if status == 503 else {})
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }
