"""One choice in a reply of several clauses: "老师好，我选B，骗子太多了"."""

import re
from collections.abc import Callable, Sequence

from bot.learning.answer_options import Offer, bare, letters, mentioned, numbered, unbroken
from bot.learning.answer_words import (
    AGAINST,
    EXPLAINS,
    FALSE,
    NUMERALS,
    POINTS_BACK,
    POLITE,
    REASON,
    TRUE,
)

_ENDS = re.compile(r"[,;。!:、\s]+|\.{2,}|—+|-{2,}")
_HAN = "".join(NUMERALS)
_LABEL_IN = re.compile(
    rf"(?<![0-9])[0-9]{{1,2}}(?![0-9])|第|[{_HAN}](?:个|项|号|条|种|选项)|^[{_HAN}]+$|前者|后者"
)
_ORDER = re.compile(r"先(.{1,6})再")
_MOST_CLAUSES = 12
_SHORTEST_REASON = 3
_SHORTEST_REMARK = 5
_ABOUT_SOMEBODY = re.compile(r"[我你您他她咱俺]|孙|老[公婆伴头]|邻居")


def read_clauses(
    said: str, read: Callable[[str], int | None], offers: Sequence[Offer]
) -> set[int]:
    """The choice of the only clauses that make one, where nothing else could turn it round.

    ``read`` says what a bare clause chooses. Empty: none, several, or in doubt.
    """
    parts = [part for part in _ENDS.split(said) if letters(part)]
    if len(parts) > _MOST_CLAUSES:
        return set()
    read_parts = [(part, read_forms(part, read)) for part in parts]
    telling = [(part, one) for part, one in read_parts if one or not POLITE.fullmatch(part)]
    chosen = {one for _, one in telling if one}
    if len(chosen) != 1:
        return set()
    (number,) = chosen
    first = next(at for at, (_, one) in enumerate(telling) if one)
    named = any(one and _is_named(bare(part)) for part, one in telling)
    for at, (part, one) in enumerate(telling):
        if not one and not _harmless(part, number, offers, named=named, after=at > first):
            return set()
    return chosen


def read_forms(said: str, read: Callable[[str], int | None]) -> int | None:
    """What ``said`` chooses, with as much politeness around it as may be: the first that is read."""
    return next(filter(None, map(read, unbroken(said))), None)


def _is_named(word: str) -> bool:
    """Whether a choice is made by number, letter or verdict: what comes with it explains."""
    return bool(numbered(word, 12)) or word in TRUE | FALSE


def _harmless(
    clause: str, number: int, offers: Sequence[Offer], *, named: bool, after: bool
) -> bool:
    """Whether a clause that chooses nothing leaves the choice of the others as it is."""
    touched = mentioned(clause, offers)
    if not _explains(clause, touched, offers, named=named, after=after):
        return False
    chosen = offers[number - 1].flat if offers else ""
    rest = _without(_ORDER.sub(r"\1", clause), chosen)
    if AGAINST.search(_explained(rest) if after else rest) or _LABEL_IN.search(clause):
        return False
    return touched <= {number}


def _explains(
    clause: str, touched: set[int], offers: Sequence[Offer], *, named: bool, after: bool
) -> bool:
    """Whether a clause is of the kind that gives a reason. Beside true or false a longer remark
    is about the matter; beside an option it may be about the option.
    """
    if EXPLAINS.match(clause) or (named and touched):
        return True
    remark = len(letters(clause)) >= _SHORTEST_REMARK and not _ABOUT_SOMEBODY.search(clause)
    return named and after and not offers and remark


def _without(clause: str, option: str) -> str:
    """``clause`` without the words of the option that was chosen, two characters at least."""
    pairs = {option[at : at + 2] for at in range(len(option) - 1)}
    covered = {at + n for at in range(len(clause)) if clause[at : at + 2] in pairs for n in (0, 1)}
    return "".join(char for at, char in enumerate(clause) if at not in covered)


def _explained(clause: str) -> str:
    """``clause`` without the denials that an explanation of its own may hold: 不能告诉别人."""
    rest = REASON.sub("", clause)
    enough = len(letters(rest)) >= _SHORTEST_REASON and not POINTS_BACK.search(rest)
    return rest if enough else clause
