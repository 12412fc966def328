"""What is read aloud, and in what parts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.speech.script import LONGEST, halves, read_aloud


def test_signs_are_not_read() -> None:
    assert read_aloud("扫码付款", "① 打开“微信”。\n\n• 点右上角（加号）。") == (
        "扫码付款。\n1，打开微信。\n\n点右上角加号。",
    )


def test_hotlines_are_read_digit_by_digit_and_amounts_are_not() -> None:
    [said] = read_aloud(
        "反诈", "拨打96110，或者110。转了12345元，先打12345。2025年9月1日起，占100%。"
    )
    assert (
        said
        == "反诈。\n拨打九六幺幺零，或者幺幺零。转了12345元，先打幺二三四五。2025年9月1日起，占100%。"
    )


def test_what_is_called_is_read_digit_by_digit_whatever_follows() -> None:
    [said] = read_aloud("急救", "打120人就来。热线12345分机2。有120人。看www.12339.gov.cn。")
    assert said == "急救。\n打幺二零人就来。热线幺二三四五分机2。有120人。看。"


def test_a_telephone_number_with_its_area_is_read_digit_by_digit() -> None:
    [said] = read_aloud("找谁", "电话02012345678。")
    assert said == "找谁。\n电话零二零幺二三四五六七八。"


def test_parts_end_where_sentences_do() -> None:
    sentence = "这一句话一共有二十个字请您数一数看看呢。"
    parts = read_aloud("长课", sentence * 30)
    assert len(parts) == 4
    assert all(len(part) <= LONGEST and part.endswith("。") for part in parts)
    assert "".join(parts).replace("\n", "") == "长课。" + sentence * 30


@given(st.text(alphabet="一二三。！\n，12", min_size=2, max_size=300))
def test_halves_lose_nothing(part: str) -> None:
    first, second = halves(part)
    assert first + second == part
    assert first
