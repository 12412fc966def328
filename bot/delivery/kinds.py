"""What sets the kinds of delivery apart: lateness, quiet hours, and what a crash means."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.delivery import Kind

A_REPLY_IS_AWAITED = timedelta(minutes=10)
"""Who wrote looks at the chat for a minute or two, then asks again or goes away. After ten
minutes an answer lands in another conversation and puzzles more than it helps; saying the same
once more is easy, and brings a fresh answer."""

A_LESSON_FITS_ITS_MOMENT = timedelta(hours=3)
"""Its time was chosen: breakfast, or a break between orders. Three hours on, the moment is gone
and a message disturbs; in the inbox it is no loss, since it comes with the next word or click."""

A_RESULT_IS_NEWS = timedelta(days=1)
"""People wait for a result and would be hurt to get none, so it is tried through a whole day's
outage, which also covers a night's quiet hours. After that it waits in the inbox: a push about
the day before yesterday reads like a mistake, yet the result itself is never lost."""


A_SUBSCRIBER_MENDS_IT = timedelta(days=3)
"""Whoever runs the receiver may be away over a weekend; what is older is read from the lists."""


@dataclass(frozen=True, slots=True)
class KindRule:
    """``asked_for``: the recipient just asked; quiet hours do not matter. ``daily``: it comes at
    a time the learner chose. ``while_paused``, ``while_away``: it comes also to who has paused, and
    to who was silent for so long that nothing else comes. ``hold_after``: that late, it
    is not pushed any more but waits for the next contact. ``repeat_uncertain``: sent again when
    nobody knows whether it arrived (a crash or a time-out fell between send and record).
    ``holdable``: waits in the inbox when no rung carries it; else it expires. ``at_meals``: it
    comes also to a courier who rides.

    ``give_up_after``: no try that failed is followed by one that begins later than this after
    its due. None: it is tried until it expires, as its use ends at a moment of its own.
    """

    asked_for: bool = False
    daily: bool = False
    while_paused: bool = True
    while_away: bool = False
    at_meals: bool = False
    hold_after: timedelta | None = None
    repeat_uncertain: bool = True
    holdable: bool = True
    give_up_after: timedelta | None = None


_LESSON = KindRule(
    daily=True,
    while_paused=False,
    hold_after=A_LESSON_FITS_ITS_MOMENT,
    give_up_after=A_LESSON_FITS_ITS_MOMENT,
)

_OF_A_GROUP = KindRule(
    hold_after=A_LESSON_FITS_ITS_MOMENT, holdable=False, give_up_after=A_LESSON_FITS_ITS_MOMENT
)

RULES: dict[Kind, KindRule] = {
    Kind.REPLY: KindRule(
        asked_for=True,
        while_away=True,
        at_meals=True,
        holdable=False,
        give_up_after=A_REPLY_IS_AWAITED,
    ),
    Kind.LESSON: _LESSON,
    Kind.QUIZ: _LESSON,
    # A deadline is as useful an hour before it as a week: only its passing ends the tries. Who is
    # away is reminded of nothing but what he or she entered: planning sees to that.
    Kind.REMINDER: KindRule(while_away=True),
    # The same holds for a stage that is still open.
    Kind.ANNOUNCEMENT: KindRule(),
    Kind.RESULT: KindRule(while_away=True, give_up_after=A_RESULT_IS_NEWS),
    Kind.CREDIT: KindRule(while_away=True, give_up_after=A_RESULT_IS_NEWS),
    # Somebody waits at the other end.
    Kind.HELP: KindRule(while_away=True, at_meals=True, give_up_after=A_RESULT_IS_NEWS),
    # Who learned something wrong has to hear it, also after a long silence; tomorrow is early enough.
    Kind.CORRECTION: KindRule(while_away=True),
    Kind.ANSWER: KindRule(
        asked_for=True, while_away=True, at_meals=True, give_up_after=A_REPLY_IS_AWAITED
    ),
    # A look back at the week: it waits in the inbox until the next one.
    Kind.WEEK: KindRule(
        while_paused=False,
        hold_after=A_LESSON_FITS_ITS_MOMENT,
        give_up_after=A_LESSON_FITS_ITS_MOMENT,
    ),
    # And for what an organiser has to say, as long as it is true.
    Kind.NEWS: KindRule(),
    # What a group gets at its time of the day; hours later it would only be in the way.
    Kind.COURSE: _OF_A_GROUP,
    Kind.QUESTION: _OF_A_GROUP,
    Kind.EXPLANATION: _OF_A_GROUP,
    Kind.BOARD: _OF_A_GROUP,
    # A program waits for it, and no program sleeps. It tells repeats by their id.
    Kind.HOOK: KindRule(
        asked_for=True, at_meals=True, holdable=False, give_up_after=A_SUBSCRIBER_MENDS_IT
    ),
    # It goes with its mass message; what is offered this week is not worth a backlog.
    Kind.DIGEST: KindRule(holdable=False),
}
"""Nothing may be lost by a crash, so each kind is repeated when uncertain: a lesson twice is a
small nuisance, a missed reminder is not (design 4.2)."""
