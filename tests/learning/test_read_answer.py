"""Replies as people write them: none is read wrongly, few clear ones are asked again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from bot.content.load import load_pack
from bot.domain.content import Question, QuestionKind
from bot.learning.read_answer import UNCLEAR, Reading, read_answer, read_number, read_option
from tests.learning.asked import QUESTIONS, asked, question, table

HONG_KONG = OpenCC("s2hk")
MOST_AGAIN = 0.1
"""The share of clear replies that may be asked again (issue 7, section 4)."""


def test_the_table_is_large_and_says_each_thing_once() -> None:
    rows = [(row.name, row.reply) for row in table()]
    assert len(rows) >= 300
    assert len(set(rows)) == len(rows)
    assert {row.name for row in table()} == set(QUESTIONS)
    assert all(row.kind == QUESTIONS[row.name][0] for row in table())


def test_no_reply_is_read_wrongly() -> None:
    wrong = {
        (row.name, row.reply): read
        for row in table()
        if (read := read_answer(row.reply, question(row.name))) != row.meant
        and (read.clear or read.maybe or row.meant.maybe)
    }
    assert not wrong


def test_few_clear_replies_are_asked_again() -> None:
    clear = [row for row in table() if row.meant.clear]
    again = [row for row in clear if not read_answer(row.reply, question(row.name)).clear]
    share = len(again) / len(clear)
    print(f"\n{len(table())} replies, {len(clear)} clear, {share:.1%} of them asked again:")  # noqa: T201
    print(*(f"  {row.name}: {row.reply}" for row in again), sep="\n")  # noqa: T201
    assert share <= MOST_AGAIN


@pytest.mark.parametrize(
    ("reply", "option"), [("必", 2), ("选比吧", 2), ("诶", 1), ("西。", 3), ("弟", 4), ("滴", 4)]
)
def test_a_letter_as_it_sounds_is_asked_back_and_not_counted(reply: str, option: int) -> None:
    four = asked("single", ("上午", "中午", "下午", "晚上"))
    assert read_answer(reply, four) == replace(UNCLEAR, maybe=option)


@pytest.mark.parametrize("reply", ["必吗", "不是必", "必须", "必比", "必或西", "我想必也是"])
def test_what_is_more_than_a_sound_is_just_asked_again(reply: str) -> None:
    assert read_answer(reply, asked("single", ("上午", "中午", "下午", "晚上"))) == UNCLEAR


def test_a_sound_that_an_option_holds_may_be_meant() -> None:
    assert read_answer("币", asked("single", ("存钱", "数字人民币", "借钱"))) == UNCLEAR


@given(st.integers(0, 12), st.integers(1, 12))
def test_a_number_is_read_within_what_is_on_offer(number: int, most: int) -> None:
    assert read_number(str(number), most) == (number if 1 <= number <= most else None)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("手机支付", 1),
        ("手機支付不求人", 1),
        ("骑手", 2),
        ("安全", None),
        ("不学", None),
        ("", None),
    ],
)
def test_a_label_is_found_by_a_telling_part(text: str, chosen: int | None) -> None:
    labels = ("手机支付不求人（14 课）", "骑手安全（14 课）", "食品安全（3 课）")
    assert read_option(text, labels) == chosen


def questions() -> list[Question]:
    """Every question that is shipped."""
    pack = load_pack(Path(__file__).parents[2] / "packs" / "yike-basics")
    return [one for course in pack.courses for one in course.questions]


NAMED: list[Callable[[int], str]] = [
    "ABCDEFGH".__getitem__,
    lambda at: f"第{at + 1}个",
    lambda at: f"选项{at + 1}",
    lambda at: f"我选第{'一二三四五六七八'[at]}個，謝謝",
]


def test_the_options_of_the_shipped_lessons_can_be_chosen_in_many_ways() -> None:
    tried, again = 0, []
    for one in questions():
        key, options = one.key, one.options
        for at, text in enumerate(options):
            for reply in (text, f"选{text}吧", f"{text}。谢谢", *(name(at) for name in NAMED)):
                tried += 1
                read = read_answer(reply, asked("single", options))
                assert read.chosen in ({at + 1}, set()), (key, reply)
                several = read_answer(reply, asked("multiple", options))
                assert several.chosen in ({at + 1}, set()), (key, reply)
                again += [] if read.clear and several.clear else [(key, reply)]
    # 第一个 is asked again where an option reads 九月的第一个星期日.
    assert len(again) <= tried * 0.01, again
    assert tried >= 500


def test_the_short_answers_of_the_shipped_lessons_are_accepted() -> None:
    shorts = [one for one in questions() if one.accepted]
    assert shorts
    for one in shorts:
        for text in one.accepted:
            for reply in (
                text,
                f"老师好，{text}",
                f"是{text}吧。谢谢",
                f"{text}[玫瑰]",
                HONG_KONG.convert(text),
            ):
                assert read_answer(reply, one) == Reading(True, accepted=True), (one.key, reply)
            for reply in (f"不是{text}", f"{text}吗？", f"{text}还是别的"):
                assert read_answer(reply, one) == UNCLEAR, (one.key, reply)
        for talk in ("你好", "谢谢老师", "等一下", "什么意思"):
            assert read_answer(talk, one) == UNCLEAR, (one.key, talk)


def test_kinds_answer_in_their_own_way() -> None:
    for name in QUESTIONS:
        read = read_answer("1", question(name))
        if question(name).kind is QuestionKind.SHORT:
            assert not read.chosen
        else:
            assert not read.accepted


TALK = (
    "好的", "好", "收到", "知道了", "明白", "谢谢", "谢谢您", "再说一遍", "等一下", "今天", "今天忙", "马上", "自己", "一点", "一起", "试试",
    "看看", "家人", "医院", "手机", "帮忙", "没有", "不行", "不能", "吃饭了", "什么意思", "看不清", "在吗", "老师好", "继续", "必须的", "对方",
)  # fmt: skip


def test_talk_is_an_answer_to_no_question_of_the_lessons() -> None:
    graded = [
        (one.key, word)
        for one in questions()
        for word in TALK
        if word not in one.options and read_answer(word, one).clear
    ]
    assert not graded
