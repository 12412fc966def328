"""What judges' marks come to: a sheet's total, and the mean without the highest and the lowest."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from bot.competitions.scoring.exact import half_up
from bot.domain.contests import Sheet

FINEST = Decimal("0.01")
"""Marks have two decimals at most: what is finer nobody can justify."""

Judge = TypeVar("Judge", bound=Hashable)


class MarkFault(StrEnum):
    """What is wrong with a mark."""

    MISSING = "is missing"
    UNKNOWN = "is no criterion"
    TOO_LOW = "is below zero"
    TOO_HIGH = "is more than the criterion gives"
    TOO_FINE = "has more than two decimals"
    NO_NUMBER = "is no number"


class Judged(StrEnum):
    """What a judged score rests on."""

    COMPLETE = "every judge has scored"
    JUDGES_MISSING = "some judges have not scored yet"
    NOBODY = "no judge has scored"
    TOO_FEW = "too few judges are left beside those who stand aside"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``score`` None: there is none yet. ``trimmed``: highest and lowest totals were dropped;
    ``used``: how many totals the mean was made of.
    """

    score: Decimal | None
    why: Judged
    trimmed: bool
    used: int


def mark_faults(sheet: Sheet, marks: Mapping[str, Decimal]) -> dict[str, MarkFault]:
    """By criterion, what is wrong with ``marks``; empty: nothing is, and they are complete."""
    most = {one.key: one.most for one in sheet.criteria}
    faults = {key: MarkFault.UNKNOWN for key in marks if key not in most}
    for key, limit in most.items():
        fault = _fault(marks.get(key), limit)
        if fault is not None:
            faults[key] = fault
    return faults


def total_of(sheet: Sheet, marks: Mapping[str, Decimal]) -> Decimal:
    """The sum of one judge's marks, exact. Raises ValueError where ``mark_faults`` finds any: an
    incomplete sheet has no total and is not counted.
    """
    if mark_faults(sheet, marks):
        raise ValueError("marks that are incomplete or out of bounds have no total")
    return sum((marks[one.key] for one in sheet.criteria), Decimal(0))


def judgement(sheet: Sheet, totals: Collection[Decimal], judges: int) -> Judgement:
    """What the ``totals`` of complete sheets come to, where ``judges`` ought to score."""
    if not totals:
        return Judgement(None, Judged.NOBODY, trimmed=False, used=0)
    why = Judged.COMPLETE if len(totals) >= judges else Judged.JUDGES_MISSING
    kept = trimmed(totals, sheet.trim)
    mean = trimmed_mean(totals, sheet.trim, sheet.decimals)
    return Judgement(mean, why, trimmed=len(kept) < len(totals), used=len(kept))


def trimmed(totals: Collection[Decimal], trim: int) -> list[Decimal]:
    """``totals`` without the ``trim`` highest and the ``trim`` lowest, ascending; all of them where
    there are not more than ``2 * trim``.
    """
    ordered = sorted(totals)
    return ordered[trim : len(ordered) - trim] if len(ordered) > 2 * trim else ordered


def trimmed_mean(totals: Collection[Decimal], trim: int, decimals: int) -> Decimal:
    """The mean of what ``trimmed`` leaves, rounded once, a half up. Raises ValueError without
    totals.
    """
    kept = trimmed(totals, trim)
    if not kept:
        raise ValueError("no totals have no mean")
    return half_up(sum((Fraction(one) for one in kept), Fraction(0)) / len(kept), decimals)


def dropped(totals: Mapping[Judge, Decimal], trim: int) -> frozenset[Judge]:
    """Whose totals do not count, for the desk to show; of equal totals those named first."""
    ordered = sorted(totals, key=lambda judge: totals[judge])
    if len(ordered) <= 2 * trim:
        return frozenset()
    return frozenset(ordered[:trim] + ordered[len(ordered) - trim :])


def _fault(mark: Decimal | None, limit: Decimal) -> MarkFault | None:
    if mark is None:
        return MarkFault.MISSING
    if not mark.is_finite():
        return MarkFault.NO_NUMBER
    if mark < 0:
        return MarkFault.TOO_LOW
    if mark > limit:
        return MarkFault.TOO_HIGH
    return MarkFault.TOO_FINE if mark % FINEST else None
