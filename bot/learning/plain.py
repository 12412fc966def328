"""Replies made comparable: one form for all the ways of writing the same thing."""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from opencc import OpenCC

# What NFKC leaves, or turns into more characters than one.
_BEFORE = str.maketrans(
    {
        **{chr(0x2160 + n): str(n + 1) for n in range(12)},  # Ⅰ-Ⅻ
        **{chr(0x2170 + n): str(n + 1) for n in range(12)},  # ⅰ-ⅻ
        **{chr(0x3220 + n): str(n + 1) for n in range(10)},  # ㈠-㈩
        **{chr(0x2776 + n % 10 + n // 10 * 10): str(n % 10 + 1) for n in range(30)},  # ❶ ➀ ➊
        **{chr(0x1F130 + n): chr(97 + n) for n in range(26)},  # 🄰
        **{chr(0x1F150 + n): chr(97 + n) for n in range(26)},  # 🅐
        **{chr(0x1F170 + n): chr(97 + n) for n in range(26)},  # 🅰
        **dict.fromkeys("✓✔✅☑", "√"),
        **dict.fromkeys("✗✘❌❎✖", "×"),
    }
)
_DROPPED = {"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"}

_SCRIPTS = ("t2s", "hk2s", "tw2s")
_HAN = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
_AS_WRITTEN = "么喎嗰搵"
"""Characters that OpenCC takes for old forms of rare ones, and that people write every day."""
_BESIDE = {
    "麼": "么",
    "麽": "么",
    "砲": "炮",
    "瞭": "了",
    "覆": "复",
    "暱": "昵",
    "藉": "借",
    "揹": "背",
}
"""What OpenCC gives another simple form than people write, or one in some words only."""


@lru_cache(1024)
def plain(text: str) -> str:
    """``text`` in its comparable form: width, case and script folded, emoji and control
    characters gone, runs of white space one space. Punctuation stays.

    Simplified for matching only; what people read is never made from it.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_BEFORE)).lower()
    kept = (c if not c.isspace() else " " for c in folded if c.isspace() or _stays(c))
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).translate(_simple()).split())


@cache
def _simple() -> Mapping[int, str]:
    """Each Han character that has a simple form, with it, as OpenCC's dictionaries give it.

    Character by character, not by phrase: a part of a text then has the same form as in the
    whole. Made at first use (about 20 ms); two threads that come first at once make the same.
    """
    forms = list(_HAN)
    for script in _SCRIPTS:
        forms = OpenCC(script).convert("\n".join(forms)).split("\n")
    table = {
        ord(char): form
        for char, form in zip(_HAN, forms, strict=True)
        if form != char and char not in _AS_WRITTEN
    }
    table |= {ord(char): form for char, form in _BESIDE.items()}
    return {char: _last(form, table) for char, form in table.items()}


def _last(form: str, table: Mapping[int, str]) -> str:
    """The form that has no simpler one."""
    seen = {form}
    while (simpler := table.get(ord(form))) and simpler not in seen:
        form = simpler
        seen.add(form)
    return form


def _stays(char: str) -> bool:
    return unicodedata.category(char) not in _DROPPED
