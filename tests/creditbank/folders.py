"""A file bank's folder, and what stands in its hand-ins."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from adapters.creditbank.file_bank import FileBank
from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.ports import PushAnswer, PushResult
from tests.creditbank.parcels import NOW, TARGET

DAY = timedelta(days=1)
STORED = PushAnswer(PushResult.STORED)


def made(folder: Path, clock: FrozenClock | None = None, **changes: Any) -> FileBank:
    return FileBank(
        TARGET, folder, clock or FrozenClock(NOW), institution="某某社区学院", **changes
    )


async def handed_in(folder: Path, *parcels: Parcel) -> tuple[FileBank, FrozenClock, Path]:
    """A bank whose parcels of one day became a hand-in."""
    clock = FrozenClock(NOW)
    bank = made(folder, clock)
    assert await bank.push(parcels) == STORED
    clock.move(DAY)
    await bank.recognitions("")
    return bank, clock, folder / "hand-in" / "city-bank-2026-11-23"


def rows(place: Path) -> list[dict[str, str]]:
    text = (place / "records.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "Excel needs the byte order mark"
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


async def ids(bank: FileBank) -> list[tuple[str, bool]]:
    return [(one.id, one.voided) async for one in bank.holdings(NOW - DAY, NOW + 9 * DAY)]


def sheet_of(path: Path) -> Worksheet:
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet
