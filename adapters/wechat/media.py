"""Files at the platform: uploaded once for each account by content, renewed before they run out.

A temporary file is kept for three days under a ``media_id`` of the account's own (官方 新增临时素材).
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from adapters.wechat.client import AsyncWeChat
from adapters.wechat.errors import CallFailedError, nothing_sent, understood
from adapters.wechat.transport import Upload
from bot.domain.delivery import Outcome, Result
from bot.ports import Clock

KEPT = timedelta(days=3)
"""How long the platform keeps a temporary file."""

MARGIN = timedelta(minutes=10)
"""A file that runs out sooner counts as gone: a mass message may fetch it some time after."""

REMEMBERED = timedelta(hours=1)
"""How long this process sends a file without asking the shelf, which so learns of its use."""

LEFT_ALONE = timedelta(minutes=10)
"""How long a file the platform refused is not offered again: a reply waits while it is asked."""

MOST_REMEMBERED = 2000
"""Files of which one process knows the ids by itself."""

_FOR_GOOD = frozenset({Result.BAD_REQUEST, Result.REFUSED, Result.QUOTA_USED_UP})
"""After these the same file is not taken in the next hour either: its words are better."""

_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}
"""What the platform takes, by content type."""

log = structlog.get_logger(__name__)


class StoredFile(Protocol):
    """A file of ours. ``kind`` is image, voice or video."""

    @property
    def kind(self) -> str:
        """What it is to the platform."""
        ...

    @property
    def content_type(self) -> str:
        """Its format, such as image/png."""
        ...

    @property
    def content(self) -> bytes:
        """Its bytes."""
        ...


class MediaShelf(Protocol):
    """Where the files lie, and where one account's uploads are noted for all processes.

    A file's name is the hex SHA-256 of its bytes. A shelf that cannot be reached may raise.
    """

    async def file(self, file_hash: str) -> StoredFile | None:
        """The file, or None where there is none of that name."""
        ...

    async def upload(self, file_hash: str, now: datetime) -> tuple[str, datetime] | None:
        """The ``media_id`` and when it runs out, None where it was never uploaded; ``now`` is
        noted as its last use.
        """
        ...

    async def keep(
        self, file_hash: str, media_id: str, expires_at: datetime, now: datetime, *, used: bool
    ) -> None:
        """Note an upload in place of an older one; ``used``: it is about to be sent."""
        ...

    async def due(self, used_since: datetime, expires_before: datetime) -> list[str]:
        """The files that are in use and whose uploads run out."""
        ...


class NoMediaError(CallFailedError):
    """The file cannot be shown there, now or ever; its words go instead."""

    def __init__(self, why: str) -> None:
        """``why`` is fixed text."""
        super().__init__(Outcome(Result.BAD_REQUEST, code=why))


@dataclass(frozen=True, slots=True)
class _Known:
    """An upload, and until when it is given out without a look at the shelf; or why the
    platform refused one, and until when it is not asked again.
    """

    media_id: str
    until: datetime
    refused: str = ""


class MediaKeeper:
    """Gives out the ``media_id`` of a file, uploading it where needed, once for all who ask."""

    def __init__(self, client: AsyncWeChat, shelf: MediaShelf | None, clock: Clock) -> None:
        """Without a shelf there are no files."""
        self._client = client
        self._shelf = shelf
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._uploads: dict[str, asyncio.Task[str]] = {}

    async def media_id(self, file_hash: str, *, bad: str | None = None) -> str:
        """The id to send; never ``bad``, which the platform just refused.

        Raises NoMediaError where the file cannot be brought, so that its words go; else
        CallFailedError, whose outcome never leaves open whether something was sent. Whoever
        stops waiting does not stop the upload.
        """
        known = self._known.get(file_hash)
        if known is not None and self._clock.now() < known.until:
            if known.refused:
                raise NoMediaError(known.refused)
            if known.media_id != bad:
                return known.media_id
        got = await asyncio.shield(self._under_way(file_hash, bad))
        if got == bad:  # somebody else had begun to look it up before it was found bad
            got = await asyncio.shield(self._under_way(file_hash, bad))
        return got

    async def renew(self, used_within: timedelta, ahead: timedelta) -> int:
        """Upload again what was used lately and runs out soon; how many that were.

        Raises CallFailedError when the platform takes no calls; a file that it refuses is
        passed over.
        """
        if self._shelf is None:
            return 0
        now, renewed = self._clock.now(), 0
        try:
            due = await self._shelf.due(now - used_within, now + ahead)
        except Exception as error:  # a shelf may fail in its own way
            raise _away(error) from None
        for file_hash in due:
            try:
                await self._upload(self._shelf, file_hash, used=False)
                renewed += 1
            except NoMediaError as error:
                log.warning("wechat media not renewed", code=error.outcome.code)
        return renewed

    async def stop(self) -> None:
        """End the uploads that are under way."""
        tasks = list(self._uploads.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _under_way(self, file_hash: str, bad: str | None) -> "asyncio.Task[str]":
        task = self._uploads.get(file_hash)
        if task is None:
            task = asyncio.create_task(self._found_or_uploaded(file_hash, bad))
            self._uploads[file_hash] = task
            task.add_done_callback(lambda done: self._ended(file_hash, done))
        return task

    def _ended(self, file_hash: str, task: "asyncio.Task[str]") -> None:
        del self._uploads[file_hash]
        if not task.cancelled():
            task.exception()  # whoever waited has it; perhaps nobody waited to the end

    async def _found_or_uploaded(self, file_hash: str, bad: str | None) -> str:
        if self._shelf is None:
            raise NoMediaError("no files are kept here")
        found = await self._found(self._shelf, file_hash, bad)
        return found or await self._upload(self._shelf, file_hash, used=True)

    async def _found(self, shelf: MediaShelf, file_hash: str, bad: str | None) -> str | None:
        now = self._clock.now()
        try:
            found = await shelf.upload(file_hash, now)
        except Exception as error:  # a shelf may fail in its own way
            raise _away(error) from None
        if found is None or found[0] == bad or found[1] - MARGIN <= now:
            return None
        self._remember(file_hash, *found)
        return found[0]

    async def _upload(self, shelf: MediaShelf, file_hash: str, *, used: bool) -> str:
        try:
            file = await shelf.file(file_hash)
        except Exception as error:  # a shelf may fail in its own way
            raise _away(error) from None
        if file is None or file.content_type not in _ENDINGS:
            raise NoMediaError("no such file" if file is None else "no format the platform takes")
        now = self._clock.now()
        try:
            media_id = await self._brought(file, f"{file_hash[:16]}.{_ENDINGS[file.content_type]}")
        except NoMediaError as error:
            if used:  # where it was only to be renewed, the platform still has it
                self._know(file_hash, _Known("", now + LEFT_ALONE, error.outcome.code))
            raise
        self._remember(file_hash, media_id, now + KEPT)
        try:
            await shelf.keep(file_hash, media_id, now + KEPT, now, used=used)
        except Exception as error:  # a shelf may fail in its own way; the upload is good
            _away(error)
        return media_id

    async def _brought(self, file: StoredFile, name: str) -> str:
        upload = Upload(name, file.content_type, file.content)
        try:
            answer = await self._client.media.upload(file.kind, upload)
            with understood():
                return str(answer["media_id"])
        except CallFailedError as error:
            if error.outcome.result in _FOR_GOOD:
                raise NoMediaError(error.outcome.code) from None
            raise nothing_sent(error) from None

    def _remember(self, file_hash: str, media_id: str, expires_at: datetime) -> None:
        until = min(expires_at - MARGIN, self._clock.now() + REMEMBERED)
        self._know(file_hash, _Known(media_id, until))

    def _know(self, file_hash: str, known: _Known) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[file_hash] = known


def _away(error: Exception) -> NoMediaError:
    log.warning("wechat media shelf unavailable", error=type(error).__name__)
    return NoMediaError("the files cannot be reached")
