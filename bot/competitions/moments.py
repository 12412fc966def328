"""When something about a competition's stages must be said: a pure function of its dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.content.durations import duration_text
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.concern import Rule

QuietHours = tuple[time, time]
"""Local wall-clock times: quiet from the first (inclusive) to the second (exclusive), over
midnight where the second is earlier; equal times mean no quiet hours."""

LEAD = timedelta(minutes=5)
"""What goes before quiet hours goes so long before them, so that all of it is out in time."""


class Timing(StrEnum):
    """How a reminder's moment follows from what the organiser wrote."""

    AS_WRITTEN = "as written"
    BEFORE_QUIET_HOURS = "moved before quiet hours"
    AFTER_QUIET_HOURS = "moved after quiet hours"


class Dropped(StrEnum):
    """Why a reminder is never said."""

    BEFORE_OPENING = "before the stage opens"
    PAST = "already past"
    QUIET_UNTIL_CLOSED = "quiet hours last until the stage closes"
    SAME_MOMENT = "another reminder of the stage falls on the same moment"
    NOTHING_TO_DO = "people have nothing to do in such a stage"


@dataclass(frozen=True, slots=True)
class Moment:
    """One reminder of one stage: due at ``due``, useless from ``expires`` on; both UTC.

    ``rule`` is the time before closing as it stands in a file, for example ``PT3H``, or one of
    ``bot.domain.concern.Rule``. ``anchor`` is the date that it speaks of: when that moves, what was
    said of it must be said anew.
    """

    stage_key: str
    rule: str
    due: datetime
    expires: datetime
    anchor: datetime
    timing: Timing = Timing.AS_WRITTEN


@dataclass(frozen=True, slots=True)
class DroppedMoment:
    """One reminder that is not said, and why."""

    stage_key: str
    rule: str
    reason: Dropped


@dataclass(frozen=True, slots=True)
class Moments:
    """All reminders of a competition: those to come, and of those in its file the dropped ones."""

    kept: tuple[Moment, ...]
    dropped: tuple[DroppedMoment, ...]


ACTED_IN = frozenset({StageKind.REGISTRATION, StageKind.UPLOAD, StageKind.QUIZ, StageKind.LIVE})
"""Stages in which people do something; of judging, publicity and an award nobody is late."""

USUAL_REMINDERS = (timedelta(days=7), timedelta(days=1), timedelta(hours=3))
"""Before a stage closes, of a competition that is made in the console. A file says its own."""
LIVE_AHEAD = timedelta(days=1)
"""Who is to come somewhere must know the day before."""
NO_WORK_BEFORE = timedelta(days=3)
ROUND_CLOSES_BEFORE = timedelta(hours=1)
PUBLICITY_IS_OVER_FOR = timedelta(days=2)
"""So long it is worth saying that publicity has ended; then the results speak."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A reminder as written: wanted at ``at``, of use from ``begins`` until ``ends``; it speaks of
    the date ``anchor``.
    """

    rule: str
    at: datetime
    begins: datetime
    ends: datetime
    anchor: datetime


def moments_of(
    competition: Competition, now: datetime, quiet_hours: QuietHours, zone: ZoneInfo
) -> Moments:
    """What is to be said about each stage and when, seen from ``now`` (aware).

    A reminder that falls into quiet hours (in the competition's zone, else ``zone``) goes before
    they begin if that is neither past nor before the stage opens, else when they end if it is then
    still of use, else not at all (design 4.9). Of two that would fall on one moment, what is
    written in the file stays, and of that what is written for the longer time before closing.
    """
    there = ZoneInfo(competition.zone) if competition.zone else zone
    kept: list[Moment] = []
    dropped: list[DroppedMoment] = []
    for stage in competition.stages:
        taken: set[datetime] = set()
        for wish in (*_written(stage, competition), *_ours(stage)):
            found: tuple[datetime, Timing] | Dropped = Dropped.NOTHING_TO_DO
            if stage.kind in ACTED_IN or not _is_before_closing(wish):
                found = _decide(wish, now, quiet_hours, there)
            if not isinstance(found, Dropped) and found[0] in taken:
                found = Dropped.SAME_MOMENT
            if isinstance(found, Dropped):
                if _is_before_closing(wish):
                    dropped.append(DroppedMoment(stage.key, wish.rule, found))
                continue
            due, timing = found
            taken.add(due)
            kept.append(Moment(stage.key, wish.rule, due, wish.ends, wish.anchor, timing))
    return Moments(tuple(kept), tuple(dropped))


