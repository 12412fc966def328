"""A judge's desk: one entry after the other, by number, with his or her own marks only."""

from collections.abc import Mapping
from urllib.parse import urlencode

from bot.competitions.desk import judging as acts
from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.desk.judged import judged_stage
from bot.competitions.desk.judging import Place
from bot.competitions.desk.judging_aside import is_settled, stand_aside
from bot.domain.competitions import CompetitionState, Stage
from bot.domain.errors import StaleEditError
from bot.store.contests import judging as stored
from bot.store.contests.judge_asides import Relation
from bot.store.contests.judging import Marks, ToJudge
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    A_PAGE,
    Seen,
    desk_of,
    far_of,
    head_values,
    refused,
    revision_in,
    seen,
    stage_in,
)
from bot.web.console.competitions_marks import read_marks, sheet_of
from bot.web.console.competitions_works import player
from bot.web.console.groups_common import number
from bot.web.console.staff import JUDGES
from bot.web.console.visit import Done, Shown, Visit, unknown
from bot.web.console.ways import Way, act, look

NOTE = 500


async def desk(visit: Visit) -> Shown:
    """The stage's entries for this judge, those without marks first; the next one to be marked."""
    async with visit.reading() as conn:
        found, stage, judge = await _judged(visit, conn)
        judged = judged_stage(found.competition, stage)
        after = _after(visit.query.get("after", ""))
        listed = await stored.judging_desk(conn, judged, judge, after=after, most=A_PAGE + 1)
        far = await far_of(visit, conn, found.competition, stage)
    rows, more = listed[:A_PAGE], ""
    if len(listed) > A_PAGE:
        last = rows[-1]
        mark = f"{int(last.done)}-{last.entry}"
        more = f"{_desk_url(visit, found, stage)}?{urlencode({'after': mark})}"
    waiting = [one for one in rows if not one.done]
    values = {
        "stage": stage,
        "rows": rows,
        "after": more,
        "begun": after is not None,
        "first": waiting[0].entry if waiting else None,
        "entries": far.of(judge),
        "marked": far.marked.get(judge, 0),
        "aside": far.aside.get(judge, 0),
    }
    return Shown("competitions_desk", head_values(visit, found, "desk") | values)


def _desk_url(visit: Visit, found: Seen, stage: Stage) -> str:
    return f"{visit.house.root}/{found.url}/desk/{stage.key}"


def _after(typed: str) -> tuple[bool, int] | None:
    marked, dash, row = typed.partition("-")
    return (marked == "1", number(row)) if dash else None


async def _judged(visit: Visit, conn: Connection) -> tuple[Seen, Stage, int]:
    """The stage that this judge judges. Raises PageError (404) for who judges elsewhere."""
    found = await seen(visit, conn)
    if found.judge is None:
        raise unknown()
    stage = stage_in(found, visit.path["stage"])
    sheet_of(stage)
    return found, stage, found.judge


async def desks(visit: Visit) -> Shown:
    """The judged stages of a competition, for who judges it."""
    async with visit.reading() as conn:
        found = await seen(visit, conn)
    if found.judge is None:
        raise unknown()
    stages = [one for one in found.competition.stages if one.judging]
    values = head_values(visit, found, "desk") | {"stages": stages}
    return Shown("competitions_desks", values)


async def sheet(visit: Visit) -> Shown:
    """One entry by its number, its works, and this judge's own marks."""
    return await _sheet_page(visit, {}, None, 200)


async def _sheet_page(
    visit: Visit,
    faults: Mapping[str, str],
    theirs: Marks | None,
    status: int,
) -> Shown:
    async with visit.reading() as conn:
        found, stage, judge = await _judged(visit, conn)
        one = await _to_judge(conn, found, stage, judge, number(visit.path["row"]))
        published = found.competition.state is CompetitionState.PUBLISHED
        settled = await is_settled(conn, desk_of(visit), found.competition, stage)
    typed = any(name.startswith("mark-") for name in visit.form)
    written = visit.form if typed else {**_form_of(one.mine), **visit.form}
    values = {
        "stage": stage,
        "sheet": sheet_of(stage),
        "one": one,
        "form": written,
        "faults": faults,
        "theirs": theirs,
        "revision": theirs.revision if theirs else one.mine.revision,
        "late": visit.now >= stage.closes and one.mine.revision > 0,
        "open": visit.now >= stage.opens and not found.frozen,
        "may_stand_aside": published and not (found.frozen or settled or one.aside),
        "relations": [relation.value for relation in Relation],
        "player": player,
    }
    return Shown("competitions_sheet", head_values(visit, found, "desk") | values, status)


