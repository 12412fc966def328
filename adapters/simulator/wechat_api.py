"""The WeChat API over HTTP: ``{url}/wechat-api/cgi-bin/…``; refusals are HTTP 200 + errcode."""

import json
import re
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from adapters.simulator import wechat_media, wechat_tokens
from adapters.simulator.faults import Faults
from adapters.simulator.wechat_account import Console, WechatAccount
from adapters.simulator.wechat_callback import Callbacks
from adapters.simulator.wechat_calls import BODY_BY_GET, FETCHED, NAMES, POSTED, UPLOADS
from adapters.simulator.wechat_clockwork import Clockwork
from adapters.simulator.wechat_errands import Errand, Errands
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_files import Files, address, content_type
from adapters.simulator.wechat_oauth import WechatOauth
from adapters.simulator.world import World

PREFIXES = ("cgi-bin/", "wxaapi/")
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?!00[0-7])[0-9a-fA-F]{4}")


class WechatApi:
    """All official accounts of the simulator."""

    def __init__(self, world: World, faults: Faults, files: Files) -> None:
        """No accounts yet."""
        self._world = world
        self._faults = faults
        self._errands = Errands()
        self.files = files
        self.accounts: dict[str, WechatAccount] = {}
        self.callbacks = Callbacks()
        self.clockwork = Clockwork(world, self.accounts, self.callbacks)
        self._oauth = WechatOauth(self.accounts, world, faults)

    def add(self, console: Console) -> None:
        """Let an account exist. Raises ValueError for a malformed EncodingAESKey."""
        account = WechatAccount(self._world, console, self.files)
        account.known_calls = NAMES
        account.reported = self.clockwork.look
        self.accounts[console.account] = account

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [
            web.get("/wechat-api/media/{name}", self._serve_file),
            *self._oauth.routes(),
            web.route("*", "/wechat-api/{path:.+}", self.serve),
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        path = request.match_info["path"]
        prefix = next((one for one in PREFIXES if path.startswith(one)), "")
        call = path.removeprefix(prefix).removeprefix("message/")

        async def answer() -> web.StreamResponse:
            if not prefix:
                return web.Response(status=404, text="404 Not Found")
            return await self._answer(request, call)

        return await self._faults.serve(request, f"wechat:{call}", answer)

    async def _answer(self, request: web.Request, call: str) -> web.StreamResponse:
        account = None
        try:
            if call in ("token", "stable_token"):
                return _json(await self._token(request, call))
            account = self._allowed(request, call)
            if call == "media/get":
                return self._download(account, request)
            return _json(await self._called(request, account, call))
        except WechatRefusal as refusal:
            return self._refused(request, account, call, refusal)

    def _refused(
        self,
        request: web.Request,
        account: WechatAccount | None,
        call: str,
        refusal: WechatRefusal,
    ) -> web.Response:
        if account is not None:
            account.note_refusal(call, refusal.errcode)
        errand = Errand(self._world.now(), request.remote or "", request.path, refusal.words)
        words = f"{refusal.words} rid: {self._errands.keep(errand)}"
        return _json({"errcode": refusal.errcode, "errmsg": words} | refusal.body)

    async def _called(
        self, request: web.Request, account: WechatAccount, call: str
    ) -> dict[str, Any]:
        if call in FETCHED:
            query = dict(request.query)
            self._record(call, query)
            return FETCHED[call](account, query)
        if call not in BODY_BY_GET:
            _must_post(request)
        if call in UPLOADS:
            return UPLOADS[call](account, await self._file(request, call))
        body = await _body(request, escaped=40033 if call.startswith("menu/") else 47002)
        self._record(call, body)
        if call == "openapi/rid/get":
            return self._errands.tell(self._world.now(), body)
        return POSTED[call](account, body)

    async def _token(self, request: web.Request, call: str) -> dict[str, Any]:
        if call == "token":
            given: dict[str, Any] = dict(request.query)
        else:
            _must_post(request)
            given = await _body(request, escaped=47002)
        self._record(call, given)
        account = self._credentials(given)
        _check_address(account, request)
        try:
            if call == "token":
                return wechat_tokens.fresh_token(account)
            return wechat_tokens.stable_token(account, force=given.get("force_refresh") is True)
        except WechatRefusal as refusal:
            account.note_refusal(call, refusal.errcode)
            raise

    async def _file(self, request: web.Request, call: str) -> wechat_media.Upload:
        kind = request.query.get("type", "image" if call == "media/uploadimg" else "")
        self._record(call, {"type": kind})
        part = (await request.post()).get("media")
        if not isinstance(part, FileField):
            raise WechatRefusal(41005)
        return wechat_media.Upload(kind, part.filename, part.file.read())

    def _download(self, account: WechatAccount, request: web.Request) -> web.Response:
        account.count("media/get")
        media = wechat_media.find(
            account, request.query.get("media_id"), "image", "voice", "video", "thumb"
        )
        content = self.files.read(media.file)
        if content is None:
            raise WechatRefusal(40007)
        if media.kind == "video":
            # Of a film only an address is told, which opens without a token.
            return _json({"video_url": self.files.base + address(media.file)})
        return web.Response(body=content, content_type=content_type(media.file))

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        """A file by its address; its mishaps are arranged as ``wechat:media``."""
        name = request.match_info["name"]

        async def answer() -> web.Response:
            content = self.files.read(name)
            if content is None:
                return web.Response(status=404, text="404 Not Found")
            return web.Response(
                body=content,
                content_type=content_type(name),
                headers={"X-Content-Type-Options": "nosniff"},
            )

        return await self._faults.serve(request, "wechat:media", answer)

    def _credentials(self, given: dict[str, Any]) -> WechatAccount:
        if given.get("grant_type") != "client_credential":
            raise WechatRefusal(40002)
        app_id, secret = given.get("appid"), given.get("secret")
        if not app_id:
            raise WechatRefusal(41002)
        if not secret:
            raise WechatRefusal(41004)
        account = self.by_app_id(str(app_id))
        if account is None:
            raise WechatRefusal(40013)
        if account.console.app_secret != secret:
            raise WechatRefusal(40125)
        return account

    def by_app_id(self, app_id: str) -> WechatAccount | None:
        """The account of that AppID; None where there is none."""
        found = (one for one in self.accounts.values() if one.console.app_id == app_id)
        return next(found, None)

    def _allowed(self, request: web.Request, call: str) -> WechatAccount:
        """Whose call it is. Raises WechatRefusal for a call that is unknown or not theirs."""
        if call not in NAMES:
            # What the real API says to a path it does not know.
            raise WechatRefusal(40066)
        account = self._authorised(request)
        if not account.may(call):
            raise WechatRefusal(48001)
        return account

    def _authorised(self, request: web.Request) -> WechatAccount:
        token = request.query.get("access_token", "")
        refusal = WechatRefusal(41001 if not token else 40001)
        for account in self.accounts.values():
            try:
                wechat_tokens.check_token(account, token)
            except WechatRefusal as error:
                refusal = error if error.errcode == 42001 else refusal
            else:
                _check_address(account, request)
                return account
        raise refusal

    def _record(self, call: str, payload: dict[str, Any]) -> None:
        self._world.record(f"wechat:{call}", payload)


def _check_address(account: WechatAccount, request: web.Request) -> None:
    """Only who is on the account's list of addresses may call (reference section 5)."""
    allowed = account.switches.whitelist
    if allowed is not None and request.remote not in allowed:
        raise WechatRefusal(40164)


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
    if "\\u" in text and _ESCAPE.search(text):
        raise WechatRefusal(escaped)
    if not isinstance(value, dict):
        raise WechatRefusal(47001)
    return value


def _json(value: dict[str, Any]) -> web.Response:
    """As the real API labels its JSON: text/plain."""
    return web.Response(text=json.dumps(value, ensure_ascii=False), content_type="text/plain")
