"""GIFT, Moodle's text format, to questions. How it is written is read in ``gift_syntax``."""

import re

from bot.content.banks.decoding import decode
from bot.content.banks.gift_syntax import Answer, Broken, Item, Phrase, Shape, items
from bot.content.banks.model import (
    Advance,
    Bank,
    BankFormat,
    BankQuestion,
    LeftOut,
    Place,
    shown,
)
from bot.content.banks.notes import Gathering, Notes
from bot.content.banks.shares import FULL, accepted, all_right, one_right
from bot.content.wrong import wrong
from bot.domain.content import Question, QuestionKind

UNASKED = {
    Shape.MATCHING: (wrong("bank-no-matching"), wrong("bank-mend-single-choices")),
    Shape.ESSAY: (wrong("bank-no-essay"), wrong("bank-mend-short-or-choice")),
}
"""What cannot be asked, and the mend."""
_EXACT = re.compile(r"([-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?)(?::0(?:\.0+)?)?", re.ASCII)
_HANGS = re.compile(r"(?:\$\w+\$/?)?(?:top(?:/|$))?")
_EVERY = 500
"""Progress is told after so many items."""


def read_gift(data: bytes, name: str, advance: Advance) -> Bank:
    """The questions of a GIFT file.

    What cannot be asked (matching, essay, a number with a tolerance) becomes a doubt with its line; a
    text without a question is skipped, with the reason. Raises BankRefusedError for a file that is
    not text or holds nothing.
    """
    text, encoding = decode(data, name)
    gathering = Gathering(name, BankFormat.GIFT, encoding)
    lines = text.count("\n") + 1
    for number, item in enumerate(items(text)):
        if number % _EVERY == 0:
            advance(item.line, lines)
        _take(item, gathering)
    advance(lines, lines)
    return gathering.bank()


def _take(item: Item | Broken, gathering: Gathering) -> None:
    place = Place(gathering.name, row=item.line)
    notes = Notes(place)
    if isinstance(item, Broken):
        notes.stop(item.read, item.says, item.mend)
        gathering.take(notes, None)
    elif item.shape is Shape.DESCRIPTION:
        gathering.skipped.append((place, wrong("bank-skip-words", words=shown(item.stem.text))))
    elif item.shape in UNASKED:
        notes.stop(item.stem.text, *UNASKED[item.shape])
        gathering.take(notes, None, known=LeftOut(item.title, item.stem.text))
    else:
        gathering.take(notes, _question(item, notes), item.title)


def _question(item: Item, notes: Notes) -> BankQuestion:
    stem = notes.plain(item.stem.text, item.stem.format, "stem")
    if not stem and not notes.fatal:
        notes.stop(
            item.title,
            wrong("bank-question-without-text"),
            wrong("bank-mend-what-is-asked"),
            "stem",
        )
    why = _why(item, notes)
    read = item.stem.text
    match item.shape:
        case Shape.CHOICE:
            kind, right = _chosen(item, notes)
            question = Question("", kind, stem, why, _options(item, notes), right)
        case Shape.TRUE_FALSE:
            right = (1,) if item.true else (2,)
            question = Question("", QuestionKind.TRUE_FALSE, stem, why, right=right)
        case Shape.NUMERICAL:
            exact = _numbers(item.answers, read, notes)
            question = Question("", QuestionKind.SHORT, stem, why, accepted=exact)
        case _:
            texts = [(_text(one, notes, "answer"), one.worth) for one in item.answers]
            took = accepted(texts, read, notes)
            question = Question("", QuestionKind.SHORT, stem, why, accepted=took)
    return BankQuestion(
        question,
        notes.place,
        category_path(item.category),
        given=item.ident,
        html=notes.html,
    )


def _text(answer: Answer, notes: Notes, part: str) -> str:
    return notes.plain(answer.text.text, answer.text.format, part)


def _options(item: Item, notes: Notes) -> tuple[str, ...]:
    options = tuple(_text(one, notes, f"option {n}") for n, one in enumerate(item.answers, 1))
    if not all(options) and not notes.fatal:
        notes.stop(
            item.stem.text,
            wrong("bank-option-without-text"),
            wrong("bank-mend-write-or-take-out"),
            "option",
        )
    return options


def _chosen(item: Item, notes: Notes) -> tuple[QuestionKind, tuple[int, ...]]:
    """Moodle reads an item with ``=`` as one choice, one with shares alone as several."""
    worths = [answer.worth for answer in item.answers]
    whole = sum(answer.equals and answer.worth >= FULL for answer in item.answers)
    if whole == 1:
        return one_right(worths, item.stem.text, notes)
    if whole == 0:
        return all_right(worths, item.stem.text, notes)
    notes.warn(
        item.stem.text,
        wrong("bank-several-equals"),
        wrong("bank-mend-check-all-chosen"),
        "answer",
    )
    share = 100 / whole
    return all_right([share if worth >= FULL else 0 for worth in worths], item.stem.text, notes)


def _numbers(answers: tuple[Answer, ...], read: str, notes: Notes) -> tuple[str, ...]:
    """The exact numbers that are right; a tolerance or a range is noted."""
    texts = []
    for answer in answers:
        exact = _EXACT.fullmatch(answer.text.text.replace(" ", ""))
        if exact is None and answer.worth > 0:
            notes.stop(
                answer.text.text,
                wrong("bank-number-in-range"),
                wrong("bank-mend-exact-number"),
                "answer",
            )
        elif exact is not None:
            texts.append((exact.group(1), answer.worth))
    return () if notes.fatal else accepted(texts, read, notes)


def _why(item: Item, notes: Notes) -> str:
    """The reason: the remark on the whole question, else those on right answers."""
    right = [*item.remarks[1:], *(one.feedback for one in item.answers if _counts(item, one))]
    wrong = [*item.remarks[:1], *(one.feedback for one in item.answers if not _counts(item, one))]
    told = dict.fromkeys(_plain(one, notes) for one in (item.feedback, *right))
    if not any(told) and item.shape is Shape.TRUE_FALSE:
        # Of two, the remark on the wrong reply says what is so.
        return "\n".join(dict.fromkeys(_plain(one, notes) for one in wrong))
    notes.leave_out(one.text for one in wrong)
    return "\n".join(text for text in told if text)


def _plain(phrase: Phrase, notes: Notes) -> str:
    return notes.plain(phrase.text, phrase.format, "feedback") if phrase.text else ""


def _counts(item: Item, answer: Answer) -> bool:
    """Whether an answer is among the right ones: with a part of the mark, of a choice of several."""
    several = item.shape is Shape.CHOICE and not any(one.worth >= FULL for one in item.answers)
    return answer.worth > 0 if several else answer.worth >= FULL


def category_path(written: str) -> str:
    """Moodle's ``$course$/top/A/B`` without where it hangs: ``A/B``. ``//`` stands for ``/``."""
    within = _HANGS.sub("", written.strip(), count=1)
    parts = within.replace("//", "\0").split("/")
    return "/".join(filter(None, (part.replace("\0", "/").strip() for part in parts)))
