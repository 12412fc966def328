"""Judging as the organiser sees it: who judges, how far each is, all totals side by side."""

from collections.abc import Mapping
from urllib.parse import urlencode

from bot.competitions.desk import judging as acts
from bot.competitions.desk.acting import Desk, RefusedError
from bot.competitions.desk.judged import judged_stage, panel
from bot.domain.spoken_codes import new_word
from bot.store.console import competitions as pages
from bot.store.contests import judging as stored
from bot.store.contests.judge_asides import asides_in_stage
from bot.store.contests.judges import judges_of
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    A_PAGE,
    Seen,
    after_in,
    desk_of,
    doing,
    far_of,
    head_values,
    owned,
    refused,
    stage_in,
)
from bot.web.console.competitions_marks import judged_line, sheet_of
from bot.web.console.groups_common import number, typed_name
from bot.web.console.inviting import LONGEST_NAME, invited
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, Shown, Visit
from bot.web.console.ways import Way, act, look


async def show(visit: Visit) -> Shown:
    """All judges with their progress, and the invitation."""
    return await _show(visit, {}, 200)


async def _show(visit: Visit, faults: Mapping[str, str], status: int) -> Shown:
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        judges = await judges_of(conn, found.key)
        stages = [
            (
                one,
                await far_of(visit, conn, found.competition, one)
                if one.opens <= visit.now
                else None,
            )
            for one in found.competition.stages
            if one.judging
        ]
    values = {"judges": judges, "stages": stages, "faults": faults, "form": visit.form}
    return Shown("competitions_judging", head_values(visit, found, "judging") | values, status)


async def invite(visit: Visit) -> Shown:
    """Invite a judge: the word is shown on the page that follows, and never again."""
    faults: dict[str, str] = {}
    name = typed_name(visit, "name", LONGEST_NAME, faults)
    if faults:
        return await _show(visit, faults, 422)
    word = new_word()
    try:
        async with visit.writing() as conn:
            found = await owned(visit, conn)
            code = visit.house.keyed("invite", word)
            await acts.invite(conn, desk_of(visit), found.key, name=name, code=code)
    except RefusedError as error:
        return await _show(visit, {"name": refused(visit.t, error)}, 422)
    back_title = visit.t("competitions-tab-judging")
    return invited(word, "judge", name, f"{found.url}/judging", back_title)


async def _end(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    judge = number(visit.form.get("judge", ""))
    await acts.end(conn, desk, found.key, judge, reason=visit.form.get("reason", ""))
    return Done(f"{found.url}/judging", "done-competitions-judge-ended")


async def totals(visit: Visit) -> Shown:
    """All judges' totals of a stage side by side, with the mean that they come to; entries without
    any, too, so that an organiser finds the one that is waited for.
    """
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        stage = stage_in(found, visit.path["stage"])
        sheet_of(stage)
        judges = await judges_of(conn, found.key)
        judged = judged_stage(found.competition, stage)
        rows = await stored.page_of_judged(conn, judged, after=after_in(visit), most=A_PAGE + 1)
        listed = [row for row, _, _ in rows[:A_PAGE]]
        given = await pages.totals_of(conn, stage.key, listed)
        out = await asides_in_stage(conn, stage.key, listed)
        of = await panel(conn, found.key, stage.key)
    after = ""
    if len(rows) > A_PAGE:
        query = urlencode({"after": rows[A_PAGE - 1][0]})
        after = f"{visit.house.root}/{found.url}/judging/{stage.key}?{query}"
    values = {
        "stage": stage,
        "judges": judges,
        "rows": [
            (*row, judged_line(stage, of, given.get(row[0], {}), out.get(row[0], ())))
            for row in rows[:A_PAGE]
        ],
        "after": after,
        "begun": "after" in visit.query,
    }
    return Shown("competitions_totals", head_values(visit, found, "judging") | values)


WAYS: list[Way] = [
    look("competitions/{key}/judging", show, ORGANISERS),
    act("competitions/{key}/judging/invite", invite, ORGANISERS),
    act("competitions/{key}/judging/end", doing(_end), ORGANISERS),
    look("competitions/{key}/judging/{stage}", totals, ORGANISERS),
]
