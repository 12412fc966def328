"""A reply cut and joined into what fits one Telegram message each.

A page is a text (Bot API ``sendMessage``: 1-4096 characters after entity parsing), a photo, voice
or film with its caption (at most 1024), or a quiz poll. Each has at most one inline keyboard.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from adapters.telegram import quizzes
from adapters.telegram.cutting import cut_text, units
from adapters.telegram.render import BLANK_LINE, Button, plain, title_and_body, told
from bot.domain.messages import Aim, Link, Message, Option, Reply

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
BUTTONS = 100

TITLE_UNITS = 512
"""A longer title is shown as a paragraph: it is no heading any more and has to be cut like text."""

MORE_OPTIONS = "还有这些可以选："

Page = tuple[Message, ...]


def pages(reply: Reply, *, native: bool = False, files: bool = False) -> list[Reply]:
    """``reply`` cut and joined into what fits one platform message each, in order.

    A message that is too long is cut at paragraph ends, else at sentence ends; its options stay
    with its last part. Neighbours are joined while they fit and at most one of them has buttons.
    With ``native``, a quiz that fits Telegram's limits is a page of its own; with ``files``, so is
    a file together with the words behind it that fit its caption. A reply with nothing to show
    comes back as it is, in one page.

    Each page goes to the reply's topic and stays as long; the first replaces what is to be
    replaced, if it is a text; the standing keyboard comes with the first page that has room for
    it, which is none with buttons of its own.
    """
    messages = [_asked(message, native) for message in reply.messages]
    cut = _joined(_parts(told(messages, files=files)))
    if not cut:
        return [replace(reply, messages=tuple(messages))]
    if reply.keyboard:
        cut = _with_room(cut, replaced=bool(reply.aim.replaces))
    return list(_aimed(cut, reply))


def _asked(message: Message, native: bool) -> Message:
    """A message whose quiz, if it still has one, is sent as such."""
    if message.quiz is None or (native and quizzes.fits(message)):
        return message
    return replace(message, quiz=None)


@dataclass(slots=True)
class _Open:
    """A page that is still being filled."""

    messages: list[Message] = field(default_factory=list)
    used: int = 0
    buttons: bool = False

    def takes(self, message: Message, size: int) -> bool:
        """Whether ``message`` of so many units may stand behind what is there."""
        if not self.messages:
            return True
        if message.media or message.quiz or self.messages[-1].quiz:
            return False
        room = CAPTION_UNITS if self.messages[0].media else TEXT_UNITS
        crowded = self.buttons and _has_buttons(message)
        return not crowded and self._with(size) <= room

    def add(self, message: Message, size: int) -> None:
        """Put it behind what is there."""
        self.used = self._with(size)
        self.buttons = self.buttons or _has_buttons(message)
        self.messages.append(message)

    def _with(self, size: int) -> int:
        return self.used + size + (len(BLANK_LINE) if self.used and size else 0)


def _joined(messages: Iterable[Message]) -> list[Page]:
    done: list[Page] = []
    page = _Open()
    for message in messages:
        size = units(plain(message))
        if not page.takes(message, size):
            done.append(tuple(page.messages))
            page = _Open()
        page.add(message, size)
    if page.messages:
        done.append(tuple(page.messages))
    return done


def _parts(messages: Iterable[Message]) -> Iterator[Message]:
    """Each message, or its parts where it is too long or has too many buttons."""
    for message in messages:
        if message.media or message.quiz:
            yield message
            continue
        words = plain(message)
        if not words and not _has_buttons(message):
            continue
        if units(words) <= TEXT_UNITS and len(_buttons(message)) <= BUTTONS:
            yield message
        else:
            yield from _cut(message)


def _cut(message: Message) -> Iterator[Message]:
    link, buttons = message.link, _buttons(message)
    title, body = title_and_body(replace(message, link=None))
    if units(title) > TITLE_UNITS:
        title, body = "", plain(replace(message, link=None))
    room = TEXT_UNITS - (units(title) + len(BLANK_LINE) if title else 0)
    *before, last = cut_text(body, room, TEXT_UNITS)
    for text in before:
        yield Message(text=text, title=title)
        title = ""
    if link is not None and units(last) + units(title) + units(link.label) > room:
        yield Message(text=last, title=title)
        last, title = "", ""
    yield _with_buttons(Message(text=last, title=title, link=link), buttons[:BUTTONS])
    for start in range(BUTTONS, len(buttons), BUTTONS):
        yield _with_buttons(Message(MORE_OPTIONS), buttons[start : start + BUTTONS])


def _with_buttons(message: Message, buttons: Iterable[Button]) -> Message:
    buttons = tuple(buttons)
    options = tuple(one for one in buttons if isinstance(one, Option))
    links = tuple(one for one in buttons if isinstance(one, Link))
    return replace(message, options=options, links=links)


def _buttons(message: Message) -> tuple[Button, ...]:
    """What its inline keyboard holds; a quiz shows its options itself."""
    return message.links if message.quiz else (*message.options, *message.links)


def _has_buttons(message: Message) -> bool:
    return bool(_buttons(message))


def _with_room(cut: list[Page], *, replaced: bool) -> list[Page]:
    """The same pages; where none has room for the standing keyboard, the first words that need
    no buttons are a page of their own.
    """
    if any(_has_room(page) for page in cut[_edited(cut, replaced) :]):
        return cut
    for place, page in enumerate(cut):
        free = next((n for n, message in enumerate(page) if _has_buttons(message)), 0)
        if free and not (replaced and place == 0):
            return [*cut[:place], page[:free], page[free:], *cut[place + 1 :]]
    return cut


def _aimed(cut: list[Page], reply: Reply) -> Iterator[Reply]:
    """Pages as replies, each with its part of the reply's aim and keyboard."""
    first = reply.aim if _is_text(cut[0]) else replace(reply.aim, replaces="")
    later = replace(reply.aim, replaces="") if reply.aim.replaces else reply.aim
    edited = _edited(cut, bool(reply.aim.replaces))
    keyboard = reply.keyboard
    for place, page in enumerate(cut):
        shows = bool(keyboard) and place >= edited and _has_room(page)
        aim: Aim = later if place else first
        yield Reply(page, aim, keyboard if shows else "")
        keyboard = "" if shows else keyboard


def _edited(cut: list[Page], replaced: bool) -> int:
    """How many pages take the place of another: they can bring no standing keyboard."""
    return int(replaced and _is_text(cut[0]))


def _is_text(page: Page) -> bool:
    return page[0].media is None and page[0].quiz is None


def _has_room(page: Page) -> bool:
    return not any(map(_has_buttons, page))
