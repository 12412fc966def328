"""Files that people wrote, read with care: plain files only, inside their folder, UTF-8."""

import os
import stat
import unicodedata
from pathlib import Path

from bot.content.faults import Faults, Spot
from bot.content.wrong import Wrong, wrong
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
        faults.add(spot, error.fault)
        return None
    if raw is None:
        faults.add(spot, wrong("file-too-large"))
        return None
    return _decoded(raw, spot, faults)


class UnreadableError(YikeError):
    """A file that cannot be read; the words of ``fault`` follow its name in a sentence."""

    def __init__(self, fault: Wrong) -> None:
        """``str`` says it in English."""
        super().__init__(str(fault))
        self.fault = fault


def read_bytes(path: Path, most: int) -> bytes | None:
    """The bytes of the plain file at ``path``; None: they are more than ``most``.

    Raises UnreadableError.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UnreadableError(wrong("file-not-plain"))
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise UnreadableError(unreadable(error)) from None
    return raw if len(raw) <= most else None


def unreadable(error: OSError) -> Wrong:
    """What is wrong with a file or folder that the system does not let us read."""
    return wrong("file-unreadable", reason=error.strerror or type(error).__name__)


def _decoded(raw: bytes, spot: Spot, faults: Faults) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.add(Spot(spot.file, line), _not_utf8(raw))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(raw: bytes) -> Wrong:
    if raw.startswith(_UTF16_MARKS):
        return wrong("file-in-utf16")
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return wrong("file-not-utf8")
    return wrong("file-in-gb18030")


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
