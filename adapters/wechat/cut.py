"""Where a text may be cut: at paragraph, line and sentence ends, never inside a character."""

import re
import unicodedata

_ENDS = (
    re.compile(r"\n(?:[ \t]*\n)+"),
    re.compile(r"\n"),
    re.compile(r"[。！？；…]+[”’」』）》】]*|[.!?;]+[\"')\]]*(?=\s)"),
)
"""Paragraph, line and sentence ends, the best first."""

_SEEN_BEYOND = 8
"""Characters looked at beyond what fits, to see the blank line that follows a full page."""

_JOINER = "\u200d"


def size(text: str) -> int:
    """Bytes of ``text`` in UTF-8, which is what WeChat counts."""
    return len(text.encode())


def cut(text: str, room: int, *, force: bool = True) -> tuple[str, str]:
    """``text`` in two: a head of at most ``room`` bytes, and the rest, which is never empty.

    Cuts at the last paragraph end that fits, else the last line end, else the last sentence
    end; white space around the cut is dropped. Where there is none, ``force`` cuts between two
    characters (never inside an emoji sequence, unless that alone exceeds ``room``); without it
    the head is empty.
    """
    most = len(text.encode()[: max(room, 0)].decode(errors="ignore"))
    for pattern in _ENDS:
        ends = [found.end() for found in pattern.finditer(text, 0, most + _SEEN_BEYOND)]
        for end in reversed(ends):
            head, rest = text[:end].rstrip(), text[end:]
            if head and rest.strip() and len(head) <= most:
                return head, rest
    if not force:
        return "", text
    return _between_characters(text, most)


def _between_characters(text: str, most: int) -> tuple[str, str]:
    most = max(1, min(most, len(text) - 1))
    end = most
    while end > 0 and inside(text, end):
        end -= 1
    end = end or most
    return text[:end], text[end:]


def inside(text: str, at: int) -> bool:
    """Whether a reader sees the characters on both sides of ``at`` as one."""
    return _extends(text[at]) or text[at - 1] == _JOINER or _splits_flag(text, at)


def _extends(character: str) -> bool:
    """Marks, variation selectors, joiners, skin tones and flag tags belong to what precedes."""
    return (
        character == _JOINER
        or unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or "\u1160" <= character <= "\u11ff"
    )


def _splits_flag(text: str, at: int) -> bool:
    """A flag is a pair of regional indicators; runs of them pair from their start."""
    if not _regional(text[at]):
        return False
    before = at
    while before > 0 and _regional(text[before - 1]):
        before -= 1
    return (at - before) % 2 == 1


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
