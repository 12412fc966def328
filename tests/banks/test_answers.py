"""Answers as people write them into spreadsheets: read rightly, or not at all."""

from dataclasses import replace

import pytest

from bot.content.banks.answers import Answer, Unread, kind_named, read_answer, truth
from bot.domain.content import QuestionKind as K

FOUR = ("停", "走", "看", "跑")
NUMBERS = ("2", "3", "4", "1")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("A", (1,)),
        ("ａ", (1,)),
        ("Ｂ", (2,)),
        ("c.", (3,)),
        ("（D）", (4,)),
        ("【A】", (1,)),
        ("1", (1,)),
        ("1.0", (1,)),
        ("走", (2,)),
        ("B、走", (2,)),
        ("B.走", (2,)),
        (" 看 ", (3,)),
        ("AB", (1, 2)),
        ("BA", (1, 2)),
        ("A、B", (1, 2)),
        ("A,B，D", (1, 2, 4)),
        ("A B", (1, 2)),
        ("A|C", (1, 3)),
        ("1,3", (1, 3)),
        ("1、2、4", (1, 2, 4)),
        ("停；看", (1, 3)),
        ("ＡＢＣＤ", (1, 2, 3, 4)),
    ],
)
def test_options_are_named_in_many_ways(text: str, right: tuple[int, ...]) -> None:
    kind = K.SINGLE if len(right) == 1 else K.MULTIPLE
    assert read_answer(text, FOUR, None) == Answer(kind, FOUR, right)


@pytest.mark.parametrize(
    "text", ["", "  ", "E", "5", "0", "AE", "停走", "甲", "AA", "A或B", "12", "B、看"]
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert isinstance(read_answer(text, FOUR, None), Unread)


@pytest.mark.parametrize(("text", "right"), [("4", None), ("1", None), ("A", (1,)), ("C", (3,))])
def test_a_number_among_numbers_is_not_guessed(text: str, right: tuple[int, ...] | None) -> None:
    read = read_answer(text, NUMBERS, None)
    assert isinstance(read, Unread) if right is None else read == Answer(K.SINGLE, NUMBERS, right)


def test_a_number_that_is_the_same_either_way_is_read() -> None:
    in_order = ("1", "2", "3")
    assert read_answer("2", in_order, None) == Answer(K.SINGLE, in_order, (2,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [(t, True) for t in ("对", "正确", "√", "T", "true", "是", "（√）", "Yes", "1", "✓")]
    + [(t, False) for t in ("错", "错误", "×", "F", "False", "否", "x", "0", "不正确")],
)
def test_true_and_false_are_written_in_many_ways(text: str, expected: bool) -> None:
    wanted = Answer(K.TRUE_FALSE, right=(1,) if expected else (2,))
    assert read_answer(text, (), K.TRUE_FALSE) == wanted
    if text not in "10":
        assert truth(text) is expected
        assert read_answer(text, (), None) == wanted


@pytest.mark.parametrize(
    ("text", "options", "right"),
    [
        ("A", ("正确", "错误"), 1),
        ("A", ("错误", "正确"), 2),
        ("B", ("错误", "正确"), 1),
        ("对", ("错误", "正确"), 1),
        ("×", ("对", "错"), 2),
    ],
)
def test_a_judgement_with_options_goes_by_their_text(
    text: str, options: tuple[str, ...], right: int
) -> None:
    assert read_answer(text, options, K.TRUE_FALSE) == Answer(K.TRUE_FALSE, right=(right,))
    unnamed = read_answer(text, options, None)
    assert isinstance(unnamed, Answer)
    assert replace(unnamed, remark=None) == Answer(K.TRUE_FALSE, right=(right,))
    assert unnamed.remark is not None
    assert "asked as a judgement" in str(unnamed.remark.says)


@pytest.mark.parametrize(
    "options", [("x", "y"), ("X", "Y"), ('"x"', "y"), ("对", "否"), ("x", "是"), ("y", "×")]
)
def test_two_options_that_are_no_pair_of_verdicts_stay_options(options: tuple[str, str]) -> None:
    assert read_answer("A", options, None) == Answer(K.SINGLE, options, (1,))
    assert isinstance(read_answer("A", options, K.TRUE_FALSE), Unread)


def test_type_and_answer_must_agree() -> None:
    assert isinstance(read_answer("AB", FOUR, K.SINGLE), Unread)
    assert isinstance(read_answer("A", FOUR, K.TRUE_FALSE), Unread)
    assert isinstance(read_answer("A", (), K.TRUE_FALSE), Unread)
    assert isinstance(read_answer("AB", (), None), Unread)
    assert isinstance(read_answer("A", ("停",), None), Unread)
    assert read_answer("A", FOUR, K.MULTIPLE) == Answer(K.MULTIPLE, FOUR, (1,))


def test_an_answer_in_words_may_have_several_forms() -> None:
    read = read_answer("110|一一〇；110", (), K.SHORT)
    assert read == Answer(K.SHORT, accepted=("110", "一一〇"))
    assert isinstance(read_answer("长" * 101, (), K.SHORT), Unread)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("单选题", K.SINGLE),
        ("一、单选题（每题2分，共20分）", K.SINGLE),
        ("二、多项选择题", K.MULTIPLE),
        ("第三部分 判断题", K.TRUE_FALSE),
        ("True/False", K.TRUE_FALSE),
        ("填空题：", K.SHORT),
        ("不定项", K.MULTIPLE),
        ("题", None),
        ("选择题", None),
    ],
)
def test_kinds_are_named_as_people_name_them(name: str, kind: K | None) -> None:
    assert kind_named(name) is kind
