"""Whatever the question and however a reply is put together: read as meant, or asked again."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from bot.domain.content import Question, QuestionKind
from bot.learning.plain import plain
from bot.learning.read_answer import UNCLEAR, read_answer
from tests.learning.asked import QUESTIONS, asked, question, table

PHRASES = (
    "马上付款", "先核对对方是谁", "转发给朋友", "打110报警", "给家人打电话", "自己想办法解决", "不理他", "把验证码告诉他",
    "停在路边再接电话", "边骑边接", "戴好头盔", "逆行一小段", "3天", "7天", "三十天以内", "50元", "500元", "可以", "不可以",
    "早上", "半夜", "多喝水", "去医院看看", "信他一次", "截图留证", "以上都对", "以上都不对", "Wi-Fi", "120", "和老伴商量",
)  # fmt: skip
OPTIONS = st.lists(st.sampled_from(PHRASES), min_size=2, max_size=6, unique=True).map(tuple)
NAMES: list[Callable[[int, tuple[str, ...]], str]] = [
    lambda at, options: str(at + 1),
    lambda at, options: "ABCDEF"[at],
    lambda at, options: "abcdef"[at],
    lambda at, options: f"第{at + 1}个",
    lambda at, options: f"第{'一二三四五六'[at]}項",
    lambda at, options: f"选{'ＡＢＣＤＥＦ'[at]}",
    lambda at, options: options[at],
    lambda at, options: f"{'ABCDEF'[at]}、{options[at]}",
]
NAMING = st.sampled_from(NAMES)
TWO_CHOICES = st.sampled_from(
    [
        "还是", "或", "或者", "要不", "，不对，", "…不，", "，哦不，", "不对，是", "，改选", "？还是", "，要么", " or ", "定係",
        "吗，", "，看错了，", "，重新选，", "…等等，", "选错了，选", "不行，", "错，",
    ]
)  # fmt: skip
DENYING = st.sampled_from(
    [
        "不是{}",
        "{}？！",
        "{}??。", "不选{}", "别选{}", "{}不对", "{}不是", "{}吗", "{}？", "肯定不是{}", "是不是{}", "{}错了", "{}不行",
        "唔係{}", "唔好揀{}", "{}咩", "排除{}", "{}才怪", "{}，开玩笑的", "谁会选{}", "不知道是不是{}", "{}还是别的", "如果选{}呢",
        "{}🤔", "👎{}", "万一是{}怎么办", "我错了，不是{}",
    ]
)  # fmt: skip


@st.composite
def two_of(draw: st.DrawFn) -> tuple[tuple[str, ...], str, str]:
    """Options, and two different ones of them, named in some way."""
    options = draw(OPTIONS)
    first, second = draw(st.permutations(range(len(options))))[:2]
    return options, draw(NAMING)(first, options), draw(NAMING)(second, options)


@given(two_of(), TWO_CHOICES, st.sampled_from(["single", "multiple"]))
def test_two_choices_are_never_one(
    named: tuple[tuple[str, ...], str, str], between: str, kind: str
) -> None:
    options, first, second = named
    assert not read_answer(f"{first}{between}{second}", asked(kind, options)).clear


@given(two_of(), st.sampled_from(["，", "、", " ", "和", "跟", "同埋", "以及", ""]))
def test_one_of_many_is_not_chosen_by_naming_two(
    named: tuple[tuple[str, ...], str, str], between: str
) -> None:
    options, first, second = named
    read = read_answer(f"{first}{between}{second}", asked("single", options))
    # "1" and "20" written together are "120", which may be an option.
    assert not read.clear or plain(first + second).isdecimal()


@example((("以上都对", "马上付款"), "以上都对", "2"), "{}？", "single")
@example((("马上付款", "打110报警"), "马上付款", "2"), "{}？！", "multiple")
@given(two_of(), DENYING, st.sampled_from(["single", "multiple"]))
def test_a_denied_or_asked_choice_is_never_taken(
    named: tuple[tuple[str, ...], str, str], around: str, kind: str
) -> None:
    options, name, _ = named
    assert not read_answer(around.format(name), asked(kind, options)).clear


@given(two_of())
def test_all_but_one_is_never_that_one(named: tuple[tuple[str, ...], str, str]) -> None:
    options, name, _ = named
    assert not read_answer(f"除了{name}", asked("single", options)).clear
    read = read_answer(f"除了{name}", asked("multiple", options))
    own = read_answer(name, asked("multiple", options)).chosen
    assert read.chosen in (set(), set(range(1, len(options) + 1)) - own)


VERDICTS = st.sampled_from(
    ["对", "错", "對", "錯", "正确", "不对", "是", "不是", "√", "×", "啱", "唔啱"]
)


@given(
    VERDICTS,
    st.sampled_from(
        [
            "{}吗",
            "{}？",
            "不知道{}",
            "{}还是别的",
            "{}，我乱选的",
            "{}才怪",
            "说{}也行",
            "不一定{}",
            "{}一半",
            "{}，但是要看情况",
        ]
    ),
)
def test_a_doubted_verdict_is_never_taken(verdict: str, around: str) -> None:
    assert not read_answer(around.format(verdict), question("truth")).clear


@given(
    st.sampled_from("对是√啱"),
    st.sampled_from("错否×假"),
    st.sampled_from(["，", "还是", "", " ", "…", "不，"]),
)
def test_true_and_false_together_are_neither(true: str, false: str, between: str) -> None:
    if true != "是" or between.strip():  # 是错 says that it is wrong
        assert read_answer(f"{true}{between}{false}", question("truth")) == UNCLEAR
    assert read_answer(f"{false}{between}{true}", question("truth")) == UNCLEAR


HONG_KONG = OpenCC("s2hk")
FULL_WIDTH = {n: n + 0xFEE0 for n in range(0x21, 0x7F) if chr(n) not in "[].~"}
SCRIPTS: list[Callable[[str], str]] = [
    str,
    str.upper,
    HONG_KONG.convert,
    OpenCC("s2twp").convert,
    lambda text: text.translate(FULL_WIDTH),
    lambda text: f" {text}\n",
    "\u200b".join,
]
BEFORE = st.sampled_from(
    ["", "老师，", "您好，", "嗯，", "早上好 ", "😊", "[微笑]", "嗯嗯…", "老师您好，", "呃，", "“"]
)
BEHIND = st.sampled_from(
    [
        "",
        "，谢谢老师",
        "。",
        "！！",
        "🌹🌹",
        "[玫瑰]",
        " 谢谢",
        "～",
        "👍🏻",
        "，唔該晒",
        "”",
        "，辛苦了",
    ]
)
CLEAR = [
    row for row in table() if row.meant.clear and read_answer(row.reply, question(row.name)).clear
]


@given(st.sampled_from(CLEAR), st.sampled_from(SCRIPTS), BEFORE, BEHIND)
def test_decoration_never_changes_what_a_reply_says(
    row: Any, script: Callable[[str], str], before: str, behind: str
) -> None:
    read = read_answer(f"{before}{script(row.reply)}{behind}", question(row.name))
    assert read in {row.meant, UNCLEAR}


@given(OPTIONS, st.integers(0, 5), NAMING, st.sampled_from(SCRIPTS), BEFORE, BEHIND)
def test_a_clear_reply_keeps_its_reading_in_any_dress(
    options: tuple[str, ...], at: int, naming: Callable[[int, tuple[str, ...]], str],
    script: Callable[[str], str], before: str, behind: str,
) -> None:  # fmt: skip
    at %= len(options)
    name = naming(at, options)
    asking = asked("single", options)
    bare = read_answer(name, asking)
    assert bare.chosen in ({at + 1}, set())
    assert read_answer(f"{before}{script(name)}{behind}", asking) == bare


LIKELY = st.text(
    "0123456789abcdABCD一二三两第个选是不对错和或、，。 １②Ⅱ❸付款核对朋友吗吧都全除了必西",
    max_size=14,
)


@given(st.one_of(LIKELY, st.text(max_size=60)), st.sampled_from(sorted(QUESTIONS)))
def test_no_reply_chooses_what_is_not_there(text: str, name: str) -> None:
    asking = question(name)
    read = read_answer(text, asking)
    most = 2 if asking.kind is QuestionKind.TRUE_FALSE else len(asking.options)
    assert read.chosen <= set(range(1, most + 1))
    assert read.maybe is None or (1 <= read.maybe <= most and not read.clear)
    if asking.kind in {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE}:
        assert len(read.chosen) == read.clear
    if asking.kind is not QuestionKind.SHORT:
        assert not read.accepted


def steps(text: str, asking: Question) -> int:
    """How many calls reading takes, of Python's and of C's functions."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_answer(text, asking)
    finally:
        sys.setprofile(before)
    return count


MOST_STEPS = 12_000
"""About 1 ms where this was written (0.08 µs a call)."""


@pytest.mark.parametrize("length", [2000, 190])
@pytest.mark.parametrize(
    "piece",
    ["嗯", "老师", "吧", "1,", "第二个 ", "选", "谢谢您", "不", "（", "1和", "一", "头盔、", "i think ", "A对", "核对", "[强]"],
)  # fmt: skip
def test_endless_replies_take_few_steps(piece: str, length: int) -> None:
    for name in QUESTIONS:
        text = (piece * length)[: length - 1] + "茄"
        assert steps(text, question(name)) <= MOST_STEPS, name


@given(st.text(min_size=300, max_size=400))
def test_who_writes_an_essay_names_no_option(text: str) -> None:
    assert read_answer(f"甲{text}乙", question("stranger")) == UNCLEAR
