"""Whether what a model wrote may be shown: every sentence cited, nothing that no passage says, and
nothing that a passage denies.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.companion.numbers import numbers
from bot.learning.companion.sentences import clauses, sentences
from bot.learning.companion.terms import is_faint, terms
from bot.learning.plain import plain
from bot.model_ports import NumberedPassage

MOST = 200
"""Characters of an answer without its citations."""
GROUNDED = 0.6
"""So many of a clause's pairs of characters stand in one cited sentence, the same for all clauses of
a sentence, or it was not taken from there."""

_BRACKETS = str.maketrans("［］【】〔〕", "[][][]")
_CITED = re.compile(r"\[\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*\]")
_AFTER_ITS_END = re.compile(rf"([。！？!?]+[”’」』）)]*)\s*((?:{_CITED.pattern}\s*)+)")
_LATIN = re.compile(r"[a-z0-9@][\w@.:/?=&%+-]*", re.IGNORECASE)
_DENIAL = re.compile("[不别勿没未莫非无甭休禁唔冇咪]")
_VERDICT = re.compile(
    "(?:(?:都|全|这|那|就|统统|一律)+[是样种些做]*[不别勿没未无禁唔][^，。！？；：、]{0,4}"
    "|(?:都|全|这|那|就|也|才|统统|一律)*[是样种些]*(?:不行|不对|不可以|不可|不能|不好|不得|没用|没有用|唔得|错的?|假的|骗局|骗子|诈骗|骗人的|违法|违法的|犯法|犯罪|危险|有害))"
    "[，,；;：:、。！？!?”’」』）)]*"
)
"""A clause that only judges what stands before it (都不行, 这是骗局): nothing before it is told without it."""
_LINK = re.compile(r"://|www\.|@|\w\.[a-z]{2,}", re.IGNORECASE)


class Fault(StrEnum):
    """What is wrong with an answer."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NOT_CITED = "a sentence without a citation"
    NO_SUCH_PASSAGE = "a citation of no passage"
    NUMBER = "a number that no cited passage has"
    LINK = "an address that no cited passage has"
    NOT_FROM_THERE = "a sentence that its passages do not say"


@dataclass(frozen=True, slots=True)
class Checked:
    """``text`` is the answer without its citations, empty where there is a ``fault``; ``titles`` are
    those of the lessons it rests on, in the order in which they are cited.
    """

    text: str = ""
    titles: tuple[str, ...] = ()
    fault: Fault | None = None


def check(written: str, passages: Sequence[NumberedPassage]) -> Checked:
    """Pure: the answer as it may be shown, or what is wrong with it."""
    by_number = {one.number: one for one in passages}
    text = _AFTER_ITS_END.sub(r"\2\1", written.translate(_BRACKETS).strip())
    bare = _CITED.sub("", text).strip()
    if not bare:
        return Checked(fault=Fault.EMPTY)
    if len(bare) > MOST:
        return Checked(fault=Fault.TOO_LONG)
    cited: dict[int, None] = {}
    for sentence in sentences(text):
        named = [
            int(one) for group in _CITED.findall(sentence) for one in re.findall(r"\d+", group)
        ]
        if fault := _fault(_CITED.sub("", sentence), named, by_number):
            return Checked(fault=fault)
        cited |= dict.fromkeys(named)
    titles = tuple(dict.fromkeys(by_number[number].title for number in cited))
    return Checked("".join(map(_tidy, sentences(bare))), titles)


def _fault(
    sentence: str, named: Sequence[int], passages: Mapping[int, NumberedPassage]
) -> Fault | None:
    if not named:
        return Fault.NOT_CITED
    if not all(number in passages for number in named):
        return Fault.NO_SUCH_PASSAGE
    source = "\n".join(f"{passages[number].title}\n{passages[number].text}" for number in named)
    if not numbers(sentence) <= numbers(source):
        return Fault.NUMBER
    if any(_LINK.search(word) and word not in source for word in _LATIN.findall(sentence)):
        return Fault.LINK
    if not any(_rests_on(sentence, one) for one in sentences(source)):
        return Fault.NOT_FROM_THERE
    return None


def _rests_on(sentence: str, source: str) -> bool:
    """Whether each clause of ``sentence`` is taken from the one sentence ``source``, denies what the
    clause there denies and nothing else, and whether what is judged there is judged here as well.
    """
    there = clauses(source)
    if not all(_is_from(clause, there) for clause in clauses(sentence)):
        return False
    return all(_bare(one) in _bare(sentence) for one in there if _VERDICT.fullmatch(one.strip()))


def _is_from(clause: str, source: Sequence[str]) -> bool:
    said = _pairs((clause,))
    if not said:
        return not _bare(clause) or any(_bare(clause) == _bare(one) for one in source)
    if len(said & _pairs(source)) < GROUNDED * len(said):
        return False
    return _denies_the_same(clause, said, source)


def _denies_the_same(clause: str, said: set[str], source: Sequence[str]) -> bool:
    """Whether no word of ``clause`` comes from a part of ``source`` that denies otherwise, unless one
    that denies the same has it too; and any comes from one that does.
    """
    denied = _denials(clause)
    alike, other = set[str](), set[str]()
    for part in source:
        (alike if _denials(part) == denied else other).update(_pairs((part,)))
    return bool(said & alike) and not said & other - alike


def _pairs(parts: Iterable[str]) -> set[str]:
    return {term for part in parts for term in terms(part) if not is_faint(term)}


def _denials(text: str) -> Counter[str]:
    return Counter(_DENIAL.findall(plain(text)))


def _bare(text: str) -> str:
    """Its letters and numbers alone."""
    return "".join(char for char in plain(text) if char.isalnum())


def _tidy(sentence: str) -> str:
    """Without the gap that a citation left before the mark at the end."""
    return re.sub(r"\s+(?=[。！？!?，,；;])", "", sentence)
