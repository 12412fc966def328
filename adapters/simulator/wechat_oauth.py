"""Web OAuth as WeChat does it (官方 网页授权): where pages send their visitors, and what a code is worth.

The real platform knows whose phone it is. Here the address may say so (``phone=OPENID``), or the
browser's cookie of that name; else a list of the account's followers is shown to choose from.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from adapters.simulator.faults import Faults
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.world import World

LASTS = timedelta(minutes=5)
"""So long a code is good, and once."""
SCOPES = ("snsapi_base", "snsapi_userinfo")
WHO = "phone"
SHOWN = 50
_STATE = re.compile(r"[A-Za-z0-9]{0,128}", re.ASCII)

_PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>微信</title>
<style>body{{font:20px/1.6 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem}}
a{{display:block;padding:1rem 0}}</style><h1>{title}</h1>{body}</html>"""


@dataclass(slots=True)
class Code:
    """What a code stands for; ``used`` once it was exchanged."""

    app_id: str
    openid: str
    until: datetime
    used: bool = False


class WechatOauth:
    """The platform's side of signing in to pages, for all accounts."""

    def __init__(
        self, accounts: Mapping[str, WechatAccount], world: World, faults: Faults
    ) -> None:
        """No codes yet; they are not kept over a restart, as they die within minutes."""
        self._accounts = accounts
        self._world = world
        self._faults = faults
        self._codes: dict[str, Code] = {}

    def routes(self) -> list[web.RouteDef]:
        """Where it is served, below the API."""
        return [
            web.get("/wechat-api/connect/oauth2/authorize", self._authorize),
            web.get("/wechat-api/sns/oauth2/access_token", self._exchange),
        ]

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """The visitor's own browser comes here."""

        async def answer() -> web.StreamResponse:
            account = self._account(request.query.get("appid", ""))
            refused = _refusal(account, request.query)
            if account is None or refused:
                return _page("请求有误", f"<p>{refused}</p>")
            who = request.query.get(WHO) or request.cookies.get(WHO, "")
            if who not in account.state.followers:
                return _choice(account, request.query)
            code = secrets.token_urlsafe(24)
            until = self._world.now() + LASTS
            self._codes = {c: one for c, one in self._codes.items() if one.until > until - LASTS}
            self._codes[code] = Code(account.console.app_id, who, until)
            back = request.query["redirect_uri"]
            given = urlencode({"code": code, "state": request.query["state"]})
            where = f"{back}{'&' if urlsplit(back).query else '?'}{given}"
            return web.Response(status=302, headers={"Location": where})

        return await self._faults.serve(request, "wechat:oauth2/authorize", answer)

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        """The account's server asks what a code is worth. Refusals are HTTP 200 + errcode."""

        async def answer() -> web.StreamResponse:
            given = request.query
            self._world.record("wechat:sns/oauth2/access_token", {"appid": given.get("appid", "")})
            return web.json_response(self._worth(given), content_type="text/plain")

        return await self._faults.serve(request, "wechat:sns/oauth2/access_token", answer)

    def _worth(self, given: Mapping[str, str]) -> dict[str, Any]:
        account = self._account(given.get("appid", ""))
        code = self._codes.get(given.get("code", ""))
        if account is None:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if account.console.app_secret != given.get("secret"):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if given.get("grant_type") != "authorization_code":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if code is None or code.app_id != given["appid"] or code.until <= self._world.now():
            return {"errcode": 40029, "errmsg": "invalid code"}
        if code.used:
            return {"errcode": 40163, "errmsg": "code been used"}
        code.used = True
        return {
            "access_token": secrets.token_urlsafe(64),
            "expires_in": 7200,
            "refresh_token": secrets.token_urlsafe(64),
            "openid": code.openid,
            "scope": SCOPES[0],
        }

    def _account(self, app_id: str) -> WechatAccount | None:
        found = (one for one in self._accounts.values() if one.console.app_id == app_id)
        return next(found, None)


def _refusal(account: WechatAccount | None, asked: Mapping[str, str]) -> str:
    """Why the platform shows a page instead, in its own words; empty where all is well."""
    back = asked.get("redirect_uri", "")
    if account is None:
        return "appid 参数错误"
    if asked.get("response_type") != "code" or asked.get("scope") not in SCOPES:
        return "scope 参数错误或没有 scope 权限 错误码:10005"
    if not (account.console.verified and account.console.kind == "service"):
        return "该公众号没有这些 scope 的权限 错误码:10005"
    if _host(back) != _host(account.console.callback_url):
        return "redirect_uri 参数错误 错误码:10003"
    if "state" not in asked or not _STATE.fullmatch(asked["state"]):
        return "state 参数错误 错误码:10013"
    return ""


def _host(url: str) -> str:
    """Host and port; empty for what is no address."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _choice(account: WechatAccount, asked: Mapping[str, str]) -> web.Response:
    """Whose phone is it? Links that go on as one of the followers."""
    here = [one.openid for one in account.state.followers.values() if one.subscribed][:SHOWN]
    links = "".join(
        f'<a href="?{escape(urlencode({**asked, WHO: openid}))}">{escape(openid)}</a>'
        for openid in here
    )
    return _page("这是谁的手机？", links or "<p>还没有人关注。</p>")


def _page(title: str, body: str) -> web.Response:
    return web.Response(text=_PAGE.format(title=title, body=body), content_type="text/html")
