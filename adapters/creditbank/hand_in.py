"""A day's hand-in: a folder with the records as CSV and XLSX, and a manifest of both."""

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from adapters.creditbank.file_rows import TITLES
from adapters.creditbank.private_files import keep_names, make_folder, write
from adapters.creditbank.signature import instant

CSV, XLSX, MANIFEST = "records.csv", "records.xlsx", "manifest.json"
_MAKING = ".making"

Table = list[list[str]]
"""The names of the columns, then the rows."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that was handed to the file bank: its own id, and its cells by column.

    ``stored_at`` is when it was written down, aware.
    """

    id: str
    stored_at: datetime
    cells: Mapping[str, str]

    @property
    def outer_id(self) -> str:
        """What it is, or what it takes back."""
        return self.cells["outer_id"]

    @property
    def action(self) -> str:
        """``record`` or ``withdraw``."""
        return self.cells["action"]


@dataclass(frozen=True, slots=True)
class Label:
    """What a manifest says of a hand-in besides its rows. ``day`` reads 2026-11-23."""

    target: str
    institution: str
    list_name: str
    day: str
    made_at: datetime


def make(folder: Path, rows: Sequence[Kept], names: Sequence[str], label: Label) -> Path:
    """A new hand-in under ``folder``; it is there whole, or not at all. Returns where.

    ``names`` are the columns in order. Raises OSError.
    """
    making = folder / _MAKING
    shutil.rmtree(making, ignore_errors=True)
    make_folder(making)
    table = [list(names), *([row.cells[name] for name in names] for row in rows)]
    files = write_table(making, table)
    write_manifest(making, _manifest(rows, files, label))
    keep_names(making)
    place = _free(folder, f"{label.target}-{label.day}")
    making.rename(place)
    keep_names(folder)
    return place


def of_day(folder: Path, target: str, day: str) -> list[Path]:
    """The hand-ins of one day, oldest first: a day has a second one where the clock went back."""
    first = folder / f"{target}-{day}"
    others = sorted(folder.glob(f"{target}-{day}-[0-9]*"), key=lambda one: (len(one.name), one))
    return [one for one in (first, *others) if one.is_dir()]


def _free(folder: Path, name: str) -> Path:
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}"
    return place


def write_table(place: Path, table: Table) -> list[dict[str, Any]]:
    """Write the CSV and the XLSX of a hand-in; returns what its manifest says of both."""
    files = {CSV: _csv(table), XLSX: _xlsx(table)}
    for name, content in files.items():
        write(place / name, content)
    return [
        {"name": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in files.items()
    ]


def _csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark: without it Excel takes the file for the local encoding."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(table: Table) -> bytes:
    """Every cell is text, so that no account number loses its digits."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    sheet.freeze_panes = "A3"
    titles = [TITLES.get(name, name) for name in table[0]]
    for place, title in enumerate(titles):
        cells = (row[place] for row in table[1:201] if place < len(row))
        longest = max([2 * len(title), *map(_width, cells)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(longest + 2, 48)

    def line(values: Sequence[str], *, bold: bool = False) -> None:
        cells = []
        for value in values:
            cell = WriteOnlyCell(sheet, value=value)
            cell.number_format = "@"
            if bold:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)

    line(titles, bold=True)
    line(table[0], bold=True)
    for row in table[1:]:
        line(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _width(text: str) -> int:
    """How many narrow characters wide a text is shown."""
    return sum(1 if ord(one) < 0x1100 else 2 for one in text)


def _manifest(rows: Sequence[Kept], files: list[dict[str, Any]], label: Label) -> dict[str, Any]:
    return {
        "version": 1,
        "target": label.target,
        "institution": label.institution,
        "list": label.list_name,
        "day": label.day,
        "made_at": instant(label.made_at),
        "rows": len(rows),
        "files": files,
        "records": [
            {
                "id": row.id,
                "outer_id": row.outer_id,
                "action": row.action,
                "stored_at": instant(row.stored_at),
            }
            for row in rows
        ],
    }


def write_manifest(place: Path, told: Mapping[str, Any]) -> None:
    """Write what a hand-in is."""
    write(place / MANIFEST, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


class DamagedHandInError(ValueError):
    """A hand-in's manifest is missing or cannot be read; the words say which."""


def manifest_in(place: Path) -> dict[str, Any]:
    """The manifest of a hand-in. Raises DamagedHandInError."""
    try:
        told = json.loads((place / MANIFEST).read_bytes())
        whole = all(
            isinstance(one[key], str) and datetime.fromisoformat(one["stored_at"]).tzinfo
            for one in told["records"]
            for key in ("id", "outer_id", "action")
        ) and bool(datetime.fromisoformat(told["made_at"]).tzinfo)
    except OSError:
        raise DamagedHandInError("its manifest is missing") from None
    except (ValueError, KeyError, TypeError):
        whole, told = False, {}
    if not whole:
        raise DamagedHandInError("its manifest cannot be read")
    return dict(told)


def is_as_made(place: Path, told: Mapping[str, Any], name: str) -> bool:
    """Whether a file of a hand-in is byte for byte what its manifest says."""
    hashes = {one.get("name"): one.get("sha256") for one in told.get("files", ())}
    try:
        return sha256((place / name).read_bytes()).hexdigest() == hashes.get(name)
    except OSError:
        return False


def rows_in(place: Path, told: Mapping[str, Any]) -> list[Kept]:
    """What the CSV of a hand-in holds now, of what its manifest lists; rows that somebody took out
    are missing, others are as they stand.
    """
    table = table_in(place)
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for row in table[1:]:
        cells = dict(zip(table[0], row, strict=False))
        found[cells.get("outer_id", ""), cells.get("action", "")] = cells
    return [
        Kept(one["id"], datetime.fromisoformat(one["stored_at"]), found[key])
        for one in told["records"]
        if (key := (one["outer_id"], one["action"])) in found
    ]


def table_in(place: Path) -> Table:
    """The CSV of a hand-in as it stands now; empty where it is gone or no CSV any more."""
    try:
        text = (place / CSV).read_bytes().decode("utf-8-sig")
        return [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
