"""Whether a few words out of an option's text stand for the option.

People quote what they mean, but the same words may be talk, or the beginning of something else:
去医院 is no quotation of 等孩子下班一起去医院. What is not a telling part is asked again.
"""

import re
from collections.abc import Sequence

from bot.learning.answer_words import COMMON, DENIED, TALK

_UNIT = re.compile(r"[a-z]+|[0-9.]+|.")
_LEAD = re.compile(r"(?:先|再|就|才|也|请|把|去|马上|立刻|赶快|赶紧|快|自己|接着)*")
_NUMBER = re.compile(r"[0-9]{3,}")
_A_QUOTATION = 4
"""Units (characters, numbers or Latin words) in a row that nobody says by chance."""
_A_WORD = 2
_MOST_SKIPPED = 2


def only_holding(words: str, all_clauses: Sequence[str]) -> int | None:
    """The number of the only text that holds ``words`` and does not deny them, or None.

    ``all_clauses`` are texts in their comparable form, a comma between their clauses.
    """
    holding = [n for n, one in enumerate(all_clauses, 1) if words in _flat(one)]
    if len(holding) != 1:
        return None
    clauses = all_clauses[holding[0] - 1]
    at = _flat(clauses).index(words)
    broken = torn(_flat(clauses), at, at + len(words)) or _turned_round(words, at, clauses)
    return None if broken else holding[0]


def part_of(words: str, written: str, all_clauses: Sequence[str]) -> int | None:
    """The number of the one option of which ``words`` (``written`` as they were, without folded
    numbers) are a telling part, or None.
    """
    longest = max(map(len, all_clauses), default=0)
    if not _A_WORD <= len(words) <= longest or TALK.fullmatch(written):
        return None
    number = only_holding(words, all_clauses)
    if number:
        return number if _tells(words, written, number, all_clauses) else None
    short = [n for n, one in enumerate(all_clauses, 1) if _shortens(words, one)]
    return short[0] if len(short) == 1 and not _shared(words, short[0], all_clauses) else None


def torn(text: str, start: int, end: int) -> bool:
    """Whether a cut at ``start`` and ``end`` goes through a number or a Latin word."""
    return any(
        re.fullmatch(r"[0-9.]{2}|[a-z]{2}", text[cut - 1 : cut + 1]) for cut in (start, end) if cut
    )


def _tells(words: str, written: str, number: int, all_clauses: Sequence[str]) -> bool:
    """Whether the words are enough of their option, or enough of a clause that is its alone."""
    flat = _flat(all_clauses[number - 1])
    start = flat.index(words)
    clause, before = _around(start, start + len(words), all_clauses[number - 1])
    if not DENIED.search(words) and DENIED.search(clause[before + len(words) :]):
        return False
    lead, shared = _lead(clause), _shared(words, number, all_clauses)
    whole = clause[before:] == words and before in {0, lead}
    if COMMON.fullmatch(written):
        return whole and not shared
    if shared:
        return _mostly(words, number, all_clauses)
    size = _size(words)
    enough = whole or size >= _A_QUOTATION or before == 0 or _NUMBER.fullmatch(words)
    # What stands last behind 的 is what the option is about: 从邻村收来的蜂蜜.
    if enough or flat.endswith(f"的{words}") or _mostly(words, number, all_clauses):
        return True
    opens, most = before == lead, size * 2 > _size(clause[lead:])
    return (opens and size > _A_WORD) or (most and (opens or clause.endswith(words)))


def _mostly(words: str, number: int, all_clauses: Sequence[str]) -> bool:
    """Whether the words are half of what their option says and no other does."""
    said = _own(words, number, all_clauses)
    return bool(said) and _size(said) * 2 >= _size(
        _own(all_clauses[number - 1], number, all_clauses)
    )


def _shared(words: str, number: int, all_clauses: Sequence[str]) -> bool:
    """Whether another option says more than half of the words, too. 停药 in 不停药 is not that of 先停药."""
    return _size(_own(words, number, all_clauses)) * 2 < _size(words)


def _own(text: str, number: int, all_clauses: Sequence[str]) -> str:
    """``text``, of option ``number``, without the pairs of characters that others have, too."""
    others = {pair for n, one in enumerate(all_clauses, 1) if n != number for pair in _pairs(one)}
    both = {at + n for at, pair in enumerate(_pairs(text)) if pair in others for n in (0, 1)}
    return "".join(char for at, char in enumerate(text) if at not in both and char != ",")


def _pairs(text: str) -> list[tuple[str, bool]]:
    """The pairs of characters in a row, and whether each is denied."""
    return [
        (text[at : at + 2], bool(at and DENIED.match(text[at - 1]))) for at in range(len(text) - 1)
    ]


def _shortens(words: str, clauses: str) -> bool:
    """Whether the words are a clause with a few letters left out, half of it at least: 用流量 for
    用手机流量付. What is left out denies nothing.
    """
    return _size(words) > _A_WORD and any(
        _left_out_little(words, clause[start:])
        for clause in clauses.split(",")
        for start in {0, _lead(clause)}
    )


def _left_out_little(words: str, clause: str) -> bool:
    if not clause.startswith(words[0]) or _size(words) * 2 < _size(clause):
        return False
    left_out, at = "", 0
    for char in words:
        found = clause.find(char, at, at + _MOST_SKIPPED + 1)
        if found < 0:
            return False
        left_out, at = left_out + clause[at:found], found + 1
    return not DENIED.search(left_out + clause[at:]) and not re.search("[0-9a-z]", left_out)


def _turned_round(words: str, start: int, clauses: str) -> bool:
    """Whether ``words`` without the "不" or "别" before them would say the opposite."""
    clause, before = _around(start, start + len(words), clauses)
    reach = 1 if DENIED.search(words) else before
    return bool(DENIED.search(clause[before - min(reach, before) : before]))


def _around(start: int, end: int, clauses: str) -> tuple[str, int]:
    """The clauses in which these letters stand, and how far in they begin."""
    cuts, at = [0], 0
    for clause in clauses.split(","):
        at += len(clause)
        cuts.append(at)
    first = max(cut for cut in cuts if cut <= start)
    last = min(cut for cut in cuts if cut >= end)
    return _flat(clauses)[first:last], start - first


def _lead(clause: str) -> int:
    """How long the small words are with which a clause begins."""
    found = _LEAD.match(clause)
    return found.end() if found else 0


def _flat(clauses: str) -> str:
    return clauses.replace(",", "")


def _size(text: str) -> int:
    return len(_UNIT.findall(text))
