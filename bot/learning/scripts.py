"""A course's own words as its reader reads them."""

from collections.abc import Callable

from bot.domain.content import Course
from bot.texts.catalogue import SIMPLIFIED, Texts
from bot.texts.script import in_script

Read = Callable[[str], str]


def reader(course: Course, t: Texts) -> Read:
    """What turns the words of ``course`` into the script of who is spoken to by ``t``: a course
    in Simplified Chinese is read in Traditional where that is the reader's, with its author's own
    words for it; every other course is read as it is written.
    """
    if course.language != SIMPLIFIED:
        return _as_written
    wording = next((dict(words) for code, words in course.wording if code == t.language), None)
    return lambda text: in_script(text, t.language, wording)


def title_of(course: Course, t: Texts) -> str:
    """The course's title as its reader reads it."""
    return reader(course, t)(course.title)


def _as_written(text: str) -> str:
    return text
