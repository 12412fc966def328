"""ISO 8601 durations of days, hours and minutes, as reminders are written: P7D, PT3H, P1DT12H."""

import re
from datetime import timedelta

_SHAPE = re.compile(
    r"P(?:(?P<weeks>\d{1,2})W|(?=\d|T\d)(?:(?P<days>\d{1,3})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?)?)",
    re.ASCII,
)


def parse_duration(text: str) -> timedelta | None:
    """The duration that ``text`` names, or None when it is none of this shape.

    Weeks, days, hours and minutes are read; months and years have no fixed length, and
    seconds are finer than a reminder needs.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    parts = {unit: int(number) for unit, number in found.groupdict("0").items()}
    return timedelta(**parts)


def duration_text(duration: timedelta) -> str:
    """The shortest ISO 8601 form of a duration of whole minutes: ``P7D``, ``PT3H``."""
    minutes = duration // timedelta(minutes=1)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    date = f"{days}D" if days else ""
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if not date and not time:
        return "PT0M"
    return f"P{date}{f'T{time}' if time else ''}"
