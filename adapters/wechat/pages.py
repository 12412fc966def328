"""Cutting a reply into texts that fit one WeChat message each."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.wechat.cut import cut, size
from adapters.wechat.render import clean, message_text, text_of
from bot.domain.messages import Message, Reply

LIMIT = 2048
"""UTF-8 bytes of one text; beyond it a customer message fails with 45002."""

MORE = "回复「继续」看下文"
"""The last line of every page but the last."""

_MORE = Message(text=MORE)
_JOINT = len("\n\n")
_ROOM = LIMIT - _JOINT - size(MORE)
_LEAST = 128
"""Bytes of text that must find room beside a message's title, options and hint."""


def pages(reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
    """``reply`` as pages of at most 2048 bytes, in order; itself where it fits.

    Whole messages stay whole where a page can hold them. A longer one is cut at paragraph,
    line, then sentence ends; its title stays with its first part, its options with its last.
    ``by_word``: every page but the last says how to ask for the next.
    """
    if size(text_of(reply.messages)) <= LIMIT:
        return (reply,)
    rest = [_plain(message) for message in reply.messages if message_text(message)]
    done: list[Reply] = []
    while size(text_of(rest)) > LIMIT:
        page, rest = _fill(rest)
        done.append(Reply((*page, _MORE) if by_word else tuple(page)))
    return (*done, Reply(tuple(rest)))


def _plain(message: Message) -> Message:
    """The message with only what can be sent.

    Where title, options and hint leave no room for text on a page, all becomes text, with the
    numbers it shows.
    """
    tidy = replace(message, text=clean(message.text).strip("\n").rstrip())
    if size(message_text(replace(tidy, text=""))) + _LEAST > _ROOM:
        return Message(text=message_text(tidy))
    return tidy


def _fill(rest: list[Message]) -> tuple[list[Message], list[Message]]:
    """One page from the front of ``rest``, and what remains; ``rest`` exceeds a page."""
    page: list[Message] = []
    room = _ROOM
    while True:
        first, others = rest[0], rest[1:]
        need = size(message_text(first))
        if need <= room:
            page.append(first)
            rest, room = others, room - need - _JOINT
            continue
        whole = need <= (_ROOM if others else LIMIT)
        if not (page and whole):
            head, tail = _split(first, room, force=not page)
            page, rest = page + head, [tail, *others]
        return page, rest


def _split(message: Message, room: int, *, force: bool) -> tuple[list[Message], Message]:
    """The part of a message that fits ``room`` (none, where it would be torn), and the rest."""
    title = size(message_text(Message(text="", title=message.title)))
    text, rest = cut(message.text, room - title - len("\n"), force=force)
    if not text:
        return [], message
    return [Message(text=text, title=message.title)], replace(message, text=rest, title="")
