"""The name that a person wants on a certificate."""

import re
import unicodedata
from functools import cache

from noto_cjk import otc_path

from bot.domain.errors import YikeError

LONGEST = 20
"""Characters of a name: those of most peoples' names fit in, and a line of the certificate."""
SIMPLIFIED = 2
"""The face that certificates are set in, in the font's collection."""

_SPACES = re.compile(r"\s+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""They choose a variant of the sign before them, and are nothing by themselves."""


class UnfitNameError(YikeError):
    """A name cannot stand on a certificate; nothing was changed. ``text`` names what its writer is
    told (``bot.texts``), with ``most`` characters where it is too long.
    """

    def __init__(self, text: str, sentence: str) -> None:
        """``sentence`` says the same to who runs this."""
        super().__init__(sentence)
        self.text = text
        self.most = LONGEST


def cleaned(name: str) -> str:
    """``name`` as it is printed, 1 to 20 characters.

    Composed (NFC), without control, bidirectional, zero-width and unassigned characters, each run
    of spaces one space. Raises UnfitNameError when nothing is left, it is too long, or the font
    has no sign for some of it. The first call in a process reads the font (0.15 s).
    """
    spaced = _SELECTORS.sub("", _SPACES.sub(" ", name))
    kept = "".join(one for one in spaced if unicodedata.category(one)[0] != "C")
    clean = _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()
    if not any(unicodedata.category(one)[0] in "LNSP" for one in clean):
        raise UnfitNameError("certificate-name-unseen", "There is no name in it.")
    if len(clean) > LONGEST:
        raise UnfitNameError(
            "certificate-name-long", f"The name has more than {LONGEST} characters."
        )
    if any(ord(one) not in _signs() for one in clean):
        raise UnfitNameError(
            "certificate-name-unprintable", "The font has no sign for some of the name."
        )
    return clean


@cache
def _signs() -> frozenset[int]:
    """All characters that the face has a sign for."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who looks into the font pays for it

    with TTFont(otc_path("sans"), fontNumber=SIMPLIFIED, lazy=True) as face:
        return frozenset(face.getBestCmap())
