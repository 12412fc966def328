"""Questions from rows of cells: what spreadsheets and CSV files have in common."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.content.banks.answers import (
    OTHER_KIND,
    Answer,
    Unread,
    is_other_kind,
    kind_named,
)
from bot.content.banks.headings import MOST_OPTIONS, Columns, columns_of
from bot.content.banks.inside import read_with_stem, taken_out
from bot.content.banks.model import BankQuestion, Doubt, LeftOut, Place, Remark, shown
from bot.content.banks.options import marked_options, split_options, without_marks
from bot.content.banks.words import clean
from bot.content.wrong import Wrong, wrong
from bot.domain.content import Question, QuestionKind

HEAD_WITHIN = 20
"""The headings stand in one of the first so many rows, below titles and instructions."""


_SUM = re.compile(
    r"(?:合计|总计|小计|共计|合計|總計|小計|共計|total)\s*(?:[:：]?\s*\d.*)?|[共计]\s*\d+\s*[道个小]?[题題].*",
    re.IGNORECASE,
)
"""What begins a row below the questions that counts them."""

_BLANK = re.compile(r"_{2,}|[(（]\s*[)）]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and what is doubtful about it as ``(says, mend, fatal)``.

    ``merged``: it stands for several rows, and its text is that of the first.
    """

    text: str = ""
    doubt: tuple[Wrong, Wrong, bool] | None = None
    merged: bool = False


EMPTY = Cell()


Row = Sequence[Cell]


