"""What is open when: a stage from its opening (inclusive) to its closing (exclusive)."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind


class Window(StrEnum):
    """Where a moment lies."""

    NOT_YET = "not open yet"
    OPEN = "open"
    CLOSED = "closed"


class Entering(StrEnum):
    """Whether one can enter now."""

    OPEN = "open"
    NOT_YET = "entering is not open yet"
    CLOSED = "entering is closed"
    WITHOUT = "nobody has to enter"
    """The competition has no registration."""
    CANCELLED = "the competition is cancelled"
    NOT_PUBLISHED = "the competition is not published"


def window_of(stage: Stage, at: datetime) -> Window:
    """Where ``at`` lies, seen from ``stage``."""
    if at < stage.opens:
        return Window.NOT_YET
    return Window.OPEN if at < stage.closes else Window.CLOSED


def is_late(stage: Stage, at: datetime) -> bool:
    """Whether what the staff write down at ``at`` for ``stage`` came after it closed; entrants
    themselves can do nothing then.
    """
    return at >= stage.closes


def entering(competition: Competition, at: datetime) -> Entering:
    """Whether one can enter at ``at``: in any of its registration stages."""
    if competition.state is CompetitionState.CANCELLED:
        return Entering.CANCELLED
    if competition.state is not CompetitionState.PUBLISHED:
        return Entering.NOT_PUBLISHED
    stages = [one for one in competition.stages if one.kind is StageKind.REGISTRATION]
    if not stages:
        return Entering.WITHOUT
    windows = {window_of(stage, at) for stage in stages}
    if Window.OPEN in windows:
        return Entering.OPEN
    return Entering.NOT_YET if Window.NOT_YET in windows else Entering.CLOSED


def open_stages(competition: Competition, at: datetime) -> tuple[Stage, ...]:
    """The stages that are open at ``at``, the one that closes first at the head."""
    found = [one for one in competition.stages if window_of(one, at) is Window.OPEN]
    return tuple(sorted(found, key=lambda stage: stage.closes))


def next_stage(competition: Competition, at: datetime) -> Stage | None:
    """The stage that opens next after ``at``; None: none does."""
    coming = [one for one in competition.stages if one.opens > at]
    return min(coming, key=lambda stage: stage.opens, default=None)


def day_in(zone: ZoneInfo, at: datetime) -> date:
    """The calendar day of ``at`` in the competition's zone. A contest's day is the calendar's, from
    midnight on, as its notices mean it; a learner's day, from 04:00 on, is another thing.
    """
    return at.astimezone(zone).date()
