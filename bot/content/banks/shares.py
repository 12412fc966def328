"""Parts of a mark, as Moodle gives them to answers, to what is simply right or wrong here."""

from collections.abc import Sequence

from bot.content.banks.notes import Notes
from bot.content.wrong import wrong
from bot.domain.content import QuestionKind

FULL = 99.9
"""So many percent are a whole mark; thirds are written as 33.33333."""

Chosen = tuple[QuestionKind, tuple[int, ...]]
"""The kind of a choice, and the numbers of its right options from 1."""


def one_right(worths: Sequence[float], read: str, notes: Notes) -> Chosen:
    """A choice of which one option is right; ``worths`` are percent of the mark.

    Notes what cannot be asked: no right option, or several of which any would do.
    """
    right = tuple(number for number, worth in enumerate(worths, 1) if worth >= FULL)
    if not right:
        notes.stop(read, wrong("bank-none-wholly-right"), wrong("bank-mend-full-mark"), "answer")
    elif len(right) > 1:
        notes.stop(
            read,
            wrong("bank-any-would-do"),
            wrong("bank-mend-one-or-all"),
            "answer",
        )
    elif any(0 < worth < FULL for worth in worths):
        notes.warn(
            read,
            wrong("bank-option-in-part"),
            wrong("bank-mend-check-wholly-right"),
            "answer",
        )
    return QuestionKind.SINGLE, right


def all_right(worths: Sequence[float], read: str, notes: Notes) -> Chosen:
    """A choice of which all options worth something are to be chosen."""
    right = tuple(number for number, worth in enumerate(worths, 1) if worth > 0)
    if not right:
        notes.stop(read, wrong("bank-no-option-right"), wrong("bank-mend-mark-right"), "answer")
    elif abs(sum(worth for worth in worths if worth > 0) - 100) > 1:
        notes.warn(
            read,
            wrong("bank-parts-not-whole"),
            wrong("bank-mend-check-which"),
            "answer",
        )
    return QuestionKind.MULTIPLE, right


def accepted(texts: Sequence[tuple[str, float]], read: str, notes: Notes) -> tuple[str, ...]:
    """The texts that count as right: those worth the whole mark, each once, in their order."""
    right = [text for text, worth in texts if worth >= FULL and text]
    if any(0 < worth < FULL for _, worth in texts):
        notes.warn(
            read,
            wrong("bank-answer-in-part"),
            wrong("bank-mend-check-answers"),
            "answer",
        )
    if not right:
        notes.stop(read, wrong("bank-no-answer-right"), wrong("bank-mend-give-answer"), "answer")
    if any("*" in text.replace("\\*", "") for text in right):
        notes.stop(
            read,
            wrong("bank-answer-with-star"),
            wrong("bank-mend-list-answers"),
            "answer",
        )
    return tuple(dict.fromkeys(text.replace("\\*", "*") for text in right))
