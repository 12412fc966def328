"""A GIFT file cut into its items: comments taken out, categories and identifiers kept aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)", re.IGNORECASE)
_IDENT = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_BRACKET = re.compile(r"[{}]")
_AHEAD = 60
"""So many lines are looked at to see where an item ends; no bracket of a question is further."""


def masked(written: str) -> str:
    """``written`` with each escape blotted out, of the same length: what still shows has meaning."""
    return _ESCAPE.sub("\0\0", written)


def resolved(written: str) -> str:
    """``written`` with its escapes turned into what they stand for."""
    return _ESCAPE.sub(lambda found: "\n" if found.group(1) == "n" else found.group(1), written)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one item, as written; ``line`` counts from 1."""

    text: str
    line: int
    category: str = ""
    ident: str = ""
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cutter:
    """What has been read of the item at hand."""

    category: str = ""
    ident: str = ""
    tags: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    first: int = 0
    depth: int = 0
    blocks: int = 0

    def note(self, comment: str) -> None:
        """Keep the identifier and the tags that stand in a comment before an item."""
        if found := _IDENT.search(comment):
            self.ident = found.group(1).replace("\\]", "]").strip()
        self.tags += [tag.replace("\\]", "]").strip() for tag in _TAG.findall(comment)]

    def take(self, line: str, number: int) -> None:
        """One more line of the item."""
        if not self.lines:
            self.first = number
        self.lines.append(line)
        for bracket in _BRACKET.findall(masked(line)):
            self.depth = max(0, self.depth + (1 if bracket == "{" else -1))
            self.blocks += bracket == "}"

    def give(self) -> Iterator[Chunk]:
        """The item, if there is one, and begin the next."""
        if self.lines:
            text = "\n".join(self.lines)
            yield Chunk(text, self.first, self.category, self.ident, tuple(self.tags))
            self.ident, self.tags = "", []
        self.lines, self.depth, self.blocks = [], 0, 0


def chunks(text: str) -> Iterator[Chunk]:
    """The items of a file; line ends may be LF, CR LF or CR.

    A blank line ends an item, also one whose brackets are open when another bracket opens before
    they close: so one forgotten bracket spoils one item and not the file.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cutter = _Cutter()
    for number, line in enumerate(lines, 1):
        start = line.lstrip()
        if start.startswith("//"):
            cutter.note(start)
        elif found := _CATEGORY.match(line):
            yield from cutter.give()
            cutter.category = found.group(1).strip()
        elif not start:
            if not cutter.depth or not _closes(lines, number):
                yield from cutter.give()
        else:
            if cutter.blocks and not cutter.depth and _begins(lines, number - 1):
                yield from cutter.give()
            cutter.take(line, number)
    yield from cutter.give()


def _closes(lines: list[str], after: int) -> bool:
    """Whether the next bracket from line index ``after`` on closes."""
    for line in lines[after : after + _AHEAD]:
        if found := _BRACKET.search(masked(line)):
            return found.group() == "}"
    return False


def _begins(lines: list[str], at: int) -> bool:
    """Whether a new item begins at line index ``at`` though no blank line divides it from the last:
    a bracket opens before the next blank line. Else it is the end of the sentence.
    """
    for line in lines[at : at + _AHEAD]:
        if not line.strip():
            return False
        if found := _BRACKET.search(masked(line)):
            return found.group() == "{"
    return False
