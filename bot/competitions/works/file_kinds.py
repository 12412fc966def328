"""What a file is, told by its bytes and never by its name: kind, content type, length, soundness.

The formats are those that phones and their chats make. Bytes may be hostile: every reader is
bounded, decodes nothing, and ends in an answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.competitions.works.film_lengths import BrokenFilmError, read_film
from bot.competitions.works.packed_documents import look_into_document
from bot.competitions.works.picture_sizes import jpeg_size, png_size, webp_size
from bot.competitions.works.sound_lengths import (
    AMR_WB_MARK,
    amr_wb_seconds,
    ogg_seconds,
    wav_seconds,
)
from bot.content.sound_length import amr_seconds, mp3_seconds
from bot.domain.contests import WorkKind
from bot.domain.works import WorkFault

LONGEST_SIDE = 20_000
MOST_PIXELS = 100_000_000
"""A camera's largest picture; more would be a load for whoever opens it."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF_TAIL = 2048
"""Bytes in which a PDF's end stands (ISO 32000-1, annex H)."""
_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n"
"""What may stand before a PDF's mark. Readers look for it in 1,024 bytes, in which a program or a
page could stand as well: those are none."""
_PICTURES_AS_FILMS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
"""Brands of pictures that are packed as films are (ISO/IEC 23008-12): phones send them as files."""
_QUICKTIME = b"qt  "
_FILM_BRANDS_OF_SOUND = frozenset({b"M4A ", b"M4B ", b"F4A "})


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as its bytes tell. ``seconds``: of a sound or film; None where nothing tells."""

    kind: WorkKind
    content_type: str
    seconds: float | None = None


def look(content: bytes) -> Looked | WorkFault:
    """What ``content`` is. WRONG_KIND for what is none of the formats known here; BROKEN,
    TOO_MANY_PIXELS or BOMB for one of them that is not fit.
    """
    for fits, reader in _READERS:
        if fits(content):
            return reader(content)
    return WorkFault.WRONG_KIND


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[:4] == b"RIFF" and content[8:12] == form


def _is_mp3(content: bytes) -> bool:
    head = int.from_bytes(content[:2])
    return content.startswith(b"ID3") or (head >> 5 == 0x7FF and head >> 1 & 3 == 1)


def _sound(
    content_type: str, *lengths: Callable[[bytes], float | None]
) -> Callable[[bytes], Looked | WorkFault]:
    def read(content: bytes) -> Looked | WorkFault:
        found = (length(content) for length in lengths)
        seconds = next((one for one in found if one), None)
        return Looked(WorkKind.AUDIO, content_type, seconds) if seconds else WorkFault.BROKEN

    return read


def _picture(
    content_type: str, size_of: Callable[[bytes], tuple[int, int] | None]
) -> Callable[[bytes], Looked | WorkFault]:
    def read(content: bytes) -> Looked | WorkFault:
        size = size_of(content)
        if size is None:
            return WorkFault.BROKEN
        if max(size) > LONGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
            return WorkFault.TOO_MANY_PIXELS
        return Looked(WorkKind.IMAGE, content_type)

    return read


def _film(content: bytes) -> Looked | WorkFault:
    if content[4:8] == b"ftyp" and content[8:12] in _PICTURES_AS_FILMS:
        return WorkFault.WRONG_KIND
    try:
        film = read_film(content)
    except BrokenFilmError:
        return WorkFault.BROKEN
    brand = content[8:12]
    if not film.picture or brand in _FILM_BRANDS_OF_SOUND:
        return Looked(WorkKind.AUDIO, "audio/mp4", film.seconds)
    content_type = "video/quicktime" if brand == _QUICKTIME else "video/mp4"
    return Looked(WorkKind.VIDEO, content_type, film.seconds)


def _pdf(content: bytes) -> Looked | WorkFault:
    if b"%%EOF" not in content[-_PDF_TAIL:]:
        return WorkFault.BROKEN
    return Looked(WorkKind.DOCUMENT, "application/pdf")


def _document(content: bytes) -> Looked | WorkFault:
    return look_into_document(content) or Looked(WorkKind.DOCUMENT, DOCX)


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], Looked | WorkFault]], ...] = (
    (_begins(b"\xff\xd8\xff"), _picture("image/jpeg", jpeg_size)),
    (_begins(b"\x89PNG\r\n\x1a\n"), _picture("image/png", png_size)),
    (_is_riff(b"WEBP"), _picture("image/webp", webp_size)),
    (lambda content: content[4:8] in (b"ftyp", b"moov", b"wide"), _film),
    (_begins(AMR_WB_MARK), _sound("audio/amr-wb", amr_wb_seconds)),
    (_begins(b"#!AMR\n"), _sound("audio/amr", amr_seconds)),
    (_begins(b"OggS"), _sound("audio/ogg", ogg_seconds)),
    (_is_riff(b"WAVE"), _sound("audio/wav", wav_seconds)),
    (_is_mp3, _sound("audio/mpeg", mp3_seconds)),
    (_begins(b"PK\x03\x04"), _document),
    (lambda content: content[:16].lstrip(_BEFORE_PDF).startswith(b"%PDF-"), _pdf),
)
"""How each format begins, and who reads it. WeChat's AMR is AMR; QuickTime may begin with moov."""
