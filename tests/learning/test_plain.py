"""One comparable form for the many ways of writing the same thing."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from bot.learning import plain as module
from bot.learning.plain import plain


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("  Ａ　Ｂ\n\tＣ ", "a b c"),
        ("①②⑩", "1210"),
        ("❷➁➋⑵", "222(2)"),
        ("ⅠⅡⅢⅣⅿ", "1234m"),
        ("㈠㈩", "110"),
        ("🅰🅑🄲", "abc"),
        ("1️⃣", "1"),
        ("对✅ 错❌", "对√ 错×"),
        ("好的👌🏽😀", "好的"),
        ("對，錯！選擇第二項", "对,错!选择第二项"),
        ("後臺裡邊的頭髮", "后台里边的头发"),
        ("係唔係啱嘅喎啩咩㗎", "系唔系啱嘅喎啩咩㗎"),
        ("揀嗰個，搵佢哋", "拣嗰个,搵佢哋"),
        ("衞生綫路着火裏面", "卫生线路着火里面"),
        ("顯著 睡著 穿着", "显着 睡着 穿着"),
        ("甚麼 什麼 怎么", "甚么 什么 怎么"),
        ("乾淨 乾隆 瞭解 瞭望", "干净 干隆 了解 了望"),
        ("大砲 炮", "大炮 炮"),
        ("零\u200b宽\u00ad字", "零宽字"),
        ("\x00\x07", ""),
        ("", ""),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert plain(text) == form


@given(st.text(max_size=60))
def test_the_comparable_form_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20))
def test_a_part_has_the_same_form_as_in_the_whole(text: str) -> None:
    assert "".join(map(plain, text)) == plain(text)


EVERYDAY = (
    "您好老师我觉得应该是第二个先核对对方是谁再付款不要转发给朋友戴好头盔慢慢骑车身份证银行卡密码验证码不能告诉别人"
    "早上中午下午晚上电话号码骗子健康药品说明书发票合同种地卖菜直播广东粤菜鸡汤国防教育红绿灯逆行超速保险单里面台风"
)


@pytest.mark.parametrize("script", ["s2t", "s2hk", "s2tw"])
def test_everyday_words_are_the_same_in_every_script(script: str) -> None:
    assert plain(OpenCC(script).convert(EVERYDAY)) == plain(EVERYDAY) == EVERYDAY


def test_threads_that_come_first_at_once_make_the_same_table() -> None:
    module._simple.cache_clear()
    forms: list[str] = []

    def read(number: int) -> None:
        forms.append(plain(f"對{number}")[:1])

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert forms == ["对"] * 8
