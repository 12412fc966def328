"""Who goes on to the next stage, and why each does or does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.competitions.scoring.ranking import Performance, Placed, rank
from bot.domain.competitions import Stage, StageKind
from bot.domain.contests import Advance, Per, Ranking

_TOLD_ONLY = frozenset({StageKind.PUBLICITY, StageKind.AWARD})
"""Stages in which nobody does anything: before such a one has passed objections are still heard."""


class Going(StrEnum):
    """Why an entry goes on or does not, as ``stage_standing.why`` holds it."""

    NO_SELECTION = "the stage selects nobody"
    AMONG_FIRST = "is among the first"
    TIED_AT_LINE = "shares the last place that goes on"
    BEHIND = "is behind the last place that goes on"
    NO_UNIT = "competes for no unit"
    NO_PLACE = "has no place"


@dataclass(frozen=True, slots=True)
class Selected:
    """``place`` is the one among those it was compared with (a unit's, say), None: none.
    ``goes_on`` None: the stage ends in no selection.
    """

    performance: Performance
    place: int | None
    goes_on: bool | None
    why: Going


def going_on(
    advance: Advance | None, performances: Iterable[Performance], ranking: Ranking
) -> tuple[Selected, ...]:
    """For each entry whether it goes on, in the order of ``bot.competitions.scoring.ranking.rank``.

    The first ``top`` of each division, unit or of all do, and with them all who share the place at
    the line: nobody is sent home by chance, unless ``ranking`` lets lots decide. Who has no place
    takes nobody's: the next one moves up.
    """
    per = Per.DIVISION if advance is None else advance.per
    return tuple(
        _selected(advance, one) for one in _with_line(advance, performances, ranking, per)
    )


def gate_of(stages: Sequence[Stage], key: str) -> str | None:
    """The stage whose selection decides who is in the stage ``key``: the nearest one before it
    that selects; None: everybody is in.
    """
    gate = None
    for stage in stages:
        if stage.key == key:
            return gate
        if stage.advance is not None:
            gate = stage.key
    return None


def selection_stands(stages: Sequence[Stage], key: str, at: datetime) -> bool:
    """Whether it can no longer change who goes on after the stage ``key``: a stage that its
    selection lets into has opened. A later correction changes places and results, but nobody is
    let into what is over, nor put out of it save by being disqualified.
    """
    return any(
        gate_of(stages, one.key) == key and one.opens <= at and one.kind not in _TOLD_ONLY
        for one in stages
    )


def _with_line(
    advance: Advance | None, performances: Iterable[Performance], ranking: Ranking, per: Per
) -> list[tuple[Placed, bool]]:
    """Each with its place and whether its place is shared across the line."""
    placed = rank(performances, ranking, per)
    top = 0 if advance is None else advance.top
    sizes: dict[tuple[object, ...], int] = {}
    for one in placed:
        sizes[_place_key(one, per)] = sizes.get(_place_key(one, per), 0) + 1
    return [
        (one, one.rank is not None and one.rank + sizes[_place_key(one, per)] - 1 > top)
        for one in placed
    ]


def _place_key(one: Placed, per: Per) -> tuple[object, ...]:
    performance = one.performance
    division = None if per is Per.ALL else performance.division
    return (division, performance.unit if per is Per.UNIT else None, one.rank)


def _selected(advance: Advance | None, line: tuple[Placed, bool]) -> Selected:
    placed, crosses = line
    place = placed.rank
    if advance is None:
        return Selected(placed.performance, place, None, Going.NO_SELECTION)
    if place is None:
        return Selected(placed.performance, None, False, Going.NO_PLACE)
    if advance.per is Per.UNIT and placed.performance.unit is None:
        return Selected(placed.performance, place, False, Going.NO_UNIT)
    if place > advance.top:
        return Selected(placed.performance, place, False, Going.BEHIND)
    why = Going.TIED_AT_LINE if crosses else Going.AMONG_FIRST
    return Selected(placed.performance, place, True, why)
