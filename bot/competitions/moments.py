"""When something about a competition's stages must be said: a pure function of its dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.content.durations import duration_text
from bot.domain.competitions import Competition, Stage, StageKind

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

    ``rule`` is the time before closing as it stands in a file, for example ``PT3H``.
    """

    stage_key: str
    rule: str
    due: datetime
    expires: datetime
    timing: Timing = Timing.AS_WRITTEN


@dataclass(frozen=True, slots=True)
class DroppedMoment:
    """One reminder that is not said, and why."""

    stage_key: str
    rule: str
    reason: Dropped


@dataclass(frozen=True, slots=True)
class Moments:
    """All reminders of a competition: those to come and those dropped."""

    kept: tuple[Moment, ...]
    dropped: tuple[DroppedMoment, ...]


ACTED_IN = frozenset({StageKind.REGISTRATION, StageKind.UPLOAD, StageKind.QUIZ, StageKind.LIVE})
"""Stages in which people do something; of judging, publicity and an award nobody is late."""


def moments_of(
    competition: Competition, now: datetime, quiet_hours: QuietHours, zone: ZoneInfo
) -> Moments:
    """What is to be said about each stage and when, seen from ``now`` (aware).

    A reminder that falls into quiet hours (in ``zone``) goes before they begin if that is
    neither past nor before the stage opens, else when they end if the stage is then still
    open, else not at all (design 4.9). Of two that would fall on one moment, the one written
    for the longer time before closing stays.
    """
    kept: list[Moment] = []
    dropped: list[DroppedMoment] = []
    for stage in competition.stages:
        taken: set[datetime] = set()
        for before in sorted(competition.reminders, reverse=True):
            rule = duration_text(before)
            if stage.kind not in ACTED_IN:
                dropped.append(DroppedMoment(stage.key, rule, Dropped.NOTHING_TO_DO))
                continue
            found = _decide(stage, stage.closes - before, now, quiet_hours, zone)
            if not isinstance(found, Dropped) and found[0] in taken:
                found = Dropped.SAME_MOMENT
            if isinstance(found, Dropped):
                dropped.append(DroppedMoment(stage.key, rule, found))
                continue
            due, timing = found
            taken.add(due)
            kept.append(Moment(stage.key, rule, due, stage.closes, timing))
    return Moments(tuple(kept), tuple(dropped))


def _decide(
    stage: Stage, due: datetime, now: datetime, quiet_hours: QuietHours, zone: ZoneInfo
) -> tuple[datetime, Timing] | Dropped:
    """The moment for a reminder written for ``due``."""
    if due < stage.opens:
        return Dropped.BEFORE_OPENING
    if due < now:
        return Dropped.PAST
    quiet = quiet_period(due, quiet_hours, zone)
    if quiet is None:
        return due, Timing.AS_WRITTEN
    begins, ends = quiet
    earlier = begins - LEAD
    if earlier >= max(now, stage.opens) and quiet_period(earlier, quiet_hours, zone) is None:
        return earlier, Timing.BEFORE_QUIET_HOURS
    if ends < stage.closes:
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
