"""The face that our pictures are set in: Noto Sans CJK out of the ``noto_cjk`` package."""

from functools import cache
from typing import TYPE_CHECKING

from noto_cjk import otc_path

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SIMPLIFIED, HONG_KONG = 2, 4
"""Faces in the font's collection; they differ in how a character is written."""
_FACES = {"zh-Hant": HONG_KONG}


def face_of(language: str) -> int:
    """The face for readers of ``language``."""
    return _FACES.get(language, SIMPLIFIED)


@cache
def letters(size: int, face: int = SIMPLIFIED) -> "FreeTypeFont":
    """The face at ``size`` pixels, opened once."""
    from PIL import ImageFont  # noqa: PLC0415 - only who draws pays for it

    return ImageFont.truetype(str(otc_path("sans")), size, index=face)


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who looks into the font pays for it

    with TTFont(otc_path("sans"), fontNumber=SIMPLIFIED, lazy=True) as face:
        return frozenset(face.getBestCmap())


def printable(text: str) -> str:
    """``text`` without what the face has no sign for (emoji, control characters but line breaks)."""
    known = _known()
    return "".join(one for one in text if one == "\n" or ord(one) in known)
