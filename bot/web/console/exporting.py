"""Tables as files, CSV and XLSX, sent while they are read.

What a spreadsheet would take for a formula is written as text (OWASP, CSV injection): a name is
somebody's own words.
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.web.console.cells import Cell
from bot.web.console.visit import Stream

Rows = Callable[[], AsyncIterator[Sequence[Cell]]]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PART = 64 * 1024
_AT_ONCE = 500
"""Rows packed before others get their turn."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_stream(name: str, heads: Sequence[str], rows: Rows, zone: ZoneInfo) -> Stream:
    """A CSV file in UTF-8 with a mark at its beginning, so that Excel reads Chinese."""

    async def parts() -> AsyncIterator[bytes]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        buffer.write("\ufeff")
        writer.writerow([plain(head, zone) for head in heads])
        async for row in rows():
            writer.writerow([plain(cell, zone) for cell in row])
            if buffer.tell() >= A_PART:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode()

    return Stream(f"{name}.csv", "text/csv", parts)


def xlsx_stream(name: str, heads: Sequence[str], rows: Rows, zone: ZoneInfo) -> Stream:
    """An XLSX file with one sheet."""

    async def parts() -> AsyncIterator[bytes]:
        from bot.web.console.xlsx_streaming import XlsxWriter  # noqa: PLC0415 - loads openpyxl

        writer = XlsxWriter(heads, zone)
        waiting: list[Sequence[Cell]] = []
        async for row in rows():
            waiting.append(row)
            if len(waiting) >= _AT_ONCE:
                if part := await asyncio.to_thread(writer.add, waiting):
                    yield part
                waiting = []
        yield writer.add(waiting) + writer.end()

    return Stream(f"{name}.xlsx", XLSX, parts)


def plain(cell: Cell, zone: ZoneInfo) -> str:
    """A cell of a CSV file; an instant in ``zone``."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell)
