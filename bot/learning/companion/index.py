"""An inverted index in compact arrays, with the weights of BM25 worked out beforehand."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

SATURATION, LENGTH = 1.2, 0.5
"""BM25's k1 and b (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). Passages are
short and of like length, so b is low.
"""


@dataclass(frozen=True, slots=True)
class Postings:
    """In which texts a term stands, ascending, and what it weighs in each."""

    texts: Sequence[int]
    weights: Sequence[float]


NOWHERE = Postings((), ())


class Inverted:
    """Texts by their terms. Immutable."""

    def __init__(
        self,
        texts: Iterable[Sequence[str]],
        of_text: Sequence[float] = (),
        of_term: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        """Read each text as its terms; they are numbered from 0 in their order. ``of_text`` (one for
        each, or none) and ``of_term`` are what its weights are multiplied by.
        """
        self._vocabulary: dict[str, int] = {}
        self._of_term = of_term
        said, ends = self._read(texts)
        self.size = len(ends)
        self._starts = self._count(said, ends)
        self._rarities = array(
            "f", map(self._rarity, self._vocabulary, range(len(self._vocabulary)))
        )
        self._texts, self._weights = self._fill(said, ends, of_text)

    def _read(self, texts: Iterable[Sequence[str]]) -> tuple["array[int]", "array[int]"]:
        """All terms as numbers one after the other, and where each text ends."""
        said, ends, vocabulary = array("I"), array("I"), self._vocabulary
        for terms in texts:
            said.extend([vocabulary.setdefault(one, len(vocabulary)) for one in terms])
            ends.append(len(said))
        return said, ends

    def _count(self, said: "array[int]", ends: "array[int]") -> "array[int]":
        """Where each term's postings begin; one more entry ends the last."""
        counts, begin = [0] * len(self._vocabulary), 0
        for end in ends:
            for term in set(said[begin:end]):
                counts[term] += 1
            begin = end
        starts, total = array("I", [0]), 0
        for count in counts:
            total += count
            starts.append(total)
        return starts

    def _rarity(self, term: str, number: int) -> float:
        return self._of_term(term) * self._idf(self._starts[number + 1] - self._starts[number])

    def _idf(self, count: int) -> float:
        return log(1 + (self.size - count + 0.5) / (count + 0.5))

    def _fill(
        self, said: "array[int]", ends: "array[int]", of_text: Sequence[float]
    ) -> tuple["array[int]", "array[float]"]:
        texts = array("I", bytes(4 * self._starts[-1]))
        weights = array("f", bytes(4 * self._starts[-1]))
        average = max(1, len(said)) / max(1, len(ends))
        free, begin = array("I", self._starts), 0
        for text, end in enumerate(ends):
            damping = SATURATION * (1 - LENGTH + LENGTH * (end - begin) / average)
            factor = (SATURATION + 1) * (of_text[text] if of_text else 1.0)
            for term, count in Counter(said[begin:end]).items():
                at = free[term]
                free[term] = at + 1
                texts[at] = text
                weights[at] = self._rarities[term] * factor * count / (count + damping)
            begin = end
        return texts, weights

    def postings(self, term: str) -> Postings:
        """Where ``term`` stands."""
        number = self._vocabulary.get(term)
        if number is None:
            return NOWHERE
        part = slice(self._starts[number], self._starts[number + 1])
        return Postings(self._texts[part], self._weights[part])

    def count(self, term: str) -> int:
        """In how many texts ``term`` stands."""
        number = self._vocabulary.get(term)
        return 0 if number is None else self._starts[number + 1] - self._starts[number]

    def rarity(self, term: str) -> float:
        """How much ``term`` tells: the rarer, the more. One that stands nowhere tells most."""
        number = self._vocabulary.get(term)
        return self._of_term(term) * self._idf(0) if number is None else self._rarities[number]
