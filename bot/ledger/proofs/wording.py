"""What a certificate says, in words: the same on paper and on its page."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.store.ledger.certificates import Certificate

LEVELS = 7
"""Of the framework (DB44/T 1988-2017)."""
_DIGITS = "一二三四五六七"


def plain(number: Decimal) -> str:
    """``4`` for 4.00, ``0.25`` for 0.250."""
    return f"{number.normalize():f}"


def day(at: datetime, zone: str) -> str:
    """``2026年11月22日``, in that zone."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there.year}年{there.month}月{there.day}日"


def span(one: Certificate) -> str:
    """From when to when it was learned, in the learner's zone; one day if it was one."""
    began, ended = day(one.started_at, one.zone), day(one.finished_at, one.zone)
    return ended if began == ended else f"{began}至{ended}"


def level(number: int) -> str:
    """``第三级``."""
    return f"第{_DIGITS[number - 1] if 1 <= number <= LEVELS else number}级"


def measured(seconds: int) -> str:
    """How long it took: ``38 分钟``, ``2 小时 5 分钟``; at least a minute."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    parts = [f"{hours} 小时"] if hours else []
    return " ".join([*parts, f"{minutes} 分钟"] if minutes else parts)


def score(one: Certificate) -> str:
    """``12 题中答对 11 题``; "" for a course without questions."""
    if not one.score_max:
        return ""
    return f"{one.score_max} 题中答对 {one.score or 0} 题"


def rule(one: Certificate) -> str:
    """How the credit was counted: ``每 16 学时 1 学分``."""
    return f"每 {plain(one.hours_per_credit)} 学时 1 学分"
