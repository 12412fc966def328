"""Numbers and amounts as people write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.answer_numbers import amounts_in, date_in, date_said, fold_numbers, quantity
from bot.learning.plain import plain


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("九六一一零", "96110"),
        ("九六幺幺零", "96110"),
        ("九六一一o", "96110"),
        ("9611o", "96110"),
        ("幺幺零", "110"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("二十五", "25"),
        ("一百二十", "120"),
        ("二百五", "250"),
        ("二百零五", "205"),
        ("两千零三", "2003"),
        ("三万二", "32000"),
        ("一亿二千万", "120000000"),
        ("1.5万", "15000"),
        ("3千", "3000"),
        ("一点五", "1.5"),
        ("百分之二十", "20%"),
        ("百分之20", "20%"),
        ("1,500元", "1500元"),
        ("110,12", "110,12"),
        ("二零二六年", "2026年"),
        ("20十", "20十"),
        ("o型", "o型"),
        ("没有数", "没有数"),
        ("", ""),
    ],
)
def test_numbers_in_digits(written: str, digits: str) -> None:
    assert fold_numbers(written) == digits


@given(st.text("零一二三四五六七八九十百千万亿点两0123456789.,o%百分之", max_size=60))
def test_any_heap_of_numerals_is_folded_without_a_fault(text: str) -> None:
    folded = fold_numbers(plain(text))
    amount = quantity(folded)
    assert amount is None or amount.number >= 0


@given(st.integers(1, 99))
def test_numerals_below_a_hundred_count_as_they_read(number: int) -> None:
    ones = "零一二三四五六七八九"
    tens, rest = divmod(number, 10)
    numeral = (
        (ones[tens] if tens > 1 else "") + ("十" if tens else "") + (ones[rest] if rest else "")
    )
    assert fold_numbers(numeral) == str(number)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.5公里", "1500米", True),
        ("50元", "50块钱", True),
        ("60分钟", "1小时", True),
        ("2公斤", "4斤", True),
        ("15", "15公里", True),
        ("15分钟", "15公里", False),
        ("24小时", "1天", False),
        ("3天", "3", True),
        ("20%", "0.2", False),
        ("5角", "0.5元", True),
        ("5000毫克", "5克", True),
        ("5毫升", "5克", False),
        ("1两", "50克", True),
    ],
)
def test_amounts_are_the_same_in_other_units(one: str, other: str, same: bool) -> None:
    first, second = quantity(one), quantity(other)
    assert first is not None
    assert second is not None
    assert first.same(second) is same
    assert second.same(first) is same


@pytest.mark.parametrize("text", ["", "公里", "15公里多", "15 公里", "约15", "1.2.3", "9" * 16])
def test_what_is_more_or_less_than_one_amount_is_none(text: str) -> None:
    assert quantity(text) is None


def test_a_number_alone_has_no_unit() -> None:
    amount = quantity("15")
    assert amount is not None
    assert (amount.number, amount.size, amount.measure) == (Fraction(15), Fraction(1), "")


def test_every_amount_of_a_sentence_is_found_with_its_unit() -> None:
    assert amounts_in("罚20元到50元,扣3分") == ["20元", "50元", "3分"]
    assert amounts_in("没有") == []


@pytest.mark.parametrize(
    "text", ["9月30", "9月30日", "9.30", "9.30号", "9/30", "9-30", "0930", "930"]
)
def test_a_day_is_written_in_many_ways(text: str) -> None:
    assert date_said(text) == (9, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [("30", None), ("9月", None), ("12339", None), ("30.9", (0, 0)), ("9.32", (0, 0))],
)
def test_what_is_no_day(text: str, day: tuple[int, int] | None) -> None:
    assert date_said(text) == day


def test_one_date_is_found_in_a_text() -> None:
    assert date_in("11月17日或者更晚") == (11, 17)
    assert date_in("9月3日到9月5日") is None
