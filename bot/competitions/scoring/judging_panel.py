"""Whose marks an entry is to have: those who judge now, save who stands aside for it (回避); pure.

Everything that tells how far judging is, or waits for it, asks ``seats``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.competitions.scoring.judging import Judged, Judgement, judgement
from bot.domain.contests import Sheet


@dataclass(frozen=True, slots=True)
class Panel:
    """Who judges a stage, by row: ``active`` do now; ``past`` do no more, and gave marks in it."""

    active: frozenset[int]
    past: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Seats:
    """Of one entry: who is ``expected`` to mark it, whose marks are ``counted``, whose are ``kept``
    without counting, how that stands, and whether the entry ``waits`` for somebody.
    """

    expected: frozenset[int]
    counted: frozenset[int]
    kept: frozenset[int]
    why: Judged
    waits: bool

    @property
    def missing(self) -> frozenset[int]:
        """Those who are expected and have not marked it."""
        return self.expected - self.counted

    @property
    def whole(self) -> int:
        """How many marks the entry has when nobody is missing."""
        return len(self.expected | self.counted)


def seats(
    panel: Panel,
    given: Collection[int],
    aside: Collection[int],
    trim: int,
    *,
    live: bool = False,
) -> Seats:
    """How an entry stands that the judges ``given`` have marked and for which ``aside`` stand aside.

    Expected are those who judge now, less those aside; marks of who judges no more count on; marks
    of who stands aside do not. ``trim`` is the sheet's. After a ``live`` stage an entry that nobody
    marked was not there, and waits for nobody.
    """
    marked, out = frozenset(given), frozenset(aside)
    expected, counted = panel.active - out, marked - out
    gone = out & (panel.active | panel.past | marked)
    everybody_out = bool(gone) and not (expected or counted)
    if live and not marked and not everybody_out:
        why, waits = Judged.NOBODY, False
    elif _too_few(len(expected | counted), len(gone), trim):
        why, waits = Judged.TOO_FEW, True
    elif not counted:
        why, waits = Judged.NOBODY, True
    elif expected - counted:
        why, waits = Judged.JUDGES_MISSING, True
    else:
        why, waits = Judged.COMPLETE, False
    return Seats(expected, counted, marked & out, why, waits)


def judged_by(sheet: Sheet, entry: Seats, totals: Mapping[int, Decimal]) -> Judgement:
    """What the ``totals`` come to, of which only those that count do."""
    counted = [total for judge, total in totals.items() if judge in entry.counted]
    return replace(judgement(sheet, counted, entry.whole), why=entry.why)


def _too_few(left: int, gone: int, trim: int) -> bool:
    """Whether nobody is ``left``, or too few for the highest and the lowest to fall away as they do
    for the other entries: it would be judged by another rule than they because some are ``gone``.
    """
    if not gone:
        return False
    return left == 0 or left <= 2 * trim < left + gone
