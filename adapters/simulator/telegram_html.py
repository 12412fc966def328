"""Telegram's HTML: what it takes, what it refuses, and the entities it makes.

Source: Bot API, "HTML style", and the messages of TDLib's parser.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from adapters.simulator.telegram_errors import TelegramRefusal, bad_request

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ATTRIBUTE = re.compile(r"""\s+([a-zA-Z0-9-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_PLAIN = re.compile(r"[^<&]+")
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")
_CLOSING = re.compile(r"</([a-zA-Z0-9-]*)\s*>")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts entities."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    entity: dict[str, Any]
    text_at: int


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    text: str = ""
    stack: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.source):
            if plain := _PLAIN.match(self.source, self.at):
                self.text += plain.group()
                self.at = plain.end()
            elif self.source[self.at] == "&":
                self._reference()
            else:
                (self._close if self.source.startswith("</", self.at) else self._open)()
        if self.stack:
            raise self._refuse(
                f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"'
            )
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return self.text, self.entities

    def _refuse(self, words: str) -> TelegramRefusal:
        return bad_request(f"can't parse entities: {words}")

    def _place(self) -> int:
        return len(self.source[: self.at].encode())

    def _reference(self) -> None:
        found = _REFERENCE.match(self.source, self.at)
        if found is None:
            self.text += "&"
            self.at += 1
            return
        self.text += _character(found.group(1))
        self.at = found.end()

    def _open(self) -> None:
        place = self._place()
        found = _OPENING.match(self.source, self.at)
        tag = found.group(1).lower() if found else ""
        attributes, end = self._attributes(found.end() if found else self.at + 1)
        if tag and end is None:
            raise self._refuse(f"Unclosed start tag at byte offset {place}")
        entity = _entity(tag, attributes)
        if entity is None or end is None:
            raise self._refuse(f'Unsupported start tag "{tag}" at byte offset {place}')
        self.stack.append(_Open(tag, entity, len(self.text)))
        self.at = end

    def _attributes(self, at: int) -> tuple[dict[str, str], int | None]:
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(self.source, at):
            attributes[found.group(1).lower()] = (found.group(2) or "").strip("\"'")
            at = found.end()
        while at < len(self.source) and self.source[at].isspace():
            at += 1
        return attributes, at + 1 if self.source.startswith(">", at) else None

    def _close(self) -> None:
        found = _CLOSING.match(self.source, self.at)
        if found is None:
            raise self._refuse(f"Unclosed end tag at byte offset {self._place()}")
        if not self.stack:
            raise self._refuse(f"Unexpected end tag at byte offset {self._place()}")
        begun, name = self.stack[-1], found.group(1).lower()
        if name not in ("", begun.tag):
            raise self._refuse(
                f"Unmatched end tag at byte offset {self._place()}, "
                f'expected "</{begun.tag}>", found "</{name}>"'
            )
        self.stack.pop()
        self.at = found.end()
        before, inside = self.text[: begun.text_at], self.text[begun.text_at :]
        if inside:
            span = {"offset": utf16_length(before), "length": utf16_length(inside)}
            self.entities.append(begun.entity | span)


def _character(reference: str) -> str:
    if not reference.startswith("#"):
        return _NAMED[reference]
    digits = reference[1:]
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return chr(code) if 0 < code <= 0x10FFFF else ""


def _entity(tag: str, attributes: dict[str, str]) -> dict[str, Any] | None:
    """What a start tag makes, or None where Telegram does not know it."""
    if tag == "a":
        return {"type": "text_link", "url": attributes.get("href", "")}
    if tag == "span":
        return {"type": "spoiler"} if attributes.get("class") == "tg-spoiler" else None
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    return {"type": _SIMPLE[tag]} if tag in _SIMPLE else None


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and the entities of an HTML text; offsets in UTF-16 units.

    Raises TelegramRefusal (400, can't parse entities) as the Bot API does.
    """
    return _Parser(source).run()
