"""Files that people wrote, read with care: plain files only, inside their folder, UTF-8."""

import os
import stat
import unicodedata
from pathlib import Path

from bot.content.faults import Faults, Spot
from bot.domain.errors import YikeError

MOST_BYTES = 256 * 1024
"""No lesson, course or competition needs a larger file."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_JOINERS = "\u200c\u200d"  # emoji and some scripts need them; all other format characters hide


def printable(name: str | Path) -> str:
    """A path for a sentence, also when its name is not UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def read_text(path: Path, name: str, faults: Faults) -> str | None:
    """The text of the file at ``path`` with ``\\n`` line ends and no byte-order mark.

    ``name`` is how faults call the file. None, with a fault noted, when it is a link, not a
    plain file, unreadable, larger than 256 KiB, or not UTF-8.
    """
    spot = Spot(name)
    try:
        raw = read_bytes(path, MOST_BYTES)
    except UnreadableError as error:
        faults.add(spot, str(error))
        return None
    if raw is None:
        faults.add(spot, "is larger than 256 KiB; make it shorter or split it")
        return None
    return _decoded(raw, spot, faults)


class UnreadableError(YikeError):
    """A file that cannot be read; the words follow its name in a sentence."""


def read_bytes(path: Path, most: int) -> bytes | None:
    """The bytes of the plain file at ``path``; None: they are more than ``most``.

    Raises UnreadableError.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UnreadableError("is a link or not a plain file; put the file itself here")
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise UnreadableError(f"cannot be read ({error.strerror})") from None
    return raw if len(raw) <= most else None


def _decoded(raw: bytes, spot: Spot, faults: Faults) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        seems = _likely_encoding(raw)
        faults.add(Spot(spot.file, line), f"is not UTF-8{seems}; save the file as UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _likely_encoding(raw: bytes) -> str:
    if raw.startswith(_UTF16_MARKS):
        return " (it seems to be UTF-16)"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (it seems to be GB18030, also called GBK or ANSI)"


def hidden_character(text: str) -> str | None:
    """The first character that a reader cannot see or a database cannot keep, as ``U+0007``.

    Line feeds are fine; tabs, other controls, direction marks, zero-width spaces, private-use
    characters and half surrogates are not. None: the text is clean.
    """
    for char in text:
        if char == "\n" or char in _JOINERS:
            continue
        if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}:
            return f"U+{ord(char):04X}"
    return None
