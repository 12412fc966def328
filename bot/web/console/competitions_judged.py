"""One judged entry as the organiser sees it: each judge's marks, corrections, and who stands aside."""

from dataclasses import dataclass

from bot.competitions.desk import judging as acts
from bot.competitions.desk import judging_aside as aside_acts
from bot.competitions.desk.acting import Desk
from bot.competitions.desk.judged import judged_stage, panel
from bot.competitions.desk.judging import Place
from bot.domain.competitions import CompetitionState, Stage
from bot.store.contests import judging as stored
from bot.store.contests.entries import Entry, load_entry
from bot.store.contests.judge_asides import Aside, Relation, asides_of_entry
from bot.store.contests.judges import Judge, judges_of
from bot.store.contests.judging import NO_MARKS, Marks
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    Seen,
    desk_of,
    doing,
    head_values,
    owned,
    revision_in,
    stage_in,
)
from bot.web.console.competitions_marks import JudgedLine, judged_line, read_marks, sheet_of
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import Way, act, look

RELATIONS = tuple(one.value for one in Relation)


@dataclass(frozen=True, slots=True)
class JudgesPart:
    """A judge beside one entry: the marks given, and whether he or she stands aside."""

    judge: Judge
    marks: Marks
    aside: Aside | None


async def show(visit: Visit) -> Shown:
    """All judges' marks for one entry, each to be corrected with a reason; each judge can be put
    aside, and taken back until who goes on is settled.
    """
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        stage = stage_in(found, visit.path["stage"])
        sheet = sheet_of(stage)
        entry = await _entry(visit, conn, found)
        parts, line = await _parts(conn, found, stage, entry)
        may = await _may_change(visit, conn, found, stage, entry)
    values = {
        "stage": stage,
        "sheet": sheet,
        "entry": entry,
        "parts": parts,
        "line": line,
        "may_change": may,
        "relations": RELATIONS,
    }
    return Shown("competitions_marks", head_values(visit, found, "judging") | values)


async def _entry(visit: Visit, conn: Connection, found: Seen) -> Entry:
    row = number(visit.path["row"])
    entry = await load_entry(conn, row) if 0 < row < 2**62 else None
    if entry is None or entry.competition != found.key:
        raise unknown()
    return entry


async def _parts(
    conn: Connection, found: Seen, stage: Stage, entry: Entry
) -> tuple[list[JudgesPart], JudgedLine]:
    """Whoever judges now, has marked the entry, or stands aside for it; and how the marks stand."""
    given = {
        one.judge: one.marks for one in await stored.marks_of_entry(conn, entry.row, stage.key)
    }
    asides = await asides_of_entry(conn, entry.row)
    out = {one.judge: one for one in asides if one.stage == stage.key}
    parts = [
        JudgesPart(one, given.get(one.row, NO_MARKS), out.get(one.row))
        for one in await judges_of(conn, found.key)
        if one.ended_at is None or one.row in given or one.row in out
    ]
    totals = {judge: one.total for judge, one in given.items() if one.total is not None}
    judges = await panel(conn, found.key, stage.key)
    return parts, judged_line(stage, judges, totals, out)


async def _may_change(
    visit: Visit, conn: Connection, found: Seen, stage: Stage, entry: Entry
) -> bool:
    """Whether somebody can be put aside or taken back: as the act itself decides."""
    if found.frozen or found.competition.state is not CompetitionState.PUBLISHED:
        return False
    if not await stored.is_in_stage(conn, judged_stage(found.competition, stage), entry.row):
        return False
    return not await aside_acts.is_settled(conn, desk_of(visit), found.competition, stage)


def _place(visit: Visit, stage: Stage) -> Place:
    return Place(stage.key, _row(visit.path["row"]), _row(visit.form.get("judge", "")))


def _row(typed: str) -> int:
    found = number(typed)
    return found if found < 2**62 else 0


async def _correct(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    stage = stage_in(found, visit.path["stage"])
    marks, faults = read_marks(visit, sheet_of(stage))
    if faults:
        raise PageError(422, next(iter(faults.values())))
    await acts.correct_marks(
        conn,
        desk,
        found.key,
        _place(visit, stage),
        marks,
        expected_revision=revision_in(visit),
        reason=visit.form.get("reason", ""),
    )
    return _done(visit, found, stage, "done-competitions-marks-corrected")


async def _put_aside(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    stage = stage_in(found, visit.path["stage"])
    form, place = visit.form, _place(visit, stage)
    relation, reason = form.get("relation", ""), form.get("reason", "")
    await aside_acts.put_aside(conn, desk, found.key, place, relation, reason=reason)
    return _done(visit, found, stage, "done-competitions-put-aside")


async def _take_back(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    stage = stage_in(found, visit.path["stage"])
    reason = visit.form.get("reason", "")
    await aside_acts.take_back(conn, desk, found.key, _place(visit, stage), reason=reason)
    return _done(visit, found, stage, "done-competitions-taken-back")


def _done(visit: Visit, found: Seen, stage: Stage, said: str) -> Done:
    return Done(f"{found.url}/judging/{stage.key}/{number(visit.path['row'])}", said)


WAYS: list[Way] = [
    look("competitions/{key}/judging/{stage}/{row}", show, ORGANISERS),
    act("competitions/{key}/judging/{stage}/{row}", doing(_correct), ORGANISERS),
    act("competitions/{key}/judging/{stage}/{row}/aside", doing(_put_aside), ORGANISERS),
    act("competitions/{key}/judging/{stage}/{row}/back", doing(_take_back), ORGANISERS),
]
