"""How long texts are, and how long they take to read, as their readers feel it."""

from bot.domain.content import Course, Lesson, Question, Track

SIMPLE_TRACKS = frozenset({Track.SENIORS, Track.EVERYONE})
"""Tracks whose lessons older people read: what is for everyone stands on their shelf too."""

PART_OF_SENIORS = 150
PARTS_OF_SENIORS = 3
"""Characters of a part and parts of a lesson (reference: defaults for seniors; our judgement)."""
LESSON_OF_COURIERS = 450
QUESTIONS_OF_COURIERS = 2
"""Two to three minutes between orders (reference: defaults for couriers; our judgement)."""

PER_MINUTE_SENIORS = 220
PER_MINUTE = 300
"""Chinese characters read in a minute on a phone, with care. Our judgement, on the slow side of
what studies of silent reading find for adults: people here read to act on it.
"""
TO_ANSWER = 0.25
"""Minutes to choose an answer, beside reading the question. Our judgement."""
ENGLISH_PER_CHINESE = 3
"""So many letters of English say what one Chinese character says. Our judgement."""


def parts(lesson: Lesson) -> list[str]:
    """The parts that a lesson comes in for who reads slowly: its paragraphs."""
    return lesson.text.split("\n\n")


def size(text: str, language: str) -> int:
    """``text`` in Chinese characters, blanks left out."""
    characters = sum(not char.isspace() for char in text)
    return characters // ENGLISH_PER_CHINESE if language == "en" else characters


def minutes_of(course: Course, lesson: Lesson) -> float:
    """How long it takes to read a lesson and to answer its questions with their reasons."""
    speed = PER_MINUTE_SENIORS if course.track is Track.SENIORS else PER_MINUTE
    words = [lesson.text, *(text for q in lesson.questions for text in _texts(q))]
    read = sum(size(text, course.language) for text in words) / speed
    return read + TO_ANSWER * len(lesson.questions)


def _texts(question: Question) -> tuple[str, ...]:
    return (question.stem, *question.options, question.why)
