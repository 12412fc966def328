"""The learner's day: it begins at 04:00 in the learner's own zone (design 4.11)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_BEGINS = timedelta(hours=4)


def learner_day(now: datetime, zone: str) -> date:
    """The day that ``now`` (aware) belongs to for somebody living in ``zone``."""
    return (now.astimezone(ZoneInfo(zone)) - DAY_BEGINS).date()


def day_begins(day: date, zone: str) -> datetime:
    """The instant (UTC) at which ``day`` begins for somebody living in ``zone``."""
    return datetime.combine(day, time(4), ZoneInfo(zone)).astimezone(UTC)


def next_break(now: datetime, zone: str, times: Sequence[time]) -> datetime:
    """When the next lesson comes (UTC) for somebody who has just had today's: the first of
    today's breaks counts as used. ``times`` are local, as stored, at least one; a break before
    04:00 belongs to the day before it.
    """
    today = learner_day(now, zone)
    slots = (
        _slot(today + timedelta(days=ahead), at, zone)
        for ahead in (0, 1, 2)
        for number, at in enumerate(times)
        if ahead or number
    )
    return min(slot for slot in slots if slot > now)


def _slot(day: date, at: time, zone: str) -> datetime:
    night = timedelta(hours=at.hour) < DAY_BEGINS
    local = datetime.combine(day + timedelta(days=night), at, ZoneInfo(zone))
    return local.astimezone(UTC)
