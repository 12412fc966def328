"""Questions to a workbook that people go on writing in, and that reads back as it was.

A cell never holds a formula: what begins with ``=``, ``+``, ``-``, ``@`` or a tab is text, marked so
that it stays text when someone edits the cell; so is what looks like a number.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from bot.content.banks.exporting import id_of, new_file, some
from bot.content.banks.headings import letter
from bot.content.banks.model import BankQuestion
from bot.content.banks.words import exact
from bot.content.wrong import WrongInputError, wrong
from bot.domain.content import Question, QuestionKind

KINDS = {
    QuestionKind.SINGLE: "单选题",
    QuestionKind.MULTIPLE: "多选题",
    QuestionKind.TRUE_FALSE: "判断题",
    QuestionKind.SHORT: "填空题",
}
MOST_CHARS = 32_767
"""What a cell of Excel's holds (Microsoft, *Excel specifications and limits*)."""

_WIDTHS = {"题型": 9, "题目": 48, "答案": 12, "解析": 48, "知识点": 18, "编号": 22}
_OPTION_WIDTH = 24
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_BOLD = Font(bold=True, size=11)
_TEMPTING = re.compile(r"[=+\-@\t\r']|[\d.,]")
_DIVIDERS = re.compile(r"[|｜;；\n]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")


def export_xlsx(questions: Iterable[BankQuestion], path: Path) -> None:
    """Write ``questions`` to a new workbook at ``path``, a row each under a frozen heading.

    Accepted answers stand in one cell with ``；`` between; such a mark inside an answer becomes a
    comma, which is not compared. Raises InputError when there are none, a text is longer than a cell
    holds, or the file is there or cannot be written.
    """
    kept = some(questions)
    most = max(len(one.question.options) for one in kept)
    rows = [_row(one, most) for one in kept]
    if any(len(text) > MOST_CHARS for row in rows for text in row):
        raise WrongInputError(wrong("export-cell-too-long", most=f"{MOST_CHARS:,}"))
    # The file comes first: a sheet that was begun must be saved.
    with new_file(path) as file:
        _book(_headings(most), rows).save(file)


def _book(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Workbook:
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet("题库")
    for column, heading in enumerate(headings):
        sheet.column_dimensions[letter(column)].width = _WIDTHS.get(heading, _OPTION_WIDTH)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading, _BOLD) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    return book


def _headings(options: int) -> list[str]:
    letters = [f"选项{letter(place)}" for place in range(options)]
    return ["题型", "题目", *letters, "答案", "解析", "知识点", "编号"]


def _row(one: BankQuestion, most: int) -> list[str]:
    question = one.question
    options = [*question.options, *[""] * (most - len(question.options))]
    answer = _answer(question)
    return [
        KINDS[question.kind],
        question.stem,
        *options,
        answer,
        question.why,
        one.category,
        id_of(one),
    ]


def _answer(question: Question) -> str:
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return "对" if question.right == (1,) else "错"
        case QuestionKind.SHORT:
            return "；".join(_DIVIDERS.sub("，", text) for text in question.accepted)
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            return _letters(question.right, question.options)


def _letters(right: Sequence[int], options: Sequence[str]) -> str:
    """``ACD``; numbers where an option's own text reads like those letters."""
    letters = "".join(letter(number - 1) for number in right)
    if any(exact(option) == exact(letters) for option in options):
        return "、".join(map(str, right))
    return letters


def _cell(sheet: Worksheet, text: str, font: Font | None = None) -> Cell | None:
    """A cell that holds ``text`` and never anything else; None: an empty one."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=_written(text))
    # The type is guessed from the text, = as a formula and #N/A as an error: here all is text.
    cell.data_type = "s"
    cell.alignment = _WRAPPED
    if font is not None:
        cell.font = font
    if _TEMPTING.match(text):
        cell.quotePrefix = True
    return cell


def _written(text: str) -> str:
    """``text`` as a workbook takes it: ``_x0041_`` would be read as a character's number."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPE_LIKE.sub("_x005F_", _CONTROLS.sub("", lines))
