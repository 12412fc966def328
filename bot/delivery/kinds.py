"""What sets the kinds of delivery apart: lateness, quiet hours, and what a crash means."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.delivery import Kind


@dataclass(frozen=True, slots=True)
class KindRule:
    """``asked_for``: the recipient just asked; quiet hours do not matter. ``daily``: it comes at
    a time the learner chose, and not while he or she has paused. ``hold_after``: that late, it
    is not pushed any more but waits for the next contact. ``repeat_uncertain``: sent again when
    nobody knows whether it arrived (a crash or a time-out fell between send and record).
    ``holdable``: waits in the inbox when no rung carries it; else it expires.
    """

    asked_for: bool = False
    daily: bool = False
    hold_after: timedelta | None = None
    repeat_uncertain: bool = True
    holdable: bool = True


RULES: dict[Kind, KindRule] = {
    Kind.REPLY: KindRule(asked_for=True, holdable=False),
    Kind.LESSON: KindRule(daily=True, hold_after=timedelta(hours=3)),
    Kind.QUIZ: KindRule(daily=True, hold_after=timedelta(hours=3)),
    Kind.REMINDER: KindRule(),
    Kind.ANNOUNCEMENT: KindRule(),
    Kind.RESULT: KindRule(),
}
"""Nothing may be lost by a crash, so each kind is repeated when uncertain: a lesson twice is a
small nuisance, a missed reminder is not (design 4.2)."""
