"""Objections during publicity, answered; and everything that was corrected by hand, with its reason."""

from urllib.parse import urlencode

from bot.competitions.desk import objections as acts
from bot.competitions.desk.acting import Desk
from bot.store.contests import objections, results
from bot.store.contests.objections import ObjectionState
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    A_PAGE,
    Seen,
    after_in,
    doing,
    head_values,
    owned,
)
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import Way, act, look


async def show(visit: Visit) -> Shown:
    """Objections in the order in which they came."""
    asked = visit.query.get("state", "")
    state = next((one for one in ObjectionState if one.value == asked), None)
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        rows = await objections.page_of_objections(
            conn, found.key, state=state, after=after_in(visit), most=A_PAGE + 1
        )
    listed, after = rows[:A_PAGE], ""
    if len(rows) > A_PAGE:
        query = {"state": asked} if state else {}
        query |= {"after": str(listed[-1].row)}
        after = f"{visit.house.root}/{found.url}/objections?{urlencode(query)}"
    values = {
        "rows": listed,
        "after": after,
        "begun": "after" in visit.query,
        "state": asked if state else "",
        "states": [one.value for one in ObjectionState],
    }
    return Shown("competitions_objections", head_values(visit, found, "objections") | values)


async def _decide(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    row, to = number(visit.path["row"]), visit.form.get("to", "")
    if to not in {"upheld", "dismissed"}:
        raise PageError(422, "competitions-objection-which")
    answer = visit.form.get("answer", "")
    await acts.decide(conn, desk, found.key, row, upheld=to == "upheld", answer=answer)
    return Done(f"{found.url}/objections", f"done-competitions-objection-{to}")


async def corrections(visit: Visit) -> Shown:
    """Corrections, the newest first."""
    before = number(visit.query.get("before", "")) or None
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        rows = await results.page_of_corrections(conn, found.key, before=before, most=A_PAGE + 1)
    listed, after = rows[:A_PAGE], ""
    if len(rows) > A_PAGE:
        query = urlencode({"before": listed[-1].row})
        after = f"{visit.house.root}/{found.url}/corrections?{query}"
    values = {"rows": listed, "after": after, "begun": before is not None}
    return Shown("competitions_corrections", head_values(visit, found, "corrections") | values)


WAYS: list[Way] = [
    look("competitions/{key}/objections", show, ORGANISERS),
    act("competitions/{key}/objections/{row}", doing(_decide), ORGANISERS),
    look("competitions/{key}/corrections", corrections, ORGANISERS),
]
