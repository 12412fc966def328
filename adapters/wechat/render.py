"""A neutral reply as WeChat text: no markup, numbered options, the hint last."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.domain.messages import Card, Link, Message, Option, Reply

# What XML 1.0 or JSON cannot carry, and control characters no reader should get.
_UNSENDABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_ANCHOR = re.compile(r"<(?=/?a[\s>])", re.IGNORECASE)
_IN_ADDRESS = "!#$%&()*+,/:;=?@[]~"
"""What may stand in an address as it is, besides letters, digits and ``_.-``; a quote or a bracket
would end the markup around it."""

OPEN = "点这里打开"
"""What is touched to open a card that had to go as text."""

MENU_ID_LIMIT = 32
"""Bytes of an item id in a menu message we rely on; the platform names no limit."""


def clean(text: str) -> str:
    """``text`` as it may be sent: sendable characters only, and no ``<a>`` that makes a link.

    WeChat reads ``<a href>`` in plain text as markup and offers no escape, so its bracket
    becomes a full-width one.
    """
    return _ANCHOR.sub("＜", _UNSENDABLE.sub("", _LINE_END.sub("\n", text)))


def text_of(messages: Iterable[Message]) -> str:
    """The messages as one text, a blank line between neighbours."""
    return "\n\n".join(filter(None, map(message_text, messages)))


def message_text(message: Message) -> str:
    """One message as text: title, text, options, hint, each on a line of its own.

    A file is told in its words, a card in its own with a link; what can be opened has a line
    each below the options.
    """
    shown = clean(message.media.alt).strip("\n") if message.media else ""
    card = card_text(message.card) if message.card else ""
    opened = map(anchor, message.links)
    chosen = (message_head(message), *numbered(message.options), *opened)
    return "\n".join(filter(None, (shown, card, *chosen, clean(message.hint))))


def card_text(card: Card) -> str:
    """A card as text: title, words, and what opens its page or mini program."""
    title = f"【{clean(card.title)}】" if card.title else ""
    opens = ""
    if card.mini_app:
        mini = {"appid": card.mini_app, "path": card.mini_page}
        opens = anchor(Link(OPEN, card.url), mini)
    elif card.url:
        opens = anchor(Link(OPEN, card.url))
    return "\n".join(filter(None, (title, clean(card.text).strip("\n"), opens)))


def message_head(message: Message) -> str:
    """What is read before the options: the title in 【】, then the text with its link."""
    title = f"【{clean(message.title)}】" if message.title else ""
    linked = anchor(message.link) if message.link else ""
    return "\n".join(filter(None, (title, clean(message.text).strip("\n") + linked)))


def anchor(link: Link, mini: Mapping[str, str] | None = None) -> str:
    """A link as WeChat reads it in a text (客服消息, ``<a href>``).

    ``mini``: the ``appid`` and ``path`` of a mini program that opens instead, where it can.
    """
    more = "".join(
        f' data-miniprogram-{name}="{quote(value, safe=_IN_ADDRESS)}"'
        for name, value in (mini or {}).items()
    )
    label = clean(link.label).replace("<", "＜").replace(">", "＞").replace("\n", " ")
    return f'<a href="{quote(link.url, safe=_IN_ADDRESS)}"{more}>{label}</a>'


def numbered(options: Sequence[Option]) -> list[str]:
    """``1. label`` for each option, counted from 1."""
    return [f"{n}. {clean(option.label)}" for n, option in enumerate(options, 1)]


def menu_message(reply: Reply) -> dict[str, Any] | None:
    """The body of a menu message (msgmenu), or None where the reply is to go as text.

    It takes exactly one message with options, no link (a menu message is not said to read one),
    and option data that fits an item id. Captions keep their numbers, since a person may also
    write the number.
    """
    places = [n for n, message in enumerate(reply.messages) if message.options]
    if len(places) != 1 or any(message.link or message.links for message in reply.messages):
        return None
    asked = reply.messages[places[0]]
    if not all(_fits_id(option.data) for option in asked.options):
        return None
    before = text_of(reply.messages[: places[0]])
    after = text_of(reply.messages[places[0] + 1 :])
    items = zip(asked.options, numbered(asked.options), strict=True)
    return {
        "head_content": "\n\n".join(filter(None, (before, message_head(asked)))),
        "list": [{"id": option.data, "content": caption} for option, caption in items],
        "tail_content": "\n\n".join(filter(None, (clean(asked.hint), after))),
    }


def _fits_id(data: str) -> bool:
    return data.isascii() and data.isprintable() and 0 < len(data) <= MENU_ID_LIMIT
