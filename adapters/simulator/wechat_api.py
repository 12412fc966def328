"""The WeChat API over HTTP: ``{url}/wechat-api/cgi-bin/…``; refusals are HTTP 200 + errcode."""

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from adapters.simulator import wechat_menu, wechat_messages, wechat_tokens, wechat_users
from adapters.simulator.faults import Faults
from adapters.simulator.wechat_account import Console, WechatAccount
from adapters.simulator.wechat_callback import Callbacks
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.world import World

Call = Callable[[WechatAccount, dict[str, Any]], dict[str, Any]]

POSTED: dict[str, Call] = {
    "custom/send": wechat_messages.send,
    "custom/typing": wechat_messages.typing,
    "menu/create": wechat_menu.create,
    "qrcode/create": wechat_users.create_code,
}
FETCHED: dict[str, Call] = {
    "menu/get": lambda account, _: wechat_menu.get(account),
    "menu/delete": lambda account, _: wechat_menu.delete(account),
    "user/info": lambda account, query: wechat_users.info(account, query.get("openid", "")),
}
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?!00[0-7])[0-9a-fA-F]{4}")


class WechatApi:
    """All official accounts of the simulator."""

    def __init__(self, world: World, faults: Faults) -> None:
        """No accounts yet."""
        self._world = world
        self._faults = faults
        self.accounts: dict[str, WechatAccount] = {}
        self.callbacks = Callbacks()

    def add(self, console: Console) -> None:
        """Let an account exist. Raises ValueError for a malformed EncodingAESKey."""
        self.accounts[console.account] = WechatAccount(self._world, console)

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [web.route("*", "/wechat-api/{path:.+}", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        path = request.match_info["path"]
        call = path.removeprefix("cgi-bin/").removeprefix("message/")

        async def answer() -> web.Response:
            if not path.startswith("cgi-bin/"):
                return web.Response(status=404, text="404 Not Found")
            try:
                return _json(await self._answer(request, call))
            except WechatRefusal as refusal:
                rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
                words = f"{refusal.words} rid: {rid}"
                return _json({"errcode": refusal.errcode, "errmsg": words})

        return await self._faults.serve(request, f"wechat:{call}", answer)

    async def _answer(self, request: web.Request, call: str) -> dict[str, Any]:
        if call == "token":
            return self._token(request)
        if call == "stable_token":
            return await self._stable_token(request)
        if call not in POSTED and call not in FETCHED and call != "media/upload":
            # What the real API says to a path it does not know.
            raise WechatRefusal(40066)
        account = self._authorised(request.query.get("access_token", ""))
        if not account.may(call):
            raise WechatRefusal(48001)
        if call in FETCHED:
            query = dict(request.query)
            self._record(call, query)
            return FETCHED[call](account, query)
        _must_post(request)
        if call == "media/upload":
            return await self._upload(request, account)
        body = await _body(request, escaped=40033 if call == "menu/create" else 47002)
        self._record(call, body)
        return POSTED[call](account, body)

    def _token(self, request: web.Request) -> dict[str, Any]:
        query = dict(request.query)
        self._record("token", query)
        return wechat_tokens.fresh_token(self._credentials(query))

    async def _stable_token(self, request: web.Request) -> dict[str, Any]:
        _must_post(request)
        body = await _body(request, escaped=47002)
        self._record("stable_token", body)
        account = self._credentials(body)
        return wechat_tokens.stable_token(account, force=body.get("force_refresh") is True)

    async def _upload(self, request: web.Request, account: WechatAccount) -> dict[str, Any]:
        kind = request.query.get("type", "")
        self._record("media/upload", {"type": kind})
        part = (await request.post()).get("media")
        if not isinstance(part, FileField):
            raise WechatRefusal(41005)
        return wechat_users.upload(account, kind, part.filename, len(part.file.read()))

    def _credentials(self, given: dict[str, Any]) -> WechatAccount:
        if given.get("grant_type") != "client_credential":
            raise WechatRefusal(40002)
        app_id, secret = given.get("appid"), given.get("secret")
        if not app_id:
            raise WechatRefusal(41002)
        if not secret:
            raise WechatRefusal(41004)
        for account in self.accounts.values():
            if account.console.app_id == app_id:
                if account.console.app_secret != secret:
                    raise WechatRefusal(40125)
                return account
        raise WechatRefusal(40013)

    def _authorised(self, token: str) -> WechatAccount:
        refusal = WechatRefusal(41001 if not token else 40001)
        for account in self.accounts.values():
            try:
                wechat_tokens.check_token(account, token)
            except WechatRefusal as error:
                refusal = error if error.errcode == 42001 else refusal
            else:
                return account
        raise refusal

    def _record(self, call: str, payload: dict[str, Any]) -> None:
        self._world.record(f"wechat:{call}", payload)


def _must_post(request: web.Request) -> None:
    if request.method != "POST":
        raise WechatRefusal(43002)


async def _body(request: web.Request, *, escaped: int) -> dict[str, Any]:
    """The JSON object posted. ``escaped`` is the errcode for ``\\uXXXX`` beyond ASCII."""
    raw = await request.read()
    if not raw.strip():
        raise WechatRefusal(44002)
    try:
        text = raw.decode()
        value = json.loads(text)
    except ValueError:
        raise WechatRefusal(47001) from None
    if _ESCAPE.search(text):
        raise WechatRefusal(escaped)
    if not isinstance(value, dict):
        raise WechatRefusal(47001)
    return value


def _json(value: dict[str, Any]) -> web.Response:
    """As the real API labels its JSON: text/plain."""
    return web.Response(text=json.dumps(value, ensure_ascii=False), content_type="text/plain")
