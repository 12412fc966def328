"""Finding courses by what somebody would like to learn, in his or her own words."""

import asyncio
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from bot.domain.content import Course
from bot.learning.companion.terms import is_faint, terms
from bot.learning.library import Library

TITLE, ABOUT, ASKS = 4, 3, 2
"""What a term counts that stands in a course's title, in its line for the shelf or a lesson's title,
in the questions a lesson answers."""
ENOUGH = 0.5
"""So much of what was said must stand in a course for it to be what was meant."""

_INDEXES: WeakKeyDictionary[Library, Mapping[str, Mapping[str, int]]] = WeakKeyDictionary()
"""Of each library in use, made when it is first searched."""


def find_courses(library: Library, words: str) -> list[Course]:
    """The courses that ``words`` may mean, the best first, else as the whole shelf has them; none
    where the words tell nothing.
    """
    said = _telling(words)
    indexes = _indexes_of(library)
    found = [(course, _weight(indexes[course.key], said)) for course in library.shelf(None)]
    ordered = sorted(found, key=lambda one: -one[1])
    return [course for course, weight in ordered if weight]


async def search_courses(library: Library, words: str) -> list[Course]:
    """``find_courses`` without holding up others: the index of a new library takes some 30 ms for
    nine courses, and is made in a thread.
    """
    if library not in _INDEXES:
        await asyncio.to_thread(_indexes_of, library)
    return find_courses(library, words)


def _telling(words: str) -> frozenset[str]:
    """The terms of ``words`` without single characters, unless there is nothing else."""
    said = frozenset(terms(words))
    return frozenset(one for one in said if not is_faint(one)) or said


def _weight(index: Mapping[str, int], said: frozenset[str]) -> int:
    """What the terms said count in a course; 0 where too few of them stand there."""
    there = [index[term] for term in said if term in index]
    return sum(there) if said and len(there) >= ENOUGH * len(said) else 0


def _indexes_of(library: Library) -> Mapping[str, Mapping[str, int]]:
    known = _INDEXES.get(library)
    if known is None:
        known = {key: _index(course) for key, course in library.courses.items()}
        _INDEXES[library] = known
    return known


def _index(course: Course) -> dict[str, int]:
    """Each term of a course with what it counts at most."""
    index: dict[str, int] = {}
    lessons = course.lessons
    _put(index, [course.title], TITLE)
    _put(index, [course.about, *(lesson.title for lesson in lessons)], ABOUT)
    _put(index, (ask for lesson in lessons for ask in lesson.asks), ASKS)
    return index


def _put(index: dict[str, int], texts: Iterable[str], counts: int) -> None:
    for text in texts:
        for term in terms(text):
            index.setdefault(term, counts)
