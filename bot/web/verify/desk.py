"""What a certificate's page and its files tell: only what its owner allowed."""

import re
from dataclasses import replace
from typing import Literal

import structlog
from aiohttp import web

from bot.keys.vault import SealedError, Vault
from bot.ledger.proofs.badge import Badges
from bot.ledger.proofs.certificates import name_on
from bot.ledger.proofs.drawing import Sheets
from bot.store.db import Database
from bot.store.ledger.certificates import Certificate, by_token
from bot.web.verify.paper import PERSONAL, Paper, file, json_file

log = structlog.get_logger("web")

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
"""128 bits in base64url; nothing else is looked for."""


class Desk:
    """Answers who asks about one certificate, found by its token."""

    def __init__(
        self, db: Database, paper: Paper, vault: Vault, sheets: Sheets, badges: Badges
    ) -> None:
        """``sheets`` draws them, ``badges`` signs them."""
        self._db = db
        self._paper = paper
        self._vault = vault
        self._sheets = sheets
        self._badges = badges

    async def page(self, request: web.Request) -> web.Response:
        """Valid, revoked and why, closed by its owner (403), or unknown (404)."""
        found = await self._find(request)
        if found is None:
            return self._unknown()
        if not found.is_open:
            return self._paper.page("note", {"what": "closed"}, 403)
        return self._paper.page("certificate", {"one": found, "name": self._name(found)})

    async def picture(self, request: web.Request) -> web.Response:
        """The certificate as PNG."""
        return await self._sheet(request, "png")

    async def pdf(self, request: web.Request) -> web.Response:
        """The certificate as PDF."""
        return await self._sheet(request, "pdf")

    async def badge(self, request: web.Request) -> web.Response:
        """The Open Badge under did:key, which is checked without a network."""
        return await self._badge(request, web_issuer=False)

    async def badge_web(self, request: web.Request) -> web.Response:
        """The Open Badge under did:web, which names our address."""
        return await self._badge(request, web_issuer=True)

    async def badge_read(self, request: web.Request) -> web.Response:
        """What the badge says, readable and unsigned."""
        found = await self._find_open(request)
        if found is None:
            return self._unknown()
        said = self._badges.credential(found, self._name(found))
        return json_file(request, said, "application/ld+json; charset=utf-8", kept=PERSONAL)

    async def _sheet(self, request: web.Request, kind: Literal["png", "pdf"]) -> web.Response:
        found = await self._find_open(request)
        if found is None:
            return self._unknown()
        if kind == "png":
            return file(request, await self._sheets.picture(found), "image/png")
        return file(request, await self._sheets.pdf(found), "application/pdf")

    async def _badge(self, request: web.Request, *, web_issuer: bool) -> web.Response:
        found = await self._find_open(request)
        if found is None:
            return self._unknown()
        token = self._badges.token(found, self._name(found), web=web_issuer)
        name = f"yike-badge-{found.number}.jwt"
        return file(request, token.encode(), "application/vc+jwt", name=name)

    async def _find(self, request: web.Request) -> Certificate | None:
        token = request.match_info["token"]
        if _TOKEN.fullmatch(token) is None:
            return None
        async with self._db.connection() as conn:
            found = await by_token(conn, token)
        return None if found is None else self._readable(found)

    async def _find_open(self, request: web.Request) -> Certificate | None:
        """As ``_find``; what its owner closed is not told apart from what there never was."""
        found = await self._find(request)
        return found if found is not None and found.is_open else None

    def _readable(self, one: Certificate) -> Certificate:
        """Without its name where that cannot be opened any more: the rest is true all the same."""
        try:
            self._name(one)
        except SealedError as error:
            log.warning("a certificate is shown without its name", reason=str(error))
            return replace(one, name_sealed=None)
        return one

    def _name(self, one: Certificate) -> str:
        return name_on(one, self._vault, for_owner=False)

    def _unknown(self) -> web.Response:
        return self._paper.page("note", {"what": "unknown"}, 404)
