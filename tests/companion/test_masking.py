"""Personal numbers are gone before a question is kept or leaves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.companion.masking import ADDRESS, MOST, NUMBER, masked


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("13812345678打来说我中奖了", f"{NUMBER}打来说我中奖了"),
        ("138 1234 5678 是骗子吗", f"{NUMBER} 是骗子吗"),
        ("我的身份证44010619500101123X给了人", f"我的身份证{NUMBER}给了人"),
        ("卡号6222-0212-3456-7890-123", f"卡号{NUMBER}"),
        ("１３８１２３４５６７８", NUMBER),
        ("一三八一二三四五六七八是谁", f"{NUMBER}是谁"),
        ("电话0755-12345678", f"电话{NUMBER}"),
        ("验证码834921能给吗", f"验证码{NUMBER}能给吗"),
        ("我的邮箱li.wang@example.com被盗", f"我的邮箱{ADDRESS}被盗"),
        ("加了wxid_abc123xyz", f"加了{NUMBER}"),
        ("138/0013/8000是谁", f"{NUMBER}是谁"),
        ("138,0013,8000", NUMBER),
        ("138👉0013👉8000", NUMBER),
        ("一三八，零零一三，八零零零", NUMBER),
        ("壹叁捌零零壹叁捌零零零", NUMBER),
        ("张三@qq.com被盗", f"{ADDRESS}被盗"),
        ("验证码是8821能给吗", f"验证码是{NUMBER}能给吗"),
        ("验证码八八二一", f"验证码{NUMBER}"),
        ("我的密码是abc123", f"我的密码是{NUMBER}"),
        ("QQ 12345被盗", f"QQ {NUMBER}被盗"),
        ("微信号：abc12345", f"微信号：{NUMBER}"),
        ("密码忘了怎么办", "密码忘了怎么办"),
        ("QQ怎么加人", "QQ怎么加人"),
        ("早上8:30-9:30开门", "早上8:30-9:30开门"),
        ("96110是什么", "96110是什么"),
        ("120和12345", "120和12345"),
        ("被骗了100000元", "被骗了100000元"),
        ("2026年11月22日买的", "2026年11月22日买的"),
        ("6222021234567890123元", f"{NUMBER}元"),
        ("  两\n行\t字 \0", "两 行 字"),
    ],
)
def test_what_is_left(question: str, left: str) -> None:
    assert masked(question) == left


@given(
    st.text(max_size=40), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=40)
)
def test_no_telephone_number_survives(before: str, number: str, after: str) -> None:
    left = masked(f"{before} {number} {after}")
    assert number not in left
    assert not re.search(r"\d{10}", left)
    assert len(left) <= MOST
