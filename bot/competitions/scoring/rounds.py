"""Quiz rounds: whether an attempt may begin, what an answer is worth, when an attempt has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.competitions.windows import Window, day_in, window_of
from bot.domain.competitions import Stage
from bot.domain.contests import Division

GRACE = timedelta(seconds=2)
"""What an answer may come later than its seconds say. Our clock starts when the item is handed to
the platform and stops when the answer has come back from it; what the chat adds between is not the
entrant's doing (WeChat repeats a callback only after 5 s, reference/wechat.md). The time that is
counted never goes beyond the seconds."""

MILLISECOND = timedelta(milliseconds=1)


class Begin(StrEnum):
    """Whether an attempt may begin."""

    MAY = "may begin"
    NOT_YET = "the round is not open yet"
    CLOSED = "the round is closed"
    NOT_IN = "did not go on to this round"
    ONE_OPEN = "an attempt is open"
    USED_UP = "all attempts are used"
    TODAY_USED_UP = "today's attempts are used"
    NOTHING_TO_ASK = "the round has no questions"


class Ended(StrEnum):
    """How an attempt ended, as ``round_attempt.ended`` holds it."""

    ANSWERED = "answered"
    """Its last item was answered, or its seconds ran out."""
    CLOSED = "closed"
    """The round closed over it."""
    WITHDRAWN = "withdrawn"
    """The entry was."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was begun. ``finished_at`` None: it is open."""

    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Left:
    """Attempts that can still be begun: in the whole round and today; None: no limit."""

    round: int | None
    today: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer is worth: ``right`` only where it was in time. ``used_ms`` is what counts of
    the time, at most the item's seconds.
    """

    right: bool
    late: bool
    used_ms: int


@dataclass(frozen=True, slots=True)
class Finished:
    """An attempt's sum. ``whole``: every item was answered or ran out of its seconds."""

    right: int
    used_ms: int
    whole: bool


def may_begin(
    stage: Stage,
    tried: Sequence[Tried],
    at: datetime,
    zone: ZoneInfo,
    *,
    in_round: bool = True,
    pool: int | None = None,
) -> Begin:
    """Whether somebody who has ``tried`` may begin an attempt at ``at``; ``zone`` is the
    competition's. ``in_round``: came through the selection before it. ``pool``: the questions
    there are (None: not counted).
    """
    window = window_of(stage, at)
    if window is not Window.OPEN:
        return Begin.NOT_YET if window is Window.NOT_YET else Begin.CLOSED
    if not in_round:
        return Begin.NOT_IN
    if pool == 0:
        return Begin.NOTHING_TO_ASK
    if any(one.finished_at is None for one in tried):
        return Begin.ONE_OPEN
    left = attempts_left(stage, tried, at, zone)
    if left.round == 0:
        return Begin.USED_UP
    return Begin.TODAY_USED_UP if left.today == 0 else Begin.MAY


def attempts_left(stage: Stage, tried: Sequence[Tried], at: datetime, zone: ZoneInfo) -> Left:
    """What is left at ``at``. A round that names neither ``attempts`` nor ``per_day`` is tried
    once; one with ``per_day`` alone as often as its days allow. A day is the calendar's in
    ``zone``; an attempt belongs to the day on which it began.
    """
    most = stage.attempts
    if most is None and stage.per_day is None:
        most = 1
    today = day_in(zone, at)
    began_today = sum(day_in(zone, one.started_at) == today for one in tried)
    return Left(
        round=None if most is None else max(0, most - len(tried)),
        today=None if stage.per_day is None else max(0, stage.per_day - began_today),
    )


def seconds_of(stage: Stage, division: Division | None) -> int | None:
    """The seconds for each item; None: unhurried, by the stage or for the division (limits of time
    must be optional for seniors, reference/learning.md section 6).
    """
    return None if division is not None and division.unhurried else stage.seconds


def judge_answer(
    right: bool, shown_at: datetime, answered_at: datetime, seconds: int | None
) -> Judged:
    """What an answer to an item is worth that was shown at ``shown_at``, both by our clock.

    In time up to ``seconds`` and ``GRACE``, both ends included; later it is wrong. Time is counted
    in whole milliseconds, what is left over falls away.
    """
    used = max(timedelta(0), answered_at - shown_at)
    late = seconds is not None and used > timedelta(seconds=seconds) + GRACE
    counted = used if seconds is None else min(used, timedelta(seconds=seconds))
    return Judged(right and not late, late, counted // MILLISECOND)


def item_over(shown_at: datetime, seconds: int | None) -> datetime | None:
    """The last moment at which an answer is in time; None: any is."""
    return None if seconds is None else shown_at + timedelta(seconds=seconds) + GRACE


def has_ended(items: int, answered: int, closes: datetime, at: datetime) -> Ended | None:
    """Whether an attempt of so many ``items`` is over at ``at``; None: it goes on.

    The round's closing is a hard end, without grace: an answer that comes at ``closes`` or later is
    not taken, and what was answered before counts.
    """
    if answered >= items:
        return Ended.ANSWERED
    return Ended.CLOSED if at >= closes else None


def finish(answers: Sequence[Judged], items: int, seconds: int | None) -> Finished:
    """The sum of an attempt of ``items``. Each that was not answered is wrong and costs all its
    seconds, so that nobody gains time by leaving out; where there are no seconds it costs nothing
    and the attempt is not ``whole``, so that it stands behind equal ones that are.
    """
    missing = max(0, items - len(answers))
    right = sum(one.right for one in answers)
    used = sum(one.used_ms for one in answers) + missing * (seconds or 0) * 1000
    return Finished(right, used, whole=missing == 0 or seconds is not None)
