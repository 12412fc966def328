"""A row of a hand-in: the list's published fields, and what a person at the bank needs besides."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from adapters.creditbank.lists import ListShape, Record, entry_of, number

RECORD, WITHDRAW = "record", "withdraw"
_BEFORE = ("action", "outer_id", "cb_id")
_AFTER = ("framework", "level", "hours", "claimed_credit", "reason")

TITLES: Mapping[str, str] = {
    "action": "操作",
    "outer_id": "成果编号",
    "cb_id": "学分银行账号",
    "training_outer_id": "培训编号",
    "project_name": "项目名称",
    "inst_name": "办学机构",
    "experience_time": "获得日期",
    "have_project_certificate": "是否有证（1 是，2 否）",
    "cert_exp_outer_id": "证书编号",
    "certificate_name": "证书名称",
    "certificate_level": "证书等级",
    "credit_outer_id": "成绩编号",
    "course_name": "课程名称",
    "course_subject": "专业名称",
    "course_property": "教育类别",
    "course_score": "成绩",
    "course_result_code": "结果代码（1 通过）",
    "course_year": "年",
    "course_season": "季（50 春，51 秋）",
    "learning_stage": "教育层次",
    "credit": "学分",
    "credit_hour": "学时",
    "framework": "等级框架",
    "level": "等级",
    "hours": "学时（标准）",
    "claimed_credit": "申请学分",
    "reason": "撤回原因",
}

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What a spreadsheet file cannot hold (XML 1.0, production Char)."""


def columns(shape: ListShape) -> tuple[str, ...]:
    """The names of a hand-in's columns, in order."""
    return (*_BEFORE, *shape.fields, *_AFTER)


def row_of(record: Record, account: str, shape: ListShape, zone: ZoneInfo) -> dict[str, str]:
    """The cells of a record or of a withdrawal, by column; all harmless. A withdrawal names no
    account: what it takes back is found by its id.

    Raises UnreadableRecordError.
    """
    cells = dict.fromkeys(columns(shape), "")
    cells.update(outer_id=record["outer_id"])
    if record.get("withdrawn") is True:
        cells.update(action=WITHDRAW, reason=str(record.get("reason", "")))
    else:
        entry = entry_of(record, shape.name, zone)
        cells.update({name: str(entry[name]) for name in shape.fields})
        cells.update(
            action=RECORD,
            cb_id=account,
            framework=str(record.get("framework", "")),
            level=str(record.get("level", "")),
            hours=number(record.get("hours", 0)),
            claimed_credit=number(record.get("credit", 0)),
        )
    return {name: harmless(cell) for name, cell in cells.items()}


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like it is quoted."""
    clean = _UNPRINTABLE.sub(" ", cell)
    return f"'{clean}" if clean.startswith(_STARTS_A_FORMULA) else clean
