"""Messages as the phone shows them, read from the very HTML that the platform would be given."""

from html.parser import HTMLParser

from adapters.telegram.render import render
from bot.chat_ports import ShownPage, Span
from bot.domain.messages import Reply


class _Spans(HTMLParser):
    """The words of a message's HTML, of which ``render`` writes ``<b>`` and ``<a href>`` only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.spans: list[Span] = []
        self._bold = False
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._bold = self._bold or tag == "b"
        if tag == "a":
            self._url = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._bold = self._bold and tag != "b"
        if tag == "a":
            self._url = ""

    def handle_data(self, data: str) -> None:
        self.spans.append(Span(data, self._bold, self._url))


def shown(page: Reply) -> ShownPage:
    """``page`` as one message on the phone."""
    bubble = render(page)
    reader = _Spans()
    reader.feed(bubble.html)
    reader.close()
    buttons = tuple(tuple(button.label for button in row) for row in bubble.rows)
    return ShownPage(tuple(reader.spans), buttons)
