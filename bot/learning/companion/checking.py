"""Whether what a model wrote may be shown: every sentence cited, nothing that no passage says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.learning.companion.numbers import numbers
from bot.learning.companion.sentences import sentences
from bot.learning.companion.terms import is_faint, terms
from bot.model_ports import NumberedPassage

MOST = 200
"""Characters of an answer without its citations."""
GROUNDED = 0.3
"""So many of a sentence's pairs of characters stand in what it cites, or it was not taken from there."""

_BRACKETS = str.maketrans("［］【】〔〕", "[][][]")
_CITED = re.compile(r"\[\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*\]")
_AFTER_ITS_END = re.compile(rf"([。！？!?]+[”’」』）)]*)\s*((?:{_CITED.pattern}\s*)+)")
_LATIN = re.compile(r"[a-z0-9@][\w@.:/?=&%+-]*", re.IGNORECASE)
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
    said = {one for one in terms(sentence) if not is_faint(one)}
    if len(said & set(terms(source))) < GROUNDED * len(said):
        return Fault.NOT_FROM_THERE
    return None


def _tidy(sentence: str) -> str:
    """Without the gap that a citation left before the mark at the end."""
    return re.sub(r"\s+(?=[。！？!?，,；;])", "", sentence)
