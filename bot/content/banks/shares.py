"""Parts of a mark, as Moodle gives them to answers, to what is simply right or wrong here."""

from collections.abc import Sequence

from bot.content.banks.notes import Notes
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
        notes.stop(read, "No option is wholly right", "give one option the full mark", "answer")
    elif len(right) > 1:
        notes.stop(
            read,
            "Several options are right, and any one of them would do",
            "leave one right option, or let all right ones be chosen together",
            "answer",
        )
    elif any(0 < worth < FULL for worth in worths):
        notes.warn(
            read,
            "An option is worth a part of the mark; here it counts as wrong",
            "check that only the wholly right option may count",
            "answer",
        )
    return QuestionKind.SINGLE, right


def all_right(worths: Sequence[float], read: str, notes: Notes) -> Chosen:
    """A choice of which all options worth something are to be chosen."""
    right = tuple(number for number, worth in enumerate(worths, 1) if worth > 0)
    if not right:
        notes.stop(read, "No option is right", "mark the right options", "answer")
    elif abs(sum(worth for worth in worths if worth > 0) - 100) > 1:
        notes.warn(
            read,
            "The parts of the right options do not make up the whole mark",
            "check which options are right: every option worth something is taken as right",
            "answer",
        )
    return QuestionKind.MULTIPLE, right


def accepted(texts: Sequence[tuple[str, float]], read: str, notes: Notes) -> tuple[str, ...]:
    """The texts that count as right: those worth the whole mark, each once, in their order."""
    right = [text for text, worth in texts if worth >= FULL and text]
    if any(0 < worth < FULL for _, worth in texts):
        notes.warn(
            read,
            "An answer is worth a part of the mark; here it counts as wrong",
            "check that only the wholly right answers may count",
            "answer",
        )
    if not right:
        notes.stop(read, "No answer is wholly right", "give the right answer", "answer")
    if any("*" in text.replace("\\*", "") for text in right):
        notes.stop(
            read,
            "A right answer holds the sign * for any text, which is not read here",
            "list the answers that are right",
            "answer",
        )
    return tuple(dict.fromkeys(text.replace("\\*", "*") for text in right))
