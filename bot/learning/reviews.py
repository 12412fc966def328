"""When a question comes back: the FSRS memory model, fed with right and wrong.

Wrong is Again, right is Good, right at a second try on the same day is Hard; no learning steps
(reference/learning.md section 4). Memory is reckoned in the learner's days, which begin at 04:00:
a lesson at 07:31 and its review at 07:30 are two whole days apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from fsrs import Card, Rating, Scheduler

from bot.domain.content import Course, Question
from bot.learning.day import learner_day
from bot.learning.library import Library
from bot.store.reviews import Due

LONGEST_DAYS = 60
_scheduler = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False
)
_NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Review:
    """A question that comes back. ``due``: the learner's day it is due on; None: it has no answer
    yet. ``missed``: the latest answer was wrong. ``answers``: how often it was answered.
    """

    course: Course
    question: Question
    due: date | None = None
    missed: bool = False
    answers: int = 0


def review(
    card: dict[str, Any] | None, right: bool, at: datetime, on: date, *, second_try: bool = False
) -> tuple[dict[str, Any], date]:
    """The card after an answer ``at`` an instant of the learner's day ``on``, and the day on which
    the question is due again.

    ``card`` is what this function returned before, None for a first answer. ``second_try``: the
    answer before it was wrong, and given on the same day.
    """
    before = Card.from_dict(card) if card else Card(card_id=1)  # type: ignore[arg-type]
    good = Rating.Hard if second_try else Rating.Good
    noon = datetime.combine(on, _NOON)
    after, _ = _scheduler.review_card(before, good if right else Rating.Again, noon)
    return {**after.to_dict(), "at": at.astimezone(UTC).isoformat()}, after.due.date()


def newer(card: dict[str, Any]) -> str:
    """What puts cards in the order of their latest answers."""
    at: str = card.get("at", "")
    return at


def answered_on(card: dict[str, Any]) -> date | None:
    """The learner's day of a card's latest answer; None where the card tells of none."""
    last = card.get("last_review")
    return date.fromisoformat(last[:10]) if last else None


def reviews_of(library: Library, due: Iterable[Due], zone: str) -> tuple[Review, ...]:
    """What is due of what is still taught, in the order given."""
    return tuple(
        Review(*found, learner_day(one.due, zone), not one.latest_right, one.answers)
        for one in due
        if (found := library.question_of(one.course, one.question, one.family)) is not None
    )
