"""One HTTP call to the WeChat API, and what its failure means."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from adapters.wechat.errcodes import outcome_of
from adapters.wechat.errors import CallFailedError
from bot.domain.delivery import Outcome, Result, Scope

_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=4, sock_connect=4, sock_read=10)
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_JSON = {"Content-Type": "application/json; charset=utf-8"}


class Transport:
    """The connections of one account to the API at ``api_url``."""

    def __init__(self, api_url: str, timeout: aiohttp.ClientTimeout = _TIMEOUT) -> None:
        """Connect to nothing yet."""
        self.root = api_url.rstrip("/") + "/"
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, method: str, url: str, *, params: Mapping[str, str], body: bytes | None = None
    ) -> dict[str, Any]:
        """The platform's JSON answer with errcode 0 (or none). Raises CallFailedError."""
        status, raw = await self._exchange(method, url, params, body)
        if status != 200:
            raise CallFailedError(
                Outcome(Result.UNAVAILABLE, code=f"HTTP {status}", scope=Scope.ACCOUNT)
            )
        answer = _parsed(raw)
        errcode = _errcode(answer)
        if errcode:
            outcome = outcome_of(errcode, str(answer.get("msg_id", "")))
            raise CallFailedError(outcome, errcode, str(answer.get("errmsg", "")))
        return answer

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(
        self, method: str, url: str, params: Mapping[str, str], body: bytes | None
    ) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        try:
            # No redirects: the token in the query must not travel to another host.
            async with self._session.request(
                method, url, params=params, data=body, headers=_JSON, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        # The library's errors carry the URL, and with it the token: they end here.
        except _NOT_SENT:
            outcome = Outcome(Result.UNAVAILABLE, code="cannot connect", scope=Scope.ACCOUNT)
            raise CallFailedError(outcome) from None
        except TimeoutError:
            raise CallFailedError(Outcome(Result.UNKNOWN, code="no answer in time")) from None
        except (aiohttp.ClientError, OSError):
            raise CallFailedError(Outcome(Result.UNKNOWN, code="connection lost")) from None


def _parsed(raw: bytes) -> dict[str, Any]:
    """The answer as an object. WeChat labels JSON ``text/plain``, so the label is not asked.

    What does not begin like JSON is a page of something between us and the platform, which did
    not get the call; broken JSON is the platform's, which may have acted on it.
    """
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        return answer
    if raw.lstrip()[:1] in (b"{", b"[", b""):
        raise CallFailedError(Outcome(Result.UNKNOWN, code="HTTP 200 with broken JSON"))
    raise CallFailedError(
        Outcome(Result.UNAVAILABLE, code="HTTP 200 without JSON", scope=Scope.ACCOUNT)
    )


def _errcode(answer: Mapping[str, Any]) -> int:
    try:
        return int(answer.get("errcode", 0))
    except (TypeError, ValueError):
        raise CallFailedError(Outcome(Result.UNKNOWN, code="HTTP 200 with broken JSON")) from None
