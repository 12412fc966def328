"""A learner's day begins at 04:00 where the learner lives; the next lesson's time is said truly."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.day import day_begins, learner_day, next_break

ZONE = "Asia/Shanghai"
SHANGHAI = ZoneInfo(ZONE)


def at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "day"), [("03:59", 22), ("04:00", 23), ("23:59", 23), ("00:00", 22)]
)
def test_the_day_begins_at_four(clock: str, day: int) -> None:
    assert learner_day(at(23, clock), ZONE) == date(2026, 11, day)


def test_the_day_is_the_learners_own() -> None:
    now = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    assert learner_day(now, "Asia/Shanghai") == date(2026, 11, 24)
    assert learner_day(now, "Europe/Lisbon") == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "times", "then"),
    [
        ((23, "09:00"), ["07:30"], (24, "07:30")),
        ((23, "06:00"), ["07:30"], (24, "07:30")),  # fetched before its time: had for today
        ((24, "01:00"), ["07:30"], (24, "07:30")),  # still yesterday's day
        ((23, "09:40"), ["09:30", "15:00"], (23, "15:00")),
        ((23, "08:00"), ["09:30", "15:00"], (23, "15:00")),
        ((23, "15:00"), ["09:30", "15:00"], (24, "09:30")),
        ((23, "22:00"), ["02:00"], (25, "02:00")),  # a break at night ends the day before it
        ((23, "22:00"), ["15:00", "02:00"], (24, "02:00")),
    ],
)
def test_when_the_next_lesson_comes(
    now: tuple[int, str], times: list[str], then: tuple[int, str]
) -> None:
    breaks = [time.fromisoformat(one) for one in times]
    assert next_break(at(*now), ZONE, breaks) == at(*then)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (ZONE, date(2026, 11, 23)),
        ("Europe/Berlin", date(2026, 3, 29)),  # clocks go forward at 02:00
        ("Europe/Berlin", date(2026, 10, 25)),  # and back at 03:00
        ("America/New_York", date(2026, 12, 31)),
    ],
)
def test_a_day_is_of_the_instants_from_its_begin_to_the_next(zone: str, day: date) -> None:
    begin, end = day_begins(day, zone), day_begins(day + timedelta(days=1), zone)
    assert begin.astimezone(ZoneInfo(zone)).time() == time(4)
    assert begin.tzinfo is UTC
    moment = timedelta(microseconds=1)
    assert [learner_day(at, zone) for at in (begin, end - moment)] == [day, day]
    assert learner_day(begin - moment, zone) == day - timedelta(days=1)
