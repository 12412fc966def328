"""What choosing depends on, what it names, and what it gives."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.content import Lesson, Question, Track
from bot.learning.parts import Part, questions_within
from bot.learning.reviews import Review

ROUND = 10
"""How many questions a practice round has at most."""

ROUND_COURIERS = 5
"""Of a courier's round: two minutes between orders."""

LIGHT_ROUND = 3
"""How many questions somebody who comes back after days begins with."""
LIGHT_AFTER = 3
"""Silent days after which the next item is a lighter one."""
LEAST_FOR_REVIEW_DAY = 3
REVIEW_WEEKDAY = 6
"""Sunday."""


def round_size(track: str | None) -> int:
    """How many questions a practice round has at most for somebody of ``track``."""
    return ROUND_COURIERS if track == Track.COURIERS else ROUND


class Reason(StrEnum):
    """Why something comes next."""

    NEXT_LESSON = "the next lesson of the course"
    UNDONE_LESSON = "a lesson that was begun and not finished"
    LESSON_AND_REVIEW = "the next lesson, and one question that memory is about to lose"
    FITTING_LESSON = "the next lesson, which fits the break"
    LESSON_PART = "as much of the lesson as fits the break"
    BREAK_QUESTIONS = "a handful of questions that fits the break"
    REVIEW_DAY = "the weekly review day: what memory is about to lose"
    LIGHT_QUESTIONS = "a lighter day after days of silence: a few questions to begin with"
    LIGHT_LESSON = "a lighter day after days of silence: one lesson and nothing else"
    MISSED_QUESTIONS = "all lessons are done, some questions are still answered wrongly"
    REVIEWS_DUE = "no course is chosen, but memory is about to lose some of what was learned"
    TODAY_DONE = "what comes by itself on one day was had already"
    NO_COURSE = "no course is chosen"
    COURSE_DONE = "the course is finished"


@dataclass(frozen=True, slots=True)
class Situation:
    """What choosing depends on beside the course; the defaults are somebody who asks for the next
    item at leisure, with no reviews loaded.

    ``day`` is the learner's. ``minutes``: how long a break lasts (at least 1; None: any time).
    ``silent``: days without a word before today (``bot.learning.silence``). ``asked``: the
    learner asked for it; else it comes by itself, and then no second lesson on one day.
    ``reviews`` are due today, of all courses, the most urgent first
    (``bot.learning.reviews.reviews_of``); ``practised``: how many were answered today already.
    ``taught``: a lesson was finished today, in whatever course.
    """

    day: date | None = None
    minutes: int | None = None
    track: str | None = None
    silent: int = 0
    asked: bool = True
    reviews: tuple[Review, ...] = ()
    practised: int = 0
    taught: bool = False

    @property
    def is_light(self) -> bool:
        """Whether it is the first item after days of silence."""
        return self.silent >= LIGHT_AFTER and self.practised == 0

    @property
    def is_review_day(self) -> bool:
        """Whether the week is looked back on today, as long as that was not done."""
        enough = len(self.reviews) + self.practised >= LEAST_FOR_REVIEW_DAY
        return self.is_sunday and bool(self.reviews) and enough and not self.has_reviewed

    @property
    def is_sunday(self) -> bool:
        """Whether the learner's day is the weekly review day."""
        return self.day is not None and self.day.weekday() == REVIEW_WEEKDAY

    @property
    def has_reviewed(self) -> bool:
        """Whether enough was practised today to be a review day's round."""
        return self.practised >= LEAST_FOR_REVIEW_DAY

    def questions(self, most: int) -> int:
        """How many questions fit, at most ``most``."""
        return questions_within(self.minutes, most)


@dataclass(frozen=True, slots=True)
class Next:
    """The next item: a lesson with the question to open, or questions to practise.

    ``mixed`` is asked after the lesson's own questions. ``part``: show only this part of its text
    (None: all of it). ``reviews`` are the round to practise, in order; ``question`` is the first.
    ``count`` is how many questions the item has, the mixed one too, and ``minutes`` how long it
    takes, about. ``number``: the lesson's in the course, from 1.
    """

    reason: Reason
    lesson: Lesson | None = None
    question: Question | None = None
    number: int = 0
    mixed: Review | None = None
    part: Part | None = None
    reviews: tuple[Review, ...] = ()
    count: int = 0
    minutes: float = 0.0
