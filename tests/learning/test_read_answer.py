"""Replies as people write them: none is read wrongly, few clear ones are asked again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.content import Question, QuestionKind
from bot.learning.plain import plain
from bot.learning.read_answer import UNCLEAR, Reading, read_answer, read_number, read_option

QUESTIONS = {
    "stranger": ("single", ("马上付款", "先核对对方是谁", "转发给朋友")),
    "shop": (
        "single",
        ("金额没错，照常付款", "先问店家，没弄清就不付", "少付一点，试试能不能收到"),
    ),
    "card": (
        "single",
        ("卡借他，但不告诉密码", "不借，告诉他法律不允许", "先收钱再借", "只借不常用的那张"),
    ),
    "days": ("single", ("3天", "7天", "30天")),
    "phone": ("single", ("110", "120", "96110")),
    "counted": ("single", ("3", "2", "1")),
    "truth": ("true_false", ()),
    "gear": ("multiple", ("头盔", "反光衣", "手机支架", "雨衣")),
    "hotline": ("short", ("96110", "九六一一零")),
    "speed": ("short", ("15", "十五", "15公里", "每小时15公里", "15km/h")),
}


def question(name: str) -> Question:
    kind, texts = QUESTIONS[name]
    short = kind == "short"
    return Question(
        key=name,
        kind=QuestionKind(kind),
        stem="？",
        why="。",
        options=() if short else texts,
        accepted=texts if short else (),
    )


def table() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "replies.tsv").read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    return [(name, reply, meaning) for name, reply, meaning in rows]


def meant(meaning: str) -> Reading:
    if meaning in {"yes", "no"}:
        return Reading(True, accepted=meaning == "yes")
    if meaning == "?":
        return UNCLEAR
    return Reading(True, frozenset(int(n) for n in meaning.split(",")))


def test_the_table_is_large_and_says_each_thing_once() -> None:
    rows = [(name, reply) for name, reply, _ in table()]
    assert len(rows) >= 300
    assert len(set(rows)) == len(rows)


def test_no_reply_is_read_wrongly() -> None:
    wrong = {
        (name, reply): read
        for name, reply, meaning in table()
        if (read := read_answer(reply, question(name))) not in {meant(meaning), UNCLEAR}
    }
    assert not wrong


def test_an_unclear_reply_is_never_guessed() -> None:
    guessed = {
        (name, reply): read
        for name, reply, meaning in table()
        if meaning == "?" and (read := read_answer(reply, question(name))).clear
    }
    assert not guessed


def test_few_clear_replies_are_asked_again() -> None:
    clear = [(name, reply) for name, reply, meaning in table() if meaning != "?"]
    again = [
        (name, reply) for name, reply in clear if not read_answer(reply, question(name)).clear
    ]
    assert len(again) <= len(clear) * 0.1, again


@given(st.text(max_size=60))
def test_the_comparable_form_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)


LIKELY = st.text(
    "0123456789abcdABCD一二三两第个选是不对错和或、，。 １②Ⅱ❸付款核对朋友吗吧", max_size=12
)


@given(st.one_of(LIKELY, st.text(max_size=40)), st.sampled_from(sorted(QUESTIONS)))
def test_no_reply_chooses_an_option_that_is_not_there(text: str, name: str) -> None:
    asked = question(name)
    read = read_answer(text, asked)
    most = 2 if asked.kind is QuestionKind.TRUE_FALSE else len(asked.options)
    assert read.chosen <= set(range(1, most + 1))
    if asked.kind in {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE}:
        assert len(read.chosen) == read.clear
    if asked.kind is not QuestionKind.SHORT:
        assert not read.accepted


NAMES = st.sampled_from(["1", "b", "３", "第二个", "先核对对方是谁", "转发", "对", "错", "①"])


@given(NAMES, NAMES, st.sampled_from(["还是", "或", "或者", "不对，", "吗？还是"]))
def test_two_choices_are_never_one(first: str, second: str, between: str) -> None:
    for name in ("stranger", "gear") if "不对" in between else ("stranger", "gear", "truth"):
        assert read_answer(f"{first}{between}{second}", question(name)) == UNCLEAR


@given(
    NAMES, st.sampled_from(["不是{}", "不选{}", "别选{}", "{}吗", "{}？", "除了{}", "是不是{}"])
)
def test_a_denied_or_asked_choice_is_never_taken(name: str, around: str) -> None:
    for asked in ("stranger", "gear"):
        assert read_answer(around.format(name), question(asked)) == UNCLEAR


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", ["嗯", "老师", "吧", "1,", "第二个 ", "选", "谢谢您", "不", "（", "1和"]
)
def test_endless_replies_are_read_at_once(piece: str) -> None:
    for name in QUESTIONS:
        assert read_answer(piece * 4000 + "茄", question(name)).chosen <= {1, 2}


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
