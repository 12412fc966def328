"""One item of a quiz round: how it is shown, and how an answer to it is read. Pure.

What is open is noted in the dialog as ``ATTEMPT:ITEM:QUESTION``, so that an answer can be read before
anything is asked of the database.
"""

import re
from dataclasses import dataclass, replace

from bot.domain.content import Course, Question, QuestionKind
from bot.domain.messages import Message, Option
from bot.learning.present import question_message
from bot.learning.read_answer import Reading, read_answer
from bot.texts.catalogue import Texts

_ASKING = "round:"
_NOTED = re.compile(r"([1-9]\d{0,17}):([1-9]\d{0,4}):([1-9]\d{0,17})", re.ASCII)
_TAPPED = re.compile(r"([1-9]\d{0,17}):([1-9]\d{0,4}):([1-9]\d?)", re.ASCII)
NO_ITEM = "-"
"""What the dialog notes for the rest of a turn when no item is open any more, or who had one leaves."""
LONGEST_GIVEN = 200
"""Characters that are kept of an answer in words."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item that waits for its answer; ``question`` is its row."""

    attempt: int
    item: int
    question: int

    @property
    def noted(self) -> str:
        """As the dialog keeps it."""
        return f"{self.attempt}:{self.item}:{self.question}"


def noted_item(noted: str) -> OpenItem | None:
    """What ``OpenItem.noted`` gave."""
    found = _NOTED.fullmatch(noted)
    return OpenItem(*map(int, found.groups())) if found else None


def asking_of(item: OpenItem) -> str:
    """What the dialog notes while the item is the last thing that was said."""
    return _ASKING + item.noted


def item_asked(noted: str) -> OpenItem | None:
    """The item that was shown last, where one was."""
    return noted_item(noted.removeprefix(_ASKING)) if noted.startswith(_ASKING) else None


def read_tap(argument: str) -> tuple[int, int, int] | None:
    """Attempt, item and option of a touched button; None for what is none of ours."""
    found = _TAPPED.fullmatch(argument)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def item_message(
    course: Course, question: Question, item: OpenItem, items: int, seconds: int | None, t: Texts
) -> Message:
    """The item with its options, as a question of a lesson is shown; never as a channel's own quiz,
    which would tell what is right.
    """
    asked = question_message(course, question, t)
    options = tuple(
        Option(one.label, f"item:{item.attempt}:{item.item}:{n}")
        for n, one in enumerate(asked.options, 1)
    )
    title = t("entrant-item", item=item.item, items=items)
    text = asked.text
    if seconds is not None:
        text = f"{text}\n{t('entrant-item-seconds', seconds=seconds)}"
    return replace(asked, title=title, text=text, options=options, quiz=None)


def may_choose(question: Question, number: int) -> bool:
    """Whether an option with this number was on offer."""
    if question.kind is QuestionKind.TRUE_FALSE:
        return number <= 2
    return question.kind is QuestionKind.SINGLE and number <= len(question.options)


def is_right(question: Question, reading: Reading) -> bool:
    """Whether an answer is."""
    if question.kind is QuestionKind.SHORT:
        return reading.accepted
    return reading.chosen == frozenset(question.right)


def given(reading: Reading, text: str) -> str:
    """What is kept of an answer: option numbers, or the words of a short one, so that it can be
    looked at when somebody objects.
    """
    numbers = ",".join(str(number) for number in sorted(reading.chosen))
    return numbers or " ".join(text.split())[:LONGEST_GIVEN]


def reading_of(text: str, question: Question) -> Reading:
    """What was written to an item. In a contest any word is an answer to a question that is answered
    in words: nobody is asked again until it is right.
    """
    reading = read_answer(text, question)
    if question.kind is QuestionKind.SHORT and not reading.clear and text.strip():
        return Reading(clear=True, accepted=False)
    return reading