async def _to_judge(conn: Connection, found: Seen, stage: Stage, judge: int, row: int) -> ToJudge:
    """The entry with its works and this judge's marks. Raises PageError (404) where it is not in
    the stage.
    """
    judged = judged_stage(found.competition, stage)
    entry = await stored.entry_to_judge(conn, judged, judge, row) if 0 < row < 2**62 else None
    if entry is None:
        raise unknown()
    return entry


def _form_of(mine: Marks) -> dict[str, str]:
    return {f"mark-{key}": f"{mark:f}" for key, mark in mine.marks.items()} | {"note": mine.note}


async def save(visit: Visit) -> Shown | Done:
    """Keep a judge's marks; the next entry without marks follows."""
    row = number(visit.path["row"])
    async with visit.reading() as conn:
        found, stage, judge = await _judged(visit, conn)
        await _to_judge(conn, found, stage, judge, row)
    marks, faults = read_marks(visit, sheet_of(stage))
    if faults:
        return await _sheet_page(visit, faults, None, 422)
    place = Place(stage.key, row, judge)
    try:
        async with visit.writing() as conn:
            await acts.save_marks(
                conn,
                desk_of(visit),
                found.key,
                place,
                marks,
                note=visit.form.get("note", "")[:NOTE],
                expected_revision=revision_in(visit),
                reason=visit.form.get("reason", ""),
            )
    except RefusedError as error:
        where = "reason" if error.refusal is Refusal.NO_REASON else "note"
        return await _sheet_page(visit, {where: refused(visit.t, error)}, None, 422)
    except StaleEditError:
        async with visit.writing() as conn:
            theirs = await stored.load_marks(conn, row, stage.key, judge)
        return await _sheet_page(visit, {}, theirs, 409)
    return await _next(visit, found, stage, judge)


async def _next(
    visit: Visit,
    found: Seen,
    stage: Stage,
    judge: int,
    said: str = "done-competitions-marked",
    all_said: str = "done-competitions-all-marked",
) -> Done:
    async with visit.reading() as conn:
        judged = judged_stage(found.competition, stage)
        listed = await stored.judging_desk(conn, judged, judge, most=1)
    url = f"{found.url}/desk/{stage.key}"
    if listed and not listed[0].done:
        return Done(f"{url}/{listed[0].entry}", said)
    return Done(url, all_said)


async def aside(visit: Visit) -> Shown | Done:
    """The judge does not judge this entry; the next one without marks follows."""
    row = number(visit.path["row"])
    async with visit.reading() as conn:
        found, stage, judge = await _judged(visit, conn)
        await _to_judge(conn, found, stage, judge, row)
    form, place = visit.form, Place(stage.key, row, judge)
    try:
        async with visit.writing() as conn:
            await stand_aside(
                conn,
                desk_of(visit),
                found.key,
                place,
                form.get("relation", ""),
                reason=form.get("reason", ""),
            )
    except RefusedError as error:
        where = "aside-reason" if error.refusal is Refusal.NO_REASON else "relation"
        return await _sheet_page(visit, {where: refused(visit.t, error)}, None, 422)
    visit.house.wake("delivery")
    said = "done-competitions-stood-aside"
    return await _next(visit, found, stage, judge, said, said)


WAYS: list[Way] = [
    look("competitions/{key}/desk", desks, JUDGES),
    look("competitions/{key}/desk/{stage}", desk, JUDGES),
    look("competitions/{key}/desk/{stage}/{row}", sheet, JUDGES),
    act("competitions/{key}/desk/{stage}/{row}", save, JUDGES),
    act("competitions/{key}/desk/{stage}/{row}/aside", aside, JUDGES),
]
