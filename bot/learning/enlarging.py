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
    learned = [one for one in messages if is_learned(one, t)]
    drawn = iter(await pictures_of(conn, [card_of(one) for one in learned], t.language, now))
    return tuple(
        Message("", media=next(drawn), options=one.options) if is_learned(one, t) else one
        for one in messages
    )
