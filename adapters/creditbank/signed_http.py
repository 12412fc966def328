"""Signed HTTP requests to a credit bank, each with its own instant and nonce."""

import secrets
from pathlib import Path

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector
from yarl import URL

from adapters.creditbank.answers import Response
from adapters.creditbank.certificates import trusting, wrong_with
from adapters.creditbank.signature import authorization, instant, signature, string_to_sign
from bot.domain.errors import SettingsError
from bot.ports import Clock

TIMEOUT = ClientTimeout(total=30, sock_connect=10)


class SilentBankError(Exception):
    """The bank could not be asked: network, timeout, certificate, or nonsense instead of HTTP.

    ``mend`` is what a person must do about it; empty: nothing but to try again.
    """

    def __init__(self, words: str, mend: str = "") -> None:
        """``words`` tell what happened."""
        super().__init__(words)
        self.mend = mend


class SignedHttp:
    """A line to one bank. The session is made at the first request and closed by ``stop``."""

    def __init__(
        self,
        name: str,
        url: str,
        key: tuple[str, str],
        clock: Clock,
        *,
        ca_file: Path | None = None,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        """``key`` is the key's id and its secret; ``url`` is the base of all paths.

        Raises SettingsError for a base that cannot be one, or a ``ca_file`` without certificates.
        """
        base = url.rstrip("/")
        plain = not any(one in base for one in "@?#")
        if not base.startswith(("http://", "https://")) or not plain:
            raise SettingsError(
                f"credit_bank {name}: url must be http(s), without credentials, query or fragment."
            )
        if not key[0] or any(one in key[0] for one in '"\r\n'):
            raise SettingsError(f"credit_bank {name}: key_id must not be empty or hold a quote.")
        self._base, self._key, self._clock = base, key, clock
        self._tls, self._timeout = trusting(ca_file, name), timeout
        self._session: ClientSession | None = None

    async def ask(
        self, method: str, path: str, *, body: bytes = b"", most: int = 64 * 1024
    ) -> Response:
        """One exchange: ``path`` (with its query, already encoded) is below the base.

        Redirects are not followed: they could carry what is sent to another host. At most
        ``most`` bytes of the answer are read. Raises SilentBankError.
        """
        url = URL(self._base + path, encoded=True)
        headers = {"Authorization": self._signed(method, url.raw_path_qs, body)}
        if body:
            headers["Content-Type"] = "application/json"
        try:
            async with self._open().request(
                method, url, data=body or None, headers=headers, allow_redirects=False
            ) as response:
                return await _read(response, most)
        except TimeoutError as error:
            raise SilentBankError("no answer in time") from error
        except ClientError as error:
            words, mend = wrong_with(error) or (f"no answer ({type(error).__name__})", "")
            raise SilentBankError(words, mend) from error
        except (OSError, ValueError) as error:
            raise SilentBankError(f"no answer ({type(error).__name__})") from error

    async def stop(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _signed(self, method: str, path: str, body: bytes) -> str:
        key_id, secret = self._key
        timestamp, nonce = instant(self._clock.now()), secrets.token_hex(16)
        signed = string_to_sign(method, path, timestamp, nonce, body)
        return authorization(key_id, timestamp, nonce, signature(secret, signed))

    def _open(self) -> ClientSession:
        if self._session is None:
            connector = TCPConnector(ssl=self._tls) if self._tls is not None else TCPConnector()
            self._session = ClientSession(
                connector=connector,
                timeout=self._timeout,
                # A body that unfolds to gigabytes cannot come to one who does not unfold.
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
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
