"""A block of lines to a question, or to the doubt that keeps it out."""

import re

from bot.content.banks.answers import OTHER_KIND, Answer, Unread, read_answer, truth
from bot.content.banks.model import BankQuestion, Doubt, Place, shown
from bot.content.banks.options import marked_options
from bot.content.banks.text_blocks import Block
from bot.content.banks.words import clean, exact
from bot.domain.content import Question, QuestionKind

_INSIDE = re.compile(
    r"[(（]\s*([A-LＡ-Ｌ](?:[\s,，、]*[A-LＡ-Ｌ]){0,11}|[√×✓✗✔✘]|对|错|正确|错误)\s*[)）]"
)
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
            "The options are not marked A, B, C in order",
            "mark each with its letter, once",
        )
    if "" in options:
        says, mend = "An option is empty", "write it, or remove it"
        return Doubt(place, shown(stem), says, mend)
    stem, answer_text = _answer_inside(stem, block.answer, options)
    answer = read_answer(answer_text, options, block.kind)
    if isinstance(answer, Unread):
        row = block.answer_row or block.row
        read = answer_text or stem
        return Doubt(Place(file, row=row), shown(read), answer.says, answer.mend)
    if not stem:
        return Doubt(place, "", "The question has no text", "write it")
    if answer.kind is QuestionKind.SHORT and len(re.findall(r"_{2,}|[(（]\s*[)）]", stem)) > 1:
        says, mend = "It has more than one blank to fill", "ask for one thing at a time"
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
    return BankQuestion(question, place, category=block.category, given=block.given)


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


def _answer_inside(stem: str, answer: str | None, options: tuple[str, ...]) -> tuple[str, str]:
    """Stem and answer, where the answer stands in brackets in the stem: it is taken out there.

    Beside an answer of its own, brackets that say the same would give it away; any others stay.
    """
    found = _INSIDE.findall(stem)
    if answer is None and len(found) == 1 and _fits(found[0], options):
        return _INSIDE.sub("（ ）", stem).strip(), found[0]
    if answer and len(found) == 1 and exact(found[0]) == exact(answer):
        return _INSIDE.sub("（ ）", stem).strip(), answer
    return stem, answer or ""


def _fits(inside: str, options: tuple[str, ...]) -> bool:
    return truth(inside) is not None if not options else truth(inside) is None
