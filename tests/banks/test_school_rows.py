"""Rows as schools have them: the answer in the stem, marks of all kinds, sums below."""

import pytest

from bot.content.banks.model import Bank
from bot.content.banks.options import without_marks
from bot.content.banks.read import read_bytes_of_bank
from bot.domain.content import QuestionKind as K
from tests.banks.sheets import HEAD, comma_separated, single, workbook

TAKEN_OUT = "The answer stood in the stem, and was taken out of it"
ANOTHER = "The brackets in the stem hold another answer than its own"


def read(*rows: list[object]) -> Bank:
    return read_bytes_of_bank(workbook([HEAD, *rows]), "bank.xlsx")


def judged(stem: str, answer: str) -> list[object]:
    empty = {"选项A": "", "选项B": "", "选项C": ""}
    return single(stem, answer, 题型="判断题", **empty)


@pytest.mark.parametrize(
    ("row", "stem"),
    [
        (single("红灯亮了应当（A）。"), "红灯亮了应当（ ）。"),
        (single("红灯亮了应当（ A ）。", ""), "红灯亮了应当（ ）。"),
        (single("（A）是红灯的意思", "停"), "（ ）是红灯的意思"),
        (single("红灯亮了应当（停）。"), "红灯亮了应当（ ）。"),
        (single("先（A）后（B）", "AB", 题型="多选题"), "先（ ）后（ ）"),
        (judged("红灯停( 对 )", "√"), "红灯停（ ）"),
        (judged("红灯行（×）", "错"), "红灯行（ ）"),
        (
            single("火警电话是（119）。", "119", 题型="填空题", 选项A="", 选项B="", 选项C=""),
            "火警电话是（ ）。",
        ),
    ],
)
def test_an_answer_in_the_stem_is_taken_out_and_named(row: list[object], stem: str) -> None:
    bank = read(row)
    assert [one.question.stem for one in bank.questions] == [stem]
    assert [(str(d.says), d.place.column, d.fatal) for d in bank.doubts] == [
        (TAKEN_OUT, "B 题目", False)
    ]


@pytest.mark.parametrize(
    "row",
    [
        single("红灯亮了应当（B）。"),
        single("（ C ）是红灯的意思"),
        judged("红灯停（ 错 ）", "对"),
        single("先（A）后（B）", "AC", 题型="多选题"),
    ],
)
def test_another_answer_in_the_stem_keeps_the_question_out(row: list[object]) -> None:
    bank = read(row)
    assert bank.questions == ()
    assert [(str(d.says), d.place.row, d.fatal) for d in bank.doubts] == [(ANOTHER, 2, True)]


@pytest.mark.parametrize("stem", ["维生素（B）缺乏会怎样？", "红灯（信号灯）亮了怎么办？"])
def test_brackets_that_are_words_of_the_stem_stay(stem: str) -> None:
    bank = read(single(stem))
    assert [one.question.stem for one in bank.questions] == [stem]
    assert bank.doubts == ()


@pytest.mark.parametrize(
    ("options", "plain"),
    [
        (
            ("A.灭火", "B、逃生", "C．乘电梯", "D以上都对"),
            ("灭火", "逃生", "乘电梯", "以上都对"),
        ),
        (("A、停", "B、走"), ("停", "走")),
        (("A级", "B级", "C级"), ("A级", "B级", "C级")),
        (("A、B都对", "B、C都对"), ("A、B都对", "B、C都对")),
        (("A、B", "B、C"), ("A、B", "B、C")),
        (("A.停", "走"), ("A.停", "走")),
    ],
)
def test_marks_of_all_kinds_are_taken_off(
    options: tuple[str, ...], plain: tuple[str, ...]
) -> None:
    assert without_marks(options) == plain


def test_all_of_the_above_is_known_behind_its_letter() -> None:
    row = single(选项A="A.灭火", 选项B="B、逃生", 选项C="C．乘电梯", 选项D="D以上都对")
    (one,) = read(row).questions
    assert one.keep_last == (4,)


@pytest.mark.parametrize(
    "row",
    [["合计", "共14题"], ["", "合计：14题"], ["", "共 14 道题"], ["", "总计", *[""] * 4, "14"]],
)
def test_a_row_that_counts_the_questions_is_none(row: list[object]) -> None:
    bank = read(single(), row)
    assert (len(bank.questions), bank.doubts) == (1, ())
    assert [(place.row, str(why)) for place, why in bank.skipped][-1] == (3, "no question in it")


def test_two_verdicts_without_a_type_become_a_judgement_and_are_named() -> None:
    rows = [
        ["题目", "选项A", "选项B", "答案", "解析"],
        ["二选一", "x", "y", "A", "因为。"],
        ["三选一", "是", "否", "B", "因为。"],
    ]
    bank = read_bytes_of_bank(comma_separated(rows).encode(), "bank.csv")
    assert [(one.question.kind, one.question.options) for one in bank.questions] == [
        (K.SINGLE, ("x", "y")),
        (K.TRUE_FALSE, ()),
    ]
    (doubt,) = bank.doubts
    assert (doubt.place.row, doubt.read, doubt.fatal) == (3, "是 | 否", False)


def test_a_doubtful_row_is_known_by_what_of_it_can_be_read() -> None:
    ids = [*HEAD, "编号"]
    rows = [[*single("一？", "E"), "k1"], [*single("=1+1"), "k2"], [*single("=1+1"), "=1"]]
    bank = read_bytes_of_bank(workbook([ids, *rows]), "bank.xlsx")
    assert [(one.given, one.stem) for one in bank.left_out] == [
        ("k1", "一？"),
        ("k2", ""),
        ("", ""),
    ]
