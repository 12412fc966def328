"""How long somebody is free, as people write it: 有三分钟, 我有5分钟, 3 min, 半小时. Pure."""

import re
from dataclasses import dataclass

from bot.learning.plain import plain
from handlers.clock_words import read_number_word

LONGEST_BREAK = 60
"""Minutes; who is free for longer is free for so many."""

_DIGIT = "一二两三四五六七八九"
_NUMBER = rf"(?P<number>\d{{1,3}}|十几|几|半|[{_DIGIT}十]{{1,3}}|half an|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few)"
_UP_TO = rf"(?:\s*(?:-|~|—|到|至|or|to)\s*(?:\d{{1,3}}|[{_DIGIT}十]{{1,3}}))?"
_UNIT = r"(?P<unit>分钟|分|小时|个小时|个钟头|个钟|钟头|刻钟|minutes?|mins?|hours?)"
_BEFORE = re.compile(
    r"(?:我|咱|现在|依家|而家|眼下|刚好|正好|大概|大约|差不多|还|就|只|才|先|得闲|有|空出|空|闲|休息|等单|等餐|抽得出|抽出"
    r"|i have|i['’]ve|i got|have|got|only|just|about|free for|for|[\s,])+"
)
_AFTER = r"(?:左右|上下|以内|空闲|时间|空|的|就好|就行|够吗|够不够|可以学|能学|学一课|学一下|学点|吧|啊|啦|呀|哦|喇|free|now|[\s,.。!~?])*"
_SPAN = re.compile(rf"{_NUMBER}{_UP_TO}\s*(?:个)?\s*{_UNIT}{_AFTER}")
_ENGLISH = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
            "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_VAGUE = {"几", "a few"}
_EACH = re.compile(r"(?:以后|今后)?(?:每次|每回|每趟)(?:学|给我)?|(?:each time|every time)")


@dataclass(frozen=True, slots=True)
class Free:
    """So many ``minutes`` (1-60; None: some). ``plainly``: it says that somebody has them, and not
    only how many.
    """

    minutes: int | None
    plainly: bool


def read_minutes(text: str) -> Free | None:
    """How long ``text`` says that somebody is free; None when it says nothing of the kind, or more.

    Of two numbers, 三四分钟, the lower counts: what is shown is to fit.
    """
    said = plain(text)
    before = _BEFORE.match(said)
    span = _SPAN.fullmatch(said[before.end() :] if before else said)
    if span is None:
        return None
    number, unit = span["number"], span["unit"]
    if number in _VAGUE:
        return Free(None, before is not None)
    minutes = _minutes(number, unit)
    return Free(min(minutes, LONGEST_BREAK), before is not None) if minutes else None


def read_each(text: str) -> int | None:
    """How long each break is to be, in minutes (1-60): 每次五分钟, 5 minutes each time; None when
    ``text`` says nothing of the kind.
    """
    said = plain(text)
    rest, times = _EACH.subn("", said, count=1)
    found = read_minutes(rest) if times else None
    return found.minutes if found else None


def _minutes(number: str, unit: str) -> int | None:
    if unit == "刻钟":
        return 15 * (_count(number) or 0)
    if unit.startswith(("小时", "个", "钟头", "hour")):
        return 30 if number in {"半", "half an"} else 60 * (_count(number) or 0)
    return None if number in {"半", "half an"} else _count(number)


def _count(number: str) -> int | None:
    """A number; of two in a row, 三四, the first; of 十几, ten."""
    if number in _ENGLISH:
        return _ENGLISH[number]
    if number == "十几":
        return 10
    if re.fullmatch(rf"[{_DIGIT}]{{2}}", number):
        return read_number_word(number[0])
    return read_number_word(number)