@dataclass(slots=True)
class Sheet:
    """What was read from one sheet, or from one CSV file."""

    file: str
    name: str = ""
    questions: list[BankQuestion] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    skipped: list[tuple[Place, Wrong]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    columns: Columns | None = None
    parts: tuple[tuple[str, str], ...] = ()
    early: list[tuple[int, Row]] = field(default_factory=list)
    """Rows before the headings."""

    def take(self, number: int, row: Row) -> None:
        """Take in the row with this number, counted from 1."""
        if not any(cell.text or cell.doubt for cell in row):
            return
        if self.columns is not None:
            _Reading(self, self.columns, number, row).read()
        elif found := columns_of([cell.text for cell in row]):
            self._begin(number, found)
        elif len(self.early) < HEAD_WITHIN:
            self.early.append((number, row))

    def _begin(self, number: int, columns: Columns) -> None:
        self.columns, self.parts = columns, columns.parts
        self.skipped += [
            (self.place(early), wrong("bank-skip-above-headings")) for early, _ in self.early
        ]
        self.skipped.append((self.place(number), wrong("bank-skip-headings")))
        for heading in columns.twice:
            self.doubts.append(
                Doubt(
                    self.place(number),
                    shown(heading),
                    wrong("bank-heading-twice"),
                    wrong("bank-mend-rename-column"),
                    fatal=False,
                )
            )

    def place(self, row: int = 0, column: str = "") -> Place:
        """A place in this sheet."""
        return Place(self.file, self.name, row, column)


class _Reading:
    """One row on its way to a question; the first fatal doubt ends it."""

    def __init__(self, sheet: Sheet, columns: Columns, number: int, row: Row) -> None:
        self.sheet, self.columns, self.number, self.row = sheet, columns, number, row

    def read(self) -> None:
        """Add the row's question or its fatal doubts to the sheet."""
        if self._is_heading():
            self.sheet.skipped.append(
                (self.sheet.place(self.number), wrong("bank-skip-headings-again"))
            )
            return
        used = [c for c in self.columns.used if self._cell(c).text or self._cell(c).doubt]
        if not used or self._is_note(used):
            return
        before = len(self.sheet.questions)
        if not self._doubtful_cells(used):
            stem, options = self._stem_and_options()
            if not self._unfit(stem, options):
                self._answer(stem, options)
        if len(self.sheet.questions) == before:
            self.sheet.left_out.append(self._known())

    def _known(self) -> LeftOut:
        """What can be told of a row that is kept out: not what a doubtful cell holds."""
        columns = self.columns
        given = self._cell(columns.id) if columns.id is not None else EMPTY
        stem = self._cell(columns.stem)
        return LeftOut(
            "" if given.doubt or columns.id is None else self._text(columns.id),
            "" if stem.doubt or stem.merged else self._stem_and_options()[0],
        )

    def _is_heading(self) -> bool:
        """Whether the row repeats the headings, as above a second page."""
        columns = self.columns
        return all(
            self._cell(column).text.strip() == columns.headings[column]
            for column in (columns.stem, columns.answer)
        )

    def _doubtful_cells(self, used: Sequence[int]) -> bool:
        """Note what is doubtful about single cells; whether any of it is fatal."""
        fatal = False
        columns = self.columns
        asked = {columns.stem, columns.answer, columns.joined, *columns.options}
        for column in used:
            cell = self._cell(column)
            if cell.doubt is not None:
                fatal = self._doubt(column, *cell.doubt) or fatal
            if cell.merged and column in asked:
                says = wrong("bank-cell-merged")
                fatal = self._doubt(column, says, wrong("bank-mend-undo-merging"), True)
        return fatal

    def _unfit(self, stem: str, options: tuple[str, ...]) -> bool:
        """Note what is wrong with the stem or the number of options; whether anything is."""
        if not stem:
            says = wrong("bank-question-perhaps-picture")
            return self._doubt(self.columns.stem, says, wrong("bank-mend-ask-in-words"), True)
        if len(options) > MOST_OPTIONS:
            says = wrong("bank-more-than-12-options")
            return self._doubt(
                self._options_column(0), says, wrong("bank-mend-take-some-away"), True
            )
        if "" in options:
            says, mend = wrong("bank-option-missing"), wrong("bank-mend-fill-in")
            return self._doubt(self._options_column(options.index("")), says, mend, True)
        return False

    def _is_note(self, used: Sequence[int]) -> bool:
        """Whether a row only says what kind follows, or has nothing to ask: then it is skipped."""
        columns = self.columns
        first = self._text(used[0])
        alone = first if len(used) == 1 else ""
        asks = {columns.stem, columns.answer, columns.joined, *columns.options}
        sums_up = len(used) <= 2 and _SUM.fullmatch(first)
        if (alone and kind_named(alone)) or sums_up or asks.isdisjoint(used):
            place = self.sheet.place(self.number, columns.name(used[0]))
            self.sheet.skipped.append((place, wrong("bank-skip-no-question")))
            return True
        return False

    def _answer(self, stem: str, options: tuple[str, ...]) -> None:
        kind_text = "" if self.columns.kind is None else self._text(self.columns.kind)
        if self.columns.kind is not None and is_other_kind(kind_text):
            self._doubt(self.columns.kind, *OTHER_KIND, True)
            return
        named = kind_named(kind_text) if kind_text else None
        text = self._text(self.columns.answer)
        read = read_with_stem(stem, text, options, named)
        if isinstance(read, Unread):
            self._doubt(self.columns.answer, read.says, read.mend, True)
            return
        remarks = taken_out(stem, read[0])
        stem, answer = read
        if answer.kind is QuestionKind.SHORT and len(_BLANK.findall(stem)) > 1:
            says = wrong("bank-several-blanks")
            self._doubt(self.columns.stem, says, wrong("bank-mend-one-at-a-time"), True)
            return
        self.sheet.questions.append(self._question(stem, answer, remarks))

    def _question(self, stem: str, answer: Answer, remarks: tuple[Remark, ...]) -> BankQuestion:
        columns = self.columns
        return BankQuestion(
            Question(
                key="",
                kind=answer.kind,
                stem=stem,
                why="" if columns.why is None else self._text(columns.why),
                options=answer.options,
                right=answer.right,
                accepted=answer.accepted,
            ),
            self.sheet.place(self.number),
            category="" if columns.category is None else self._text(columns.category),
            given="" if columns.id is None else self._text(columns.id),
            columns=self.sheet.parts,
            remarks=(*remarks, answer.remark) if answer.remark else remarks,
        )

    def _stem_and_options(self) -> tuple[str, tuple[str, ...]]:
        stem = self._text(self.columns.stem)
        cells = [self._text(column) for column in self.columns.options]
        while cells and not cells[-1]:
            cells.pop()
        joined = "" if self.columns.joined is None else self._text(self.columns.joined)
        if not any(cells):
            if joined:
                return stem, without_marks(split_options(joined))
            inside = marked_options(stem)
            return inside if inside and inside[0] else (stem, ())
        return stem, without_marks(tuple(cells))

    def _options_column(self, option: int) -> int:
        """Where an option, counted from 0, stands."""
        columns = self.columns
        if columns.options:
            return columns.options[min(option, len(columns.options) - 1)]
        return columns.stem if columns.joined is None else columns.joined

    def _cell(self, column: int) -> Cell:
        return self.row[column] if column < len(self.row) else EMPTY

    def _text(self, column: int) -> str:
        return clean(self._cell(column).text)

    def _doubt(self, column: int, says: Wrong, mend: Wrong, fatal: bool) -> bool:
        self.sheet.doubts.append(
            Doubt(
                self.sheet.place(self.number, self.columns.name(column)),
                shown(self._cell(column).text),
                says,
                mend,
                fatal,
            )
        )
        return fatal
