"""Neutral messages as Telegram shows them: HTML text and inline keyboards.

Text is cut while it is still plain (``pages``) and escaped here, so a cut can never fall inside an
entity. Limits: Bot API ``InlineKeyboardButton`` (``callback_data`` of 1-64 bytes) and the clients'
keyboard (8 buttons a row).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlsplit

from bot.domain.messages import Link, Message, Option, Reply

BUTTONS_PER_ROW = 8

ROW_COLUMNS = 28
"""Half-width columns a narrow phone shows in one row of buttons; wider labels are cut off there."""

BUTTON_MARGIN = 2
"""Columns that a button's own edges take from its label."""

BLANK_LINE = "\n\n"
OPEN = "点这里打开"
"""What is touched to open the page of a card."""

Button = Option | Link
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One platform message: text for ``parse_mode=HTML`` and the keyboard under it, by rows."""

    html: str
    rows: Rows


def render(page: Reply, *, files: bool = False) -> Bubble:
    """``page`` as one platform message; it fits the limits when it came from ``pages``.

    With ``files``, what it shows or plays is sent beside these words, not told in them.
    """
    messages = tuple(told(page.messages, files=files))
    shown = [text for message in messages if (text := _html(message))]
    rows = tuple(row for message in messages for row in _keyboard(message))
    return Bubble(BLANK_LINE.join(shown), rows)


def told(messages: Iterable[Message], *, files: bool = False) -> Iterator[Message]:
    """Each message in words: a card in its own with a link, a page that no button can open too.

    A file stands alone before them; without ``files`` its words come behind what it belongs to,
    so that nothing stands before a lesson's title.
    """
    behind: list[Message] = []
    for message in messages:
        media = message.media
        if media is None and not (message.card or message.links or behind):
            yield message  # as most are
            continue
        if media is not None and files:
            yield Message("", media=media)
        elif media is not None:
            behind.append(Message(media.alt))
        worded = tuple(_worded(message))
        yield from worded
        if behind and any(map(plain, worded)):
            yield from behind
            behind.clear()
    yield from behind


def plain(message: Message) -> str:
    """The words of one message as they are read, whose length counts."""
    if message.link is not None:
        message = replace(message, text=message.text.strip() + message.link.label)
    return BLANK_LINE.join(part for part in title_and_body(message) if part)


def title_and_body(message: Message) -> tuple[str, str]:
    """The title and the text below it, trimmed; the hint stands there only without options."""
    body = (message.text.strip(), "" if message.options else message.hint.strip())
    return message.title.strip(), BLANK_LINE.join(part for part in body if part)


def _worded(message: Message) -> Iterator[Message]:
    """What is left of a message without its file and card, and what tells the card."""
    card, unfit = message.card, [one for one in message.links if not _is_for_button(one)]
    if message.media is None and card is None and not unfit:
        yield message
        return
    if card is not None:
        yield Message(text=card.text, title=card.title)
        if card.url:
            yield Message(text="", link=Link(OPEN, card.url))
    links = tuple(one for one in message.links if one not in unfit)
    yield replace(message, media=None, card=None, links=links)
    for link in unfit:
        yield Message(text="", link=link)


def _is_for_button(link: Link) -> bool:
    """Whether Telegram takes the address for a button: it refuses a host without a dot."""
    try:
        host = urlsplit(link.url).hostname or ""
    except ValueError:
        return False
    return "." in host or ":" in host


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


def _keyboard(message: Message) -> Rows:
    """The rows of what can be chosen, and below them those of what can be opened."""
    return (*_rows(message.options), *_rows(message.links))


def _rows(buttons: Sequence[Button]) -> Rows:
    """Buttons by rows: neighbours share a row while its widest label would be read whole."""
    rows: list[tuple[Button, ...]] = []
    row: list[Button] = []
    widest = 0
    for button in buttons:
        width = max(widest, _columns(button.label) + BUTTON_MARGIN)
        crowded = width * (len(row) + 1) > ROW_COLUMNS or len(row) == BUTTONS_PER_ROW
        if row and crowded:
            rows.append(tuple(row))
            row, width = [], _columns(button.label) + BUTTON_MARGIN
        row.append(button)
        widest = width
    return (*rows, tuple(row)) if row else tuple(rows)


def _columns(label: str) -> int:
    """The width of a label: a Chinese character or an emoji is two columns wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)
