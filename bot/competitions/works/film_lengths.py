"""How long an MP4, MOV, 3GP or M4A lasts when it is played; nothing is decoded.

What a header says of the whole is not believed by itself: each track's samples are counted, or
where a track has an edit list, what that lets be played (ISO/IEC 14496-12, sections 6 and 8).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, iter_unpack

MOST_BOXES = 20_000
"""In one box; films of phones have some dozens."""

_HEAD, _LARGE, _WORD = Struct(">I4s"), Struct(">Q"), Struct(">I")
_TIMES = {0: (Struct(">II"), 12), 1: (Struct(">IQ"), 20)}
"""Time scale and duration in mvhd and mdhd, and where they stand, by version."""
_EDITS = {0: (">Iihh", 12), 1: (">Qqhh", 20)}
_UNKNOWN = {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}
_HANDLER_AT = 8


class BrokenFilmError(Exception):
    """The boxes do not lie in each other as they say."""


@dataclass(frozen=True, slots=True)
class Film:
    """``seconds``: None where only its fragments, or nothing, would tell. ``picture``: it has more
    than sound.
    """

    seconds: float | None
    picture: bool


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Track:
    handler: bytes
    seconds: float


def read_film(content: bytes) -> Film:
    """What stands in the boxes of ``content``. Raises BrokenFilmError."""
    outer = list(_boxes(content, 0, len(content)))
    movie = next((box for box in outer if box.kind == b"moov"), None)
    if movie is None:
        raise BrokenFilmError
    parts = list(_boxes(content, movie.begin, movie.end))
    header = next((box for box in parts if box.kind == b"mvhd"), None)
    if header is None:
        raise BrokenFilmError
    scale, told = _times(content, header)
    tracks = [_track(content, box, scale) for box in parts if box.kind == b"trak"]
    picture = any(track.handler == b"vide" for track in tracks)
    if not picture and not any(track.handler == b"soun" for track in tracks):
        raise BrokenFilmError
    in_fragments = any(box.kind == b"moof" for box in outer)
    seconds = max([told / scale, *(track.seconds for track in tracks)])
    return Film(None if in_fragments or not seconds else seconds, picture)


def _boxes(content: bytes, begin: int, end: int) -> Iterator[_Box]:
    """The boxes one after the other. Raises BrokenFilmError."""
    at, count = begin, 0
    while end - at >= _HEAD.size:
        size, kind = _HEAD.unpack_from(content, at)
        body = at + _HEAD.size
        if size == 1:
            if end - body < _LARGE.size:
                raise BrokenFilmError
            [size] = _LARGE.unpack_from(content, body)
            body += _LARGE.size
        elif size == 0:
            size = end - at  # to the end of what it stands in
        count += 1
        if at + size > end or at + size < body or count > MOST_BOXES:
            raise BrokenFilmError
        yield _Box(kind, body, at + size)
        at += size


def _track(content: bytes, track: _Box, movie_scale: int) -> _Track:
    media = _below(content, track, b"mdia")
    header, handler = _below(content, media, b"mdhd"), _below(content, media, b"hdlr")
    if handler.end - handler.begin < _HANDLER_AT + 4:
        raise BrokenFilmError
    kind = content[handler.begin + _HANDLER_AT : handler.begin + _HANDLER_AT + 4]
    if kind not in (b"vide", b"soun"):
        return _Track(kind, 0.0)
    scale, _ = _times(content, header)
    edited = _edited(content, track)
    if edited is not None:
        return _Track(kind, edited / movie_scale)
    table = _below(content, _below(content, media, b"minf"), b"stbl")
    return _Track(kind, _counted(content, _below(content, table, b"stts")) / scale)


def _below(content: bytes, box: _Box, kind: bytes) -> _Box:
    for one in _boxes(content, box.begin, box.end):
        if one.kind == kind:
            return one
    raise BrokenFilmError


def _times(content: bytes, box: _Box) -> tuple[int, int]:
    """Time scale and duration of a header. A duration that is not known is 0."""
    form = _TIMES.get(content[box.begin]) if box.begin < box.end else None
    if form is None or box.end - box.begin < form[1] + form[0].size:
        raise BrokenFilmError
    scale, duration = form[0].unpack_from(content, box.begin + form[1])
    if not scale:
        raise BrokenFilmError
    return scale, 0 if duration in _UNKNOWN else duration


def _counted(content: bytes, box: _Box) -> int:
    """All samples' durations in the table that lists them (stts)."""
    rows, begin = _rows(content, box, 8)
    return sum(
        count * each for count, each in iter_unpack(">II", content[begin : begin + rows * 8])
    )


def _edited(content: bytes, track: _Box) -> int | None:
    """What a track's edit list lets be played, in the movie's scale; None: it has none."""
    for box in _boxes(content, track.begin, track.end):
        if box.kind == b"edts":
            edits = _below(content, box, b"elst")
            version = content[edits.begin] if edits.begin < edits.end else -1
            form, size = _EDITS.get(version, ("", 0))
            if not size:
                raise BrokenFilmError
            rows, begin = _rows(content, edits, size)
            listed = iter_unpack(form, content[begin : begin + rows * size])
            return sum(row[0] for row in listed) or None
    return None


def _rows(content: bytes, box: _Box, size: int) -> tuple[int, int]:
    """How many rows of ``size`` bytes a table has, and where they begin."""
    begin = box.begin + 8
    if begin > box.end:
        raise BrokenFilmError
    [rows] = _WORD.unpack_from(content, begin - 4)
    if begin + rows * size > box.end:
        raise BrokenFilmError
    return int(rows), begin
