"""A credit bank that speaks xAPI: any LRS, by its base URL and basic auth.

Source: xAPI-Spec 1.0.3, Communication (statements and about resources, version header).
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from adapters.creditbank.answers import Response, answer_of, shortened, words_of
from adapters.creditbank.meaning import same_meaning
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    SettingsError,
)
from bot.ports import Clock, PushAnswer, PushResult

TIMEOUT = ClientTimeout(total=30, sock_connect=10)
MOST_ERROR_BYTES = 16 * 1024
MOST_STATEMENT_BYTES = 512 * 1024
"""How much of an answer is read: an error's words, and a statement asked for by its id."""
PREFERRED = "1.0.3"


class NoAnswerError(Exception):
    """The bank could not be asked: network, timeout, or nonsense instead of HTTP."""


class XapiBank:
    """One LRS as a target for statements; implements bot.ports.CreditBank.

    The HTTP session is made at the first request and closed by ``stop``.
    """

    def __init__(
        self,
        name: str,
        url: str,
        username: str,
        password: str,
        clock: Clock,
        *,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        """``url`` is the base that ends before /statements; ``clock`` dates Retry-After.

        Raises SettingsError for a base URL that cannot be one.
        """
        base = url.rstrip("/")
        usable = base.startswith(("http://", "https://")) and "@" not in base
        if not usable or base.endswith("/statements"):
            raise SettingsError(
                f"credit_bank {name}: url must be http(s), end before /statements "
                "and carry no credentials."
            )
        self._name, self._base, self._clock, self._timeout = name, base, clock, timeout
        self._auth = "Basic " + b64encode(f"{username}:{password}".encode()).decode()
        self._session: ClientSession | None = None
        self._version: str | None = None
        self._asking = asyncio.Lock()

    @property
    def name(self) -> str:
        """The target's name in the settings."""
        return self._name

    async def push(self, statements: Sequence[bytes]) -> PushAnswer:
        """Hand in statements in one request, byte for byte; see bot.ports.CreditBank."""
        body = b"[" + b",".join(statements) + b"]"
        try:
            response = await self._call("POST", "/statements", body=body)
        except NoAnswerError as error:
            return PushAnswer(PushResult.UNAVAILABLE, shortened(str(error)))
        return answer_of(response, self._clock.now())

    async def holds(self, statement_id: str, statement: bytes) -> bool | None:
        """Whether the bank has this statement with equal meaning; see bot.ports.CreditBank."""
        try:
            response = await self._ask_for(statement_id)
        except NoAnswerError:
            return None
        if response.status != 200 or response.is_page:
            return None
        found = statement_in(response.body, statement_id)
        return None if found is None else same_meaning(found, json.loads(statement))

    async def check(self) -> str:
        """Ask for a statement that cannot exist: that needs the address, the version and the
        credentials to be right; see bot.ports.CreditBank."""
        try:
            response = await self._ask_for(str(uuid5(NAMESPACE_URL, self._base)))
        except NoAnswerError as error:
            raise PlatformUnavailableError(
                f"Credit bank {self._name} cannot be reached: {error}."
            ) from error
        if response.status in (401, 403):
            raise PlatformMisconfiguredError(
                f"Credit bank {self._name} refuses the username or password "
                f"(HTTP {response.status})."
            )
        if response.status >= 500 or response.status == 429:
            raise PlatformUnavailableError(
                f"Credit bank {self._name} does not work now: {words_of(response)}."
            )
        if response.is_page or response.status not in (200, 404):
            raise PlatformMisconfiguredError(
                f"Credit bank {self._name} does not answer like an LRS, "
                f"check its url: {words_of(response)}."
            )
        return f"Credit bank {self._name} answers and takes xAPI {self._version}."

    async def stop(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask_for(self, statement_id: str) -> Response:
        params = {"statementId": statement_id}
        return await self._call("GET", "/statements", params=params, most=MOST_STATEMENT_BYTES)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        params: Mapping[str, str] | None = None,
        most: int = MOST_ERROR_BYTES,
    ) -> Response:
        """One request under the version the bank takes. Raises NoAnswerError."""
        headers = {"X-Experience-API-Version": await self._version_taken()}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return await self._request(method, path, headers, body=body, params=params, most=most)

    async def _version_taken(self) -> str:
        """The version for the header, asked for once. Raises NoAnswerError."""
        async with self._asking:
            if self._version is None:
                about = await self._request("GET", "/about", {}, most=MOST_ERROR_BYTES)
                if about.status >= 500 or about.status == 429:
                    raise NoAnswerError(words_of(about))
                self._version = chosen_version(about)
        return self._version

    async def _request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        body: bytes | None = None,
        params: Mapping[str, str] | None = None,
        most: int,
    ) -> Response:
        """One HTTP exchange; redirects are not followed, since they could carry the credentials
        and the statements to another host. Raises NoAnswerError."""
        try:
            async with self._open_session().request(
                method,
                self._base + path,
                data=body,
                params=params,
                headers=headers,
                allow_redirects=False,
            ) as response:
                return await _read(response, most)
        except TimeoutError as error:
            raise NoAnswerError("no answer in time") from error
        except (ClientError, OSError, ValueError) as error:
            raise NoAnswerError(f"no answer ({type(error).__name__})") from error

    def _open_session(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                timeout=self._timeout,
                # A body that unfolds to gigabytes cannot come to one who does not unfold.
                headers={
                    "Authorization": self._auth,
                    "Accept": "application/json",
                    "Accept-Encoding": "identity",
                },
                auto_decompress=False,
            )
        return self._session


async def _read(response: ClientResponse, most: int) -> Response:
    """The response with at most ``most`` bytes of its body; the rest is left on the wire."""
    body = bytearray()
    while len(body) < most and (chunk := await response.content.read(most - len(body))):
        body += chunk
    if not response.content.at_eof():
        response.close()
    return Response(
        response.status,
        response.headers.get("Content-Type", ""),
        bytes(body),
        response.headers.get("Retry-After"),
        response.headers.get("Date"),
    )


def statement_in(body: bytes, statement_id: str) -> Mapping[str, Any] | None:
    """The statement of that id in an answer; None where there is none that can be read.

    By the specification the answer is the statement; Ralph wraps it in a StatementResult.
    """
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    wrapped = parsed.get("statements") if isinstance(parsed, dict) else None
    for one in wrapped if isinstance(wrapped, list) else [parsed]:
        if isinstance(one, dict) and str(one.get("id")).lower() == statement_id.lower():
            return one
    return None


def chosen_version(about: Response) -> str:
    """The version for the header, from the answer of /about: 1.0.3 where it is offered or
    nothing can be read (some LRS have no /about), else the highest 1.0.x, else the highest."""
    try:
        parsed: Any = json.loads(about.body) if about.status == 200 else None
    except (ValueError, RecursionError):
        parsed = None
    offered = parsed.get("version") if isinstance(parsed, dict) else None
    listed = offered if isinstance(offered, list) else []
    versions: list[str] = [one for one in listed if _is_version(one)]
    if not versions or PREFERRED in versions:
        return PREFERRED
    first = [one for one in versions if one.startswith("1.0.")]
    return max(first or versions, key=lambda one: [int(part) for part in one.split(".")])


def _is_version(value: Any) -> bool:
    parts = value.split(".") if isinstance(value, str) and len(value) < 20 else []
    return len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)
