"""What the columns of a bank are called, in the words that people use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.banks.words import folded

MOST_OPTIONS = 12
"""Columns A to L; a course takes no more options."""

MOST_HEADING = 60
"""Characters, with what stands in brackets; a longer cell heads nothing."""

_STEM = "题目 题干 问题 试题 题目内容 试题内容 试题题干 问题内容 题目题干 question stem title prompt 題目 題幹 問題"
_ANSWER = (
    "答案 正确答案 标准答案 参考答案 正确选项 答案选项 正确项 answer answers correct correctanswer key "
    "rightanswer correctoption 正確答案 標準答案 參考答案"
)
_WHY = "解析 答案解析 试题解析 题目解析 解释 说明 答案说明 详解 why explanation feedback rationale 解釋 說明"
_KIND = "题型 题目类型 试题类型 类型 试题题型 type kind questiontype 題型 題目類型 類型"
_CATEGORY = "知识点 分类 类别 章节 章 所属章节 题目分类 试题分类 目录 主题 category topic chapter section 知識點 分類 類別"
_ID = "编号 试题编号 题目编号 题目id 试题id id key uid code 編號 試題編號"
_OPTIONS = "选项 备选项 选项内容 所有选项 答案选项内容 备选答案 候选项 options choices 選項"
_FIELDS = {
    name: field
    for field, names in (
        ("stem", _STEM),
        ("answer", _ANSWER),
        ("why", _WHY),
        ("kind", _KIND),
        ("category", _CATEGORY),
        ("id", _ID),
        ("options", _OPTIONS),
    )
    for name in names.split()
}
_OPTION = re.compile(
    r"(?:选项|選項|备选项|备选答案|option|choice|answer)?([a-l]|[1-9]|1[0-2]|[一二三四五六七八九十])(?:选项|選項|项)?"
)
_BARE_NUMBER = re.compile(r"\d+|[一二三四五六七八九十]")
_CHINESE_DIGITS = "一二三四五六七八九十"
_BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column, counted from 0, holds what; None: the file has no such column."""

    headings: tuple[str, ...]
    stem: int
    answer: int
    why: int | None
    kind: int | None
    category: int | None
    id: int | None
    joined: int | None
    """All options in one cell."""
    options: tuple[int, ...]
    twice: tuple[str, ...] = ()
    """Headings that stand there twice; the first column counts."""

    @property
    def used(self) -> tuple[int, ...]:
        """All columns that hold something of a question."""
        single = (self.stem, self.answer, self.why, self.kind, self.category, self.id, self.joined)
        return (*(column for column in single if column is not None), *self.options)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The parts of a question, each with the name of its column."""
        options = self.joined if self.joined is not None else next(iter(self.options), self.stem)
        found = {"stem": self.stem, "answer": self.answer, "why": self.why, "id": self.id}
        found["options"] = options
        return tuple(
            (part, self.name(column)) for part, column in found.items() if column is not None
        )

    def name(self, column: int) -> str:
        """``C 答案``."""
        heading = self.headings[column] if column < len(self.headings) else ""
        return f"{letter(column)} {heading}".strip()


def letter(column: int) -> str:
    """A column, counted from 0, as a spreadsheet names it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def columns_of(row: Sequence[str]) -> Columns | None:
    """The columns that a row of headings names; None: it is no row of headings."""
    found: dict[str, int] = {}
    options: dict[int, int] = {}
    twice: list[str] = []
    for column, cell in enumerate(row):
        field, number = _meaning(cell)
        known: dict[str, int] | dict[int, int] = options if number else found
        meaning: str | int = number or field
        if not meaning:
            continue
        if meaning in known:
            twice.append(cell.strip())
        elif number:
            options[number] = column
        else:
            found[field] = column
    if not {"stem", "answer"} <= found.keys():
        return None
    return _columns(tuple(cell.strip() for cell in row), found, options, tuple(twice))


def _columns(
    headings: tuple[str, ...],
    found: dict[str, int],
    options: dict[int, int],
    twice: tuple[str, ...],
) -> Columns:
    return Columns(
        headings=headings,
        stem=found["stem"],
        answer=found["answer"],
        why=found.get("why"),
        kind=found.get("kind"),
        category=found.get("category"),
        id=found.get("id"),
        joined=found.get("options"),
        options=tuple(column for _, column in sorted(options.items())),
        twice=twice,
    )


def _meaning(cell: str) -> tuple[str, int]:
    """Field of a heading, or the number of the option that it heads; neither: empty and 0."""
    if not cell or len(cell) > MOST_HEADING:
        return "", 0
    name = folded(_BRACKETED.sub("", cell)) or folded(cell)
    if field := _FIELDS.get(name):
        return field, 0
    option = _OPTION.fullmatch(name)
    if option is None or _BARE_NUMBER.fullmatch(name):
        return "", 0
    return "", _number(option[1])


def _number(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    if mark in _CHINESE_DIGITS:
        return _CHINESE_DIGITS.index(mark) + 1
    return ord(mark) - ord("a") + 1
