"""What can be found: the passages of the lessons that are taught."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.content import Course, Lesson


class Field(StrEnum):
    """Where a passage stands in its lesson."""

    TITLE = "title"
    ASK = "ask"
    """A question that people ask, as the lesson's author wrote it down."""
    PARAGRAPH = "paragraph"
    WHY = "why"
    """The reason of a question's answer: it is found, and never quoted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson and its course."""

    course: Course
    lesson: Lesson

    @property
    def key(self) -> tuple[str, str]:
        """The course's key and the lesson's, which together name it."""
        return self.course.key, self.lesson.key

    @property
    def whole(self) -> str:
        """All that the lesson says, its ``asks:`` and the reasons of its questions with it."""
        whys = (one.why for one in self.lesson.questions)
        return "\n".join((self.lesson.title, *self.lesson.asks, self.lesson.text, *whys))


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a lesson. ``place`` counts the lessons in the order of ``places_of``."""

    place: int
    field: Field
    text: str


def places_of(courses: Iterable[Course]) -> tuple[Place, ...]:
    """All lessons of ``courses``, in order."""
    return tuple(Place(course, lesson) for course in courses for lesson in course.lessons)


def passages_of(places: Iterable[Place]) -> Iterator[Passage]:
    """The passages of all lessons, those of a lesson together: its title with the course's, its
    ``asks:`` lines, its paragraphs and the reasons of its questions.
    """
    for number, place in enumerate(places):
        lesson = place.lesson
        yield Passage(number, Field.TITLE, f"{lesson.title} {place.course.title}")
        for ask in lesson.asks:
            yield Passage(number, Field.ASK, ask)
        for paragraph in paragraphs(lesson):
            yield Passage(number, Field.PARAGRAPH, paragraph)
        for question in lesson.questions:
            if question.why:
                yield Passage(number, Field.WHY, question.why)


def paragraphs(lesson: Lesson) -> list[str]:
    """A lesson's paragraphs, without what surrounds them."""
    return [part for one in lesson.text.split("\n\n") if (part := one.strip())]
