"""Workbooks and CSV files made for tests."""

import csv
import zipfile
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

HEAD = ["题型", "题目", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "知识点"]


def workbook(rows: Iterable[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """An XLSX file of ``rows``; ``change`` gets its sheet before it is written."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def single(stem: str = "红灯亮了怎么办？", answer: Any = "A", **others: Any) -> list[Any]:
    """A row under HEAD."""
    cells: dict[str, Any] = {
        "题型": "单选题",
        "题目": stem,
        "选项A": "停",
        "选项B": "走",
        "选项C": "看",
        "答案": answer,
        "解析": "红灯停。",
        "知识点": "交通",
    } | others
    return [cells.get(heading, "") for heading in HEAD]


def comma_separated(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """``rows`` as CSV."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def rezipped(data: bytes, changed: dict[str, bytes]) -> bytes:
    """A zip with some entries changed or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for entry in old.namelist():
            if entry not in changed:
                new.writestr(entry, old.read(entry))
        for entry, content in changed.items():
            new.writestr(entry, content)
    return out.getvalue()


def entry_of(data: bytes, entry: str) -> bytes:
    """One entry of a zip."""
    with zipfile.ZipFile(BytesIO(data)) as opened:
        return opened.read(entry)
