"""What stands against an announcement before it may be sent: named faults, in no language."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from bot.content.announcement_file import MOST_BYTES
from bot.content.inducement import inducement
from bot.domain.announcements import Announcement

TITLE, TEXT, ORGANISER, GROUPS = 100, 600, 200, 500
"""Characters of each, and groups, at most; as in a file (docs/announcements.md)."""


class FaultName(StrEnum):
    """What is wrong with a field."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNSHOWN = "unshown"
    INDUCES = "induces"
    TOO_MANY_BYTES = "too-many-bytes"
    NO_LINK = "no-link"
    NO_GROUP = "no-group"
    TOO_MANY_GROUPS = "too-many-groups"
    ENDS_FIRST = "ends-first"
    OVER = "over"
    NO_TIME = "no-time"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """``field`` of an announcement has this fault; ``most`` is the limit that it passes, and
    ``quote`` the words of it that cannot stay.
    """

    field: str
    name: FaultName
    most: int = 0
    quote: str = ""


def written_faults(one: Announcement) -> list[FieldFault]:
    """Pure: what is wrong with its words. A draft that has none may still be unready."""
    return [*_lengths(one), *_words(one), *_link(one)]


def sending_faults(one: Announcement, now: datetime) -> list[FieldFault]:
    """Pure: what stands against sending it, its words, groups and times."""
    found = written_faults(one)
    named = {fault.field for fault in found}
    for field in ("title", "text", "organiser"):
        if field not in named and is_blank(getattr(one, field)):
            found.append(FieldFault(field, FaultName.EMPTY))
    if not one.groups:
        found.append(FieldFault("groups", FaultName.NO_GROUP))
    if one.expires <= one.due:
        found.append(FieldFault("expires", FaultName.ENDS_FIRST))
    elif one.expires <= now:
        found.append(FieldFault("expires", FaultName.OVER))
    return found


def is_blank(words: str) -> bool:
    """Whether nothing of it can be seen."""
    return not any(
        unicodedata.category(char)[0] not in "CMZ" and char not in _LOOKS_EMPTY for char in words
    )


_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that have no ink: Hangul fillers, the empty Braille pattern."""


def _lengths(one: Announcement) -> Iterator[FieldFault]:
    for field, most in (("title", TITLE), ("text", TEXT), ("organiser", ORGANISER)):
        if len(getattr(one, field)) > most:
            yield FieldFault(field, FaultName.TOO_LONG, most)
    if len(one.groups) > GROUPS:
        yield FieldFault("groups", FaultName.TOO_MANY_GROUPS, GROUPS)
    if len("".join(one.words).encode()) > MOST_BYTES:
        yield FieldFault("text", FaultName.TOO_MANY_BYTES, MOST_BYTES)


def _words(one: Announcement) -> Iterator[FieldFault]:
    for field in ("title", "text", "organiser"):
        words: str = getattr(one, field)
        if any(_is_unshown(char, field) for char in words):
            yield FieldFault(field, FaultName.UNSHOWN)
        elif bait := inducement(words):
            yield FieldFault(field, FaultName.INDUCES, quote=bait)


def _is_unshown(char: str, field: str) -> bool:
    """Control characters, and those that turn the direction of what stands behind them; emoji are
    joined by U+200D, and only the text has lines.
    """
    if char == "\n":
        return field != "text"
    return char != "\u200d" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _link(one: Announcement) -> Iterator[FieldFault]:
    link = one.link
    if not link:
        return
    try:
        parts = urlsplit(link)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        known = False
    if not known or any(char.isspace() or not char.isprintable() for char in link):
        yield FieldFault("link", FaultName.NO_LINK)
