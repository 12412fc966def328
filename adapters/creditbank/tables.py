"""The rows of a table that a person made: CSV as any Chinese Excel writes it, or XLSX."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000

Cells = list[str]


class UnreadableTableError(ValueError):
    """The whole file cannot be read; the words say why, and the mend."""


def rows_of(path: Path) -> Iterator[tuple[int, Cells]]:
    """Each row that is not empty, with its number as a spreadsheet shows it; cells as text.

    Raises UnreadableTableError.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableTableError("文件太大，请分成几个文件。")
        rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path.read_bytes())
        for number, cells in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise UnreadableTableError(f"超过 {MOST_ROWS} 行，请分成几个文件。")
            if any(cells):
                yield number, cells
    except OSError:
        raise UnreadableTableError("文件打不开，请重新放一份。") from None


def _csv(content: bytes) -> Iterator[Cells]:
    """UTF-8 with or without a byte order mark, else GB18030, which Chinese Excel writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableTableError("看不懂文件的编码，请另存为“CSV UTF-8”。")
    head = text.split("\n", 1)[0]
    separator = max(",\t;", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            yield [_text(cell) for cell in row]
    except csv.Error:
        raise UnreadableTableError("不是 CSV 表格，请用 Excel 另存一份。") from None


def _xlsx(path: Path) -> Iterator[Cells]:
    """The first sheet, its formulas as what they last came to."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, EOFError):
        raise UnreadableTableError("不是 Excel 表格，或者没有传完，请重新放一份。") from None
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(cell) for cell in row]
    except (BadZipFile, KeyError, ValueError, IndexError, EOFError):
        raise UnreadableTableError("Excel 表格坏了，请重新存一份。") from None
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell as text without blanks around it: a whole number without its point, a date in ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\0", "").strip()
