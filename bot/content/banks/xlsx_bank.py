"""XLSX workbooks: values as they are shown, formulas never evaluated."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from bot.content.banks.model import (
    Advance,
    Bank,
    BankFormat,
    BankRefusedError,
    Doubt,
    Place,
    refused,
)
from bot.content.banks.rows import EMPTY, HEAD_WITHIN, Cell, Sheet
from bot.content.banks.xlsx_parts import (
    Merge,
    SheetFacts,
    check_xml,
    open_workbook_zip,
    sheet_facts,
)
from bot.content.wrong import wrong

MOST_COLUMNS = 64
MOST_ROWS = 1_048_576
"""Excel's own limit; a row beyond it is made up to keep a program busy."""

STEP = 250
"""Rows between two words on how far it is."""

_PERCENT = re.compile(r"0(?:\.(0+))?%")
_PLAIN_FORMATS = frozenset({"General", "@", "0", "0.0", "0.00", "#,##0", None})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = (
    wrong("bank-cell-formula"),
    wrong("bank-mend-by-value"),
    True,
)
_ERROR = (wrong("bank-cell-error"), wrong("bank-mend-write-value"), True)
_DATE = (
    wrong("bank-cell-date"),
    wrong("bank-mend-format-text"),
    True,
)
_FORMATTED = (
    wrong("bank-cell-formatted"),
    wrong("bank-mend-format-text"),
    False,
)


def read_xlsx(data: bytes, name: str, advance: Advance) -> Bank:
    """The bank in an XLSX workbook; every sheet with headings is read, hidden ones are named.

    Raises BankRefusedError for what is not opened (see ``xlsx_parts``) or holds no questions.
    """
    with open_workbook_zip(data, name) as opened:
        try:
            check_xml(opened, name)
            # It warns of decoration that it passes over, which is nothing to the reader.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _read(opened, data, name, advance)
        except BankRefusedError:
            raise
        except Exception as error:  # the library raises whatever a broken part happens to cause
            raise refused(name, wrong("workbook-unread", problem=type(error).__name__)) from error


def _read(opened: zipfile.ZipFile, data: bytes, name: str, advance: Advance) -> Bank:
    from openpyxl import load_workbook  # noqa: PLC0415 - large; few banks are workbooks

    book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        sheets = [_Worksheet(opened, sheet, name) for sheet in book.worksheets]
        total = sum(sheet.facts.rows for sheet in sheets)
        done = 0
        for sheet in sheets:
            for number in sheet.read():
                if number % STEP == 0:
                    advance(min(done + number, total), total)
            done += sheet.facts.rows
    finally:
        book.close()
    return _bank([sheet.found for sheet in sheets], opened, name)


def _bank(sheets: Sequence[Sheet], opened: zipfile.ZipFile, name: str) -> Bank:
    if not any(sheet.columns for sheet in sheets):
        raise refused(name, wrong("workbook-without-headings", most=HEAD_WITHIN))
    doubts = [doubt for sheet in sheets for doubt in sheet.doubts]
    if any(entry.startswith("xl/media/") for entry in opened.namelist()):
        says, mend = (
            wrong("bank-workbook-pictures"),
            wrong("bank-mend-say-what-they-show"),
        )
        doubts.append(Doubt(Place(name), "", says, mend, fatal=False))
    return Bank(
        BankFormat.XLSX,
        "",
        tuple(question for sheet in sheets for question in sheet.questions),
        tuple(doubts),
        tuple(skipped for sheet in sheets for skipped in sheet.skipped),
        tuple(known for sheet in sheets for known in sheet.left_out),
    )


class _Worksheet:
    """One sheet on its way to questions."""

    def __init__(self, opened: zipfile.ZipFile, sheet: Any, name: str) -> None:
        self._sheet = sheet
        self.found = Sheet(name, str(sheet.title))
        self._visible = sheet.sheet_state == "visible"
        self.facts = SheetFacts()
        if self._visible:
            self.facts = sheet_facts(opened, sheet._worksheet_path, name)

    def read(self) -> Iterator[int]:
        """Read row after row, giving the number of each."""
        if not self._visible:
            says, mend = wrong("bank-sheet-hidden"), wrong("bank-mend-show-sheet")
            self.found.doubts.append(Doubt(self.found.place(), "", says, mend, fatal=False))
            return
        merged = _Merged(self.facts.merges)
        self._sheet.reset_dimensions()  # what a file says of its size need not be true
        rows = self._sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS)
        before = None
        for number, row in enumerate(rows, 1):
            if row is not before:  # else it fills a gap, which may be a million rows
                self._take(number, row, merged)
            before = row
            yield number
        if self.found.columns is None:
            self.found.skipped.append((self.found.place(), wrong("bank-skip-sheet")))

    def _take(self, number: int, row: Sequence[Any], merged: "_Merged") -> None:
        cells = [EMPTY if cell.value is None else _cell(cell) for cell in row]
        before = len(self.found.questions)
        self.found.take(number, merged.applied(number, cells))
        if number in self.facts.hidden_rows and len(self.found.questions) > before:
            says, mend = wrong("bank-row-hidden"), wrong("bank-mend-delete-row")
            self.found.doubts.append(Doubt(self.found.place(number), "", says, mend, fatal=False))


class _Merged:
    """Merged areas over the rows, as they come one by one."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        tall = [m for m in merges if m.bottom > m.top and m.left < MOST_COLUMNS]
        self._waiting = sorted(tall, key=lambda merge: -merge.top)
        self._open: list[tuple[Merge, Cell]] = []

    def applied(self, number: int, cells: list[Cell]) -> list[Cell]:
        """``cells`` of a row, with the first cell's text wherever its area reaches down."""
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            first = cells[merge.left]
            self._open.append((merge, Cell(first.text, first.doubt, merged=True)))
        if self._open:
            self._open = [pair for pair in self._open if pair[0].bottom >= number]
            for merge, cell in self._open:
                cells[merge.left] = cell if cell.text else EMPTY
        return cells


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return Cell(_formula(value), _FORMULA)
    if isinstance(value, str):
        return Cell(value, _ERROR) if cell.data_type == "e" else Cell(_unescaped(value))
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format)
    if isinstance(value, (datetime, date, time, timedelta)):
        return Cell(str(value), _DATE)
    return Cell(str(value), _ERROR)


def _formula(value: object) -> str:
    text = getattr(value, "text", None)
    return str(text if text is not None else value)


def _number(value: float, number_format: str | None) -> Cell:
    """A number as a person sees it: 3, not 3.0; 50%, not 0.5."""
    if number_format and (percent := _PERCENT.fullmatch(number_format)):
        return Cell(f"{value * 100:.{len(percent[1] or '')}f}%")
    text = repr(value)
    if isinstance(value, float):
        text = f"{value:.15g}" if abs(value) < 1e15 else str(int(value))
    return Cell(text) if number_format in _PLAIN_FORMATS else Cell(text, _FORMATTED)


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold, from the form in which Excel writes them (_x000D_)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
