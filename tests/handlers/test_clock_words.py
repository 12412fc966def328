"""Times and days as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.catalogue import LANGUAGE_NAMES, texts
from bot.texts.dates import clocks
from handlers.clock_words import names_times, read_days, read_number_word, read_times


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("7:30", "07:30"),
        ("07:30", "07:30"),
        ("７：３０", "07:30"),
        ("7.30", "07:30"),
        ("0730", "07:30"),
        ("730", "07:30"),
        ("8", "08:00"),
        ("8点", "08:00"),
        ("8點", "08:00"),
        ("八点钟", "08:00"),
        ("8时", "08:00"),
        ("七点半", "07:30"),
        ("七點半", "07:30"),
        ("七点三十", "07:30"),
        ("七点三十分", "07:30"),
        ("七点零五", "07:05"),
        ("七点一刻", "07:15"),
        ("七点三刻", "07:45"),
        ("早上七点半", "07:30"),
        ("早上 7:30", "07:30"),
        ("上午9点30分", "09:30"),
        ("中午12点", "12:00"),
        ("中午一点", "13:00"),
        ("中午11点半", "11:30"),
        ("下午三点", "15:00"),
        ("下午3:00", "15:00"),
        ("晚上8点", "20:00"),
        ("晚上十点半", "22:30"),
        ("晚上12点", "00:00"),
        ("夜里1点", "01:00"),
        ("凌晨五点", "05:00"),
        ("十九点三十", "19:30"),
        ("二十点", "20:00"),
        ("两点", "02:00"),
        ("每天七点半", "07:30"),
        ("改到七点半吧", "07:30"),
        ("就7点吧", "07:00"),
        ("七点半左右", "07:30"),
        ("七点半就行，谢谢", "07:30"),
        ("9:30 15:00", "09:30 15:00"),
        ("15:00 9:30", "09:30 15:00"),
        ("9:30、15:00", "09:30 15:00"),
        ("9:30，15:00", "09:30 15:00"),
        ("9点半和下午3点", "09:30 15:00"),
        ("9 15", "09:00 15:00"),
        ("8:00 8:00", "08:00"),
        ("", ""),
        ("25:00", ""),
        ("7:60", ""),
        ("24点", ""),
        ("8点到9点", ""),
        ("8:00-9:00", ""),
        ("差一刻八点", ""),
        ("随便", ""),
        ("早上", ""),
        ("7:30 或者 8:00", ""),
        ("12345", ""),
        ("7:30 明天再说", ""),
    ],
)
def test_clock_times(text: str, clocks: str) -> None:
    assert [f"{one:%H:%M}" for one in read_times(text)] == clocks.split()


@given(st.lists(st.times(), min_size=1, max_size=4), st.sampled_from(sorted(LANGUAGE_NAMES)))
def test_what_is_written_is_read_again(times: list[time], language: str) -> None:
    minutes = sorted({one.replace(second=0, microsecond=0) for one in times})
    assert read_times(clocks(minutes, texts(language))) == minutes


@given(st.text("零一二三四五六七八九十两半刻点时分早晚上下午中:：0123456789 、到和", max_size=14))
def test_any_words_give_times_of_a_day_or_none(text: str) -> None:
    times = read_times(text)
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("text", "named"), [("7:30", True), ("八点", True), ("8", False), ("好", False)]
)
def test_only_a_written_clock_names_a_time(text: str, *, named: bool) -> None:
    assert names_times(text) == named


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3天", 3),
        ("三天", 3),
        ("3 天", 3),
        ("３天", 3),
        ("两天", 2),
        ("兩日", 2),
        ("十天", 10),
        ("一周", 7),
        ("一个星期", 7),
        ("两個禮拜", 14),
        ("半个月", 15),
        ("一个月", 30),
        ("180天", 180),
        ("181天", None),
        ("0天", None),
        ("几天", None),
        ("一下", None),
        ("", None),
    ],
)
def test_days(text: str, days: int | None) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("7", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十五", 35),
        ("零五", 5),
        ("一二", None),
        ("点", None),
    ],
)
def test_number_words(word: str, number: int | None) -> None:
    assert read_number_word(word) == number
