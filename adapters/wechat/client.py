"""wechatpy's API client with its one blocking method replaced by a coroutine.

``client.<api>.<method>(…)`` then gives something to await. The paths and bodies are the
library's; connections, tokens, retries and errors are ours, since its own block the loop,
retry a bad token without end and take HTML for success.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wechatpy import WeChatClient

from adapters.wechat.alarm import Alarm
from adapters.wechat.errcodes import TOKEN_CODES
from adapters.wechat.errors import CallFailedError, understood
from adapters.wechat.tokens import TokenKeeper
from adapters.wechat.transport import Transport, Upload
from bot.domain.delivery import Outcome, Result

_OFFICIAL = "https://api.weixin.qq.com/"


@dataclass(frozen=True, slots=True)
class _Call:
    """One API call, ready to be made once or twice."""

    method: str
    path: str
    params: Mapping[str, str]
    body: bytes | None = None
    files: Mapping[str, Upload] = field(default_factory=dict)


class AsyncWeChat(WeChatClient):  # type: ignore[misc]  # wechatpy carries no types
    """The API of one account. Every call raises CallFailedError and nothing else."""

    def __init__(
        self, app_id: str, transport: Transport, tokens: TokenKeeper, alarm: Alarm
    ) -> None:
        """Connect to nothing yet. ``alarm`` is rung when a new token is refused too."""
        super().__init__(app_id, secret="")
        del self._http  # the blocking session: whatever would use it fails at once
        self._transport = transport
        self._tokens = tokens
        self._alarm = alarm

    @property
    def access_token(self) -> str:
        """Not to be had without waiting; AttributeError because ``__new__`` looks at it."""
        raise AttributeError("the token is fetched by the call itself")

    async def _request(self, method: str, url_or_endpoint: str, **options: Any) -> Any:
        """One API call; a refused token is renewed once and the call repeated once."""
        process = options.pop("result_processor", None)
        call = _call(method, url_or_endpoint, options)
        try:
            answer = await self._made(call)
        except CallFailedError as error:
            if error.code in TOKEN_CODES:
                self._alarm.ring(error.outcome.code)
            raise
        self._alarm.over()
        if process is None:
            return answer
        with understood():
            return process(answer)

    async def _made(self, call: _Call) -> dict[str, Any]:
        token = await self._tokens.get()
        try:
            return await self._with(token, call)
        except CallFailedError as error:
            if error.code not in TOKEN_CODES:
                raise
            return await self._with(await self._tokens.get(bad=token), call)

    async def _with(self, token: str, call: _Call) -> dict[str, Any]:
        params = {**call.params, "access_token": token}
        return await self._transport.call(
            call.method, call.path, params=params, body=call.body, files=call.files
        )


def _call(method: str, endpoint: str, options: dict[str, Any]) -> _Call:
    base = options.pop("api_base_url", f"{_OFFICIAL}cgi-bin/")
    full = endpoint if endpoint.startswith("http") else base + endpoint
    if not full.startswith(_OFFICIAL):
        raise TypeError("an API call goes to the API's own host, for it carries the token")
    params, data = dict(options.pop("params", None) or {}), options.pop("data", None)
    files = options.pop("files", None) or {}
    if options:
        raise TypeError(f"an API call cannot carry {', '.join(options)} here")
    body = data
    if isinstance(data, dict):
        # The platform takes \uXXXX for the six characters themselves. Half a surrogate pair is
        # no character; only a broken address or id can hold one.
        body = json.dumps(data, ensure_ascii=False).encode(errors="replace")
    return _Call(method.upper(), full.removeprefix(_OFFICIAL), params, body, files)


def sent(answer: Mapping[str, Any], name: str = "msgid") -> Outcome:
    """The outcome of a call that failed with no errcode; without ``errcode: 0`` it is unsure.

    ``name`` is the field that carries the message's id, where there is one.
    """
    if answer.get("errcode") != 0:
        return Outcome(Result.UNKNOWN, code="HTTP 200 without errcode")
    return Outcome(Result.SENT, code="0", platform_id=str(answer.get(name, "")))
