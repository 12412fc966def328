"""An XLSX file that is sent while its rows are read: nobody waits for the last row, nothing is held.

openpyxl makes the book around the rows (styles, relations, the head); it can only write the ZIP at its
end. Here the sheet is the ZIP's last member and is packed row by row; cells are inline strings, numbers
and serial dates (ECMA-376 Part 1, 18.3.1.4), and text stays text, whatever it begins with.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH

from bot.web.console.cells import Cell

_EPOCH: datetime = WINDOWS_EPOCH
_DAY = timedelta(days=1)
_SHEET = "xl/worksheets/sheet1.xml"
_PLACE = '<row r="2">'
"""Where the rows go: a row with one date, whose style all dates get."""


class XlsxWriter:
    """Makes the bytes of a book with one sheet, part by part. Not for several threads at once."""

    def __init__(self, heads: Sequence[str], zone: ZoneInfo) -> None:
        """``heads`` stay in sight as the first row; instants are written in ``zone``."""
        book = _book(heads)
        self._zone = zone
        self._date_style = book.date_style
        self._letters = [get_column_letter(number + 1) for number in range(len(heads))]
        self._row = 1
        self._out = _Outbox()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        for name, data in book.parts.items():
            self._zip.writestr(name, data)
        self._sheet = self._zip.open(_SHEET, "w")
        self._sheet.write(book.before)
        self._after = book.after

    def add(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """Add ``rows``, each with at most as many cells as there are heads; the bytes so far that
        were not had yet.
        """
        self._sheet.write("".join(map(self._xml, rows)).encode())
        return self._out.taken()

    def end(self) -> bytes:
        """The last bytes."""
        self._sheet.write(self._after)
        self._sheet.close()
        self._zip.close()
        return self._out.taken()

    def _xml(self, row: Sequence[Cell]) -> str:
        self._row += 1
        cells = "".join(self._cells(row))
        return f'<row r="{self._row}">{cells}</row>'

    def _cells(self, row: Sequence[Cell]) -> Iterator[str]:
        for letter, cell in zip(self._letters[: len(row)], row, strict=True):
            place = f'<c r="{letter}{self._row}"'
            match cell:
                case None | "":
                    continue
                case bool():
                    yield f'{place} t="b"><v>{cell:d}</v></c>'
                case int() | float() | Decimal():
                    yield f'{place} t="n"><v>{cell}</v></c>'
                case datetime():
                    days = (cell.astimezone(self._zone).replace(tzinfo=None) - _EPOCH) / _DAY
                    yield f'{place} s="{self._date_style}" t="n"><v>{days}</v></c>'
                case _:
                    text = escape(ILLEGAL_CHARACTERS_RE.sub("", cell))
                    yield f'{place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class _Outbox(io.RawIOBase):
    """Takes what the ZIP writes; it cannot go back in it, so the ZIP is written for a stream."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile hands on bytes alone
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class _Book:
    """Everything but the rows: the other members, and the sheet ``before`` and ``after`` them."""

    parts: dict[str, bytes]
    before: bytes
    after: bytes
    date_style: int


def _book(heads: Sequence[str]) -> _Book:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"
    bold = []
    for head in heads:
        cell = WriteOnlyCell(sheet, value=head)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    date = WriteOnlyCell(sheet, value=datetime(2000, 1, 1))  # noqa: DTZ001 - sheets know no zones
    sheet.append([date])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as made:
        before, rest = made.read(_SHEET).decode().split(_PLACE)
        after = rest.split("</row>", 1)[1]
        parts = {name: made.read(name) for name in made.namelist() if name != _SHEET}
    return _Book(parts, before.encode(), after.encode(), date.style_id)
