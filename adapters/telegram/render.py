"""Neutral replies as Telegram shows them: HTML text, inline keyboards, and pages that fit.

Text is cut while it is still plain and escaped afterwards, so a cut can never fall inside an
entity. Limits: Bot API ``sendMessage`` (text of 1-4096 characters after entity parsing, here
counted in UTF-16 units, the strictest reading), ``InlineKeyboardButton`` (``callback_data`` of
1-64 bytes) and the clients' keyboard (8 buttons a row, 100 in all).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from bot.domain.messages import Link, Message, Option, Reply

TEXT_UNITS = 4096
BUTTONS_PER_ROW = 8
BUTTONS = 100

ROW_COLUMNS = 28
"""Half-width columns a narrow phone shows in one row of buttons; wider labels are cut off there."""

BUTTON_MARGIN = 2
"""Columns that a button's own edges take from its label."""

TITLE_UNITS = 512
"""A longer title is shown as a paragraph: it is no heading any more and has to be cut like text."""

BLANK_LINE = "\n\n"
MORE_OPTIONS = "还有这些可以选："
OPEN = "点这里打开"
"""What is touched to open the page of a card."""

SENTENCE_END = re.compile(r"[。！？；…!?;]+[”’」』）)\"']*|\.(?=\s)|\n")
SPACE = re.compile(r"\s")
PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")

