"""When something comes to a group again: local times of day, turned into instants.

A group's day is the calendar day of its own zone, its week the ISO week of that day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery import Kind
from bot.domain.groups import GroupTimes

MONDAY, SUNDAY = 0, 6
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A local time ``at`` of every day, or of one ``weekday`` (0 is Monday)."""

    at: time
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """The local ``day`` that something belongs to, and the instant (UTC) at which it is due."""

    day: date
    due: datetime


def rhythms_of(
    course: str | None, question_time: time | None, times: GroupTimes, *, board: bool
) -> dict[Kind, Rhythm]:
    """What a group with these settings gets by the clock, and when; without a course of the week
    there is no question, and without a question no explanation.
    """
    found: dict[Kind, Rhythm] = {}
    if course is not None:
        found[Kind.COURSE] = Rhythm(times.course_time, MONDAY)
        if question_time is not None:
            found[Kind.QUESTION] = Rhythm(question_time)
            found[Kind.EXPLANATION] = Rhythm(times.answer_time)
    if board:
        found[Kind.BOARD] = Rhythm(times.board_time, SUNDAY)
    return found


def local_day(now: datetime, zone: str) -> date:
    """The calendar day of ``now`` (aware) in ``zone``."""
    return now.astimezone(ZoneInfo(zone)).date()


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) of a local time: the first of two where clocks are set back, and the next
    one that exists where they are set forward over it.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    found = local.astimezone(UTC)
    if _wall(found, zone) == local.replace(tzinfo=None):
        return found
    # PEP 495: in a gap, fold 1 reads the time with the later offset, so that the instant at
    # which the clocks were set forward lies between the two readings.
    before, after = local.replace(fold=1).astimezone(UTC), found
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if _wall(middle, zone) < local.replace(tzinfo=None):
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def next_slot(rhythm: Rhythm, zone: str, after: datetime, *, first: date = date.min) -> Slot:
    """The first slot that is due after ``after`` (aware), on the day ``first`` or later."""
    day = max(local_day(after, zone), first)
    while not _falls_on(rhythm, day) or instant(day, rhythm.at, zone) <= after:
        day += _DAY
    return Slot(day, instant(day, rhythm.at, zone))


def latest_slot(rhythm: Rhythm, zone: str, now: datetime) -> Slot:
    """The newest slot that is due by ``now`` (aware)."""
    day = local_day(now, zone)
    while not _falls_on(rhythm, day) or instant(day, rhythm.at, zone) > now:
        day -= _DAY
    return Slot(day, instant(day, rhythm.at, zone))


def _falls_on(rhythm: Rhythm, day: date) -> bool:
    return rhythm.weekday is None or day.weekday() == rhythm.weekday


def week_of(day: date) -> str:
    """The ISO week as occurrences name it: 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """The first day of a week that ``week_of`` named."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
