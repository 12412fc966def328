"""The question elements of a Moodle XML file, one after another, without the whole tree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.sax import make_parser

from bot.content.banks.model import Advance, refused
from bot.content.wrong import wrong

_PIECE = 1024 * 1024
"""Read at once: smaller pieces let one huge comment be looked through again and again."""

_DEEPEST = 40
"""Moodle nests seven deep; more is made to break readers."""

_CHINESE = re.compile(
    rb"""(\A\s*<\?xml[^>]{0,100}?encoding=["'])(?:gb2312|gbk|gb18030)(?=["'])""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """A question element, and the line it begins on, from 1."""

    element: Element
    line: int


class _Cutter(ContentHandler):
    """Builds a tree for each ``question`` directly under ``quiz``, and nothing else."""

    def __init__(self, name: str, line: Callable[[], int | None]) -> None:
        super().__init__()
        self.name = name
        self.line = line
        self.done: list[Found] = []
        self._depth = 0
        self._builder: TreeBuilder | None = None
        self._line = 0
        self._file = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the handler's name
        """A tag opens. Raises BankRefusedError when this is not Moodle's XML."""
        self._depth += 1
        if self._depth == 1 and name != "quiz":
            raise refused(self.name, wrong("moodle-other-xml"))
        if self._depth > _DEEPEST:
            raise refused(self.name, wrong("moodle-too-deep"))
        if self._depth == 2 and name == "question":
            self._builder = TreeBuilder()
            self._line = self.line() or 0
        if self._builder is not None:
            self._builder.start(name, dict(attrs.items()))
            self._file = name == "file"

    def characters(self, content: str) -> None:
        """Words between tags; the bytes of a file are not kept."""
        if self._builder is not None and not self._file:
            self._builder.data(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        """A tag closes."""
        if self._builder is not None:
            self._file = False
            self._builder.end(name)
            if self._depth == 2:
                self.done.append(Found(self._builder.close(), self._line))
                self._builder = None
        self._depth -= 1


def questions(data: bytes, name: str, advance: Advance) -> Iterator[Found]:
    """The question elements in ``data``; ``line`` counts from 1.

    Raises SAXParseException, DefusedXmlException, UnicodeDecodeError, LookupError for an unknown
    encoding, and BankRefusedError for XML that holds something else.
    """
    if _CHINESE.match(data):
        # The parser knows no encoding of several bytes but those of Unicode.
        data = _CHINESE.sub(rb"\1utf-8", data.decode("gb18030").encode(), count=1)
    parser = make_parser()
    cutter = _Cutter(name, parser.getLineNumber)
    parser.forbid_dtd = True
    parser.setContentHandler(cutter)
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
        yield from cutter.done
        cutter.done.clear()
        advance(min(start + _PIECE, len(data)), len(data))
    parser.close()
    yield from cutter.done
