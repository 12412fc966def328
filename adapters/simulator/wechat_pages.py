"""Pages inside WeChat: the platform's page script, and what it asks the platform.

The script is served at ``{url}/wechat-api/jweixin.js``. Who looks at a page is named by ``phone``
in its fragment or query (``…/notices#phone=OPENID``); the real platform knows its own user.
"""

import json
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.simulator.faults import Faults
from adapters.simulator.wechat_account import KnownTemplate, WechatAccount
from adapters.simulator.wechat_api import WechatApi
from adapters.simulator.wechat_people import WechatPeople
from adapters.simulator.wechat_tickets import is_signed
from bot.domain.errors import InputError

SCRIPT = Path(__file__).parent / "jweixin.js"
HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}


class WechatPages:
    """The platform's side of pages that use its script."""

    def __init__(self, api: WechatApi, people: WechatPeople, faults: Faults) -> None:
        """Pages of all accounts of ``api``."""
        self._api = api
        self._people = people
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [
            web.get("/wechat-api/jweixin.js", self._script),
            web.post("/wechat-api/page/config", self._config),
            web.post("/wechat-api/page/subscribe", self._subscribe),
        ]

    async def _script(self, request: web.Request) -> web.StreamResponse:
        async def answer() -> web.StreamResponse:
            return web.Response(
                text=SCRIPT.read_text("utf-8"), content_type="text/javascript", headers=HEADERS
            )

        return await self._faults.serve(request, "wechat:jweixin.js", answer)

    async def _config(self, request: web.Request) -> web.StreamResponse:
        """``wx.config``: whether the page was signed with a living ticket of the account."""

        async def answer() -> web.StreamResponse:
            asked = await _asked(request)
            names = ("appId", "url", "timestamp", "nonceStr", "signature")
            given = {name: str(asked.get(name, "")) for name in names}
            account = self._api.by_app_id(given["appId"])
            if account is None:
                return _said({"errMsg": "config:invalid appId"})
            if not is_signed(account, given["url"], given):
                return _said({"errMsg": "config:invalid signature"})
            shown = {one.id: _form(one) for one in account.templates.values()}
            return _said({"errMsg": "config:ok", "templates": shown})

        return await self._faults.serve(request, "wechat:page/config", answer)

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        """What was chosen in the sheet of ``wx-open-subscribe``."""

        async def answer() -> web.StreamResponse:
            asked = await _asked(request)
            account = self._api.by_app_id(str(asked.get("appId", "")))
            choices = asked.get("choices")
            if account is None or not isinstance(choices, dict):
                return _said({"errMsg": "subscribe:fail"})
            return _said({"errMsg": self._choose(account, str(asked.get("phone")), choices)})

        return await self._faults.serve(request, "wechat:page/subscribe", answer)

    def _choose(self, account: WechatAccount, openid: str, choices: dict[str, Any]) -> str:
        if not set(choices.values()) <= {"accept", "reject"}:
            return "subscribe:fail"
        try:
            self._people.notices(account.console.account, openid, choices)
        except InputError:
            return "subscribe:fail"
        return "subscribe:ok"


def _form(template: KnownTemplate) -> dict[str, Any]:
    """What the sheet says of a template."""
    return {
        "title": template.title,
        "labels": list(template.fields.values()),
        "longTerm": template.long_term,
        "use": template.use,
    }


async def _asked(request: web.Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.text())
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _said(body: dict[str, Any]) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, content_type="application/json", headers=HEADERS)
