"""Dates, times and spans in each language."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.texts.catalogue import texts
from bot.texts.dates import a_day, clocks, full_day, instant, near_instant, span, weekday

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 12, 1, 7, 1, tzinfo=UTC)
"""15:01 where people live."""
DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "day", "full", "week", "at"),
    [
        ("zh-Hans", "12月1日", "2026年12月1日", "星期二", "12月1日 15:01"),
        ("zh-Hant", "12月1日", "2026年12月1日", "星期二", "12月1日 15:01"),
        ("en", "1 Dec", "1 Dec 2026", "Tuesday", "1 Dec, 15:01"),
    ],
)
def test_a_day_and_a_time(language: str, day: str, full: str, week: str, at: str) -> None:
    t = texts(language)
    assert (a_day(DAY, t), full_day(DAY, t), weekday(DAY, t)) == (day, full, week)
    assert instant(NOW, ZONE, t) == at


@pytest.mark.parametrize(
    ("language", "ahead", "said"),
    [
        ("zh-Hans", 0, "今天 15:01"),
        ("zh-Hans", 1, "明天 15:01"),
        ("zh-Hans", 2, "后天 15:01"),
        ("zh-Hant", 2, "後天 15:01"),
        ("en", 0, "today at 15:01"),
        ("en", 1, "tomorrow at 15:01"),
        ("zh-Hans", 3, "12月4日 15:01"),
        ("en", -1, "30 Nov, 15:01"),
    ],
)
def test_days_that_are_near_have_names(language: str, ahead: int, said: str) -> None:
    at = NOW + timedelta(days=ahead)
    assert near_instant(at, NOW, ZONE, texts(language)) == said


def test_the_day_is_that_of_the_place() -> None:
    late = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)
    assert near_instant(late, NOW, ZONE, texts("en")) == "tomorrow at 00:30"


@pytest.mark.parametrize(
    ("length", "simple", "english"),
    [
        (timedelta(seconds=1), "1 分钟", "1 minute"),
        (timedelta(minutes=59), "59 分钟", "59 minutes"),
        (timedelta(minutes=60), "1 小时", "1 hour"),
        (timedelta(minutes=89), "1 小时", "1 hour"),
        (timedelta(hours=35), "35 小时", "35 hours"),
        (timedelta(hours=36), "2 天", "2 days"),
        (timedelta(days=7), "7 天", "7 days"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(length: timedelta, simple: str, english: str) -> None:
    assert span(length, texts("zh-Hans")) == simple
    assert span(length, texts("en")) == english


def test_times_stand_beside_each_other() -> None:
    times = [time(9, 30), time(15)]
    assert clocks(times, texts("zh-Hans")) == "09:30、15:00"
    assert clocks(times, texts("en")) == "09:30, 15:00"
