"""When a question comes back: the FSRS memory model, fed with right and wrong.

Wrong is Again, right is Good, no learning steps (reference/learning.md section 4).
"""

from datetime import datetime
from typing import Any

from fsrs import Card, Rating, Scheduler

LONGEST_DAYS = 60
_scheduler = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False
)


def review(
    card: dict[str, Any] | None, right: bool, at: datetime
) -> tuple[dict[str, Any], datetime]:
    """The card after an answer at ``at`` (aware), and when the question is due again.

    ``card`` is what this function returned before, None for a first answer.
    """
    before = Card.from_dict(card) if card else Card(card_id=1)  # type: ignore[arg-type]
    after, _ = _scheduler.review_card(before, Rating.Good if right else Rating.Again, at)
    return dict(after.to_dict()), after.due
