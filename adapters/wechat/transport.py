"""One HTTP call to the WeChat API, and what its failure means."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.wechat.errcodes import outcome_of
from adapters.wechat.errors import CallFailedError
from adapters.wechat.hosts import Hosts
from bot.domain.delivery import Outcome, Result, Scope

_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=4, sock_connect=4, sock_read=10)
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_FETCHING = aiohttp.ClientTimeout(total=120, connect=4, sock_connect=4, sock_read=20)
_PIECE = 64 * 1024
_MOST_JSON = 64 * 1024
"""Bytes of an answer that should be a file and is none."""
_NO_FILE = frozenset({"application/json", "text/plain"})
_MOST_REDIRECTS = 3


class TooLargeError(Exception):
    """A file has more bytes than are taken."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the platform takes it; the ending of ``name`` tells it the format."""

    name: str
    content_type: str
    content: bytes


class Transport:
    """The connections of one account to the API at ``hosts``."""

    def __init__(self, hosts: Hosts, timeout: aiohttp.ClientTimeout = _TIMEOUT) -> None:
        """Connect to nothing yet."""
        self._hosts = hosts
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str],
        body: bytes | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> dict[str, Any]:
        """The platform's JSON answer with errcode 0 (or none). Raises CallFailedError.

        ``path`` is below the host (``cgi-bin/…``). ``files`` travel as a form, by field name.
        """
        status, raw = await self._exchange(method, path, params, body, files or {})
        if status != 200:
            raise CallFailedError(
                Outcome(Result.UNAVAILABLE, code=f"HTTP {status}", scope=Scope.ACCOUNT)
            )
        answer = _parsed(raw)
        errcode = _errcode(answer)
        if errcode:
            outcome = outcome_of(errcode, str(answer.get("msg_id", "")))
            raise CallFailedError(outcome, errcode, answer)
        return answer

    async def file(
        self, path: str, params: Mapping[str, str], most_bytes: int
    ) -> bytes | dict[str, Any]:
        """A file that a call below the host hands out, or what it says of one instead.

        Raises TooLargeError, or CallFailedError also where the answer is a refusal.
        """
        with _understood():
            async with self._http().get(
                self._hosts.choose() + path,
                params=params,
                timeout=_FETCHING,
                allow_redirects=False,
            ) as response:
                told = response.content_type in _NO_FILE
                raw = await _content(response, _MOST_JSON if told else most_bytes)
        if not told:
            return raw
        answer = _parsed(raw)
        if errcode := _errcode(answer):
            raise CallFailedError(outcome_of(errcode, ""), errcode, answer)
        return answer

    async def download(self, url: str, most_bytes: int) -> bytes:
        """A file at an address that the platform named. Raises TooLargeError or CallFailedError."""
        with _understood():
            async with self._http().get(
                url, timeout=_FETCHING, max_redirects=_MOST_REDIRECTS
            ) as response:
                return await _content(response, most_bytes)

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session

    async def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        body: bytes | None,
        files: Mapping[str, Upload],
    ) -> tuple[int, bytes]:
        """Status and body; from the other host where this one takes no connection."""
        host: str | None = self._hosts.choose()
        while host is not None:
            data = _form(files) if files else body
            try:
                return await self._from(host, method, path, params, data)
            # The library's errors carry the URL, and with it the token: they end here.
            except _NOT_SENT:
                host = self._hosts.missed(host)
            except TimeoutError:
                raise CallFailedError(Outcome(Result.UNKNOWN, code="no answer in time")) from None
            except (aiohttp.ClientError, OSError):
                raise CallFailedError(Outcome(Result.UNKNOWN, code="connection lost")) from None
        outcome = Outcome(Result.UNAVAILABLE, code="cannot connect", scope=Scope.ACCOUNT)
        raise CallFailedError(outcome)

    async def _from(
        self,
        host: str,
        method: str,
        path: str,
        params: Mapping[str, str],
        data: bytes | aiohttp.FormData | None,
    ) -> tuple[int, bytes]:
        headers = None if isinstance(data, aiohttp.FormData) else _JSON
        # No redirects: the token in the query must not travel to another host.
        async with self._http().request(
            method, host + path, params=params, data=data, headers=headers, allow_redirects=False
        ) as response:
            self._hosts.reached(host)
            return response.status, await response.read()


@contextmanager
def _understood() -> Iterator[None]:
    """Around fetching: what the library raises carries the URL, and with it the token."""
    try:
        yield
    except _NOT_SENT:
        raise CallFailedError(_away("cannot connect")) from None
    except TimeoutError:
        raise CallFailedError(_away("no answer in time")) from None
    except (aiohttp.ClientError, OSError):
        raise CallFailedError(_away("connection lost")) from None


async def _content(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """The body, of which no more than a piece beyond ``most_bytes`` is read."""
    if response.status != 200:
        raise CallFailedError(_away(f"HTTP {response.status}"))
    if (response.content_length or 0) > most_bytes:
        raise TooLargeError
    held = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        held += piece
        if len(held) > most_bytes:
            raise TooLargeError
    return bytes(held)


def _away(code: str) -> Outcome:
    return Outcome(Result.UNAVAILABLE, code=code, scope=Scope.ACCOUNT)


def _form(files: Mapping[str, Upload]) -> aiohttp.FormData:
    """Made anew for each attempt, since sending uses a form up."""
    form = aiohttp.FormData()
    for field, file in files.items():
        form.add_field(field, file.content, filename=file.name, content_type=file.content_type)
    return form


def _parsed(raw: bytes) -> dict[str, Any]:
    """The answer as an object. WeChat labels JSON ``text/plain``, so the label is not asked.

    What does not begin like JSON is a page of something between us and the platform, which did
    not get the call; broken JSON is the platform's, which may have acted on it.
    """
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
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
