"""HTML and Markdown, as question banks hold them, to the plain text of a chat."""

import re
from dataclasses import dataclass
from html import unescape

from bot.content.banks.words import clean

_INLINE_DATA = re.compile(
    r"""(?<=["'(])data:(?:image|audio|video|application)/[^"'(),<>\s]{0,100},[^"'()<>]*""",
    re.IGNORECASE,
)
_COMMON_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|sub|sup|ul|ol|li|table|tr|td|th|h[1-6]|img|a|font|pre|code)"
    r"(?:\s+[a-z-]{1,30}\s*=[^<>]{0,2000})?\s{0,20}/?>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"""<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})(?P<rest>(?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>"""
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[A-Za-z-]{1,30})\s{0,5}=\s{0,5}(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+)"""
)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|#[0-9]{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANKS = re.compile(r" {2,}")
_TEX = re.compile(
    r"\$\$[^$]{1,300}\$\$|\$[^$\n]{0,200}\\[A-Za-z]+[^$\n]{0,200}\$|\\\([^\n]{1,300}?\\\)"
)
_MARKDOWN_LINK = re.compile(r"(!?)\[([^\]\n]{0,200})\]\(([^()\s]{1,500})\)")
_MARKDOWN_WEIGHT = re.compile(r"(\*\*|__|`)(?=\S)([^*_`\n]{1,300}?)(?<=\S)\1")
_MARKDOWN_SLANT = re.compile(
    r"(?<![A-Za-z0-9*_])([*_])(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?![A-Za-z0-9*_])"
)

_BREAKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
    ]
)
_SILENT = frozenset({"script", "style"})
_MEDIA = frozenset(
    {"img", "audio", "video", "source", "object", "embed", "iframe", "svg", "canvas"}
)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` for a chat, and what was shown beside it (pictures, sounds), as it was named."""

    text: str
    media: tuple[str, ...] = ()


def without_inline_data(html: str) -> str:
    """``html`` without the bytes of pictures that stand in it, so that its words can be counted."""
    return _INLINE_DATA.sub("data:", html)


def from_html(html: str) -> Plain:
    """The words of ``html``, a line for each paragraph, list item and table row.

    Raised and lowered figures stay so (x², H₂O). A picture leaves its description, if it has one.
    Scripts, styles and comments leave nothing.
    """
    reader = _Reader()
    reader.read(html)
    return Plain(clean(_BLANKS.sub(" ", "".join(reader.parts))), tuple(reader.media))


def from_markdown(markdown: str) -> Plain:
    """The words of ``markdown``: without the signs for weight, with addresses in brackets."""
    media: list[str] = []

    def link(found: re.Match[str]) -> str:
        picture, words, address = found.groups()
        if picture:
            media.append(address[:80])
            return words
        return words if words == address else f"{words} ({address})"

    text = _MARKDOWN_LINK.sub(link, markdown)
    text = _MARKDOWN_SLANT.sub(r"\2", _MARKDOWN_WEIGHT.sub(r"\2", text))
    return Plain(clean(text), tuple(media))


def is_html(text: str) -> bool:
    """Whether text that does not say how it is written holds common tags or named characters."""
    return _COMMON_TAG.search(text) is not None or _ENTITY.search(text) is not None


def holds_tex(text: str) -> bool:
    r"""Whether ``text`` holds a formula of TeX, such as ``$x \neq 0$``."""
    return _TEX.search(text) is not None


class _Reader:
    """Goes through HTML once, whatever it holds, and gathers words; block tags become line ends.

    The standard library's parser takes time with the square, and more, of markup that does not
    close, and gives up at some declarations.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.media: list[str] = []
        self._moved: list[str] = []
        self._missing: set[str] = set()

    def read(self, html: str) -> None:
        """Take in all of ``html``."""
        at = 0
        while (opens := html.find("<", at)) >= 0:
            self._words(html[at:opens])
            at = self._markup(html, opens)
        self._words(html[at:])

    def _markup(self, html: str, at: int) -> int:
        """Take in what begins with ``<`` at ``at``; where the text goes on."""
        if html.startswith("<!--", at):
            return self._behind(html, "-->", at + 4)
        if html.startswith(("<!", "<?"), at):
            return self._behind(html, ">", at + 2)
        found = _TAG.match(html, at)
        if found is None:
            self._words("<")
            return at + 1
        name = found["name"].lower()
        self._tag(name, found)
        if name in _SILENT and not found["slash"]:
            return self._behind(html, f"</{found['name']}>", found.end())
        return found.end()

    def _behind(self, html: str, end: str, at: int) -> int:
        """Where ``end`` ends; where it never comes, ``at``. What was missed once is not sought again."""
        found = -1 if end in self._missing else html.find(end, at)
        if found < 0:
            self._missing.add(end)
            return at
        return found + len(end)

    def _tag(self, name: str, found: re.Match[str]) -> None:
        if name in _BREAKS:
            self.parts.append("\n")
        elif name in {"td", "th"}:
            self.parts.append(" ")
        elif name in {"sub", "sup"}:
            self._level(name, closes=bool(found["slash"]))
        elif name in _MEDIA and not found["slash"]:
            self._show(name, found["rest"])

    def _level(self, name: str, *, closes: bool) -> None:
        if not closes:
            self._moved.append(name)
        elif self._moved:
            self._moved.pop()

    def _show(self, name: str, rest: str) -> None:
        attributes = {
            one["name"].lower(): unescape(one["value"].strip("\"'"))
            for one in _ATTRIBUTE.finditer(rest)
        }
        self.media.append((attributes.get("src") or attributes.get("data") or name)[:80])
        if words := attributes.get("alt", "").strip():
            self.parts.append(f"[{words}]")

    def _words(self, written: str) -> None:
        """Words, with blanks and line ends of the source as one blank."""
        if written:
            words = _SPACE.sub(" ", unescape(written))
            self.parts.append(_moved(words, self._moved[-1]) if self._moved else words)


def _moved(words: str, tag: str) -> str:
    """``words`` raised or lowered, where there are such characters; else marked with ^ or _."""
    table = _RAISED if tag == "sup" else _LOWERED
    if all(ord(char) in table for char in words):
        return words.translate(table)
    return f"{'^' if tag == 'sup' else '_'}{words}"
