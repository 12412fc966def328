"""Files that people sent: ``media/get`` hands them out for three days (official 获取临时素材).

A picture or sound comes as it is; of a film JSON tells an address of the platform's own to get it
from, which needs no token. Refusals are JSON too.
"""

from typing import Any
from urllib.parse import urlsplit

from adapters.wechat.errcodes import MEDIA_GONE, TOKEN_CODES
from adapters.wechat.errors import CallFailedError
from adapters.wechat.tokens import TokenKeeper
from adapters.wechat.transport import TooLargeError, Transport
from bot.chat_ports import FetchedFile, FetchFault
from bot.domain.delivery import Result

CALL = "cgi-bin/media/get"

_GONE = frozenset({MEDIA_GONE, 40004})
_AGAIN = frozenset(
    {Result.UNAVAILABLE, Result.UNKNOWN, Result.THROTTLED, Result.QUOTA_USED_UP, Result.SENT}
)


class Fetcher:
    """Fetches the files of one account."""

    def __init__(self, transport: Transport, tokens: TokenKeeper) -> None:
        """Connect to nothing yet."""
        self._transport = transport
        self._tokens = tokens

    async def fetch(self, ref: str, most_bytes: int) -> FetchedFile | FetchFault:
        """The file of that ``media_id``, read only as far as ``most_bytes``. Raises nothing for
        what the platform or the network does.
        """
        try:
            return await self._file(ref, most_bytes)
        except TooLargeError:
            return FetchFault.TOO_LARGE
        except CallFailedError as error:
            return _fault_of(error)

    async def _file(self, ref: str, most_bytes: int) -> FetchedFile | FetchFault:
        token = await self._tokens.get()
        try:
            found = await self._with(token, ref, most_bytes)
        except CallFailedError as error:
            if error.code not in TOKEN_CODES:
                raise
            found = await self._with(await self._tokens.get(bad=token), ref, most_bytes)
        if isinstance(found, bytes):
            return FetchedFile(found)
        url = found.get("video_url")
        if not isinstance(url, str) or not _is_address(url):
            return FetchFault.UNAVAILABLE
        return FetchedFile(await self._transport.download(url, most_bytes))

    async def _with(self, token: str, ref: str, most_bytes: int) -> bytes | dict[str, Any]:
        params = {"access_token": token, "media_id": ref}
        return await self._transport.file(CALL, params, most_bytes)


def _is_address(url: str) -> bool:
    """Whether the platform named an address that can be asked."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username


def _fault_of(error: CallFailedError) -> FetchFault:
    if error.code in _GONE:
        return FetchFault.GONE
    result = error.outcome.result
    if result is Result.MISCONFIGURED:
        return FetchFault.MISCONFIGURED
    return FetchFault.UNAVAILABLE if result in _AGAIN or error.code is None else FetchFault.GONE
