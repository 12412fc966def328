"""How long an Ogg, a WAV or a broadband AMR file lasts; nothing is decoded.

MP3 and AMR stand in ``bot.content.sound_length``, M4A in ``film_lengths``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

AMR_WB_MARK = b"#!AMR-WB\n"
_AMR_WB_FRAMES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)
"""Bytes of a frame of 20 ms, its own header included, by type (RFC 4867 section 5); 0: none."""

_PAGE = Struct("<4sBBqIIIB")
"""An Ogg page's head: mark, version, flags, granule, serial, number, checksum, segments (RFC 3533)."""
_OPUS_RATE = 48_000
_OPUS_FRAMES = ((480, 960, 1920, 2880),) * 3 + ((480, 960) * 2,) + ((120, 240, 480, 960),) * 4
"""Samples of a frame by its configuration (RFC 6716 section 3.1), in fours."""
_OPUS_HEAD, _VORBIS_HEAD = b"OpusHead", b"\x01vorbis"
_PLAIN_WAVE = frozenset({1, 3, 0xFFFE})
"""PCM, floating point, and either in the long form: what a second takes follows from the rest."""


def amr_wb_seconds(content: bytes) -> float | None:
    """The length of an AMR-WB file; None: it is none, or a frame of it cannot be read."""
    if not content.startswith(AMR_WB_MARK):
        return None
    at, frames = len(AMR_WB_MARK), 0
    while at < len(content):
        size = _AMR_WB_FRAMES[content[at] >> 3 & 0xF]
        if not size:
            return None
        at, frames = at + size, frames + 1
    return frames * 0.02


def wav_seconds(content: bytes) -> float | None:
    """The length of a RIFF WAVE file: what its data takes at its rate; None: it is none."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return None
    at, rate = 12, 0
    while len(content) - at >= 8:
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8
        if kind == b"fmt " and size >= 16:
            rate = _bytes_a_second(content[at : at + 16])
        if kind == b"data":
            # Programs that write while they record leave the size at 0, or at all ones.
            held = min(size or len(content), len(content) - at)
            return held / rate if rate else None
        at += size + size % 2
    return None


def _bytes_a_second(form: bytes) -> int:
    if len(form) < 16:
        return 0
    tag, _, samples, told, block, _ = Struct("<HHIIHH").unpack(form)
    return int(samples * block if tag in _PLAIN_WAVE else told)


@dataclass(frozen=True, slots=True)
class _Page:
    granule: int
    serial: int
    laces: bytes
    begin: int


def ogg_seconds(content: bytes) -> float | None:
    """The length of an Ogg file with one stream of Opus or Vorbis; None: it is none, or its pages
    do not follow each other. Opus is counted packet by packet beside what its pages say.
    """
    pages = _pages(content)
    if pages is None or len({page.serial for page in pages}) != 1:
        return None
    head = content[pages[0].begin : pages[0].begin + 30]
    last = max(page.granule for page in pages)
    if head.startswith(_OPUS_HEAD) and len(head) >= 19:
        skipped = int.from_bytes(head[10:12], "little")
        return max(0, last - skipped, _opus_samples(content, pages) - skipped) / _OPUS_RATE
    rate = int.from_bytes(head[12:16], "little")
    if head.startswith(_VORBIS_HEAD) and len(head) == 30 and rate:
        return max(0, last) / rate
    return None


def _pages(content: bytes) -> list[_Page] | None:
    """All pages to the end; None: there is something else among them."""
    at, found = 0, list[_Page]()
    while len(content) - at >= _PAGE.size:
        mark, version, _, granule, serial, _, _, segments = _PAGE.unpack_from(content, at)
        laces = content[at + _PAGE.size : at + _PAGE.size + segments]
        begin = at + _PAGE.size + segments
        at = begin + sum(laces)
        if mark != b"OggS" or version or len(laces) < segments or at > len(content):
            return None
        found.append(_Page(granule, serial, laces, begin))
    return found if found and at == len(content) else None


def _opus_samples(content: bytes, pages: list[_Page]) -> int:
    """Samples of all packets behind the two that are heads."""
    total = 0
    for number, begin in enumerate(_packets(pages)):
        if number >= 2:
            total += _packet_samples(content[begin : begin + 2])
    return total


def _packets(pages: list[_Page]) -> Iterator[int]:
    """Where each packet begins: a segment of less than 255 bytes ends one (RFC 3533 section 5)."""
    fresh = True
    for page in pages:
        at = page.begin
        for lace in page.laces:
            if fresh and lace:
                yield at
            fresh, at = lace < 255, at + lace


def _packet_samples(start: bytes) -> int:
    """Samples of a packet by its first byte, and its second where that counts the frames."""
    config, code = start[0] >> 3, start[0] & 3
    several = start[1] & 0x3F if len(start) > 1 else 0
    return _OPUS_FRAMES[config >> 2][config & 3] * (1, 2, 2, several)[code]
