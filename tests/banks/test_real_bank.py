"""1,500 real questions through every format of ours: nothing lost, every doubtful row named.

They are SafetyBench's (thu-coai, MIT), which stand beside the project where it is worked on.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.content.banks.answers import truth
from bot.content.banks.model import Bank, BankFormat
from bot.content.banks.read import read_bytes_of_bank
from bot.content.banks.words import clean, exact, folded
from bot.domain.content import QuestionKind
from tests.banks.sheets import comma_separated, workbook

REAL = Path(__file__).parents[3] / "shared" / "data" / "safetybench" / "zh_subset_5cat.json"
LETTERS = "ABCD"
HEAD = ["编号", "题目", *[f"选项{letter}" for letter in LETTERS], "答案", "知识点"]
Item = dict[str, Any]


@pytest.fixture(scope="module")
def items() -> list[Item]:
    if not REAL.is_file():
        pytest.skip("not run: ../shared/data/safetybench is not there")
    found: list[Item] = json.loads(REAL.read_text("utf-8"))
    assert len(found) == 1500
    return found


def _rows(items: list[Item]) -> list[list[str]]:
    return [
        HEAD,
        *[
            [
                f"sb-{item['id']}",
                item["question"],
                *(item["options"] + [""] * 4)[:4],
                LETTERS[item["answer"]],
                item["category"],
            ]
            for item in items
        ],
    ]


def _text(items: list[Item]) -> str:
    blocks = []
    for number, item in enumerate(items, 1):
        options = "\n".join(
            f"{letter}. {option}" for letter, option in zip(LETTERS, item["options"], strict=False)
        )
        answer = LETTERS[item["answer"]]
        blocks.append(
            f"{number}. {item['question']}\n{options}\n【答案】{answer}\n【编号】sb-{item['id']}\n"
        )
    return "\n".join(blocks)


WRITERS: dict[str, tuple[BankFormat, Callable[[list[Item]], bytes]]] = {
    "xlsx": (BankFormat.XLSX, lambda items: workbook(_rows(items))),
    "csv": (BankFormat.CSV, lambda items: comma_separated(_rows(items)).encode("utf-8-sig")),
    "gb18030": (BankFormat.CSV, lambda items: comma_separated(_rows(items)).encode("gb18030")),
    "text": (BankFormat.TEXT, lambda items: _text(items).encode()),
}


@pytest.fixture(scope="module", params=list(WRITERS))
def bank(request: pytest.FixtureRequest, items: list[Item]) -> Bank:
    expected, write = WRITERS[request.param]
    found = read_bytes_of_bank(write(items), "bank")
    assert found.format is expected
    return found


def rows_of(bank: Bank, says: str) -> set[int]:
    return {doubt.place.row for doubt in bank.doubts if str(doubt.says).startswith(says)}


def row_of(bank: Bank, items: list[Item]) -> dict[str, int]:
    """In which row of the file each item stands."""
    if bank.format is not BankFormat.TEXT:
        return {f"sb-{item['id']}": number for number, item in enumerate(items, 2)}
    lines = _text(items).split("\n")
    starts = {}
    begin = 1
    for number, line in enumerate(lines, 1):
        if line.startswith("【编号】"):
            starts[line.removeprefix("【编号】")] = begin
            begin = number + 2
    return starts


def test_nothing_is_lost(bank: Bank, items: list[Item]) -> None:
    read = {one.question.key: one.question for one in bank.questions}
    rows = row_of(bank, items)
    kept_out = rows_of(bank, "Two options are equal") | rows_of(bank, "The same question")
    for item in items:
        key = f"sb-{item['id']}"
        if rows[key] in kept_out:
            assert key not in read
            continue
        question = read[key]
        assert folded(question.stem) == folded(item["question"])
        options = [clean(option) for option in item["options"]]
        right = options[item["answer"]]
        if question.kind is QuestionKind.TRUE_FALSE:
            assert question.right == ((1,) if truth(right) else (2,))
        else:
            assert list(question.options) == options
            assert [question.options[n - 1] for n in question.right] == [right]
    assert len(read) == 1497


def test_every_doubtful_row_is_named(bank: Bank, items: list[Item]) -> None:
    rows = row_of(bank, items)

    def expected(judge: Callable[[Item], bool]) -> set[int]:
        return {rows[f"sb-{item['id']}"] for item in items if judge(item)}

    stems = Counter(item["question"] for item in items)
    repeated = {stem for stem, count in stems.items() if count > 1}
    later = set()
    seen: set[str] = set()
    for item in items:
        if item["question"] in repeated and item["question"] in seen:
            later.add(rows[f"sb-{item['id']}"])
        seen.add(item["question"])
    named = rows_of(bank, "The same stem") | rows_of(bank, "The same question")
    assert len(later) == 34
    assert named >= later
    breaks = expected(lambda item: "\n" in item["question"].strip())
    assert len(breaks) == 433
    assert rows_of(bank, "The stem has line breaks") == breaks
    equal = expected(lambda item: len(set(map(exact, item["options"]))) < len(item["options"]))
    assert len(equal) == 2
    assert rows_of(bank, "Two options are equal") == equal
    above = expected(lambda item: any(o.startswith(("以上", "所有选项")) for o in item["options"]))
    assert rows_of(bank, "An option means the others") >= above
    assert len(rows_of(bank, "It is too long for Telegram")) == 3
    assert rows_of(bank, "The reason") == set(rows.values())


def test_only_what_cannot_be_asked_is_kept_out(bank: Bank) -> None:
    assert [str(doubt.says) for doubt in bank.fatal] == ["Two options are equal"] * 2


def test_all_formats_give_the_same_questions(items: list[Item]) -> None:
    read = [
        {one.question.key: one.question for one in read_bytes_of_bank(write(items), "x").questions}
        for _, write in WRITERS.values()
    ]
    assert read[0] == read[1] == read[2] == read[3]
