"""A rendered page as ``sendMessage``: its JSON put together by hand, its answer read by hand.

aiogram's models cost more than the whole call; tests hold the two against each other.
"""

import json
from functools import lru_cache

from aiogram.exceptions import ClientDecodeError
from aiogram.methods import SendMessage

from adapters.telegram.answers import read_answer
from adapters.telegram.render import render
from adapters.telegram.wire import Wire
from bot.domain.messages import Reply

CALL = SendMessage(chat_id=0, text="")
"""Names the call in a refusal without saying to whom it went, or what."""

PAGES_KEPT = 64
"""A broadcast is one page for very many chats; kept ones take at most some 30 KiB each."""


class Sender:
    """What sends one bot's messages. ``wire`` leads to its ``sendMessage``."""

    def __init__(self, wire: Wire) -> None:
        """Connect nothing yet."""
        self._wire = wire

    async def send(self, chat: str, page: Reply) -> str:
        """Send one page to ``chat``, once; the message's id.

        Raises UnicodeEncodeError for text that cannot be sent (half a character), WireError, or
        as ``read_answer`` does.
        """
        status, body = await self._wire.post(_call(chat, page))
        sent = read_answer(CALL, status, body.decode(errors="replace"))
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if not isinstance(number, int):
            raise ClientDecodeError("No message id in the answer", ValueError("message_id"), None)
        return str(number)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()


def _call(chat: str, page: Reply) -> bytes:
    """The JSON of ``sendMessage``: ``chat`` by number where it is one, else by its @name."""
    if chat.removeprefix("-").isdecimal():
        return b'{"chat_id":%d%b' % (int(chat), _after_chat(page))
    return b'{"chat_id":%b%b' % (_json(chat), _after_chat(page))


@lru_cache(maxsize=PAGES_KEPT)
def _after_chat(page: Reply) -> bytes:
    """The same call's bytes after the chat, which are equal for equal pages."""
    bubble = render(page)
    keyboard = [
        [{"text": option.label, "callback_data": option.data} for option in row]
        for row in bubble.rows
    ]
    markup = b',"reply_markup":{"inline_keyboard":%b}' % _json(keyboard) if keyboard else b""
    return b',"text":%b,"parse_mode":"HTML"%b}' % (_json(bubble.html), markup)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
