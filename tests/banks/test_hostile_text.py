"""Whatever a file holds, reading ends soon, with questions, doubts or a sentence."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.banks.model import Bank, BankRefusedError
from bot.content.banks.read import read_bytes_of_bank
from bot.content.banks.words import clean, folded, wording

PIECES = st.sampled_from(
    ["1.", "2、", "（1）", "A.", "B、", "(C)", "答案：", "【答案】", "A", "AB", "√", "解析", "【解析】", "一、单选题",
     "1-5 ABCDE", "参考答案", "\n", "\n", "\n", " ", ",", '"', "题目", "答案", "选项A", "{", "}", "=", "~", "::", "甲乙", "ANSWER: A",
     "\u3000", "\u200b", "\x07", "<quiz>", "____", "（ ）", "1.5", "2026年"]
)  # fmt: skip


def outcome(data: bytes) -> Bank | None:
    """What reading gives; None: it was refused, which is well, and anything else is not."""
    try:
        return read_bytes_of_bank(data, "bank")
    except BankRefusedError:
        return None


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_of_marks_is_read_or_refused(text: str) -> None:
    bank = outcome(text.encode())
    for one in bank.questions if bank else ():
        question = one.question
        assert question.key and question.stem and one.place.row  # noqa: PT018 - all at once
        assert "" not in question.options
        assert all(1 <= n <= max(2, len(question.options)) for n in question.right)
        assert bool(question.right) is not bool(question.accepted)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    outcome(data)
    outcome("1. 一？\nA.甲 B.乙\n答案：A\n".encode() + data)
    outcome("题目,选项A,选项B,答案\n".encode() + data)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_cleaning_and_folding_settle_at_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert folded(folded(text)) == folded(text)
    assert wording(clean(text)) == wording(clean(clean(text)))


@pytest.mark.parametrize(
    "text",
    [
        "1-5 " + "A" * 50_000 + "!",
        "1. " + "A.B." * 20_000,
        "1. 一？\n" + "A. 甲\n" * 20_000,
        "1. 一？\n" + "答案：A\n" * 20_000,
        "{" + "=" * 100_000,
        "{=" * 50_000,
        "1. 一？{" + "~a" * 50_000,
        "A. x\n" + "B. x\n" * 20_000,
        "题目,答案\n" + '"' * 50_001,
        "题目,答案\n" + "x" * 140_000 + ",A\n",
        "1.A " * 30_000 + "?",
        "以上" + "选项" * 50_000,
        "1. " + "（A）" * 20_000 + "\nA.甲 B.乙",
        "1. 一？" + " 答案" * 20_000 + "\nA.甲 B.乙\n答案：A",
        "题目,答案\n" + "（ " * 20_000 + ",对\n",
    ],
)
def test_nothing_made_to_keep_a_pattern_busy_does(text: str) -> None:
    begun = process_time()
    outcome(text.encode())
    assert process_time() - begun < 5