def _is_before_closing(wish: _Wish) -> bool:
    return wish.rule not in set(Rule)


def _written(stage: Stage, competition: Competition) -> Iterator[_Wish]:
    """What stands in the file, the longest time before closing first."""
    for before in sorted(competition.reminders, reverse=True):
        yield _closing(stage, duration_text(before), before)


def _closing(stage: Stage, rule: str, before: timedelta) -> _Wish:
    return _Wish(rule, stage.closes - before, stage.opens, stage.closes, stage.closes)


def _ours(stage: Stage) -> Iterator[_Wish]:
    """What every stage of its kind brings. The opening of registration is the announcement."""
    opens, closes = stage.opens, stage.closes
    match stage.kind:
        case StageKind.UPLOAD:
            yield _Wish(Rule.OPENING, opens, opens, closes, opens)
            yield _closing(stage, Rule.NO_WORK, NO_WORK_BEFORE)
        case StageKind.LIVE:
            ahead = opens - LIVE_AHEAD
            yield _Wish(Rule.OPENING, ahead, ahead - LIVE_AHEAD, closes, opens)
        case StageKind.QUIZ:
            yield _Wish(Rule.ROUND_OPENS, opens, opens, closes, opens)
            yield _closing(stage, Rule.ROUND_CLOSES, ROUND_CLOSES_BEFORE)
        case StageKind.PUBLICITY:
            yield _Wish(Rule.PUBLICITY_BEGINS, opens, opens, closes, opens)
            over = closes + PUBLICITY_IS_OVER_FOR
            yield _Wish(Rule.PUBLICITY_ENDS, closes, closes, over, closes)
        case _:
            pass


def _decide(
    wish: _Wish, now: datetime, quiet_hours: QuietHours, zone: ZoneInfo
) -> tuple[datetime, Timing] | Dropped:
    """The moment for a reminder."""
    if wish.at < wish.begins:
        return Dropped.BEFORE_OPENING
    if wish.at < now:
        return Dropped.PAST
    quiet = quiet_period(wish.at, quiet_hours, zone)
    if quiet is None:
        return wish.at, Timing.AS_WRITTEN
    begins, ends = quiet
    earlier = begins - LEAD
    if earlier >= max(now, wish.begins) and quiet_period(earlier, quiet_hours, zone) is None:
        return earlier, Timing.BEFORE_QUIET_HOURS
    if ends < wish.ends:
        return ends, Timing.AFTER_QUIET_HOURS
    return Dropped.QUIET_UNTIL_CLOSED


def quiet_period(
    at: datetime, quiet_hours: QuietHours, zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """Beginning and end (UTC) of the quiet hours that ``at`` falls into; None: it is not quiet.

    Where clocks change, a time of day that comes twice, or never, is taken so that the quiet
    hours are longer rather than shorter.
    """
    begins, ends = quiet_hours
    if begins == ends:
        return None
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        last_day = day if begins < ends else day + timedelta(days=1)
        start, end = min(_instants(day, begins, zone)), max(_instants(last_day, ends, zone))
        if start <= at < end:
            return start, end
    return None


def _instants(day: date, at: time, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants that a wall-clock time can mean on a day: two, different when clocks change."""
    for fold in (0, 1):
        yield datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC)
