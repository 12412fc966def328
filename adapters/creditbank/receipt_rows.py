"""What a bank's receipt says, row by row: decisions, and what cannot be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize
from uuid import UUID
from zoneinfo import ZoneInfo

from adapters.creditbank.bank_items import UnreadableAnswerError, credit_in
from adapters.creditbank.tables import Cells, UnreadableTableError, rows_of
from bot.domain.credits import Recognised, Recognition, plain

HEADS: Mapping[str, tuple[str, ...]] = {
    "outer_id": (
        "outer_id",
        "成果编号",
        "编号",
        "training_outer_id",
        "cert_exp_outer_id",
        "credit_outer_id",
    ),
    "state": ("state", "认定结果", "结果", "状态"),
    "credit": ("credit", "转换学分", "学分"),
    "reason": ("reason", "原因", "理由", "说明"),
    "date": ("date", "认定日期", "日期", "said_at"),
}
"""The names a column may have; the first that is there counts."""

STATES: Mapping[str, Recognised] = {
    **dict.fromkeys(("accepted", "接受", "认可", "已认可"), Recognised.ACCEPTED),
    **dict.fromkeys(("rejected", "退回", "驳回", "不认可", "未认可"), Recognised.REJECTED),
    **dict.fromkeys(("converted", "转换", "已转换"), Recognised.CONVERTED),
}
HEAD_WITHIN = 10
"""Rows in which the names of the columns are looked for: a title may stand above them."""
MOST_FAULTS = 1000
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Read:
    """A receipt as it was read: what was decided, and a sentence for each row that is faulty."""

    found: tuple[Recognition, ...]
    faults: tuple[str, ...]


class _FaultyRowError(ValueError):
    """Its words: the column, what was read, the mend."""


def read_receipt(path: Path, zone: ZoneInfo, source: str) -> Read:
    """Everything in a receipt; days without a time are those of ``zone``, at their beginning.
    ``source`` names the receipt by its content; each decision's is that and the row.

    Raises UnreadableTableError where it is no table, or one without the columns that are needed.
    """
    columns: dict[str, int] = {}
    found: list[Recognition] = []
    faults: list[str] = []
    for number, cells in rows_of(path):
        if not columns:
            columns = _columns(cells)
            if not columns and number >= HEAD_WITHIN:
                break
            continue
        if _is_second_head(cells, columns):
            continue
        try:
            found.append(_recognition(cells, columns, zone, f"{source} {number}"))
        except _FaultyRowError as fault:
            faults.append(f"第 {number} 行，{fault}")
    if not columns:
        raise UnreadableTableError("找不到表头，至少要有 outer_id、state、date 三列。")
    return Read(tuple(found), tuple(faults[:MOST_FAULTS]))


def _columns(cells: Cells) -> dict[str, int]:
    """Where each column is; empty where this is not the row with their names."""
    named = {normalize("NFKC", cell).strip().lower(): place for place, cell in enumerate(cells)}
    places = {
        what: next((named[name] for name in names if name in named), -1)
        for what, names in HEADS.items()
    }
    whole = min(places["outer_id"], places["state"], places["date"]) >= 0
    return places if whole else {}


def _is_second_head(cells: Cells, columns: Mapping[str, int]) -> bool:
    """Whether it is the other row of names that our own hand-ins have."""
    return _cell(cells, columns["outer_id"]).lower() in HEADS["outer_id"]


def _cell(cells: Cells, place: int) -> str:
    return cells[place].lstrip("'").strip() if 0 <= place < len(cells) else ""


def _recognition(
    cells: Cells, columns: Mapping[str, int], zone: ZoneInfo, place: str
) -> Recognition:
    said = {what: _cell(cells, place) for what, place in columns.items()}
    try:
        claim = UUID(said["outer_id"])
    except ValueError:
        raise _faulty("outer_id", said, "请照抄交上来的表里的成果编号") from None
    state = STATES.get(normalize("NFKC", said["state"]).lower())
    if state is None:
        mend = "请写 accepted（认可）、rejected（驳回）或 converted（转换）"
        raise _faulty("state", said, mend)
    credit = _credit(said) if state is Recognised.CONVERTED else None
    return Recognition(claim, state, _said_at(said, zone), credit, said["reason"], place)


def _credit(said: Mapping[str, str]) -> Decimal | None:
    if not said["credit"]:
        return None
    try:
        return credit_in(normalize("NFKC", said["credit"]))
    except UnreadableAnswerError:
        raise _faulty("credit", said, "请写一个数，比如 0.12") from None


def _said_at(said: Mapping[str, str], zone: ZoneInfo) -> datetime:
    text = normalize("NFKC", said["date"])
    try:
        if match := _DAY.fullmatch(text):
            year, month, day = map(int, match.groups())
            return datetime(year, month, day, tzinfo=zone).astimezone(UTC)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _faulty("date", said, "请写日期，比如 2026-11-23") from None


def _faulty(column: str, said: Mapping[str, str], mend: str) -> _FaultyRowError:
    read = plain(said[column], 60)
    what = f"读到“{read}”" if read else "是空的"
    return _FaultyRowError(f"“{column}”列{what}；{mend}。")
