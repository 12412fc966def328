"""From a question to the lessons that speak of it, the nearest first."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot.domain.content import Course
from bot.learning.companion.index import Inverted
from bot.learning.companion.passages import Field, Passage, Place, passages_of, places_of
from bot.learning.companion.terms import is_faint, terms

WEIGHTS: Mapping[Field, float] = {
    Field.TITLE: 1.3,
    Field.ASK: 1.3,
    Field.PARAGRAPH: 1.0,
    Field.WHY: 0.8,
}
"""What an author wrote to be found by tells more than what he or she wrote to be read."""
FAINT = 0.3
"""What a single character weighs beside a pair: it bridges 饮酒 and 喝酒, and little else."""
COMMON = 0.2
"""A term that stands in more than this share of all passages finds nothing."""
MOST_TERMS, MOST_POSTINGS = 32, 20_000
"""Of one question, the rarest terms first: its cost stays bounded, whatever is asked of however
large a library."""
FEW = 20
"""Of a library of a few lessons: so many passages are soon looked through, whatever share they are."""
MOST_HITS = 50
"""That are looked at closely; what is answered is among the first."""
TOGETHER = 0.3
"""How much of what a lesson says of a question has to stand in one of its passages; the rest may be
spread over the lesson."""
OWN = 1.1
"""One's own courses come first where others are about as near."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson that was found. ``score`` grows with how much it says of the question, and with how
    much of the question it speaks of; it is comparable within one library. ``pairs`` counts the
    question's terms that it holds, single characters apart.
    """

    place: Place
    score: float
    pairs: int


class Ranking:
    """All passages of a library, by their terms. Immutable."""

    def __init__(self, courses: Iterable[Course]) -> None:
        """Read all lessons of ``courses``: some 0.1 ms a passage, so keep it off the event loop."""
        self.places = places_of(courses)
        self.passages: Sequence[Passage] = tuple(passages_of(self.places))
        self._place_of = [one.place for one in self.passages]
        self._index = Inverted(
            (terms(one.text) for one in self.passages),
            [WEIGHTS[one.field] for one in self.passages],
            lambda term: FAINT if is_faint(term) else 1.0,
        )

    def hits(self, question: str, own: Collection[str] = (), without: int = -1) -> list[Hit]:
        """The lessons that hold anything of ``question``, the nearest first, at most 50.

        ``own`` are the keys of the learner's courses. ``without`` is a passage to look over: what
        would be found if it did not exist.
        """
        asked = self.asked(question)
        spread, pairs, passages = self._gather(asked, without)
        total = sum(asked.values())
        hits: list[Hit] = []
        for number in nlargest(MOST_HITS, range(len(spread)), key=spread.__getitem__):
            if not spread[number]:
                break
            place = self.places[number]
            best = max(passages[self._of_place(number)])
            said = TOGETHER * best + (1 - TOGETHER) * spread[number]
            favour = OWN if place.course.key in own else 1.0
            hits.append(Hit(place, favour * said * said / total, pairs[number]))
        return sorted(hits, key=lambda hit: (-hit.score, hit.place.key))

    def _of_place(self, number: int) -> slice:
        """Its passages, which stand together."""
        return slice(bisect_left(self._place_of, number), bisect_right(self._place_of, number))

    def asked(self, question: str) -> dict[str, float]:
        """The terms that ``question`` is looked for by, the rarest first, and what each tells."""
        few = max(COMMON * self._index.size, FEW)
        told = {
            term: self._index.rarity(term)
            for term in terms(question)
            if self._index.count(term) <= few
        }
        rarest = sorted(told.items(), key=lambda one: -one[1])
        return dict(rarest[:MOST_TERMS])

    def _gather(
        self, asked: Iterable[str], without: int
    ) -> tuple[list[float], list[int], list[float]]:
        """By lesson what each term weighs at its best, summed, and how many pairs it holds; by
        passage what it weighs. The terms that stand in most passages are left out where it would
        take too long.
        """
        spread, pairs = [0.0] * len(self.places), [0] * len(self.places)
        passages, seen = [0.0] * len(self.passages), 0
        place_of = self._place_of
        for term in asked:
            postings = self._index.postings(term)
            if (seen := seen + len(postings.texts)) > MOST_POSTINGS:
                break
            best: dict[int, float] = {}
            for passage, said in zip(postings.texts, postings.weights, strict=True):
                if passage == without:
                    continue
                passages[passage] += said
                place = place_of[passage]
                if said > best.get(place, 0.0):
                    best[place] = said
            is_pair = not is_faint(term)
            for place, said in best.items():
                spread[place] += said
                pairs[place] += is_pair
        return spread, pairs, passages
