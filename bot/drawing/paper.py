"""The looks of our pictures: sizes and colours for eyes that have read for seventy years.

At least 48 px on a width of 1080, lines 1.5 apart or more, contrast 7:1 or more
(reference/learning.md section 4; WCAG 2.2, 1.4.6).
"""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 1080
MARGIN = 84
COLUMN = WIDTH - 2 * MARGIN
PAPER, INK, GREEN, GREY, PALE = "#fffdf6", "#1c1c1c", "#055439", "#454545", "#dcebe4"
SMALLEST = 48
TITLE, BODY, SMALL = 76, 64, SMALLEST
LEADING = 1.6
"""The height of a line, in sizes of its letters."""
COLOURS = 24
"""Enough for smooth edges of three inks on paper; a card is then some 60 KB."""


def blank(height: int) -> "Image":
    """An empty page."""
    from PIL import Image  # noqa: PLC0415 - only who draws pays for it

    return Image.new("RGB", (WIDTH, height), PAPER)


def as_png(page: "Image") -> bytes:
    """The page as a small PNG."""
    from PIL.Image import Dither, Quantize  # noqa: PLC0415 - only who draws pays for it

    out = BytesIO()
    few = page.quantize(COLOURS, Quantize.FASTOCTREE, dither=Dither.NONE)
    few.save(out, "PNG", compress_level=6)  # "optimize" takes ten times as long for a tenth less
    return out.getvalue()


def leading(size: int) -> int:
    """Pixels from one line to the next."""
    return round(size * LEADING)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
