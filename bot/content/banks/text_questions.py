"""A block of lines to a question, or to the doubt that keeps it out."""

import re

from bot.content.banks.answers import OTHER_KIND, Answer, Unread
from bot.content.banks.inside import read_with_stem
from bot.content.banks.model import BankQuestion, Doubt, Place, shown
from bot.content.banks.options import marked_options
from bot.content.banks.text_blocks import Block
from bot.content.banks.words import clean
from bot.content.wrong import wrong
from bot.domain.content import Question, QuestionKind

_LOOSE_OPTION = re.compile(r"^([A-LＡ-Ｌ])\s+(?=\S)", re.MULTILINE)

_DOTTED = re.compile(r"[(（\[【]?[A-LＡ-Ｌ]\s?[.．、)）\]】]")
_FIRST_OPTION = re.compile(r"[(（\[【]?[AＡ]\s?[.．、)）\]】]")


def question_of(block: Block, file: str) -> BankQuestion | Doubt:
    """The question in ``block``; the doubt names what could not be read, and its line."""
    place = Place(file, row=block.row)
    stem, options = _stem_and_options(block)
    if block.other_kind:
        return Doubt(place, shown(stem), *OTHER_KIND)
    if block.options and not options:
        return Doubt(
            place,
            shown(" ".join(block.options)),
            wrong("bank-options-unmarked"),
            wrong("bank-mend-mark-letters"),
        )
    if "" in options:
        says, mend = wrong("bank-option-empty"), wrong("bank-mend-write-or-remove")
        return Doubt(place, shown(stem), says, mend)
    read = read_with_stem(stem, block.answer or "", options, block.kind)
    if isinstance(read, Unread):
        row = block.answer_row or block.row
        return Doubt(Place(file, row=row), shown(block.answer or stem), read.says, read.mend)
    stem, answer = read
    if not stem:
        return Doubt(place, "", wrong("bank-question-without-text"), wrong("bank-mend-write-it"))
    if answer.kind is QuestionKind.SHORT and len(re.findall(r"_{2,}|[(（]\s*[)）]", stem)) > 1:
        says, mend = wrong("bank-several-blanks"), wrong("bank-mend-one-at-a-time")
        return Doubt(place, shown(stem), says, mend)
    return _question(block, place, stem, answer)


def _question(block: Block, place: Place, stem: str, answer: Answer) -> BankQuestion:
    question = Question(
        key="",
        kind=answer.kind,
        stem=stem,
        why=clean("\n".join(block.why or ())),
        options=answer.options,
        right=answer.right,
        accepted=answer.accepted,
    )
    remarks = (answer.remark,) if answer.remark else ()
    return BankQuestion(
        question, place, category=block.category, given=block.given, remarks=remarks
    )


def stem_of(block: Block) -> str:
    """What a block asks, as far as it can be told from its options."""
    return _stem_and_options(block)[0]


def _stem_and_options(block: Block) -> tuple[str, tuple[str, ...]]:
    spoken = _spoken(block.options)
    stem = clean("\n".join([*block.stem, *block.options[:spoken]]))
    if block.options:
        text = _LOOSE_OPTION.sub(r"\1. ", clean("\n".join(block.options[spoken:])))
        found = marked_options(text)
        return (stem, found[1]) if found and not found[0] else (stem, ())
    inside = marked_options(stem)
    return inside if inside and inside[0] else (stem, ())


def _spoken(options: list[str]) -> int:
    """How many lines at the start are what A and B say to each other (``A：``), where the options
    that follow are marked otherwise (``A.``).
    """
    first = next((n for n, line in enumerate(options) if _FIRST_OPTION.match(line)), 0)
    return first if first and not any(map(_DOTTED.match, options[:first])) else 0
