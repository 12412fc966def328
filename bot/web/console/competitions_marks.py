"""Marks as a form has them, read exactly, each fault at its criterion; and what an entry's come to."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.competitions.scoring.judging import Judgement, dropped, mark_faults
from bot.competitions.scoring.judging_panel import Panel, Seats, judged_by, seats
from bot.domain.competitions import Stage, StageKind
from bot.domain.contests import Sheet
from bot.web.console.visit import Visit, unknown


def sheet_of(stage: Stage) -> Sheet:
    if stage.judging is None:
        raise unknown()
    return stage.judging


def read_marks(visit: Visit, of: Sheet) -> tuple[dict[str, Decimal], dict[str, str]]:
    """Marks as they were typed, and by field what is wrong with them."""
    marks = {
        one.key: _number(visit.form.get(f"mark-{one.key}", ""))
        for one in of.criteria
        if visit.form.get(f"mark-{one.key}")
    }
    most = {one.key: f"{one.most:f}" for one in of.criteria}
    return marks, {
        f"mark-{key}": visit.t(
            f"competitions-mark-{fault.name.lower().replace('_', '-')}", most=most.get(key, "")
        )
        for key, fault in mark_faults(of, marks).items()
    }


def _number(typed: str) -> Decimal:
    """What is no number is one that ``mark_faults`` refuses."""
    try:
        found = Decimal(unicodedata.normalize("NFKC", typed).replace(",", "."))
    except InvalidOperation:
        return Decimal("NaN")
    return found if len(typed) < 12 else Decimal("NaN")


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """How an entry's marks stand: ``totals`` by judge, who stands ``aside``, whose totals
    ``fall_away`` as the highest and the lowest, who is expected, and what the marks come to.
    """

    totals: Mapping[int, Decimal]
    aside: frozenset[int]
    fall_away: frozenset[int]
    seats: Seats
    made: Judgement


def judged_line(
    stage: Stage, panel: Panel, totals: Mapping[int, Decimal], aside: Collection[int]
) -> JudgedLine:
    """How an entry stands of which these ``totals`` were given, and for which ``aside`` stand aside."""
    sheet = sheet_of(stage)
    found = seats(panel, totals, aside, sheet.trim, live=stage.kind is StageKind.LIVE)
    counted = {judge: total for judge, total in totals.items() if judge in found.counted}
    made = judged_by(sheet, found, totals)
    return JudgedLine(totals, frozenset(aside), dropped(counted, sheet.trim), found, made)
