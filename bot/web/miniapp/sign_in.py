"""Signing in: by the signed words that Telegram gives its Mini Apps, or by WeChat's web OAuth."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import structlog
from aiohttp import web

from bot.chat_ports import Visitor
from bot.domain.errors import (
    CallbackRefusedError,
    PlatformCallError,
    StorageUnavailableError,
)
from bot.store.app_pages import address_of
from bot.web.miniapp import cookies
from bot.web.miniapp.desk import Desk
from bot.web.miniapp.guard import from_here, read_json
from bot.web.miniapp.house import House
from bot.web.miniapp.looks import THEMES
from bot.web.miniapp.paper import HEADERS, Paper

LONGEST_SECONDS = 6.0
"""So long somebody looks at an empty page while WeChat is asked who that is."""

log = structlog.get_logger("web")


class Door:
    """Lets learners in, and tells everybody else kindly where to go."""

    def __init__(
        self, house: House, paper: Paper, desk: Desk, longest: float = LONGEST_SECONDS
    ) -> None:
        """``longest``: seconds that a platform is waited for."""
        self._house = house
        self._paper = paper
        self._desk = desk
        self._longest = longest

    # Telegram --------------------------------------------------------------------------------

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """``/app/?account=NAME``: the page whose script brings what Telegram said of the user."""
        account = request.query.get("account", "")
        signed_in = cookies.read_session(self._house, request) is not None
        if not account and signed_in:
            return _sent_to(f"{self._house.root}/courses")
        if account and account not in self._house.doors.signed:
            return self._desk.note(request, 404, "app-unknown")
        values = {"account": account, "signed_in": signed_in}
        return self._paper.page("entry", cookies.read_looks(request), values)

    async def session(self, request: web.Request) -> web.StreamResponse:
        """Takes ``{"account", "proof", "theme"}`` and signs in; answers where to go next.

        403 for words that are forged, old, or of another account; 404 for an unknown account.
        """
        said = await read_json(request)
        account, proof = str(said.get("account", "")), said.get("proof")
        pages = self._house.doors.signed.get(account)
        if pages is None:
            return _told({"refused": "account"}, 404)
        if not isinstance(proof, str) or not from_here(self._house, request):
            return _told({"refused": "proof"}, 403)
        try:
            visitor = pages.visitor(proof)
        except CallbackRefusedError as refused:
            log.info("sign-in refused", account=account, status=refused.status)
            return _told({"refused": "proof"}, 403)
        try:
            response, where = await self._let_in(account, visitor)
        except StorageUnavailableError as lost:
            log.warning("nobody could be signed in", reason=str(lost))
            return _told({"refused": "later"}, 503)
        looks = cookies.read_looks(request)
        theme = said.get("theme")
        if theme in THEMES and theme != looks.theme:
            cookies.keep_looks(self._house, response, replace(looks, theme=str(theme)))
        response.text = json.dumps({"next": where})
        return response

    # WeChat ----------------------------------------------------------------------------------

    async def to_wechat(self, request: web.Request) -> web.StreamResponse:
        """``/app/wechat/NAME``: off to the platform, to come back with a code."""
        account = request.match_info["account"]
        channel = self._house.doors.sign_ins.get(account)
        if channel is None:
            return self._desk.note(request, 404, "app-unknown")
        state, kept = self._house.seals.state(account)
        back = f"{self._house.public_url}/app/wechat/{account}/back"
        url = channel.sign_in_url(back, state)
        if not url:
            return self._desk.note(request, 200, "app-no-sign-in")
        response = _sent_to(url)
        cookies.keep_state(self._house, response, kept)
        return response

    async def from_wechat(self, request: web.Request) -> web.StreamResponse:
        """``/app/wechat/NAME/back?code&state``: back from the platform."""
        account = request.match_info["account"]
        channel = self._house.doors.sign_ins.get(account)
        if channel is None:
            return self._desk.note(request, 404, "app-unknown")
        kept, code = request.cookies.get(cookies.STATE, ""), request.query.get("code", "")
        if not code or not self._house.seals.is_state(
            account, request.query.get("state", ""), kept
        ):
            log.info("sign-in refused", account=account, status=403)
            return self._failed(request, 403)
        try:
            async with asyncio.timeout(self._longest):
                visitor = await channel.visitor_by_code(code)
            response, where = await self._let_in(account, visitor)
        except (PlatformCallError, TimeoutError) as error:
            code_said = error.code if isinstance(error, PlatformCallError) else None
            log.info("sign-in failed", account=account, code=code_said or "no answer")
            return self._failed(request, 403 if code_said else 503)
        except StorageUnavailableError as lost:
            return self._desk.trouble(request, lost)
        response.set_status(303)
        response.headers["Location"] = where
        cookies.drop_state(self._house, response)
        return response

    def _failed(self, request: web.Request, status: int) -> web.Response:
        """The browser's part is over: to reload would send a used code."""
        response = self._desk.note(request, status, "app-wechat-failed")
        cookies.drop_state(self._house, response)
        return response

    # Both ------------------------------------------------------------------------------------

    async def newcomer(self, request: web.Request) -> web.StreamResponse:
        """``/app/start?account=NAME``: who never wrote is led to the chat."""
        account = request.query.get("account", "")
        if account not in self._house.channels:
            return self._desk.note(request, 404, "app-unknown")
        chat = self._house.chat(account)
        return self._desk.note(request, 200, "app-newcomer", chat=chat)

    async def _let_in(self, account: str, visitor: Visitor) -> tuple[web.Response, str]:
        """An answer that signs the visitor in, and where to go; a stranger is not signed in, and
        whoever was before is no more.
        """
        async with self._house.db.connection() as conn:
            address = await address_of(conn, account, visitor.platform_id)
        response = web.Response(content_type="application/json", headers=HEADERS)
        if not address:
            cookies.drop_session(self._house, response)
            return response, f"{self._house.root}/start?account={account}"
        cookies.keep_session(self._house, response, self._house.seals.begin(address))
        return response, f"{self._house.root}/courses"


def _sent_to(where: str) -> web.Response:
    return web.Response(status=303, headers={**HEADERS, "Location": where})


def _told(value: dict[str, Any], status: int) -> web.Response:
    return web.json_response(value, status=status, headers=HEADERS)
