"""Which course to recommend, and why: what somebody learns and says decides, not what others do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.content import Course
from bot.texts.catalogue import Texts


class Why(StrEnum):
    """Why a course is recommended."""

    AFTER = "after"
    """It goes on where a course that was passed has ended."""
    IN_GROUP = "in-group"
    """A group of the learner's learns it this week."""
    NEW = "new"
    """It came to the shelf after the learner did."""
    BEGUN = "begun"
    """It was begun, and lies aside."""
    FITS = "fits"
    """It is the first one for people like the learner."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the shelf: the courses of the learner's groups, those that are new to him
    or her, and the course that was passed last.
    """

    in_groups: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    passed_last: Course | None = None


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A course and the reason; ``after`` is the passed course of that reason."""

    course: Course
    why: Why
    after: Course | None = None


def recommend(
    shelf: Sequence[Course], states: Mapping[str, str], hints: Hints = NO_HINTS
) -> Recommendation | None:
    """The first reason that holds, in the order of ``Why``, for the first course on the learner's own
    ``shelf`` that it holds for. ``states`` tell which courses are active, waiting or passed; neither an
    active one nor one that was passed is recommended. None: nothing is left.
    """
    left = [course for course in shelf if states.get(course.key) not in {"active", "passed"}]
    last = hints.passed_last
    reasons: tuple[tuple[Why, Callable[[Course], bool]], ...] = (
        (Why.AFTER, lambda one: last is not None and one.track is last.track),
        (Why.IN_GROUP, lambda one: one.key in hints.in_groups),
        (Why.NEW, lambda one: one.key in hints.new),
        (Why.BEGUN, lambda one: one.key in states),
        (Why.FITS, lambda _: True),
    )
    for why, holds in reasons:
        if (found := next(filter(holds, left), None)) is not None:
            return Recommendation(found, why, last if why is Why.AFTER else None)
    return None


def reason_in_words(found: Recommendation, title: Callable[[Course], str], t: Texts) -> str:
    """The reason as the learner reads it; ``title`` gives a course's title in his or her script."""
    match found.why:
        case Why.AFTER if found.after is not None:
            return t("recommend-after", course=title(found.after))
        case Why.FITS:
            return t(f"recommend-fits-{found.course.track}", minutes=found.course.minutes)
        case _:
            return t(f"recommend-{found.why}")
