"""The platform's rules for values, one row for each kind and edge (section 6.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.simulator.wechat_fields import read_fields
from adapters.wechat.fields import UnfitError, filled_fields, fitted, shortened

FAMILY = "👨‍👩‍👧‍👦"
TIME = "2026年12月1日 15:01"

ROWS = [
    ("thing1", "国防知识竞赛", "国防知识竞赛"),
    (
        "thing1",
        "一二三四五六七八九十一二三四五六七八九十",
        "一二三四五六七八九十一二三四五六七八九十",
    ),
    (
        "thing1",
        "一二三四五六七八九十一二三四五六七八九十百",
        "一二三四五六七八九十一二三四五六七八九…",
    ),
    ("thing1", "一二\n三\t 四\x00", "一二 三 四"),
    ("thing1", "", "—"),
    ("thing12", "x" * 18 + FAMILY, "x" * 18 + "…"),
    ("thing1", FAMILY + "x" * 9, FAMILY + "x" * 9),
    ("thing1", "x" * 18 + "🇨🇳", "x" * 18 + "…"),
    ("thing1", "x" * 12 + "e\u0301" * 5, "x" * 12 + "e\u0301" * 3 + "…"),
    (
        "thing1",
        "先看清姓名， 再输入金额，最后才输密码付款",
        "先看清姓名， 再输入金额，最后才输密码…",
    ),
    ("character_string2", "AB-12：三", "AB-12:"),
    ("character_string2", "ＡＢ１２", "AB12"),
    ("character_string2", "x" * 33, "x" * 32),
    ("number3", "共 12 节", "12"),
    ("number3", "1,024.5 分", "1024.5"),
    ("number3", "３节", "3"),
    ("number3", "-5", "-5"),
    ("letter4", "A-b 3c", "Abc"),
    ("letter4", "x" * 33, "x" * 32),
    ("phrase5", "即将截止了吧", "即将截止了"),
    ("phrase5", "已 通过!", "已通过"),
    ("name6", "欧阳娜娜", "欧阳娜娜"),
    ("name6", "某某市图书馆老年读者服务部", "某某市图书馆老年读者"),
    ("name6", "City Library of Guangzhou", "City Library of Guan"),
    ("name6", "A组负责人王小明老师傅啊", "A组负责人王小明老师"),
    ("symbol7", "¥-%&*#", "¥-%&*"),
    ("amount8", "¥ 1,234.50", "¥1234.50"),
    ("amount8", "12元", "12元"),
    ("amount8", "1234567890", "1234567890"),
    ("time9", TIME, TIME),
    ("time9", "15:01", "15:01"),
    ("time9", f"{TIME}~2026年12月2日 09:00", f"{TIME}~2026年12月2日 09:00"),
    ("date10", "2026年12月1日", "2026年12月1日"),
    ("date10", TIME, TIME),
    ("const11", "城区图书馆", "城区图书馆"),
]
UNFIT = [
    ("time9", ""),
    ("time9", "明天下午"),
    ("time9", "2026-12-01 15:01"),
    ("date10", "15:01"),
    ("number3", "很多"),
    ("number3", "9" * 33),
    ("letter4", "国防"),
    ("phrase5", "OK"),
    ("symbol7", "国防"),
    ("amount8", "12345678901"),
    ("amount8", "免费"),
    ("character_string2", "国防"),
    ("name6", ""),
]


@pytest.mark.parametrize(("field", "fact", "value"), ROWS)
def test_a_fact_is_fitted(field, fact, value):
    assert fitted(field, fact) == value


@pytest.mark.parametrize(("field", "fact"), UNFIT)
def test_what_has_no_such_form_is_refused_without_being_named(field, fact):
    with pytest.raises(UnfitError, match=field) as refused:
        fitted(field, fact)
    assert not fact or fact not in str(refused.value)


def test_the_data_of_a_message():
    assert filled_fields({"thing1": "title", "thing2": "organiser"}, {"title": "竞赛"}) == {
        "thing1": {"value": "竞赛"},
        "thing2": {"value": "—"},
    }


KINDS = [
    "thing1",
    "character_string1",
    "number1",
    "letter1",
    "phrase1",
    "name1",
    "symbol1",
    "amount1",
    "time1",
    "date1",
]
PIECES = st.sampled_from(
    ["2026年12月1日", " ", "15:01", "~", "¥", "12", ".5", "元", "国", "👍🏽", "_", "-"]
)


@pytest.mark.parametrize("field", KINDS)
@given(fact=st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join))
def test_whatever_the_fact_the_platform_takes_the_value(field, fact):
    """By the rules of the simulated platform, which were written apart from ours."""
    try:
        value = fitted(field, fact)
    except UnfitError:
        return
    assert read_fields({field: "标签"}, {field: {"value": value}}) == {field: value}


@given(st.text(min_size=1, max_size=40), st.integers(2, 30))
def test_what_is_shortened_begins_like_the_whole(text, most):
    short = shortened(text, most)
    assert short == text or text.startswith(short[:-1])
