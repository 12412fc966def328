"""The line to one LRS: one HTTP session, basic auth, a certificate that is looked at."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    TCPConnector,
)
from yarl import URL

from adapters.creditbank.answers import Response
from adapters.creditbank.certificates import trusting, wrong_with

TIMEOUT = ClientTimeout(total=30, sock_connect=10)
MOST_ERROR_BYTES = 16 * 1024
"""How much of an answer is read for an error's words."""


class NoAnswerError(Exception):
    """The bank could not be asked: network, timeout, or nonsense instead of HTTP.

    ``mend`` is what a person must do; empty where time may mend it.
    """

    def __init__(self, words: str, mend: str = "") -> None:
        """Keep both."""
        super().__init__(words)
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; at most ``most`` bytes of the answer's body are read."""

    method: str
    url: str
    body: bytes | None = None
    params: Mapping[str, str] | None = None
    most: int = MOST_ERROR_BYTES


class Wire:
    """The session is made at the first request and closed by ``stop``."""

    def __init__(
        self, name: str, credentials: tuple[str, str], timeout: ClientTimeout, ca_file: Path | None
    ) -> None:
        """``ca_file``: PEM certificates trusted instead of the system's. Raises SettingsError."""
        self._auth = "Basic " + b64encode(":".join(credentials).encode()).decode()
        self._timeout = timeout
        self._tls = trusting(ca_file, name)
        self._session: ClientSession | None = None

    async def exchange(self, request: Request, headers: Mapping[str, str]) -> Response:
        """One exchange; redirects are not followed, since they could carry the credentials and
        the statements to another host. Raises NoAnswerError.
        """
        try:
            async with self._open().request(
                request.method,
                URL(request.url, encoded="?" in request.url),
                data=request.body,
                params=request.params,
                headers=headers,
                allow_redirects=False,
            ) as response:
                return await _read(response, request.most)
        except TimeoutError as error:
            raise NoAnswerError("no answer in time") from error
        except ClientError as error:
            words, mend = wrong_with(error) or (f"no answer ({type(error).__name__})", "")
            raise NoAnswerError(words, mend) from error
        except (OSError, ValueError) as error:
            raise NoAnswerError(f"no answer ({type(error).__name__})") from error

    async def stop(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(ssl=self._tls if self._tls is not None else True),
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
