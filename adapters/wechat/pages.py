"""Cutting a reply into what fits one WeChat message each."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.wechat.cut import cut, size
from adapters.wechat.render import anchor, clean, message_text, text_of
from bot.domain.messages import Message, Reply

LIMIT = 2048
"""UTF-8 bytes of one text; beyond it a customer message fails with 45002."""

MORE = "回复「继续」看下文"
"""The last line of a page of text that is followed by another."""

MORE_FILES = {
    "image": "回复「继续」看图",
    "voice": "回复「继续」听录音",
    "video": "回复「继续」看视频",
}
"""The last line where one file follows, by its kind."""

MORE_ONE_BY_ONE = "后面还有{count}样，每次回复「继续」看一样"
"""The last line where several files or cards follow: none of them can say that there are more."""

_JOINT = len("\n\n")
_ROOM = LIMIT - _JOINT - size(MORE_ONE_BY_ONE.format(count=99))
_LEAST = 128
"""Bytes of text that must find room beside a message's title, options and hint."""


def pages(reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
    """``reply`` as pages that are one platform message each, in order; itself where it is one.

    A file or a card is a page of its own. The texts between are pages of at most 2048 bytes:
    whole messages stay whole where a page can hold them; a longer one is cut at paragraph,
    line, then sentence ends; its title stays with its first part, its options with its last.
    Files and cards come behind all texts. ``by_word``: every page of text but the last page says
    how to ask for the next.
    """
    shows = any(message.media or message.card for message in reply.messages)
    if not shows and size(text_of(reply.messages)) <= LIMIT:
        return (reply,)
    runs = _runs(words_first(reply.messages))
    if _alone(runs):
        return (Reply(runs[0]),)
    done: list[tuple[Message, ...]] = []
    for number, run in enumerate(runs, 1):
        done += [run] if _alone([run]) else _cut(run, LIMIT if number == len(runs) else _ROOM)
    if by_word:
        done = [_asking(page, done[number:]) for number, page in enumerate(done, 1)]
    return tuple(map(Reply, done))


def words_first(messages: Sequence[Message]) -> list[Message]:
    """The order of pages: all words, then files and cards.

    The first page travels in the answer, which always arrives; what follows costs a customer
    message or has to be asked for, and may be lost. A lesson without its picture is still a
    lesson; a picture without its words is none.
    """
    words = [_words(one) for one in messages]
    shown = [
        Message("", media=one.media, card=one.card)
        for one in messages
        if one.media is not None or one.card is not None
    ]
    return [*words, *shown]


def in_one(text: str) -> str:
    """``text`` as one message: what a page cannot hold is cut off."""
    return text if size(text) <= LIMIT else cut(text, LIMIT - size("…"))[0] + "…"


def _runs(messages: Sequence[Message]) -> list[tuple[Message, ...]]:
    """Neighbouring texts together, each file and card alone; what says nothing is left out."""
    runs: list[tuple[Message, ...]] = []
    for message in messages:
        if message.media is not None:
            runs.append((Message(text="", media=message.media),))
        if message.card is not None:
            runs.append((Message(text="", card=message.card),))
        words = _words(message)
        if not message_text(words):
            continue
        if runs and not _alone(runs[-1:]):
            runs[-1] += (words,)
        else:
            runs.append((words,))
    return runs


def _words(message: Message) -> Message:
    """What is left of a message without its file and card. Options below a file without words stand
    in the file too: a picture in large type shows them.
    """
    if message.media is not None and not (message.title or message.text or message.hint):
        return Message("")
    return replace(message, media=None, card=None)


def _alone(runs: Sequence[tuple[Message, ...]]) -> bool:
    """Whether it is one file or card."""
    return len(runs) == 1 and (runs[0][0].media is not None or runs[0][0].card is not None)


def _asking(
    page: tuple[Message, ...], after: Sequence[tuple[Message, ...]]
) -> tuple[Message, ...]:
    """A page with the line that asks for those ``after`` it; a file or card has no room for one."""
    if not after or _alone([page]):
        return page
    if not _alone(after[:1]):
        return (*page, Message(MORE))
    media = after[0][0].media
    if len(after) > 1:
        line = MORE_ONE_BY_ONE.format(count=len(after))
    else:
        line = MORE if media is None else MORE_FILES[media.kind]
    return (*page, Message(line))


def _cut(run: tuple[Message, ...], last: int) -> list[tuple[Message, ...]]:
    """Texts in pages with room for the last line, the last page of ``last`` bytes at most."""
    if size(text_of(run)) <= last:
        return [run]
    rest, done = [_plain(message) for message in run], list[tuple[Message, ...]]()
    while size(text_of(rest)) > last:
        page, rest = _fill(rest, last)
        done.append(tuple(page))
    return [*done, tuple(rest)]


def _plain(message: Message) -> Message:
    """The message with only what can be sent.

    Where title, options and hint leave no room for text on a page, all becomes text, with the
    numbers it shows; a link stays one unless it alone is too long, and of several pages to open
    the addresses are told.
    """
    tidy = replace(message, text=clean(message.text).strip("\n").rstrip())
    if size(message_text(replace(tidy, text=""))) + _LEAST > _ROOM:
        words, link = message_text(replace(tidy, link=None, links=())), tidy.link
        told = (part for one in tidy.links for part in (one.label, one.url))
        words = "\n".join(filter(None, (words, *told)))
        if link is not None and size(anchor(link)) + _LEAST > _ROOM:
            words, link = "\n".join(filter(None, (words, link.label, link.url))), None
        return Message(text=words, link=link)
    return tidy


def _fill(rest: list[Message], last: int) -> tuple[list[Message], list[Message]]:
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
        whole = need <= (_ROOM if others else last)
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
