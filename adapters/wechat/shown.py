"""Messages as the phone shows them, read from the very text that the platform would be given."""

import re
from collections.abc import Iterator, Sequence

from adapters.wechat.fields import UnfitError, filled_fields
from adapters.wechat.pages import in_one, pages
from adapters.wechat.render import text_of
from bot.chat_ports import ShownPage, Span
from bot.domain.delivery import Filled
from bot.domain.messages import Reply

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def shown_words(reply: Reply) -> list[ShownPage]:
    """``reply`` as customer messages, or as the one of a mass message."""
    return [ShownPage(tuple(_spans(in_one(text_of(page.messages))))) for page in pages(reply)]


def shown_form(filled: Filled) -> Sequence[ShownPage]:
    """A notice or template message with its values; none where a fact fits no field."""
    try:
        data = filled_fields(filled.template.fields, filled.facts)
    except UnfitError:
        return ()
    fields = tuple((name, value["value"]) for name, value in data.items())
    return (ShownPage(fields=fields, url=filled.url),)


def _spans(text: str) -> Iterator[Span]:
    """WeChat reads links in a text, and nothing else."""
    at = 0
    for found in _LINK.finditer(text):
        if found.start() > at:
            yield Span(text[at : found.start()])
        yield Span(found[2], url=found[1])
        at = found.end()
    if at < len(text):
        yield Span(text[at:])
