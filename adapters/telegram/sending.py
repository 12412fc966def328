"""Pages as Bot API calls: their JSON put together by hand, the answers read by hand."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiogram.exceptions import ClientDecodeError
from aiohttp import FormData

from adapters.telegram.answers import CALL, read_answer
from adapters.telegram.calls import EDIT, Call, Calls, as_json
from adapters.telegram.files import FORMS, Files, Parcel, file_id_in
from adapters.telegram.quizzes import close_date
from adapters.telegram.wire import Wire
from bot.domain.delivery import Outcome, Result
from bot.domain.messages import Media, Quiz, Reply
from bot.ports import Clock

ACTION_SECONDS = 2.0
"""What it is worth to show that something is on its way; what is shown lasts 5 s."""

PROTECTED = b',"protect_content":true'
"""A forwarded poll is the same poll: others could answer it, out of a group as out of a chat."""


class Sender:
    """What sends one bot's messages. ``wire`` leads to its methods."""

    def __init__(
        self,
        wire: Wire,
        clock: Clock,
        *,
        calls: Calls | None = None,
        files: Files | None = None,
    ) -> None:
        """Connect nothing yet. Without ``files`` pages show none; ``calls`` has to know of it."""
        self._wire = wire
        self._clock = clock
        self._calls = calls or Calls()
        self._files = files

    async def send(self, chat: str, page: Reply) -> Outcome:
        """Send one page to ``chat``, once (or edit the message it replaces).

        Raises UnicodeEncodeError for text that cannot be sent (half a character), NoFileError,
        WireError, or as ``read_answer`` does.
        """
        if page.keyboard and chat.startswith("-"):
            page = replace(page, keyboard="")  # a group's members share what is shown there
        call = self._calls.of(page)
        if call.media is not None and self._files is not None:
            return await self._send_file(self._files, chat, page, call.media)
        more = b"" if call.quiz is None else self._of_poll(call.quiz)
        return await self._post(chat, call, more)

    async def call(self, method: str, fields: Mapping[str, object]) -> Any:
        """The plain result of another method. Raises as ``send`` does."""
        status, answer = await self._wire.post(as_json(fields), method)
        return read_answer(CALL, status, answer.decode(errors="replace"))

    async def act(self, chat: str, action: str, thread: str = "") -> None:
        """Show in ``chat`` what is being done; whether that worked changes nothing."""
        fields: dict[str, object] = {"chat_id": chat_id(chat), "action": action}
        if thread.isdecimal():
            fields["message_thread_id"] = int(thread)
        with suppress(Exception):
            async with asyncio.timeout(ACTION_SECONDS):
                await self.call("sendChatAction", fields)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _post(self, chat: str, call: Call, more: bytes) -> Outcome:
        """Post a kept call with its chat."""
        if chat.removeprefix("-").isdecimal():
            body = b'{"chat_id":%d%b%b' % (int(chat), more, call.tail)
        else:
            body = b'{"chat_id":%b%b%b' % (as_json(chat), more, call.tail)
        status, answer = await self._wire.post(body, call.method)
        return _sent(read_answer(CALL, status, answer.decode(errors="replace")), call)

    def _of_poll(self, quiz: Quiz) -> bytes:
        """What a poll has besides its words: its end, and that it stays where it is."""
        closes = close_date(quiz, self._clock.now())
        end = b"" if closes is None else b',"close_date":%d' % closes
        return end + PROTECTED

    async def _send_file(self, files: Files, chat: str, page: Reply, media: Media) -> Outcome:
        """Send a page with its file by its id, or with the file itself."""
        call, form = self._calls.of(page), FORMS[media.kind]

        async def by_id(file_id: str) -> Outcome:
            return await self._post(
                chat, call, b',"%b":%b' % (form.field.encode(), as_json(file_id))
            )

        async def by_bytes(parcel: Parcel) -> tuple[Outcome, str]:
            await self.act(chat, form.action, page.aim.thread)
            _, fields = self._calls.fields(page)
            sent = await files.upload(call.method, _form({"chat_id": chat, **fields}, parcel))
            return _sent(sent, call), file_id_in(sent, media.kind)

        return await files.send(media, by_id, by_bytes)


def chat_id(chat: str) -> int | str:
    """A chat as the Bot API wants it: by number where it has one, else by its @name."""
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def _sent(sent: Any, call: Call) -> Outcome:
    """What arrived, with its id and a poll's own. Raises ClientDecodeError where it has none."""
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int):
        if call.method == EDIT:  # other servers than Telegram's own tell nothing of an edit
            return Outcome(Result.SENT, "200")
        raise ClientDecodeError("No message id in the answer", ValueError("message_id"), None)
    if call.quiz is None:
        return Outcome(Result.SENT, "200", platform_id=str(number))
    poll = sent.get("poll")
    name = poll.get("id") if isinstance(poll, dict) else None
    if not isinstance(name, str):
        raise ClientDecodeError("No poll id in the answer", ValueError("poll"), None)
    return Outcome(Result.SENT, "200", platform_id=str(number), poll=name)


def _form(fields: Mapping[str, object], parcel: Parcel) -> FormData:
    """A call with a file: text as it is, everything else as JSON."""
    form = FormData()
    for name, value in fields.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        form.add_field(name, text)
    form.add_field(
        parcel.field, parcel.content, filename=parcel.name, content_type=parcel.content_type
    )
    return form
