"""Times and days as people write them: 7:30, 七点半, 晚上8点, 三天. Pure."""

import re
import unicodedata
from datetime import time

MOST_TIMES = 4
"""How many breaks a day somebody can have."""

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6,
           "七": 7, "八": 8, "九": 9}  # fmt: skip
_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|晚上|傍晚|夜里)?\s*"
    r"(?P<hour>\d{1,2}|[零〇一二两兩三四五六七八九十]{1,3})\s*"
    r"(?:[:点點时時.]\s*(?P<minute>\d{1,2}|半|一刻|三刻|[零〇一二三四五六七八九十]{1,3})?\s*分?|(?=$))"
)
_DAYS = re.compile(
    r"(\d{1,3}|[一二两兩三四五六七八九十]{1,3})\s*(天|日|个?星期|個?星期|周|个月|個月)"
)
_SEPARATORS = "、,;，； 和与到及"


def read_number_word(word: str) -> int | None:
    """A number from 0 to 99 in digits or Chinese numerals; None when it is neither."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.partition("十")
    if not ten:
        return _DIGITS.get(word)
    high = _DIGITS.get(tens, -1) if tens else 1
    low = _DIGITS.get(ones, -1) if ones else 0
    return None if high < 0 or low < 0 else high * 10 + low


def read_times(text: str) -> list[time]:
    """All clock times in ``text``, in order of the day, without repeats; empty when any part
    of it is not a time.
    """
    rest = unicodedata.normalize("NFKC", text).strip()
    times: set[time] = set()
    while rest:
        match = _CLOCK.match(rest)
        found = _time(match) if match else None
        if match is None or found is None:
            return []
        times.add(found)
        rest = rest[match.end() :].strip(_SEPARATORS)
    return sorted(times)


def read_days(text: str) -> int | None:
    """How many days ``text`` speaks of (1-180): 3天, 三天, 一周, 一个月; None when none."""
    match = _DAYS.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    number = read_number_word(match.group(1))
    unit = match.group(2)[-1]
    each = {"期": 7, "周": 7, "月": 30}.get(unit, 1)
    return number * each if number and number * each <= 180 else None


def _time(match: "re.Match[str]") -> time | None:
    hour = read_number_word(match["hour"])
    minute = {"半": 30, "一刻": 15, "三刻": 45, None: 0}.get(match["minute"])
    if minute is None:
        minute = read_number_word(match["minute"])
    if hour is None or minute is None:
        return None
    if match["part"] in {"下午", "晚上", "傍晚", "夜里"} and hour < 12:
        hour += 12
    if match["part"] == "中午" and hour < 10:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
