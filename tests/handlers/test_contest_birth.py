"""Births as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contest_birth import BirthFault, read_birth

TODAY = date(2026, 11, 23)
BORN = date(1955, 3, 8)


@pytest.mark.parametrize(
    "text",
    [
        "1955年3月8日",
        "1955年03月08号",
        "1955-3-8",
        "1955/03/08",
        "1955.3.8",
        "1955 3 8",
        "19550308",
        "550308",
        "55年3月8日",
        "五五年三月八日",
        "一九五五年三月八日",
        "１９５５年３月８日",
        "我是1955年3月8日出生的。",
        "生日：1955-3-8",
        "公历1955年3月8日",
        "民国44年3月8日",
        "8 March 1955",
        "March 8th, 1955",
        "I was born on 8 March 1955",
    ],
)
def test_one_day_in_many_ways(text: str) -> None:
    assert read_birth(text, TODAY) == BORN


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("五五年三月初八", BirthFault.LUNAR),
        ("农历1955年3月8日", BirthFault.LUNAR),
        ("农历五五年正月初一", BirthFault.LUNAR),
        ("3月8日", BirthFault.NO_YEAR),
        ("三月八日", BirthFault.NO_YEAR),
        ("20年3月8日", BirthFault.CENTURY),
        ("1955年2月30日", BirthFault.NO_SUCH_DAY),
        ("1955-13-1", BirthFault.NO_SUCH_DAY),
        ("2027-1-1", BirthFault.TOO_LATE),
        ("1800-1-1", BirthFault.TOO_EARLY),
        ("110101195503081234", BirthFault.ID_CARD),
        ("11010119550308123X", BirthFault.ID_CARD),
        ("8/3/1955", BirthFault.UNCLEAR),
        ("71", BirthFault.UNCLEAR),
        ("1955年", BirthFault.UNCLEAR),
        ("195年3月8日", BirthFault.UNCLEAR),
        ("不想说", BirthFault.UNCLEAR),
        ("", BirthFault.UNCLEAR),
    ],
)
def test_what_is_no_day_is_told_by_its_reason(text: str, fault: BirthFault) -> None:
    assert read_birth(text, TODAY) is fault


def test_two_figures_of_a_year_are_the_century_that_fits() -> None:
    assert read_birth("10年3月8日", TODAY) == date(2010, 3, 8)
    assert read_birth("27年3月8日", TODAY) == date(1927, 3, 8)


@given(st.dates(min_value=TODAY - timedelta(days=110 * 365), max_value=TODAY))
def test_every_written_day_is_read_back(born: date) -> None:
    forms = (
        f"{born.year}年{born.month}月{born.day}日",
        born.isoformat(),
        f"{born:%Y%m%d}",
        f"{born.year}.{born.month}.{born.day}",
        f"{born.year}年{_numeral(born.month)}月{_numeral(born.day)}日",
    )
    assert {read_birth(form, TODAY) for form in forms} == {born}


@given(st.text(max_size=40))
def test_whatever_is_written_is_a_past_day_or_a_fault(text: str) -> None:
    read = read_birth(text, TODAY)
    assert isinstance(read, BirthFault) or read <= TODAY


def _numeral(number: int) -> str:
    """1 to 31 in Chinese."""
    names = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    high = "" if tens == 0 else "十" if tens == 1 else f"{names[tens]}十"
    return high + (names[ones] if ones else "")
