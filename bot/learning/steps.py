"""Where a lesson's text is cut into steps that are read one at a time: pure.

As few steps as fit, the longest of them as short as can be; at paragraph ends where that takes no
more of them, else at the ends of sentences, else of clauses.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

_PARAGRAPH = re.compile(r"\n\n+")
_SENTENCE = re.compile(r"[。！？!?；;]+[”’』」）)]*\s*|\n+")
_CLAUSE = re.compile(r"[，、,：:]+\s*|[。！？!?；;]+[”’』」）)]*\s*|\n+")

_MARK = re.compile(r"[，。；、,.;：:！？!?]")

Way = tuple[int, int, tuple[int, ...]]
"""How many steps, the longest of them, and where each ends."""


def first_clause(text: str) -> str:
    """What stands before the first mark."""
    return _MARK.split(text.strip())[0]


def step_ends(text: str, first: int, rest: int, wanted: int = 0) -> tuple[int, ...]:
    """Where each step of ``text`` ends, the last at its end; at most ``first`` characters in the
    first one and ``rest`` in each of the others. Where whole sentences take more than the ``wanted``
    number of steps (0: any number will do), clauses are parted if that makes fewer of them.
    """
    by_paragraph = _fewest(text, _ends(_PARAGRAPH, text), first, rest)
    by_sentence = _fewest(text, _ends(_SENTENCE, text), first, rest)
    ways = [way for way in (by_paragraph, by_sentence) if way is not None]
    if not ways or 0 < wanted < min(way[0] for way in ways):
        by_clause = _fewest(text, _ends(_CLAUSE, text), first, rest)
        ways += [by_clause] if by_clause is not None else []
    return min(ways, key=lambda way: way[0])[2] if ways else tuple(_cut(text, first, rest))


def _ends(marks: re.Pattern[str], text: str) -> list[int]:
    inner = {found.end() for found in marks.finditer(text)}
    return sorted({end for end in inner if text[end:].strip()} | {len(text)})


def _fewest(text: str, ends: Sequence[int], first: int, rest: int) -> Way | None:
    """The best way to reach the last of ``ends``; None where a piece between two fits nowhere."""
    best: dict[int, Way] = {0: (0, 0, ())}
    for end in ends:
        reached = list(_reaching(text, end, best, first, rest))
        if reached:
            best[end] = min(reached)
    return best.get(len(text))


def _reaching(text: str, end: int, best: dict[int, Way], first: int, rest: int) -> Iterator[Way]:
    for start, (count, longest, before) in best.items():
        size = len(text[start:end].strip())
        if size <= (rest if count else first):
            yield count + 1, max(longest, size), (*before, end)


def _cut(text: str, first: int, rest: int) -> Iterable[int]:
    """Ends in the middle of a clause that is longer than any step."""
    end = min(first, len(text))
    while end < len(text):
        yield end
        end = min(end + rest, len(text))
    yield len(text)
