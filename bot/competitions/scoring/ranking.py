"""Places by keys in order, ties shared (1-2-2-4) or told apart by a recorded lot."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.competitions.scoring.drawing import lot
from bot.domain.contests import Per, Ranking, RankKey, Ties


class Out(StrEnum):
    """Why an entry has no place."""

    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    NOT_IN = "did not go on to this stage"
    NO_SCORE = "has no score"


@dataclass(frozen=True, slots=True)
class Performance:
    """What one entry brings to a ranking. ``entry`` is its row, ``number`` the one it is known by
    (lots are drawn by it). None: that value is missing; it comes last. ``out``: has no place, why.
    """

    entry: int
    number: int
    division: str | None = None
    unit: int | None = None
    score: Decimal | None = None
    time_ms: int | None = None
    finished_at: datetime | None = None
    born: date | None = None
    out: Out | None = None


class Placing(StrEnum):
    """How a place came about."""

    ALONE = "alone in its place"
    SHARED = "shares its place"
    BY_LOT = "told apart by lot"
    NONE = "has no place"


@dataclass(frozen=True, slots=True)
class Placed:
    """``rank`` None: no place, and ``out`` says why."""

    performance: Performance
    rank: int | None
    placing: Placing
    out: Out | None = None


_Standing = tuple[tuple[bool, Decimal], ...]
Grouping = Callable[[Performance], Hashable]

_GROUPINGS: dict[Per, Grouping] = {
    Per.DIVISION: lambda one: one.division,
    Per.UNIT: lambda one: (one.division, one.unit),
    Per.ALL: lambda _: None,
}


def rank(
    performances: Iterable[Performance], ranking: Ranking, per: Per = Per.DIVISION
) -> tuple[Placed, ...]:
    """Everybody's place among those of the same division (or unit in it, or all).

    Order of the answer: group by group as they first come when ordered by number; in each by
    place, then number; at its end those without a place. It does not depend on the order of
    ``performances``.
    """
    groups: dict[Hashable, list[Performance]] = defaultdict(list)
    for one in sorted(performances, key=_number):
        groups[_GROUPINGS[per](one)].append(one)
    return tuple(placed for group in groups.values() for placed in _places(group, ranking))


def award_of(ranking: Ranking, place: int | None) -> str:
    """The title that a place brings; the first that names it; empty: none. Who shares a place
    shares its award.
    """
    if place is None:
        return ""
    return next((one.title for one in ranking.awards if one.first <= place <= one.last), "")


def compared(performance: Performance, ranking: Ranking) -> dict[str, str | int]:
    """What was compared, in order, for a table and for the record. A birth is personal and stays
    out; a value that is missing too.
    """
    found: dict[str, str | int] = {}
    for key in ranking.keys:
        if key is RankKey.SCORE and performance.score is not None:
            found[key.value] = str(performance.score)
        if key is RankKey.TIME and performance.time_ms is not None:
            found[key.value] = performance.time_ms
        if key is RankKey.FINISHED and performance.finished_at is not None:
            found[key.value] = performance.finished_at.astimezone(UTC).isoformat()
    return found


def out_of(performance: Performance) -> Out | None:
    """Why an entry has no place; None: it has one."""
    if performance.out is not None:
        return performance.out
    return Out.NO_SCORE if performance.score is None else None


def _number(performance: Performance) -> tuple[int, int]:
    return (performance.number, performance.entry)


def _places(group: Sequence[Performance], ranking: Ranking) -> list[Placed]:
    """Places within one group, which comes ordered by number."""
    ties: dict[_Standing, list[Performance]] = defaultdict(list)
    for one in group:
        if out_of(one) is None:
            ties[_standing(one, ranking.keys)].append(one)
    found: list[Placed] = []
    for standing in sorted(ties):
        found += _tied(ties[standing], len(found) + 1, ranking)
    for one in group:
        if (why := out_of(one)) is not None:
            found.append(Placed(one, None, Placing.NONE, why))
    return found


def _tied(tied: Sequence[Performance], first: int, ranking: Ranking) -> list[Placed]:
    if len(tied) == 1:
        return [Placed(tied[0], first, Placing.ALONE)]
    if ranking.ties is Ties.SHARED:
        return [Placed(one, first, Placing.SHARED) for one in tied]
    drawn = sorted(tied, key=lambda one: (lot(ranking.seed, str(one.number)), one.number))
    return [Placed(one, place, Placing.BY_LOT) for place, one in enumerate(drawn, first)]


def _standing(performance: Performance, keys: Sequence[RankKey]) -> _Standing:
    """What is compared, smaller is better; a missing value stands behind every other."""
    values = (_value(performance, key) for key in keys)
    return tuple((value is None, Decimal(0) if value is None else value) for value in values)


def _value(performance: Performance, key: RankKey) -> Decimal | None:
    match key:
        case RankKey.SCORE:
            return None if performance.score is None else -performance.score
        case RankKey.TIME:
            return None if performance.time_ms is None else Decimal(performance.time_ms)
        case RankKey.FINISHED:
            moment = performance.finished_at
            return None if moment is None else _microseconds(moment)
        case RankKey.AGE:
            born = performance.born
            return None if born is None else Decimal(born.toordinal())


def _microseconds(moment: datetime) -> Decimal:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return Decimal((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