Rows = tuple[tuple[Option, ...], ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One platform message: text for ``parse_mode=HTML`` and the keyboard under it, by rows."""

    html: str
    rows: Rows


def render(page: Reply) -> Bubble:
    """``page`` as one platform message; it fits the limits when it came from ``pages``."""
    shown = [text for message in _told(page.messages) if (text := _html(message))]
    rows = tuple(row for message in page.messages for row in _rows(message.options))
    return Bubble(BLANK_LINE.join(shown), rows)


def pages(reply: Reply) -> list[Reply]:
    """``reply`` cut and joined into what fits one platform message each, in order.

    A message that is too long is cut at paragraph ends, else at sentence ends; its options stay
    with its last part. Neighbours are joined while they fit and at most one of them has options.
    A reply with nothing to show comes back as it is, in one page.
    """
    done: list[Reply] = []
    joined: list[Message] = []
    used = 0
    for message in _parts(_told(reply.messages)):
        size = units(_plain(message))
        taken = any(other.options for other in joined)
        fits = used + len(BLANK_LINE) + size <= TEXT_UNITS
        if joined and (not fits or (taken and message.options)):
            done.append(Reply(tuple(joined)))
            joined, used = [], 0
        used += size + (len(BLANK_LINE) if joined else 0)
        joined.append(message)
    if joined:
        done.append(Reply(tuple(joined)))
    return done or [reply]


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units, as Telegram's entities count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _told(messages: Iterable[Message]) -> Iterator[Message]:
    """Each message, with a file told in its words, and a card in its own with a link."""
    for message in messages:
        if message.media is None and message.card is None:
            yield message
            continue
        if message.media is not None:
            yield Message(text=message.media.alt)
        if message.card is not None:
            yield Message(text=message.card.text, title=message.card.title)
            if message.card.url:
                yield Message(text="", link=Link(OPEN, message.card.url))
        yield replace(message, media=None, card=None)


def _shown(message: Message) -> tuple[str, str]:
    """The title and the text below it, trimmed; the hint stands there only without options."""
    body = (message.text.strip(), "" if message.options else message.hint.strip())
    return message.title.strip(), BLANK_LINE.join(part for part in body if part)


def _plain(message: Message) -> str:
    if message.link is not None:
        message = replace(message, text=message.text.strip() + message.link.label)
    return BLANK_LINE.join(part for part in _shown(message) if part)


def _html(message: Message) -> str:
    title, body = message.title.strip(), escape(message.text.strip(), quote=False)
    if message.link is not None:
        body += _anchor(message.link)
    hint = "" if message.options else escape(message.hint.strip(), quote=False)
    shown = (f"<b>{escape(title, quote=False)}</b>" if title else "", body, hint)
    return BLANK_LINE.join(part for part in shown if part)


def _anchor(link: Link) -> str:
    """A link as HTML (Bot API "HTML style")."""
    return f'<a href="{escape(link.url)}">{escape(link.label, quote=False)}</a>'


def _parts(messages: Iterable[Message]) -> Iterator[Message]:
    """Each message, or its parts where it is too long or has too many options."""
    for message in messages:
        plain = _plain(message)
        if not plain and not message.options:
            continue
        if units(plain) <= TEXT_UNITS and len(message.options) <= BUTTONS:
            yield message
        else:
            yield from _cut(message)


def _cut(message: Message) -> Iterator[Message]:
    link, message = message.link, replace(message, link=None)
    title, body = _shown(message)
    if units(title) > TITLE_UNITS:
        title, body = "", _plain(message)
    room = TEXT_UNITS - (units(title) + len(BLANK_LINE) if title else 0)
    *before, last = _cut_text(body, room)
    for text in before:
        yield Message(text=text, title=title)
        title = ""
    if link is not None and units(last) + units(title) + units(link.label) > room:
        yield Message(text=last, title=title)
        last, title = "", ""
    yield Message(text=last, title=title, options=message.options[:BUTTONS], link=link)
    for start in range(BUTTONS, len(message.options), BUTTONS):
        chosen = message.options[start : start + BUTTONS]
        yield replace(message, text=MORE_OPTIONS, title="", options=chosen)


def _cut_text(text: str, room: int) -> list[str]:
    """``text`` in pieces: the first of at most ``room`` units, the others of TEXT_UNITS."""
    pieces = []
    while units(text) > room:
        end = _cut_point(text, room)
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
        room = TEXT_UNITS
    return [*pieces, text]


def _cut_point(text: str, room: int) -> int:
    """Where to end a piece of at most ``room`` units: after a paragraph, sentence or word.

    A boundary in the first half is passed over, for it would cost one more message to send.
    """
    fitting = text.encode("utf-16-le", "surrogatepass")[: room * 2]
    # An incomplete pair at the end is dropped; a lone surrogate of the text's own stays.
    limit = len(fitting.decode("utf-16-le", "surrogatepass" if _whole(fitting) else "ignore"))
    for boundary in (PARAGRAPH_END, SENTENCE_END, SPACE):
        ends = [found.end() for found in boundary.finditer(text, limit // 2, limit)]
        if ends:
            return ends[-1]
    end = limit
    while end > limit // 2 and _clings(text[end - 1], text[end]):
        end -= 1
    return end if end > limit // 2 else limit


def _whole(encoded: bytes) -> bool:
    """Whether UTF-16 ends with a whole character."""
    return not 0xD8 <= encoded[-1] <= 0xDB


def _clings(before: str, after: str) -> bool:
    """Whether two characters are drawn as one: a combining mark, a joiner, a flag's half."""
    return (
        unicodedata.category(after) in {"Mn", "Mc", "Me", "Cf", "Sk"}
        or before == "\u200d"
        or "\U0001f1e6" <= after <= "\U0001f1ff"
    )


def _rows(options: Sequence[Option]) -> Rows:
    """Options by rows: neighbours share a row while its widest label would be read whole."""
    rows: list[tuple[Option, ...]] = []
    row: list[Option] = []
    widest = 0
    for option in options:
        width = max(widest, _columns(option.label) + BUTTON_MARGIN)
        crowded = width * (len(row) + 1) > ROW_COLUMNS or len(row) == BUTTONS_PER_ROW
        if row and crowded:
            rows.append(tuple(row))
            row, width = [], _columns(option.label) + BUTTON_MARGIN
        row.append(option)
        widest = width
    return (*rows, tuple(row)) if row else tuple(rows)


def _columns(label: str) -> int:
    """The width of a label: a Chinese character or an emoji is two columns wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)
