"""What is learned in large type: lessons and questions as pictures, all else in words."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.messages import Message
from bot.drawing.cards import Card
from bot.drawing.face import printable
from bot.learning.large_type import pictures_of
from bot.store.db import Connection
from bot.texts.catalogue import Texts

_LEARNED = ("ans:", "next:", "done:")


def is_learned(message: Message, t: Texts) -> bool:
    """Whether a message shows a step of a lesson, or asks a question."""
    if message.media is not None or message.card is not None:
        return False
    offered = bool(message.options) and all(
        one.data.startswith(_LEARNED) for one in message.options
    )
    return offered or (bool(message.text) and message.title == t("question-title"))


def card_of(message: Message) -> Card:
    """Pure: the message as a card with the same words."""
    return Card(
        printable(message.title),
        printable(message.text),
        tuple(printable(option.label) for option in message.options),
        printable(message.hint),
    )


async def enlarged(
    conn: Connection, messages: Sequence[Message], t: Texts, now: datetime
) -> tuple[Message, ...]:
    """``messages`` with each step and question as a picture, which bears what can be chosen."""
    learned = [is_learned(one, t) for one in messages]
    cards = [one for one, is_one in zip(messages, learned, strict=True) if is_one]
    drawn = iter(await drawn_of(conn, cards, t, now))
    return tuple(
        next(drawn) if is_one else one for one, is_one in zip(messages, learned, strict=True)
    )


async def drawn_of(
    conn: Connection, messages: Sequence[Message], t: Texts, now: datetime
) -> list[Message]:
    """Each of ``messages`` as a picture."""
    pictures = await pictures_of(conn, list(map(card_of, messages)), t.language, now)
    return [
        Message("", media=picture, options=one.options)
        for picture, one in zip(pictures, messages, strict=True)
    ]
