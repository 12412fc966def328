"""What still comes by itself to somebody who does not answer: pure.

After three silent days every third day, after fourteen one farewell that says how to return, then
nothing (reference/learning.md section 4: stop sending into silence). Days are the learner's, which
begin at 04:00; a silent day is one that is over and on which nothing was heard. Any word ends it.
"""

from datetime import date
from enum import StrEnum

from bot.domain.learners import LearnerState

SLOWER_AFTER = 3
FAREWELL_AFTER = 14
EVERY = 3


class Rhythm(StrEnum):
    """How often something comes by itself."""

    EVERY_DAY = "something comes every day"
    EVERY_THIRD = "three days without an answer: something comes every third day"
    FAREWELL = "fourteen days without an answer: one farewell"
    NOTHING = "the farewell was said: nothing comes until the next word"


def silent_days(heard_on: date, today: date) -> int:
    """How many days are over since the day on which something was heard; 0 on it and on the next.

    The last day of a pause that was asked for is a day on which something was heard.
    """
    return max(0, (today - heard_on).days - 1)


def rhythm(silent: int, *, away: bool = False) -> Rhythm:
    """What holds after so many ``silent`` days; ``away``: the farewell was said."""
    if away:
        return Rhythm.NOTHING
    if silent >= FAREWELL_AFTER:
        return Rhythm.FAREWELL
    return Rhythm.EVERY_THIRD if silent >= SLOWER_AFTER else Rhythm.EVERY_DAY


def goes_out(silent: int, *, away: bool = False) -> bool:
    """Whether something comes by itself on a day before which so many were silent. The first of
    the thinned-out days is the third after the last that was not.
    """
    match rhythm(silent, away=away):
        case Rhythm.EVERY_DAY | Rhythm.FAREWELL:
            return True
        case Rhythm.EVERY_THIRD:
            return (silent - SLOWER_AFTER + 1) % EVERY == 0
        case Rhythm.NOTHING:
            return False


LESSON_DAYS = tuple(days for days in range(FAREWELL_AFTER) if goes_out(days))
"""The numbers of silent days on which a lesson still comes, for the planner; at FAREWELL_AFTER and
later comes the farewell, once."""


def heard(state: LearnerState) -> LearnerState:
    """The state after any word of the learner: who was away is back. A pause, or a stop, was
    asked for, and ends only when it is asked for.
    """
    return LearnerState.ACTIVE if state is LearnerState.AWAY else state
