"""Aiken as people write it."""

import pytest

from bot.content.banks.aiken import read_aiken
from bot.content.banks.model import Bank, BankRefusedError, silent
from bot.domain.content import QuestionKind

GOOD = """\
收到陌生链接怎么办？
A. 点开看看
B. 先核实
C) 转给朋友
ANSWER: B

Which are fruits?
A) apple
B) stone
C) pear
Answer: a, c
FEEDBACK: 苹果和梨都是水果。
"""


def read(text: str) -> Bank:
    return read_aiken(text.encode(), "bank.txt", silent)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_reads_single_and_several(end: str) -> None:
    bank = read(GOOD.replace("\n", end))
    first, second = (one.question for one in bank.questions)
    assert bank.doubts == ()
    assert first.kind is QuestionKind.SINGLE
    assert first.options == ("点开看看", "先核实", "转给朋友")
    assert first.right == (2,)
    assert second.kind is QuestionKind.MULTIPLE
    assert second.right == (1, 3)
    assert second.why == "苹果和梨都是水果。"
    assert [one.place.row for one in bank.questions] == [1, 7]


def test_questions_without_a_blank_line_between() -> None:
    bank = read("一？\nA. 甲\nB. 乙\nANSWER: A\n二？\nA. 丙\nB. 丁\nANSWER: B\n")
    assert [one.question.stem for one in bank.questions] == ["一？", "二？"]


def test_a_stem_of_several_lines_may_begin_with_a_letter() -> None:
    bank = read("A. Lincoln was who?\nB. Franklin knew.\nA. a man\nB. a ship\nANSWER: A\n")
    question = bank.questions[0].question
    assert question.stem == "A. Lincoln was who?\nB. Franklin knew."
    assert question.options == ("a man", "a ship")


def test_an_option_of_several_lines() -> None:
    bank = read("一？\nA. 甲\n还有甲\nB. 乙\nANSWER: A\n")
    assert bank.questions[0].question.options == ("甲\n还有甲", "乙")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("坏？\nA. 甲\nB. 乙\n", "The answer is missing"),
        ("坏？\nA. 甲\nB. 乙\nANSWER: C\n", "The answer names an option that is not there"),
        ("坏？\nA. 甲\nB. 乙\nANSWER: 乙\n", "The answer is not a letter"),
        ("坏？\nA. 甲\nANSWER: A\n", "There are not two options"),
        ("坏？\nA. 甲\nB.\nANSWER: A\n", "An option has no text"),
        ("ANSWER: A\n", "There is an answer but no question"),
    ],
)
def test_a_bad_question_is_named_and_the_others_stay(text: str, says: str) -> None:
    good = "好？\nA. 甲\nB. 乙\nANSWER: A\n"
    bank = read(f"{good}\n{text}\n{good}")
    assert [one.question.stem for one in bank.questions] == ["好？", "好？"]
    assert [(doubt.place.row, str(doubt.says)) for doubt in bank.fatal] == [(6, says)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("Où êtes-vous ? “ici”\nA. à Paris\nB. là\nANSWER: A".encode("cp1252"), "neither UTF-8"),
        (b"\n\n", "holds no questions"),
    ],
)
def test_files_that_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(BankRefusedError, match=says):
        read_aiken(data, "bank.txt", silent)


def test_progress_ends_at_the_whole() -> None:
    told: list[tuple[int, int]] = []
    read_aiken((GOOD * 1_000).encode(), "a.txt", lambda done, total: told.append((done, total)))
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)
