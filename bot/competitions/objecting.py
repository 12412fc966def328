"""Objections (异议) while the results are made public."""

from datetime import datetime
from enum import StrEnum

from bot.competitions.windows import Window, window_of
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind

MOST_WORDS = 1000
"""Characters of an objection."""


class Objecting(StrEnum):
    """Whether somebody may object."""

    MAY = "may object"
    WITHOUT = "the competition has no publicity stage"
    NOT_YET = "the publicity stage is not open yet"
    OVER = "the publicity stage is over"
    FROZEN = "the results are frozen"
    CANCELLED = "the competition is cancelled"
    ONE_OPEN = "an objection of the same person waits for an answer"
    NO_WORDS = "it says nothing"
    TOO_LONG = "it is too long"


def may_object(
    competition: Competition, at: datetime, words: str | None, *, own_open: int, frozen: bool
) -> Objecting:
    """Whether somebody with ``own_open`` unanswered objections may object at ``at`` with ``words``
    (None: they are not written yet).
    """
    closed = _not_open(competition, at, frozen)
    if closed is not None:
        return closed
    if own_open:
        return Objecting.ONE_OPEN
    if words is None:
        return Objecting.MAY
    length = len(words.strip())
    if not length:
        return Objecting.NO_WORDS
    return Objecting.TOO_LONG if length > MOST_WORDS else Objecting.MAY


def publicity_at(competition: Competition, at: datetime) -> Stage | None:
    """The publicity stage that is open at ``at``."""
    for stage in competition.stages:
        if stage.kind is StageKind.PUBLICITY and window_of(stage, at) is Window.OPEN:
            return stage
    return None


def _not_open(competition: Competition, at: datetime, frozen: bool) -> Objecting | None:
    if competition.state is CompetitionState.CANCELLED:
        return Objecting.CANCELLED
    stages = [one for one in competition.stages if one.kind is StageKind.PUBLICITY]
    if not stages:
        return Objecting.WITHOUT
    windows = {window_of(one, at) for one in stages}
    if Window.OPEN in windows:
        return Objecting.FROZEN if frozen else None
    return Objecting.NOT_YET if Window.NOT_YET in windows else Objecting.OVER
