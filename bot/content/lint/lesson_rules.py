"""What is looked at in each lesson: length, reading time, what people ask, source, pictures."""

import re
from collections.abc import Iterator

from bot.content.lint.finding import Finding, Severity
from bot.content.lint.measures import (
    LESSON_OF_COURIERS,
    PART_OF_SENIORS,
    PARTS_OF_SENIORS,
    QUESTIONS_OF_COURIERS,
    SIMPLE_TRACKS,
    minutes_of,
    parts,
    size,
)
from bot.domain.content import Course, Lesson, Track

FEWEST_ASKS, MOST_ASKS = 3, 5
SHORTEST_ALT = 10
SLOWER, FASTER = 1.25, 0.3
"""The reading time may be this share of the stated minutes, which are whole."""

_CLAIM = re.compile(r"《[^》]{2,40}》|第[一二三四五六七八九十百零\d]+条|\d+(?:\.\d+)?\s*[%％]")


def lesson_findings(course: Course, lesson: Lesson) -> Iterator[Finding]:
    """Everything about one lesson but its questions and words."""
    for rule, place, what, mend in (
        *_lengths(course, lesson),
        *_time(course, lesson),
        *_company(course, lesson),
    ):
        yield Finding(rule, Severity.WARNING, course.key, lesson.key, place, what, mend)


_Found = tuple[str, str, str, str]


def _lengths(course: Course, lesson: Lesson) -> Iterator[_Found]:
    if course.track in SIMPLE_TRACKS:
        found = parts(lesson)
        for number, part in enumerate(found, 1):
            if (long := size(part, course.language)) > PART_OF_SENIORS:
                what = f"paragraph {number} has {long} characters"
                mend = f"older people get it as one message: at most {PART_OF_SENIORS}"
                yield "long-message", "", what, mend
        if len(found) > PARTS_OF_SENIORS:
            what = f"the text has {len(found)} paragraphs"
            yield "many-messages", "", what, f"write at most {PARTS_OF_SENIORS}, one action each"
    if course.track is Track.COURIERS:
        if (long := size(lesson.text, course.language)) > LESSON_OF_COURIERS:
            what, mend = f"the text has {long} characters", f"write at most {LESSON_OF_COURIERS}"
            yield "long-lesson", "", what, f"{mend}, or make two lessons of it"
        if len(lesson.questions) > QUESTIONS_OF_COURIERS:
            what = f"there are {len(lesson.questions)} questions"
            yield "many-questions", "questions", what, f"keep {QUESTIONS_OF_COURIERS}"


def _time(course: Course, lesson: Lesson) -> Iterator[_Found]:
    takes = minutes_of(course, lesson)
    if takes > lesson.minutes * SLOWER:
        what = f"reading and answering takes about {takes:.1f} minutes, not {lesson.minutes}"
        yield "reading-time", "minutes", what, "shorten the lesson or state more minutes"
    elif takes < lesson.minutes * FASTER:
        what = f"reading and answering takes about {takes:.1f} minutes, not {lesson.minutes}"
        yield "reading-time", "minutes", what, "state fewer minutes"


def _company(course: Course, lesson: Lesson) -> Iterator[_Found]:
    if not FEWEST_ASKS <= len(lesson.asks) <= MOST_ASKS:
        what = f"{len(lesson.asks)} questions that people would ask are named"
        mend = f"write {FEWEST_ASKS} to {MOST_ASKS}: by them the lesson is found when asked for"
        yield "asks", "asks", what, mend
    if not lesson.source and (not course.source or (claim := _CLAIM.search(lesson.text))):
        said = f'"{claim.group()}" is said' if course.source and claim else "the lesson has facts"
        yield "source", "source", f"{said} with no source", "name where it was looked up"
    for shown in lesson.media:
        if len(shown.alt) < SHORTEST_ALT:
            what = f"{shown.file} is told in {len(shown.alt)} characters"
            mend = "say in whole sentences what it shows, for who cannot see or hear it"
            yield "alt", "media.alt", what, mend
