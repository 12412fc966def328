"""Times and days as people write them: 7:30, 七点半, 晚上8点, 三天. Pure."""

import re
from datetime import time

from bot.learning.plain import plain

MOST_TIMES = 4
"""How many breaks a day somebody can have."""

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
           "七": 7, "八": 8, "九": 9}  # fmt: skip
_NUMERAL = "[零〇一二两三四五六七八九十]{1,3}"
_CLOCK = re.compile(
    rf"(?:每天|改到|改成|改为|换到|换成|就|在|定在)*\s*"
    rf"(?P<part>凌晨|半夜|夜里|早上|早晨|上午|中午|下午|傍晚|晚上)?\s*"
    rf"(?:(?P<joined>[0-2]?\d[0-5]\d)(?!\d)"
    rf"|(?P<hour>\d{{1,2}}|{_NUMERAL})\s*"
    rf"(?:[:点时.]\s*(?:钟|整)?(?P<minute>\d{{1,2}}|半|[一三]刻|{_NUMERAL})?\s*分?|(?=[\s,、;和与]|$)))"
    rf"(?:[,。!. ]*(?:左右|就行|就好|可以|送课|送|吧|好了|行|啊|呀|谢谢[您你]?))*[。!.]*"
)
_BETWEEN = " ,、;和与及"
_UNIT = re.compile(r"[:点时.]")
_DAYS = re.compile(
    r"(?P<half>半)个?月|(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(?P<unit>天|日|星期|周|礼拜|月|day|week|month)"
)
_LONGEST_PAUSE = 180


def read_number_word(word: str) -> int | None:
    """A number from 0 to 99 in digits or Chinese numerals; None when it is neither."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.partition("十")
    if not ten:
        digits = [_DIGITS.get(char, -1) for char in word]
        clock = len(digits) == 1 or (len(digits) == 2 and digits[0] == 0)  # 八, 零五
        return digits[-1] if clock and min(digits) >= 0 else None
    high = _DIGITS.get(tens, -1) if tens else 1
    low = _DIGITS.get(ones, -1) if ones else 0
    return None if high < 0 or low < 0 else high * 10 + low


def read_times(text: str) -> list[time]:
    """All clock times in ``text``, in order of the day, without repeats; empty when any part
    of it is not a time.
    """
    rest = plain(text)
    times: set[time] = set()
    while rest:
        match = _CLOCK.match(rest)
        found = _time(match) if match else None
        if match is None or found is None:
            return []
        times.add(found)
        rest = rest[match.end() :].strip(_BETWEEN)
    return sorted(times)


def names_times(text: str) -> bool:
    """Whether ``text`` is nothing but times written as such: 七点半, 19:30; a bare 8 is not."""
    return bool(_UNIT.search(plain(text)) and read_times(text))


def read_days(text: str) -> int | None:
    """How many days ``text`` speaks of (1-180): 3天, 三天, 一周, 半个月; None when none."""
    match = _DAYS.search(plain(text))
    if match is None:
        return None
    if match["half"]:
        return 15
    number = read_number_word(match["number"])
    each = {"星期": 7, "周": 7, "礼拜": 7, "月": 30, "week": 7, "month": 30}.get(match["unit"], 1)
    return number * each if number and number * each <= _LONGEST_PAUSE else None


def _time(match: "re.Match[str]") -> time | None:
    if joined := match["joined"]:
        hour, minute = divmod(int(joined), 100)
    else:
        hour_read, minute_read = read_number_word(match["hour"]), _minute(match["minute"])
        if hour_read is None or minute_read is None:
            return None
        hour, minute = hour_read, minute_read
    hour = _of_day(hour, match["part"] or "")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _minute(word: str | None) -> int | None:
    known = {None: 0, "半": 30, "一刻": 15, "三刻": 45}
    return known[word] if word in known else read_number_word(word or "")


def _of_day(hour: int, part: str) -> int:
    """The hour of 24 that a part of the day makes of an hour of 12: 晚上8点 is 20, 晚上12点 is 0."""
    if part in {"凌晨", "半夜", "夜里", "晚上"} and hour == 12:
        return 0
    late = {"下午": 1, "傍晚": 4, "晚上": 5, "夜里": 9, "中午": 1}.get(part)
    evening = late is not None and late <= hour < 12
    return hour + 12 if evening and not (part == "中午" and hour > 3) else hour
