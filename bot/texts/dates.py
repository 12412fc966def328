"""Dates, clock times and spans as each language writes them (Unicode CLDR, by Babel)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from bot.texts.catalogue import LOCALES, Texts

_NEAR = ("day-today", "day-tomorrow", "day-after-tomorrow")


def clock(at: time) -> str:
    """A time of day by 24 hours: 07:30."""
    return f"{at:%H:%M}"


def clocks(times: Sequence[time], t: Texts) -> str:
    """Several times: 09:30、15:00; in English 09:30, 15:00."""
    return t("mark-comma").join(map(clock, times))


def a_day(day: date, t: Texts) -> str:
    """A day of the year: 12月1日; 1 Dec."""
    return _skeleton("MMMd", day, t)


def full_day(day: date, t: Texts) -> str:
    """A day with its year: 2026年12月1日; 1 Dec 2026."""
    return _skeleton("yMMMd", day, t)


def weekday(day: date, t: Texts) -> str:
    """星期二; Tuesday."""
    return format_date(day, "EEEE", locale=_locale(t))


def instant(at: datetime, zone: str, t: Texts) -> str:
    """A day and time in ``zone`` (IANA): 12月1日 15:01; 1 Dec, 15:01."""
    local = at.astimezone(ZoneInfo(zone))
    return t("date-and-time", date=a_day(local.date(), t), time=clock(local.time()))


def near_instant(at: datetime, now: datetime, zone: str, t: Texts) -> str:
    """今天 15:00, 明天 07:30, 后天 07:30; further ahead, or past, the day itself."""
    there = ZoneInfo(zone)
    local = at.astimezone(there)
    ahead = (local.date() - now.astimezone(there).date()).days
    if not 0 <= ahead < len(_NEAR):
        return instant(at, zone, t)
    return t("near-day-and-time", day=t(_NEAR[ahead]), time=clock(local.time()))


def span(length: timedelta, t: Texts) -> str:
    """A length in the largest whole unit, rounded to the nearest, of one minute at least: 7 天,
    3 小时, 20 分钟; 1 day, 3 hours.
    """
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes >= 36 * 60:
        return t("span-days", count=round(minutes / 1440))
    if minutes >= 60:
        return t("span-hours", count=max(1, round(minutes / 60)))
    return t("span-minutes", count=minutes)


def _skeleton(skeleton: str, day: date, t: Texts) -> str:
    return format_skeleton(skeleton, day, locale=_locale(t))


def _locale(t: Texts) -> str:
    """As Babel writes it."""
    return LOCALES[t.language].replace("-", "_")
