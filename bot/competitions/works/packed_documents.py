"""Word documents (docx): a ZIP whose parts are unpacked in small pieces, never further than is fit.

What a ZIP says of its parts' sizes is not believed (Office Open XML, ECMA-376 part 2).
"""

import io
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bot.domain.works import WorkFault

MOST_PARTS = 2_000
MOST_DIRECTORY = 512 * 1024
"""Bytes of the list of parts: each entry of it becomes an object when it is read."""
MOST_UNPACKED = 200_000_000
STEEPEST = 200
"""So many times its packed bytes a document unpacks to at most, once it is no small one."""
SMALL = 5_000_000
PIECE = 64 * 1024

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_LOOKED_AT = 22 + 0xFFFF
"""Bytes in which a ZIP's end stands: its record and the longest comment."""
_CONTENTS = "[Content_Types].xml"
_MACROS = (b"vbaproject", b"macroenabled")
"""What the list of contents calls macros, whatever their part is called (MS-OFFMACRO2)."""
_NEEDED = frozenset({_CONTENTS, "word/document.xml"})
_PROGRAMS = (
    "vbaproject.bin",
    ".exe",
    ".dll",
    ".com",
    ".scr",
    ".bat",
    ".cmd",
    ".js",
    ".vbs",
    ".ps1",
    ".jar",
)
"""How parts end that no text, picture, font or embedded object has."""
_ENCRYPTED = 0x1
_PACKINGS = frozenset({ZIP_STORED, ZIP_DEFLATED})
_FAULTS = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What ``zipfile`` raises for bytes that are no ZIP it can read."""


def look_into_document(content: bytes) -> WorkFault | None:
    """None for a Word document that unpacks to something fit; else why it is not taken."""
    if _too_long_a_list(content):
        return WorkFault.BOMB
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            return _look(packed, len(content))
    except _FAULTS:
        return WorkFault.BROKEN


def _look(packed: ZipFile, size: int) -> WorkFault | None:
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        return WorkFault.BOMB
    if not names >= _NEEDED or any(map(_is_no_part, names)):
        return WorkFault.WRONG_KIND
    if any(part.flag_bits & _ENCRYPTED or part.compress_type not in _PACKINGS for part in parts):
        return WorkFault.BROKEN
    left = MOST_UNPACKED if size * STEEPEST > MOST_UNPACKED else max(SMALL, size * STEEPEST)
    for part in parts:
        left -= _unpacked(packed, part, left)
        if left < 0:
            return WorkFault.BOMB
    with packed.open(_CONTENTS) as stream:
        contents = stream.read(MOST_DIRECTORY).lower()
    return WorkFault.WRONG_KIND if any(one in contents for one in _MACROS) else None


def _is_no_part(name: str) -> bool:
    """Whether a part's name is a program's, or leads out of the document (ECMA-376 part 2, 6.2)."""
    outside = name.startswith("/") or "\\" in name or ".." in name.split("/")
    return outside or name.lower().endswith(_PROGRAMS)


def _unpacked(packed: ZipFile, part: ZipInfo, most: int) -> int:
    """How many bytes a part unpacks to, counted to a piece beyond ``most``."""
    count = 0
    with packed.open(part) as stream:
        while count <= most and (piece := stream.read(PIECE)):
            count += len(piece)
    return count


def _too_long_a_list(content: bytes) -> bool:
    """Whether the list of parts is longer than is read, or hides behind the form for huge files."""
    at = content.rfind(_END, max(0, len(content) - _LOOKED_AT))
    if at < 0 or len(content) - at < 22:
        return False  # no end at all: ``zipfile`` says so
    directory = int.from_bytes(content[at + 12 : at + 16], "little")
    return directory > MOST_DIRECTORY or content[max(0, at - 20) : at].startswith(_END_64)
