"""Width and height of a JPEG, PNG or WebP from its head; nothing is decoded."""

from struct import Struct

_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length (ITU-T T.81 annex B)."""
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a frame, whose head holds the sizes."""
_MOST_SEGMENTS = 10_000


def jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None: there is no frame where one must be."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        while content[at : at + 2] == b"\xff\xff":
            at += 1  # any number of these may stand before a marker
        if at + 4 > len(content) or content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker in _JPEG_ALONE:
            at += 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        if marker in _JPEG_FRAMES:
            return _frame_size(content, at + 4) if length >= 8 else None
        if length < 2:
            return None
        at += 2 + length
    return None


def _frame_size(content: bytes, at: int) -> tuple[int, int] | None:
    if len(content) - at < 5:
        return None
    height, width = Struct(">HH").unpack_from(content, at + 1)
    return _known(width, height)


def png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None: the first chunk is not the one that tells (PNG section 11.2.1)."""
    if content[12:16] != b"IHDR" or len(content) < 33:
        return None
    return _known(*Struct(">II").unpack_from(content, 16))


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of any of its three forms (RFC 9649)."""
    form, body = content[12:16], content[20:30]
    if len(body) < 10:
        return None
    if form == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return width, height
    if form == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = Struct("<HH").unpack_from(body, 6)
        return _known(width & 0x3FFF, height & 0x3FFF)
    return None


def _known(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width and height else None
