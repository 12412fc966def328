"""What is quoted of a lesson: whole sentences, those that speak of the question."""

import re
from collections.abc import Mapping, Sequence

from bot.domain.content import Lesson
from bot.learning.companion.care import HOTLINES
from bot.learning.companion.numbers import numbers
from bot.learning.companion.passages import paragraphs
from bot.learning.companion.sentences import clauses, sentences
from bot.learning.companion.terms import terms

MOST = 120
"""Characters of a quotation: with the lesson's name it stays within the 150 of one message
(reference/learning.md sections 4 and 7)."""
CUT = "……"
_HOW_MUCH = re.compile("多少|几|多久|多长|多大|多高|多快")
HOW_MUCH = 0.5
"""Who asks how much is answered by a number: it counts as so much of the question."""
_ARTICLE = re.compile("第[^第条]{1,8}条")


def quoted(lesson: Lesson, question: str, told: Mapping[str, float]) -> str:
    """At most 120 characters of ``lesson``: of the paragraph that holds most of ``told`` (terms and
    what each tells; to a ``question`` for an amount, a number too) the neighbouring whole sentences
    that hold most of it, as many as there is room for. Of a sentence that is longer by itself, its
    best clauses, with ``……`` where it was cut. Empty for a lesson without text.
    """
    every = paragraphs(lesson)
    if not every:
        return ""
    amount = HOW_MUCH * sum(told.values()) if _HOW_MUCH.search(question) else 0.0

    def worth(paragraph: str) -> float:
        numbered = amount if numbers(_ARTICLE.sub("", paragraph)) - HOTLINES.keys() else 0.0
        return said(paragraph, told) + numbered

    return _window(max(every, key=worth), told)


def said(text: str, told: Mapping[str, float]) -> float:
    """How much of ``told`` a text holds."""
    return sum(told[term] for term in set(terms(text)) if term in told)


def _window(paragraph: str, told: Mapping[str, float]) -> str:
    every = sentences(paragraph)
    if found := _best(every, told, MOST):
        return "".join(every[found])
    longest = max(every, key=lambda one: said(one, told))
    return _clauses(longest, told)


def _clauses(sentence: str, told: Mapping[str, float]) -> str:
    """The best of a sentence that is too long as a whole."""
    every = clauses(sentence)
    room = MOST - 2 * len(CUT)
    found = _best(every, told, room)
    if found is None:
        return sentence[:room] + CUT
    begin = CUT if found.start else ""
    end = CUT if found.stop < len(every) else ""
    return begin + "".join(every[found]) + end


def _best(parts: Sequence[str], told: Mapping[str, float], room: int) -> slice | None:
    """The neighbouring parts that hold most of ``told`` within ``room`` characters; of several, the
    longest, then the first. None where not even one part fits.
    """
    best, found = (-1.0, 0), None
    for begin in range(len(parts)):
        for end in range(begin + 1, len(parts) + 1):
            text = "".join(parts[begin:end])
            if len(text) > room:
                break
            if (worth := (round(said(text, told), 6), len(text))) > best:
                best, found = worth, slice(begin, end)
    return found
