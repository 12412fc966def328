"""One comparable form for the many ways of writing the same thing."""

import pytest

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
        ("零\u200b宽\u00ad字", "零宽字"),
        ("\x00\x07", ""),
        ("", ""),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert plain(text) == form
