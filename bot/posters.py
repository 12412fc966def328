"""A poster for a cohort: what it is called, what to do, and the QR code that brings people in.

The layout of an A4 page in millimetres; ``bot.poster_drawing`` draws it. Words are set in the
Simplified Chinese face of the ``noto_cjk`` package's font.
"""

import re
from dataclasses import dataclass
from functools import cache

import segno
from fontTools.ttLib import TTFont
from noto_cjk import otc_path

from bot.domain.errors import InputError
from bot.drawing.lines import pieces
from bot.texts.catalogue import SIMPLIFIED as SIMPLIFIED_CHINESE
from bot.texts.catalogue import texts

WIDTH, HEIGHT = 210.0, 297.0
"""Of A4, in millimetres."""
DPI = 200
SIMPLIFIED = 2
"""The face in the font's collection."""
QUIET_ZONE = 4
"""Modules of white around a code (ISO/IEC 18004)."""
INK, GREEN, GREY, PAPER, PALE = "#1c1c1c", "#07694a", "#4d4d4d", "#ffffff", "#c8ddd5"
CODE_SIDE = 112.0
"""At most, with its quiet zone: to be scanned from across a counter."""
TITLE_WIDTH = 174.0
TITLE_SIZES = (27.0, 24.0, 21.0, 18.5, 16.0, 14.0, 12.0)
MOST_LINES = 3
SMALLER = 0.75
_CHINESE_SPACE = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words, centred on the page. ``baseline`` and ``size`` in millimetres from the
    top; ``bold`` thickens the strokes by so much of the size.
    """

    text: str
    baseline: float
    size: float
    colour: str
    bold: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, in millimetres."""

    left: float
    top: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Code:
    """The QR code's modules, dark ones True, without a quiet zone, and where they stand."""

    modules: tuple[tuple[bool, ...], ...]
    left: float
    top: float
    module: float


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands where."""

    title: str
    boxes: tuple[Box, ...]
    words: tuple[Words, ...]
    code: Code


def poster(title: str, url: str, by: str = "") -> Poster:
    """The layout of a poster for ``title``, whose code leads to ``url``; ``by`` is who invites.

    Raises InputError when the title is empty, too long, or has signs the font cannot print.
    """
    t = texts(SIMPLIFIED_CHINESE)
    title, by = " ".join(title.split()), " ".join(by.split())
    for words in (title, by):
        _printable(words)
    size, lines = _title_lines(title)
    leading = size * 1.32
    first = 34.0 + (66.0 - leading * len(lines)) / 2 + size * 0.88
    code = _code(url)
    side = len(code.modules) * code.module
    frame, end = code.module * QUIET_ZONE, code.top + side + code.module * QUIET_ZONE
    outer = Box(
        code.left - frame - 1.2,
        code.top - frame - 1.2,
        side + 2 * frame + 2.4,
        end - code.top + frame + 2.4,
        PALE,
    )
    inner = Box(code.left - frame, code.top - frame, side + 2 * frame, side + 2 * frame, PAPER)
    said = [
        Words(t("poster-brand"), 21.0, 6.4, GREEN, 0.03),
        *(Words(line, first + n * leading, size, INK, 0.035) for n, line in enumerate(lines)),
        Words(t("poster-line"), 117.0, 11.2, GREEN, 0.03),
        Words(t("poster-steps"), end + 16.0, 7.0, GREY),
    ]
    boxes = [Box(0, 0, WIDTH, 7.0, GREEN), outer, inner]
    if by:
        boxes.append(Box(80.0, 272.0, 50.0, 0.4, PALE))
        said.append(Words(by, 283.0, _fitting(by, 6.4), GREY))
    return Poster(title, tuple(boxes), tuple(said), code)


def _code(url: str) -> Code:
    """The code, in the middle of its place; a module is a whole number of dots, so that its edges
    are sharp.
    """
    made = segno.make_qr(url, error="m")
    modules = tuple(tuple(bool(one) for one in row) for row in made.matrix)
    across = len(modules) + 2 * QUIET_ZONE
    module = int(dots(CODE_SIDE) // across) * 25.4 / DPI
    side = module * len(modules)
    top = 129.0 + (CODE_SIDE - side) / 2
    return Code(modules, _whole((WIDTH - side) / 2), _whole(top), module)


def dots(millimetres: float) -> float:
    """Millimetres in dots of the printed page."""
    return millimetres * DPI / 25.4


def _whole(millimetres: float) -> float:
    """The same, on a whole dot."""
    return round(dots(millimetres)) * 25.4 / DPI


# Setting the title -------------------------------------------------------------------------------


def _title_lines(title: str) -> tuple[float, list[str]]:
    """The largest size in which the title needs few lines, and these, about equally long."""
    if not title:
        raise InputError("A poster needs a title; give one with --title.")
    for size in TITLE_SIZES:
        lines = _lines(title, size, TITLE_WIDTH)
        most = 2 if size > TITLE_SIZES[3] else MOST_LINES
        if len(lines) <= most and all(measure(one, size) <= TITLE_WIDTH for one in lines):
            return _at_spaces(title, size, len(lines)) or (
                size,
                _balanced(title, size, len(lines)),
            )
    raise InputError("The title is too long for a poster; give one of at most 40 characters.")


def _at_spaces(title: str, size: float, count: int) -> tuple[float, list[str]] | None:
    """The title cut where its writer left spaces, unless it would become much smaller by that."""
    parts = _CHINESE_SPACE.split(title)
    if len(parts) != count:
        return None
    fitting = size * TITLE_WIDTH / max(measure(part, size) for part in parts)
    return (min(size, fitting), parts) if fitting >= size * SMALLER else None


def _balanced(title: str, size: float, count: int) -> list[str]:
    """As many lines, none much longer than the others."""
    width = TITLE_WIDTH
    while width > size and len(_lines(title, size, width - size / 4)) == count:
        width -= size / 4
    return _lines(title, size, width)


def _lines(title: str, size: float, width: float) -> list[str]:
    lines = [""]
    for piece in pieces(title):
        if lines[-1] and measure((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.strip() for line in lines]


def _fitting(text: str, size: float) -> float:
    return min(size, size * TITLE_WIDTH / measure(text, size))


# The font ----------------------------------------------------------------------------------------


@cache
def font() -> TTFont:
    """The face that everything is set in, opened once."""
    return TTFont(otc_path("sans"), fontNumber=SIMPLIFIED)


def measure(text: str, size: float) -> float:
    """How wide ``text`` is at ``size``, in the same unit."""
    face = font()
    names, widths = face.getBestCmap(), face["hmtx"]
    return float(sum(widths[names[ord(one)]][0] for one in text) * size / face["head"].unitsPerEm)


def _printable(text: str) -> None:
    known = font().getBestCmap()
    if strange := sorted({one for one in text if ord(one) not in known}):
        raise InputError(
            f"The poster's font has no sign for {' '.join(strange)}; leave it out of the title."
        )
