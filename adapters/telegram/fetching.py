"""Files that people sent: getFile tells where one lies, and it is read from there piece by piece.

Source: Bot API getFile: files of at most 20 MB; the address holds for an hour at least, and carries
the bot's token, so it stands in no log and no error.
"""

from aiogram.exceptions import TelegramBadRequest
from aiohttp import ClientError, ClientResponse, ClientTimeout

from adapters.telegram.outcomes import outcome_of
from adapters.telegram.sending import Sender
from adapters.telegram.session import LeanSession
from adapters.telegram.wire import CONNECT_SECONDS
from bot.chat_ports import FetchedFile, FetchFault
from bot.domain.delivery import Result

MOST_HANDED_OUT = 20_000_000
"""Bytes that the Bot API's own server hands out."""

FETCH_SECONDS = 120.0
"""A file that takes longer is tried again later."""

SILENT_SECONDS = 20.0
PIECE = 64 * 1024
LONGEST_PATH = 1024

_AGAIN = frozenset(
    {Result.UNAVAILABLE, Result.UNKNOWN, Result.THROTTLED, Result.QUOTA_USED_UP, Result.SENT}
)


class Fetcher:
    """Fetches the files of one bot."""

    def __init__(self, sender: Sender, session: LeanSession, token: str) -> None:
        """Ask with ``sender``, read with ``session``."""
        self._sender = sender
        self._session = session
        self._token = token

    async def fetch(self, ref: str, most_bytes: int) -> FetchedFile | FetchFault:
        """The file of that ``file_id``, read only as far as ``most_bytes``. Raises nothing for what
        Telegram or the network does.
        """
        try:
            found = await self._sender.call("getFile", {"file_id": ref})
        except Exception as error:  # whatever came between, it is a fault
            return _fault_of(error)
        path, size = (found.get("file_path"), found.get("file_size")) if _is(found) else (None, 0)
        if type(size) is int and size > most_bytes:
            return FetchFault.TOO_LARGE
        if not isinstance(path, str) or not _is_below(path):
            return FetchFault.UNAVAILABLE
        try:
            return await self._read(path, most_bytes)
        except (TimeoutError, ClientError, OSError):  # their words hold the address
            return FetchFault.UNAVAILABLE

    async def _read(self, path: str, most_bytes: int) -> FetchedFile | FetchFault:
        http = await self._session.create_session()
        times = ClientTimeout(
            total=FETCH_SECONDS, connect=CONNECT_SECONDS, sock_read=SILENT_SECONDS
        )
        url = self._session.api.file_url(self._token, path)
        async with http.get(url, timeout=times, allow_redirects=False) as answer:
            if answer.status == 401:
                return FetchFault.MISCONFIGURED
            if answer.status != 200:
                return FetchFault.UNAVAILABLE
            return await _content(answer, most_bytes)


async def _content(answer: ClientResponse, most_bytes: int) -> FetchedFile | FetchFault:
    """The body, of which no more than a piece beyond ``most_bytes`` is read."""
    if (answer.content_length or 0) > most_bytes:
        return FetchFault.TOO_LARGE
    held = bytearray()
    async for piece in answer.content.iter_chunked(PIECE):
        held += piece
        if len(held) > most_bytes:
            return FetchFault.TOO_LARGE
    return FetchedFile(bytes(held))


def _is(found: object) -> bool:
    return isinstance(found, dict)


def _is_below(path: str) -> bool:
    """Whether a path leads to something below the bot's own folder, and nowhere else."""
    parts = path.split("/")
    return 0 < len(path) <= LONGEST_PATH and path.isprintable() and not {"", ".", ".."} & {*parts}


def _fault_of(error: Exception) -> FetchFault:
    words = str(error).lower() if isinstance(error, TelegramBadRequest) else ""
    if "too big" in words:
        return FetchFault.TOO_LARGE
    if "temporarily unavailable" in words:
        return FetchFault.UNAVAILABLE
    result = outcome_of(error).result
    if result is Result.MISCONFIGURED:
        return FetchFault.MISCONFIGURED
    return FetchFault.UNAVAILABLE if result in _AGAIN else FetchFault.GONE
