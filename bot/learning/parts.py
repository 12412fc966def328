"""How long a lesson takes, and what of it fits a break: pure.

A lesson takes its stated minutes, half a minute of them (or less, where they are many) for each
question. What does not fit is cut where a paragraph ends, else where a sentence does; what was
shown and answered is not shown again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.content import Lesson
from bot.domain.learners import LessonProgress

QUESTION_MINUTES = 0.5
"""To read a question again after days, answer it and read why."""
_SENTENCE = re.compile(r"[。！？!?；;]+[”’』」）)]*\s*|\n+")
_PARAGRAPH = re.compile(r"\n\n+")
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a lesson's text; empty where it was read and only questions are left.

    ``read_to`` is what to keep of it (``LessonProgress.read_to``); 0: the text ends with it.
    """

    text: str
    read_to: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """What of a lesson is for now: its ``part`` (None: the whole text), how many questions, and
    the minutes it takes. ``whole``: nothing of the lesson is left after it.
    """

    part: Part | None
    questions: int
    minutes: float
    whole: bool = True


def questions_within(minutes: int | None, most: int) -> int:
    """How many questions that come back fit into ``minutes`` (None: any time), at most ``most``."""
    return most if minutes is None else min(most, int(minutes / QUESTION_MINUTES))


def sitting(
    lesson: Lesson, progress: LessonProgress | None, unanswered: int, minutes: int | None
) -> Sitting:
    """What of ``lesson``, of which so many questions are ``unanswered``, is for now.

    Without ``minutes`` (at least 1) it is the whole text, and what is left to answer. With them
    it is what is left, as far as it fits.
    """
    each = _question_minutes(lesson)
    reading = lesson.minutes - each * len(lesson.questions)
    if minutes is None:
        return Sitting(None, unanswered, reading + each * unanswered)
    text = lesson.text
    pace = reading / max(1, len(text))
    start = _start(lesson, progress, unanswered, pace)
    left = pace * (len(text) - start) + each * unanswered
    if left <= minutes + _TINY:
        return Sitting(Part(text[start:].strip(), 0) if start else None, unanswered, left)
    if start < len(text):
        end = _cut(text, start, start + int(minutes / pace + _TINY))
        part = Part(text[start:end].strip(), end)
        return Sitting(part, 0, pace * (end - start), whole=False)
    some = int(minutes / each + _TINY)
    return Sitting(Part("", 0), some, each * some, whole=False)


def _question_minutes(lesson: Lesson) -> float:
    count = len(lesson.questions)
    return min(QUESTION_MINUTES, lesson.minutes / (2 * count)) if count else 0.0


def _start(lesson: Lesson, progress: LessonProgress | None, unanswered: int, pace: float) -> int:
    """Where the text goes on. A text that was shown whole is read once a question is answered:
    what only arrived may have been left alone. In a new version of the text it goes on where the
    sentence begins; only a sentence longer than any break is ever cut.
    """
    if progress is None:
        return 0
    if progress.read_to == 0:
        return len(lesson.text) if unanswered < len(lesson.questions) else 0
    ends = [0, *_ends(_SENTENCE, lesson.text)]
    begin = max(end for end in ends if end <= progress.read_to)
    following = min((end for end in ends if end > begin), default=begin)
    return begin if (following - begin) * pace <= 1 else progress.read_to


def _cut(text: str, start: int, furthest: int) -> int:
    """Where a part that begins at ``start`` ends, at most at ``furthest``."""
    for marks in (_PARAGRAPH, _SENTENCE):
        fits = [end for end in _ends(marks, text) if start < end <= furthest]
        if fits:
            return fits[-1]
    return max(start + 1, min(furthest, len(text)))


def _ends(marks: re.Pattern[str], text: str) -> Iterator[int]:
    yield from (found.end() for found in marks.finditer(text))
    yield len(text)
