"""The situation that choosing depends on, made from what is stored: the same for every way in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.domain.content import Track
from bot.domain.learners import Learner
from bot.learning.day import day_begins, learner_day
from bot.learning.library import Library
from bot.learning.reviews import reviews_of
from bot.learning.silence import silent_days
from bot.learning.situation import Situation
from bot.store.db import Connection
from bot.store.reviews import DueList, load_due_of

BREAK_MINUTES = 3
"""How long a courier's break lasts, until he or she says otherwise."""

_ONE_DAY = timedelta(days=1)


def break_minutes(learner: Learner) -> int | None:
    """What comes by itself must fit into so many minutes; None: it may take any time."""
    if learner.track != Track.COURIERS:
        return None
    return learner.break_minutes or BREAK_MINUTES


def situation_of(
    learner: Learner,
    library: Library,
    due: DueList,
    now: datetime,
    *,
    asked: bool,
    minutes: int | None = None,
) -> Situation:
    """Pure: the situation of ``learner`` at ``now``, before this event is counted as heard.

    Who was never heard is not silent: the first lesson answers a first word. What comes by itself
    fits a courier's break.
    """
    if not asked and minutes is None:
        minutes = break_minutes(learner)
    today = learner_day(now, learner.zone)
    heard_on = _heard_on(learner)
    return Situation(
        day=today,
        minutes=minutes,
        track=learner.track,
        silent=silent_days(heard_on, today) if heard_on else 0,
        asked=asked,
        reviews=reviews_of(library, due.due, learner.zone),
        practised=due.practised,
        taught=due.taught,
    )


async def due_of(
    conn: Connection, learners: Iterable[Learner], now: datetime
) -> dict[int, DueList]:
    """What memory of each of ``learners`` is due today, by row; one statement."""
    asked = []
    for one in learners:
        today = learner_day(now, one.zone)
        asked.append((one.row, today, day_begins(today + _ONE_DAY, one.zone)))
    return await load_due_of(conn, asked)


async def situate(
    conn: Connection,
    learner: Learner,
    library: Library,
    now: datetime,
    *,
    asked: bool = True,
    minutes: int | None = None,
) -> Situation:
    """The situation of one learner; one statement."""
    due = await due_of(conn, [learner], now)
    return situation_of(learner, library, due[learner.row], now, asked=asked, minutes=minutes)


def _heard_on(learner: Learner) -> date | None:
    """The learner's day of the last word; the last day of a pause is as good as one."""
    days = []
    if learner.last_in is not None:
        days.append(learner_day(learner.last_in, learner.zone))
    if learner.paused_until is not None:
        days.append(learner.paused_until - _ONE_DAY)
    return max(days, default=None)
