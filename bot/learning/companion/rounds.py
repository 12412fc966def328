"""Questions of a running competition: they are known by their stems, and never answered."""

from array import array
from collections.abc import Collection, Iterable

from bot.domain.content import Course
from bot.learning.companion.index import Inverted
from bot.learning.companion.terms import is_faint, terms

NEAR = 0.6
"""So much of what is asked stands in the stem, or of the stem in what is asked: it is that question,
with other words around it."""
LEAST_PAIRS = 2


class Stems:
    """The stems of all questions of a library. Immutable."""

    def __init__(self, courses: Iterable[Course]) -> None:
        """Read all questions of ``courses``; as slow as ``Ranking`` is."""
        every = [(course.key, one.stem) for course in courses for one in course.questions]
        self._courses = [key for key, _ in every]
        texts = [terms(stem) for _, stem in every]
        self._index = Inverted(texts)
        self._whole = array("f", (sum(self._tells(one) for one in set(text)) for text in texts))

    def _tells(self, term: str) -> float:
        return 0.0 if is_faint(term) else self._index.rarity(term)

    def are_near(self, question: str, courses: Collection[str]) -> bool:
        """Whether ``question`` asks what a question of ``courses`` (by their keys) asks."""
        asked = {one: tells for one in terms(question) if (tells := self._tells(one))}
        total, held, pairs = sum(asked.values()), dict[int, float](), dict[int, int]()
        for term, tells in asked.items():
            for stem in self._index.postings(term).texts:
                if self._courses[stem] in courses:
                    held[stem] = held.get(stem, 0.0) + tells
                    pairs[stem] = pairs.get(stem, 0) + 1
        return any(
            pairs[stem] >= LEAST_PAIRS and amount >= NEAR * min(total, self._whole[stem])
            for stem, amount in held.items()
        )
