"""Options out of running text: ``A.甲 B.乙``, one to a line, or divided by a mark."""

import re

_MARK = re.compile(
    r"(?<![A-Za-z0-9])[(（\[【]?([A-La-lＡ-Ｌ])[)）\]】]?\s?[.．、,，:：)）]\s*|[(（\[【]([A-La-lＡ-Ｌ])[)）\]】]\s*"
)
_DIVIDED = re.compile(r"[|｜]|\n")
_DIVIDED_OR = re.compile(r"[;；]")
_PREFIX = re.compile(
    r"^(?:[(（\[【]([A-LＡ-Ｌ])[)）\]】]\s*|([A-LＡ-Ｌ])(?:[.．:：)）]\s*|[、,，]\s*(?![A-LＡ-Ｌ](?:[、,，都均]|$))|\s+))(?=\S)"
)
_BARE = re.compile(r"^([A-LＡ-Ｌ])(?=[\u3400-\u9fff])")
"""A letter right before Chinese words: a mark beside others that are, else perhaps A级 or C形."""


def marked_options(text: str) -> tuple[str, tuple[str, ...]] | None:
    """What stands before the first mark, and the options behind ``A.``, ``B.``, … in order.

    Marks that stand apart count first, so that ``维生素A、B`` inside an option is none. None: the
    marks A and B are not both there, one is missing between, or one comes twice.
    """
    marks = list(_MARK.finditer(text))
    apart = [mark for mark in marks if mark.start() == 0 or text[mark.start() - 1].isspace()]
    return _divided(text, apart) or _divided(text, marks)


def _divided(text: str, marks: list[re.Match[str]]) -> tuple[str, tuple[str, ...]] | None:
    places = [_place(mark[1] or mark[2]) for mark in marks]
    first = places.index(1) if 1 in places else len(places)
    if len(places) - first < 2 or places[first:] != list(range(1, len(places) - first + 1)):
        return None
    chosen = marks[first:]
    ends = [*(mark.start() for mark in chosen[1:]), len(text)]
    options = [text[mark.end() : end].strip() for mark, end in zip(chosen, ends, strict=True)]
    return text[: chosen[0].start()].strip(), tuple(options)


def split_options(text: str) -> tuple[str, ...]:
    """The options in one cell: behind marks, or divided by ``|``, line ends or ``；``."""
    marked = marked_options(text)
    if marked is not None and not marked[0]:
        return tuple(option.rstrip("|｜;；").strip() for option in marked[1])
    for divider in (_DIVIDED, _DIVIDED_OR):
        parts = [part.strip() for part in divider.split(text)]
        parts = [part for part in parts if part]
        if len(parts) > 1:
            return tuple(parts)
    return (text.strip(),) if text.strip() else ()


def without_marks(options: tuple[str, ...]) -> tuple[str, ...]:
    """Options without their own ``A.``, where every one begins with the mark of its place.

    Marks may differ (``A.``, ``B、``), and one in two may be a bare letter (``D以上都对``).
    """
    marked = [_PREFIX.match(option) for option in options]
    if sum(match is not None for match in marked) * 2 < len(options):
        return options
    found = [m or _BARE.match(option) for m, option in zip(marked, options, strict=True)]
    places = [_place(match[match.lastindex or 1]) for match in found if match]
    if len(options) < 2 or places != list(range(1, len(options) + 1)):
        return options
    return tuple(o[m.end() :].strip() for o, m in zip(options, found, strict=True) if m)


def _place(letter: str) -> int:
    code = ord(letter)
    if code >= 0xFF21:
        return code - 0xFF21 + 1
    return ord(letter.upper()) - ord("A") + 1
