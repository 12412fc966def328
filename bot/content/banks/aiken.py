"""Aiken: a question, options behind ``A.`` or ``A)``, and a line ``ANSWER: B``.

Source: docs.moodle.org, *Aiken format*. Taken more leniently: a stem or an option may have several
lines, several letters make a multiple choice, and a line ``FEEDBACK:`` gives the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.content.banks.decoding import decode
from bot.content.banks.model import Advance, Bank, BankFormat, BankQuestion, Place
from bot.content.banks.notes import Gathering, Notes
from bot.content.wrong import wrong
from bot.domain.content import Question, QuestionKind

_OPTION = re.compile(r"\s*([A-Z])[.)．）、]\s*(.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*[:：]\s*(.*)", re.IGNORECASE)
_FEEDBACK = re.compile(r"\s*(?:FEEDBACK|EXPLANATION)\s*[:：]\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z](?:[\s,，、;；和&]*[A-Z])*", re.IGNORECASE)
_EVERY = 5_000
"""Progress is told after so many lines."""


@dataclass(slots=True)
class _Block:
    """The lines of one question."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answer: str | None = None
    why: list[str] = field(default_factory=list)

    def take(self, text: str, number: int) -> None:
        """One more line that is not blank."""
        self.line = self.line or number
        if found := _ANSWER.fullmatch(text):
            self.answer = found.group(1).strip()
        elif found := _FEEDBACK.fullmatch(text):
            self.why.append(found.group(1).strip())
        elif self.answer is not None:
            self.why.append(text.strip())
        elif self.stem and (found := self._next_option(text)):
            self.options.append(found.group(2).strip())
        elif self.options:
            self.options[-1] = f"{self.options[-1]}\n{text.strip()}"
        else:
            self.stem.append(text.strip())

    def _next_option(self, text: str) -> re.Match[str] | None:
        """An option counts only in its turn: a stem may begin a line with ``A.`` of a name."""
        found = _OPTION.fullmatch(text)
        expected = chr(ord("A") + len(self.options))
        return found if found and found.group(1) == expected else None


def read_aiken(data: bytes, name: str, advance: Advance) -> Bank:
    """The questions of an Aiken file.

    Raises BankRefusedError for a file that is not text or holds nothing.
    """
    text, encoding = decode(data, name)
    gathering = Gathering(name, BankFormat.AIKEN, encoding)
    for block in _blocks(text, advance):
        notes = Notes(Place(name, row=block.line))
        gathering.take(notes, _question(block, notes))
    return gathering.bank()


def _blocks(text: str, advance: Advance) -> Iterator[_Block]:
    """A question ends before the line that begins another: after its answer, or, when it has
    options, after a blank line.
    """
    lines = text.split("\n")
    block, blank = _Block(), False
    for number, line in enumerate(lines, 1):
        if number % _EVERY == 0:
            advance(number, len(lines))
        if not line.strip():
            blank = True
            continue
        if block.line and _begins(block, line, blank):
            yield block
            block = _Block()
        block.take(line, number)
        blank = False
    if block.line:
        yield block
    advance(len(lines), len(lines))


def _begins(block: _Block, line: str, blank: bool) -> bool:
    if _ANSWER.fullmatch(line):
        return block.answer is not None
    if _FEEDBACK.fullmatch(line):
        return False
    if block.answer is not None:
        return blank or not block.why
    return blank and bool(block.options) and _OPTION.fullmatch(line) is None


def _question(block: _Block, notes: Notes) -> BankQuestion:
    stem = notes.plain("\n".join(block.stem), "plain", "stem")
    options = tuple(
        notes.plain(one, "plain", f"option {chr(ord('A') + place)}")
        for place, one in enumerate(block.options)
    )
    if not stem:
        notes.stop(
            "", wrong("bank-answer-without-question"), wrong("bank-mend-question-above"), "stem"
        )
    elif len(options) < 2:
        notes.stop(
            stem, wrong("bank-not-two-options"), wrong("bank-mend-lines-a-and-b"), "options"
        )
    elif not all(options):
        notes.stop(
            stem,
            wrong("bank-option-without-text"),
            wrong("bank-mend-write-or-take-out"),
            "options",
        )
    right = () if notes.fatal else _right(block, stem, notes)
    kind = QuestionKind.MULTIPLE if len(right) > 1 else QuestionKind.SINGLE
    why = notes.plain("\n".join(block.why), "plain", "feedback")
    return BankQuestion(Question("", kind, stem, why, options, right), notes.place)


def _right(block: _Block, stem: str, notes: Notes) -> tuple[int, ...]:
    if not block.answer:
        notes.stop(stem, wrong("bank-answer-missing"), wrong("bank-mend-answer-line"), "answer")
        return ()
    if not _LETTERS.fullmatch(block.answer):
        notes.stop(
            block.answer,
            wrong("bank-answer-no-letter"),
            wrong("bank-mend-letter-of-option"),
            "answer",
        )
        return ()
    letters = {ord(char) - ord("A") + 1 for char in block.answer.upper() if "A" <= char <= "Z"}
    if max(letters) > len(block.options):
        notes.stop(
            block.answer, wrong("bank-answer-names-no-option"), wrong("bank-mend-it"), "answer"
        )
        return ()
    return tuple(sorted(letters))
