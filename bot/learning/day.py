"""The learner's day: it begins at 04:00 in the learner's own zone (design 4.11)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_BEGINS = timedelta(hours=4)


def learner_day(now: datetime, zone: str) -> date:
    """The day that ``now`` (aware) belongs to for somebody living in ``zone``."""
    return (now.astimezone(ZoneInfo(zone)) - DAY_BEGINS).date()
