"""What is posted to groups, in words: pure, in three languages."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.content import Question, QuestionKind
from bot.domain.messages import Link, Option, Quiz
from bot.learning.groups.board import board_message, isolated
from bot.learning.groups.course import course_message
from bot.learning.groups.explanation import LONGEST_STEM, explanation_message
from bot.learning.groups.question import next_question, question_message
from bot.store.groups.board import Merit
from bot.store.groups.questions import AskedQuestion, Tally
from bot.texts.catalogue import texts
from tests.learning.group_courses import FARM, OPTIONS, course, lesson, question

HANS = texts("zh-Hans")
JOIN = (Link("我也学", "https://t.example/city?c-farm"),)
CLOSES = "2026-11-24T00:30:00+00:00"


def asked(found: Question) -> AskedQuestion:
    return AskedQuestion(
        row=7,
        group=1,
        day=date(2026, 11, 23),
        course_key="farm",
        course_title="一起种田",
        version="1",
        reviewed_by="某老师",
        lesson_title="种课",
        source="某法第一条",
        question=found,
    )


# The course of the week ---------------------------------------------------------------------------


def test_a_course_says_what_it_is_about_and_how_to_learn_along() -> None:
    message = course_message(FARM, HANS, JOIN, goes_on=False)
    assert message.title == "这周一起学《一起种田》"
    assert message.text == "讲的是：种课、管课、收课。\n共 3 课，每课约 3 分钟。"
    assert message.links == JOIN
    again = course_message(FARM, HANS, (), goes_on=True)
    assert (again.title, again.links) == ("这周接着学《一起种田》", ())


def test_of_a_long_course_the_first_lessons_are_named() -> None:
    long = replace(FARM, lessons=tuple(lesson(str(n)) for n in range(9)))
    message = course_message(long, texts("en"), (), goes_on=False)
    assert message.text.startswith("It is about: 0课, 1课, 2课, 3课, and more.")
    assert "9" in message.text


# The question -------------------------------------------------------------------------------------


def test_questions_come_in_order_and_then_the_one_asked_the_longest_ago() -> None:
    seen: dict[str, date] = {}
    keys = []
    for number in range(1, 8):
        found = next_question(FARM, seen)
        assert found is not None
        keys.append(found.key)
        seen[found.key] = date(2026, 11, number)
    assert keys == ["甲", "丙", "丁", "甲", "丙", "丁", "甲"], "乙 is answered in one's own words"


def test_a_course_without_a_fitting_question_has_none() -> None:
    own_words = course("w", "写作", lesson("一", question("乙", QuestionKind.SHORT)))
    assert next_question(own_words, {}) is None


def test_a_question_is_a_quiz_and_the_same_with_buttons() -> None:
    message = question_message(asked(question("甲")), HANS, CLOSES)
    assert message.quiz == Quiz(
        "甲题怎么做？", OPTIONS, (2,), "甲题的道理。", "gq:7", closes=CLOSES
    )
    assert (message.title, message.text) == ("今日一题，大家来答", "甲题怎么做？")
    assert message.options == tuple(
        Option(label, f"gq:7:{n}") for n, label in enumerate(OPTIONS, 1)
    )


def test_true_and_false_are_said_in_the_groups_language() -> None:
    found = asked(question("丁", QuestionKind.TRUE_FALSE))
    message = question_message(found, texts("en"), CLOSES)
    assert message.quiz is not None
    assert (message.quiz.options, message.quiz.right) == (("True", "False"), (2,))
    assert [one.data for one in message.options] == ["gq:7:1", "gq:7:2"]


@pytest.mark.parametrize("count", [2, 3, 12])
def test_one_touch_is_a_whole_answer_where_several_are_right(count: int) -> None:
    many = replace(
        question("丙", QuestionKind.MULTIPLE),
        options=tuple(f"第{n}个" for n in range(1, count + 1)),
        right=(1, count),
    )
    message = question_message(asked(many), HANS, CLOSES)
    assert message.quiz is not None
    assert message.quiz.several
    data = [one.data for one in message.options]
    assert f"gq:7:1,{count}" in data
    assert len(set(data)) == len(data) == (3 if count == 2 else 6)
    assert all(len(one.encode()) <= 64 for one in data)
    assert "\n2. 第2个\n" in message.text
    labels = {one.data: one.label for one in message.options}
    assert labels[f"gq:7:1,{count}"] == f"1 和 {count}"


# The explanation ----------------------------------------------------------------------------------


def test_an_explanation_has_all_that_is_to_be_learned() -> None:
    message = explanation_message(asked(question("丙", QuestionKind.MULTIPLE)), Tally(12, 9), HANS)
    assert message.title == "昨天的题，答案来了"
    assert message.text == (
        "丙题怎么做？\n正确答案：马上付款；转发给朋友\n\n丙题的道理。\n\n"
        "12 人作答，9 人答对。\n出处：某法第一条，《一起种田》“种课”一课。"
    )


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(), HANS("post-nobody")),
        (Tally(1, 1), "1 人作答，1 人答对。"),
        (Tally(3, 3), "3 人作答，全都答对了！"),
        (Tally(3, 0), "3 人作答，0 人答对。"),
    ],
)
def test_how_it_was_answered_is_told_kindly(tally: Tally, words: str) -> None:
    assert words in explanation_message(asked(question("甲")), tally, HANS).text


def test_a_long_question_is_recalled_in_short() -> None:
    long = replace(question("甲"), stem="问" * 300)
    text = explanation_message(asked(long), Tally(), HANS).text
    assert text.startswith("问" * (LONGEST_STEM - 1) + "…\n")


# The board ----------------------------------------------------------------------------------------


def test_equals_share_a_place_and_who_did_nothing_is_not_named() -> None:
    merits = [Merit("丙", 0, 2), Merit("甲", 3, 2), Merit("丁", 0, 0), Merit("乙", 2, 0)]
    message = board_message(merits, HANS, JOIN)
    assert message is not None
    assert message.text.split("\n") == [
        "1. \u2068甲\u2069：5 分",
        "2. \u2068丙\u2069：2 分",
        "2. \u2068乙\u2069：2 分",
        "",
        HANS("post-board-rule"),
    ]
    assert message.links == JOIN


def test_a_board_of_one_is_none() -> None:
    assert board_message([Merit("甲", 3, 2), Merit("丁", 0, 0)], HANS, JOIN) is None
    assert board_message([], HANS, JOIN) is None


def test_at_most_ten_are_named() -> None:
    message = board_message([Merit(f"{n:02d}", n, 0) for n in range(1, 14)], HANS, ())
    assert message is not None
    lines = message.text.split("\n")
    assert lines[9:11] == ["10. \u206804\u2069：4 分", "还有 3 位也在榜上。"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李\u202eabc\u2066", "李abc"),
        ("two\nlines\u2029here", "two lines here"),
        ("\u2069\u2069out", "out"),
        ("x" * 100, "x" * 32),
        ("{place}", "{place}"),
        ("\u200b\u200f", "…"),
    ],
)
def test_a_name_turns_nothing_around(name: str, shown: str) -> None:
    assert isolated(name) == f"\u2068{shown}\u2069"
