"""How much of a lesson somebody reads at once, and how it looks: pure."""

from dataclasses import dataclass

from bot.domain.content import Track
from bot.domain.learners import Learner

SENIOR_MESSAGE = 150
"""Characters of a whole message to a senior (reference/learning.md section 4)."""
SLOW_PART = 60
"""Characters of a lesson's text in one message to who wants it slowly."""
CARD_PART = 120
"""Characters of a lesson's text on one large-type card: what a telephone's screen shows of it."""


@dataclass(frozen=True, slots=True)
class Looks:
    """``message``: characters of a whole message at most; ``part``: of the lesson's text in it; 0:
    any number. ``large``: lessons and questions come as pictures in large type.
    """

    message: int = 0
    part: int = 0
    large: bool = False

    @property
    def in_steps(self) -> bool:
        """Whether a lesson comes step by step, each fetched with 继续."""
        return bool(self.message or self.part)

    def room(self, around: int) -> int:
        """Characters of a lesson's text beside ``around`` others in its message."""
        most = [one for one in (self.part, self.message and self.message - around) if one]
        return max(1, min(most)) if most else 0


PLAIN = Looks()


def looks_of(learner: Learner) -> Looks:
    """What somebody chose, or what suits the track."""
    senior = learner.track == Track.SENIORS and not learner.large_type
    parts = [CARD_PART] * learner.large_type + [SLOW_PART] * learner.slow
    return Looks(
        message=SENIOR_MESSAGE if senior else 0,
        part=min(parts, default=0),
        large=learner.large_type,
    )
