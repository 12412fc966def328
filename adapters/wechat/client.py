"""wechatpy's API client with its one blocking method replaced by a coroutine.

``client.<api>.<method>(…)`` then gives something to await. The paths and bodies are the
library's; connections, tokens, retries and errors are ours, since its own block the loop,
retry a bad token without end and take HTML for success.
"""

import json
from dataclasses import replace
from typing import Any

from wechatpy import WeChatClient

from adapters.wechat.errcodes import TOKEN_CODES
from adapters.wechat.errors import CallFailedError
from adapters.wechat.tokens import Granted, TokenKeeper
from adapters.wechat.transport import Transport
from bot.domain.delivery import Outcome, Result, Scope

_OFFICIAL = "https://api.weixin.qq.com/"


class AsyncWeChat(WeChatClient):  # type: ignore[misc]  # wechatpy carries no types
    """The API of one account. Every call raises CallFailedError and nothing else."""

    def __init__(self, app_id: str, transport: Transport, tokens: TokenKeeper) -> None:
        """Connect to nothing yet."""
        super().__init__(app_id, secret="")
        del self._http  # the blocking session: whatever would use it fails at once
        self._transport = transport
        self._tokens = tokens

    @property
    def access_token(self) -> str:
        """Not to be had without waiting; AttributeError because ``__new__`` looks at it."""
        raise AttributeError("the token is fetched by the call itself")

    async def _request(self, method: str, url_or_endpoint: str, **options: Any) -> Any:
        """One API call; a refused token is renewed once and the call repeated once."""
        url = self._url(url_or_endpoint, options.pop("api_base_url", f"{_OFFICIAL}cgi-bin/"))
        params = dict(options.pop("params", None) or {})
        body = options.pop("data", None)
        process = options.pop("result_processor", None)
        if options:
            raise TypeError(f"an API call cannot carry {', '.join(options)} here")
        raw = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else body
        token = await self._tokens.get()
        try:
            answer = await self._call(method, url, params, raw, token)
        except CallFailedError as error:
            if error.errcode not in TOKEN_CODES:
                raise
            token = await self._tokens.get(bad=token)
            answer = await self._call(method, url, params, raw, token)
        return process(answer) if process else answer

    async def _call(
        self, method: str, url: str, params: dict[str, str], body: bytes | None, token: str
    ) -> dict[str, Any]:
        params = {**params, "access_token": token}
        return await self._transport.call(method.upper(), url, params=params, body=body)

    def _url(self, endpoint: str, base: str) -> str:
        full = endpoint if endpoint.startswith("http") else base + endpoint
        return full.replace(_OFFICIAL, self._transport.root, 1)


async def fetch_token(
    transport: Transport, app_id: str, app_secret: str, *, force: bool = False
) -> Granted:
    """A token from ``stable_token``, which hands every caller the same one.

    Raises CallFailedError. A forced one is new and ends the old; 20 a day.
    """
    body = {
        "grant_type": "client_credential",
        "appid": app_id,
        "secret": app_secret,
        "force_refresh": force,
    }
    url, raw = f"{transport.root}cgi-bin/stable_token", json.dumps(body).encode()
    try:
        answer = await transport.call("POST", url, params={}, body=raw)
    except CallFailedError as error:
        raise _before_sending(error) from None
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if isinstance(token, str) and token and isinstance(seconds, int):
        return Granted(token, seconds)
    raise CallFailedError(Outcome(Result.UNAVAILABLE, code="no token given", scope=Scope.ACCOUNT))


def _before_sending(error: CallFailedError) -> CallFailedError:
    """A token call that failed: nothing was sent, and 40001 speaks of the secret here."""
    outcome = error.outcome
    if outcome.result is Result.UNKNOWN:
        outcome = replace(outcome, result=Result.UNAVAILABLE, scope=Scope.ACCOUNT)
    elif error.errcode in TOKEN_CODES:
        outcome = replace(outcome, code=f"{error.errcode} app secret wrong")
    return CallFailedError(outcome, error.errcode, error.words)
