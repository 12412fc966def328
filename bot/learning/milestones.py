"""Moments worth a kind word: a first, a third, a hundredth. Pure; no comparison with anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Of(StrEnum):
    """What was counted."""

    LESSONS = "lessons"
    DAYS = "days"
    COURSES = "courses"


STEPS: Mapping[Of, tuple[int, ...]] = {
    Of.LESSONS: (1, 3, 7, 10, 30, 50, 100),
    Of.DAYS: (7, 30, 100),
    Of.COURSES: (1, 3),
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """``count`` of something was just reached. ``turn`` is which milestone of its kind it is, from 0:
    with each another sentence is said.
    """

    of: Of
    count: int
    turn: int


def reached(of: Of, count: int) -> Milestone | None:
    """The milestone that ``count`` is; None: it is none."""
    steps = STEPS[of]
    return Milestone(of, count, steps.index(count)) if count in steps else None


def after_lesson(lessons: int, days: int, today: int) -> Milestone | None:
    """What a finished lesson has reached: a count of ``lessons``, else one of learning ``days`` where
    it is the first lesson of the day. All counts hold this lesson; ``today`` are the lessons of its day.
    """
    return reached(Of.LESSONS, lessons) or (reached(Of.DAYS, days) if today == 1 else None)
