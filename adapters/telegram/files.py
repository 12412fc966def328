"""Pictures, sounds and films of ours: sent once as bytes, then by the id Telegram gave them.

A ``file_id`` lasts and is good for one bot only (Bot API "Sending files"); there is no upload
without a message, so the first who gets a file brings it to all others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiohttp import FormData

from adapters.telegram.faults import NoFileError
from adapters.telegram.outcomes import WRONG_FILE_ID, outcome_of
from bot.domain.delivery import Outcome
from bot.domain.messages import Media
from bot.ports import Clock

KEPT = timedelta(days=3650)
"""How long an id is taken to last: Telegram names no end, and says so when one is wrong."""

MOST_REMEMBERED = 2000
"""Files of which one process knows the ids by itself."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """How Telegram takes one kind of file: the method, its field, and what a chat sees meanwhile.

    ``endings`` are the formats it takes, by content type; ``most`` is in bytes (Bots FAQ).
    """

    method: str
    field: str
    action: str
    endings: Mapping[str, str]
    most: int


FORMS = {
    "image": Form(
        "sendPhoto",
        "photo",
        "upload_photo",
        {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"},
        10_000_000,
    ),
    "voice": Form(
        "sendVoice",
        "voice",
        "upload_voice",
        {"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a"},
        50_000_000,
    ),
    "video": Form("sendVideo", "video", "upload_video", {"video/mp4": "mp4"}, 50_000_000),
}


class StoredFile(Protocol):
    """A file of ours."""

    @property
    def content_type(self) -> str:
        """Its format, such as image/png."""
        ...

    @property
    def content(self) -> bytes:
        """Its bytes."""
        ...


class MediaShelf(Protocol):
    """Where the files lie, and where one account's ids are noted for all processes.

    A file's name is the hex SHA-256 of its bytes. A shelf that cannot be reached may raise.
    """

    async def file(self, file_hash: str) -> StoredFile | None:
        """The file, or None where there is none of that name."""
        ...

    async def upload(self, file_hash: str, now: datetime) -> tuple[str, datetime] | None:
        """The id and until when it is good, None where there is none; ``now`` is noted as its
        last use.
        """
        ...

    async def keep(
        self, file_hash: str, media_id: str, expires_at: datetime, now: datetime, *, used: bool
    ) -> None:
        """Note an id in place of an older one; ``used``: it is about to be sent."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """The bytes of a file, with the field, name and format they travel under."""

    field: str
    name: str
    content_type: str
    content: bytes


Upload = Callable[[str, FormData], Awaitable[Any]]
"""Calls a method with a file; the plain result. Raises TelegramAPIError or ClientDecodeError."""

ById = Callable[[str], Awaitable[Outcome]]
"""Sends a message with the file of that id; raises as a call does."""

ByBytes = Callable[[Parcel], Awaitable[tuple[Outcome, str]]]
"""Sends it with the file itself; also the id it has from then on, empty where none was told."""


class Files:
    """Knows the ids of one bot's files, and has each file brought by one sender at a time."""

    def __init__(self, shelf: MediaShelf, clock: Clock, upload: Upload) -> None:
        """Nothing is known yet."""
        self.upload = upload
        self._shelf = shelf
        self._clock = clock
        self._known: dict[str, str] = {}
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, media: Media, by_id: ById, by_bytes: ByBytes) -> Outcome:
        """Send a message with ``media``, by its id where it has one that Telegram knows.

        Raises NoFileError where there is no such file or none that Telegram takes, or as the two
        ways to send do.
        """
        file_id = await self._id_of(media.hash, bad="")
        if file_id:
            try:
                return await by_id(file_id)
            except TelegramBadRequest as error:
                if outcome_of(error).code != WRONG_FILE_ID:
                    raise
        async with self._lines.setdefault(media.hash, asyncio.Lock()):
            brought = await self._id_of(media.hash, bad=file_id)
            if not brought:
                return await self._bring(media, by_bytes)
        return await by_id(brought)

    async def _bring(self, media: Media, by_bytes: ByBytes) -> Outcome:
        outcome, file_id = await by_bytes(await self._parcel(media))
        if file_id:
            await self._keep(media.hash, file_id)
        return outcome

    async def _id_of(self, file_hash: str, *, bad: str) -> str:
        """The id of a file, empty where it has none; never ``bad``, which was just refused."""
        known = self._known.get(file_hash, "")
        if known and known != bad:
            return known
        now = self._clock.now()
        try:
            found = await self._shelf.upload(file_hash, now)
        except Exception as error:  # a shelf may fail in its own way
            _say_away(error)
            return ""
        if found is None or found[0] == bad or found[1] <= now:
            return ""
        self._remember(file_hash, found[0])
        return found[0]

    async def _parcel(self, media: Media) -> Parcel:
        try:
            file = await self._shelf.file(media.hash)
        except Exception as error:  # a shelf may fail in its own way
            _say_away(error)
            raise NoFileError("The files cannot be reached.") from None
        form = FORMS[media.kind]
        if file is None:
            raise NoFileError("There is no file of that name.")
        if file.content_type not in form.endings or len(file.content) > form.most:
            raise NoFileError("Telegram takes no file of that format or size.")
        name = f"{media.hash[:16]}.{form.endings[file.content_type]}"
        return Parcel(form.field, name, file.content_type, file.content)

    async def _keep(self, file_hash: str, file_id: str) -> None:
        self._remember(file_hash, file_id)
        now = self._clock.now()
        try:
            await self._shelf.keep(file_hash, file_id, now + KEPT, now, used=True)
        except Exception as error:  # a shelf may fail in its own way; the message is sent
            _say_away(error)

    def _remember(self, file_hash: str, file_id: str) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[file_hash] = file_id


def file_id_in(sent: dict[str, Any], kind: str) -> str:
    """The id of the file that a sent message shows (Bot API ``Message``), empty where none is.

    Of a photo's sizes the last is the largest. What Telegram made something else of (a film
    without sound is an animation) could not be sent by its id in the same way, so it has none.
    """
    shown = sent.get(FORMS[kind].field)
    if isinstance(shown, list):
        shown = shown[-1] if shown else None
    file_id = shown.get("file_id") if isinstance(shown, dict) else None
    return file_id if isinstance(file_id, str) else ""


def _say_away(error: Exception) -> None:
    log.warning("telegram media shelf unavailable", error=type(error).__name__)
