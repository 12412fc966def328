"""How near is near enough: set from what a library's own authors wrote, and from what nobody teaches."""

from collections.abc import Sequence
from math import inf, nextafter

from bot.learning.companion.off_topic import OFF_TOPIC
from bot.learning.companion.passages import Field
from bot.learning.companion.ranking import Hit, Ranking

MOST_ASKS = 300
"""Of a large library, so many evenly spread ``asks:`` lines are tried."""
FEWEST_ASKS, REFUSED = 5, 0.9
WRONG = 2.0
"""A wrong answer is as bad as so many questions left unanswered."""
LEAST_PAIRS = 2
"""Content terms that must be found, unless an ``asks:`` line says the same."""


def threshold(ranking: Ranking) -> float:
    """The score from which on a question is answered: where the share of ``asks:`` lines that would
    be refused, each asked as if its author had not written it down, and twice the share of
    everyday questions off all topics that would be answered, are together the least. Where
    several do equally well, the highest; where there are hardly any ``asks:`` lines, the one that
    refuses nine tenths of the questions off all topics.
    """
    asks = [number for number, one in enumerate(ranking.passages) if one.field is Field.ASK]
    step = max(1, -(-len(asks) // MOST_ASKS))
    tried = [
        _score(ranking.hits(ranking.passages[number].text, without=number))
        for number in asks[::step]
    ]
    off = sorted(_score(ranking.hits(question)) for question in OFF_TOPIC)
    if len(tried) < FEWEST_ASKS:
        return nextafter(off[int(REFUSED * len(off))], inf)
    return _least_harm(tried, off)


def _score(hits: Sequence[Hit]) -> float:
    """That of the nearest lesson, if enough of it was found to answer at all."""
    return hits[0].score if hits and hits[0].pairs >= LEAST_PAIRS else 0.0


def _least_harm(wanted: Sequence[float], unwanted: Sequence[float]) -> float:
    """The border with the least harm: what is at or above it is answered."""
    above_all = nextafter(max(unwanted, default=0.0), inf)
    best, least = above_all, inf
    for border in sorted({above_all, *(one for one in (*wanted, *unwanted) if one)}, reverse=True):
        refused = sum(one < border for one in wanted) / max(1, len(wanted))
        answered = sum(one >= border for one in unwanted) / max(1, len(unwanted))
        if (harm := refused + WRONG * answered) < least:
            best, least = border, harm
    return best
