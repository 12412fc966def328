"""Lessons that were written in Simplified Chinese, for readers of Traditional Chinese."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from opencc import OpenCC

from bot.texts.catalogue import TRADITIONAL

KEPT = 20_000
"""Texts that are kept in their other script: some 40 courses with all their questions."""


def in_script(text: str, language: str, wording: Mapping[str, str] | None = None) -> str:
    """``text`` (Simplified) as a reader of ``language`` reads it: in Hong Kong's characters where
    that is Traditional Chinese, else as it is.

    ``wording`` are an author's own words for readers there, by the words that stand in the lesson.
    What the characters alone would make of such a word gives way to the author's; the longest first,
    and each place once.
    """
    if language != TRADITIONAL:
        return text
    written = _traditional(text)
    own = {_traditional(word): other for word, other in (wording or {}).items()}
    if not own:
        return written
    return re.sub(
        "|".join(map(re.escape, sorted(own, key=len, reverse=True))), lambda m: own[m[0]], written
    )


@lru_cache(KEPT)
def _traditional(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    """OpenCC's rules from Simplified Chinese to Hong Kong's characters, read once (80 ms)."""
    return OpenCC("s2hk")
