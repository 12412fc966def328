"""Files for spreadsheets: read back by another library, whatever the cells hold, and sent at once."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from bot.web.console.cells import Cell
from bot.web.console.exporting import xlsx_stream

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 22, 16, 30, 5, tzinfo=UTC)
ROWS: list[Sequence[Cell]] = [
    (1, "陈秀英", Decimal("98.50"), AT, True),
    (2, "=1+1", None, None, False),
    (3, "<b>&\x0b 两  格", -0.25, None, None),
]


async def _file(rows: list[Sequence[Cell]]) -> bytes:
    async def read() -> AsyncIterator[Sequence[Cell]]:
        for row in rows:
            yield row

    made = xlsx_stream("names", ["号", "姓名", "分", "时间", "是"], read, ZONE)
    return b"".join([part async for part in made.parts()])


async def test_every_kind_of_cell_is_read_back() -> None:
    data = await _file(ROWS)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet.freeze_panes == "A2"
    assert [cell.font.bold for cell in sheet[1]] == [True] * 5
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["号", "姓名", "分", "时间", "是"],
        [1, "陈秀英", 98.5, AT.astimezone(ZONE).replace(tzinfo=None), True],
        [2, "=1+1", None, None, False],
        [3, "<b>& 两  格", -0.25, None, None],
    ]
    assert sheet["B3"].data_type != "f", "a name is no formula"


async def test_nobody_at_all_is_an_empty_sheet() -> None:
    assert load_workbook(io.BytesIO(await _file([]))).active.max_row == 1


async def test_the_first_bytes_come_before_the_last_row_is_read() -> None:
    read = 0

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        nonlocal read
        for number in range(100_000):
            read += 1
            yield (number, f"学员 {number * 7919 % 100_000}", AT)

    sizes = []
    seen_at = []
    async for part in xlsx_stream("names", ["号", "姓名", "时间"], rows, ZONE).parts():
        sizes.append(len(part))
        seen_at.append(read)
    assert seen_at[0] < 2_000
    assert max(sizes) < sum(sizes) / 20, "it is never held whole"
    assert read == 100_000
