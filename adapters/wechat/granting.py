"""What the platform grants for some hours: the access token, by either call, and the page ticket."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from adapters.wechat.client import AsyncWeChat
from adapters.wechat.errcodes import TOKEN_CODES
from adapters.wechat.errors import CallFailedError, nothing_sent
from adapters.wechat.tokens import Granted
from adapters.wechat.transport import Transport
from bot.domain.delivery import Outcome, Result, Scope


@dataclass(frozen=True, slots=True)
class Credentials:
    """What proves to the platform who calls, and the interface that is asked for a token.

    ``stable`` (stable_token) hands every caller the same token; ``classic`` (token) a new one
    each time, which ends the one before.
    """

    app_id: str
    app_secret: str
    call: Literal["stable", "classic"] = "stable"


async def fetch_token(
    transport: Transport, credentials: Credentials, *, force: bool = False
) -> Granted:
    """A token. Raises CallFailedError.

    A forced one is new and ends the old; of ``stable_token`` 20 a day may be had.
    """
    try:
        if credentials.call == "classic":
            answer = await _classic(transport, credentials)
        else:
            answer = await _stable(transport, credentials, force)
    except CallFailedError as error:
        raise _without_token(error) from None
    return _granted(answer, "access_token")


async def fetch_ticket(client: AsyncWeChat) -> Granted:
    """A ticket that signs pages (jsapi_ticket). Raises CallFailedError."""
    try:
        answer = await client.jsapi.get_ticket("jsapi")
    except CallFailedError as error:
        raise nothing_sent(error) from None
    return _granted(answer, "ticket")


async def _stable(transport: Transport, own: Credentials, force: bool) -> dict[str, Any]:
    body = {
        "grant_type": "client_credential",
        "appid": own.app_id,
        "secret": own.app_secret,
        "force_refresh": force,
    }
    raw = json.dumps(body).encode()
    return await transport.call("POST", "cgi-bin/stable_token", params={}, body=raw)


async def _classic(transport: Transport, own: Credentials) -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": own.app_id, "secret": own.app_secret}
    return await transport.call("GET", "cgi-bin/token", params=asked)


def _granted(answer: Mapping[str, Any], name: str) -> Granted:
    value, seconds = answer.get(name), answer.get("expires_in")
    if isinstance(value, str) and value and isinstance(seconds, int):
        return Granted(value, seconds)
    what = name.removeprefix("access_")
    outcome = Outcome(Result.UNAVAILABLE, code=f"no {what} given", scope=Scope.ACCOUNT)
    raise CallFailedError(outcome)


def _without_token(error: CallFailedError) -> CallFailedError:
    """A token call that failed: nothing was sent, and 40001 speaks of the secret here."""
    if error.code not in TOKEN_CODES:
        return nothing_sent(error)
    outcome = replace(error.outcome, code=f"{error.code} app secret wrong")
    return CallFailedError(outcome, error.code, error.answer)
