"""Standings by stage and division, the final results, and their correction with a reason."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bot.competitions.desk import results as acts
from bot.competitions.desk import standing
from bot.competitions.desk.acting import Desk
from bot.competitions.desk.judged import unjudged
from bot.competitions.desk.results import LONGEST_AWARD, MOST_PLACE, ResultChange, hash_of
from bot.competitions.entering.sealed import open_facts
from bot.competitions.scoring.results import Freezing, may_freeze, scored_stages
from bot.domain.competitions import Stage, StageKind
from bot.domain.names import masked
from bot.keys.vault import SealedError
from bot.store import audit
from bot.store.console import competitions as pages
from bot.store.contests import results, standings
from bot.store.contests.entries import load_entry
from bot.store.contests.results import ResultRow, Revision
from bot.store.contests.standings import NO_PLACE, ShownStanding
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    Seen,
    doing,
    head_values,
    owned,
    revision_in,
    slug,
    staffed,
)
from bot.web.console.competitions_fields import exact
from bot.web.console.groups_common import number
from bot.web.console.staff import EDITORS, ORGANISERS
from bot.web.console.visit import Bare, Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import Way, act, look

A_STANDING = 100
A_RESULT = 200
AT_ONCE = 2000
"""Rows whose hash is computed with the page."""


async def show(visit: Visit) -> Shown:
    """The standing of a stage: who has which place, why, and who goes on."""
    async with visit.reading() as conn:
        found = await staffed(visit, conn)
        stages = _ranked(found)
        stage = _chosen(visit, stages)
        made = await standings.stages_with_standing(conn, found.key)
        division = _division(visit, found)
        rows = await _rows(visit, conn, found, stage, division)
        freezing = await _freezing(visit, conn, found)
        revisions = await results.revisions_of(conn, found.key)
    listed, after = rows[:A_STANDING], ""
    if stage and len(rows) > A_STANDING:
        last = listed[-1]
        query = {"stage": stage.key, "after": f"{last.rank or NO_PLACE}-{last.entry}"}
        query |= {"division": division or ""}
        after = f"{visit.house.root}/{found.url}/ranking?{urlencode(query)}"
    values = {
        "stages": stages,
        "stage": stage,
        "made_at": made.get(stage.key) if stage else None,
        "rows": [(one, _name(visit, found, one.sealed)) for one in listed],
        "slug": slug,
        "division": division or "",
        "after": after,
        "begun": "after" in visit.query,
        "freezing": freezing,
        "may_freeze": freezing is Freezing.MAY,
        "revisions": revisions,
    }
    return Shown("competitions_ranking", head_values(visit, found, "ranking") | values)


def _ranked(found: Seen) -> list[Stage]:
    """Stages that have a standing: scored ones, and publicity."""
    scored = scored_stages(found.competition.stages)
    return [
        one for one in found.competition.stages if one in scored or one.kind is StageKind.PUBLICITY
    ]


def _chosen(visit: Visit, stages: list[Stage]) -> Stage | None:
    """The one asked for, else the last that has begun."""
    asked = visit.query.get("stage", "")
    if asked and asked not in {one.key for one in stages}:
        raise unknown()
    begun = [one for one in stages if one.opens <= visit.now] or stages[:1]
    return next((one for one in stages if one.key == asked), begun[-1] if begun else None)


def _division(visit: Visit, found: Seen) -> str | None:
    """The division asked for; the first one where none was said, as places are within one."""
    first = found.competition.divisions[0].key if found.competition.divisions else ""
    return visit.query.get("division", first) or None


async def _rows(
    visit: Visit, conn: Connection, found: Seen, stage: Stage | None, division: str | None
) -> list[ShownStanding]:
    if stage is None:
        return []
    place, _, row = visit.query.get("after", "").partition("-")
    after = (min(number(place), NO_PLACE), min(number(row), 2**62))
    return await standings.page_of_standing(
        conn,
        found.key,
        stage.key,
        division=division,
        after=after if any(after) else None,
        most=A_STANDING + 1,
    )


async def _freezing(visit: Visit, conn: Connection, found: Seen) -> Freezing:
    """Who waits for a judge is counted only where nothing else stands in the way before it."""

    def verdict(waiting: int) -> Freezing:
        return may_freeze(
            found.competition,
            visit.now,
            frozen=found.frozen,
            unjudged=waiting,
            open_objections=found.office.objections,
        )

    first = verdict(0)
    if first not in {Freezing.MAY, Freezing.PUBLICITY_OPEN, Freezing.OBJECTIONS_OPEN}:
        return first
    about = ("unjudged", found.key)
    count = partial(unjudged, conn, found.competition)
    return verdict(await visit.house.remembered(about, count))


def _name(visit: Visit, found: Seen, sealed: bytes | None) -> str:
    """An entrant's name for who runs the competition; others see the number only."""
    if not found.writes:
        return ""
    try:
        return open_facts(visit.house.vault, sealed).name
    except SealedError:
        return ""


async def _renew(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    key = visit.form.get("stage", "")
    await standing.renew(conn, desk, found.key, key)
    return Done(f"{found.url}/ranking", "done-competitions-renewed")


async def _freeze(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    if visit.form.get("sure") != "1":
        raise PageError(422, "competitions-freeze-sure")
    await acts.freeze(conn, desk, found.key)
    return Done(f"{found.url}/result", "done-competitions-frozen")


# The final result ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A line of the result with the name that it is shown under."""

    row: ResultRow
    name: str


async def result(visit: Visit) -> Shown:
    """The final result, or an earlier revision of it, with its hash and whether that is right."""
    in_part = visit.query.get("names", "") != "full"
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        revisions = await results.revisions_of(conn, found.key)
        if not revisions:
            raise unknown()
        revision = _revision(visit, revisions)
        count = await results.result_size(conn, found.key, revision.revision)
        begin = min(number(visit.query.get("from", "")), count)
        most = None if "all" in visit.query else A_RESULT
        shown = await results.result_rows(
            conn, found.key, revision.revision, first=0 if most is None else begin, most=most
        )
        right = await _is_right(visit, conn, found, revision) if count <= AT_ONCE else None
        sealed = await pages.names_of(conn, [row.entry for row in shown])
    lines = [_line(visit, row, *sealed[row.entry], all_in_part=in_part) for row in shown]
    if not in_part:
        await _looked(visit, found)
    by_division: dict[str | None, list[ResultLine]] = {}
    for line in lines:
        by_division.setdefault(line.row.division, []).append(line)
    values = {
        "revision": revision,
        "revisions": revisions,
        "right": right,
        "by_division": by_division,
        "masked": in_part,
        "count": count,
        "after": begin + A_RESULT if most and begin + A_RESULT < count else 0,
    }
    return Shown("competitions_result", head_values(visit, found, "ranking") | values)


async def checked(visit: Visit) -> Bare:
    """Whether the hash of a revision is right; of many rows that takes seconds, so it comes by itself."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        revisions = await results.revisions_of(conn, found.key)
        asked = number(visit.path["number"])
        revision = next((one for one in revisions if one.revision == asked), None)
        if revision is None:
            raise unknown()
        right = await _is_right(visit, conn, found, revision)
    return Bare("competitions_checked", {"right": right})


async def _is_right(visit: Visit, conn: Connection, found: Seen, revision: Revision) -> bool:
    """Computed from its rows, beside whatever else is going on."""

    async def computed() -> bytes:
        rows = await results.result_rows(conn, found.key, revision.revision)
        return await asyncio.to_thread(hash_of, found.key, revision.revision, rows)

    about = ("hash", found.key, revision.revision)
    return await visit.house.remembered(about, computed) == revision.hash


async def _looked(visit: Visit, found: Seen) -> None:
    """Full names were shown."""
    async with visit.writing() as conn:
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="entries.look",
            kind="competition",
            about=found.key,
            after={"what": "result"},
        )


def _revision(visit: Visit, revisions: list[Revision]) -> Revision:
    asked = number(visit.query.get("revision", ""))
    found = next((one for one in revisions if one.revision == asked), None)
    if asked and found is None:
        raise unknown()
    return found or revisions[0]


def _line(
    visit: Visit, row: ResultRow, sealed: bytes | None, in_part: bool, *, all_in_part: bool
) -> ResultLine:
    """``in_part``: lists show this name in part only, whatever the others are shown as."""
    try:
        name = open_facts(visit.house.vault, sealed).name
    except SealedError:
        name = ""
    return ResultLine(row, masked(name) if all_in_part or in_part else name)


async def _correct(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    """One entry's place, award or score in the final result."""
    form = visit.form
    rank, score = number(form.get("rank", "")), form.get("score", "").strip()
    known = exact(score) if score else None
    wrong_rank = bool(form.get("rank")) and not 0 < rank <= MOST_PLACE
    if wrong_rank or (score and (known is None or known < 0)):
        raise PageError(422, "competitions-correct-wrong")
    change = ResultChange(
        rank or None,
        form.get("award", "").strip()[:LONGEST_AWARD] if "award" in form else None,
        Decimal(score) if score else None,
        has_place="no-place" not in form,
    )
    entry = number(form.get("entry", ""))
    revision = await acts.correct_result(
        conn,
        desk,
        found.key,
        {entry: change},
        expected_revision=revision_in(visit),
        reason=form.get("reason", ""),
    )
    said = {"revision": str(revision.revision)}
    return Done(f"{found.url}/result", "done-competitions-corrected", said)


async def correcting(visit: Visit) -> Shown:
    """The form for correcting one line of the final result."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        revisions = await results.revisions_of(conn, found.key)
        row = number(visit.path["row"])
        line = await results.result_of_entry(conn, row) if 0 < row < 2**62 else None
        entry = await load_entry(conn, row) if line else None
    if not revisions or line is None or entry is None or entry.competition != found.key:
        raise unknown()
    values: dict[str, Any] = {"line": line, "revision": revisions[0]}
    return Shown("competitions_correct", head_values(visit, found, "ranking") | values)


WAYS: list[Way] = [
    look("competitions/{key}/ranking", show, EDITORS),
    act("competitions/{key}/ranking/renew", doing(_renew), ORGANISERS),
    act("competitions/{key}/freeze", doing(_freeze), ORGANISERS),
    look("competitions/{key}/result", result, ORGANISERS),
    look("competitions/{key}/checked/{number}", checked, ORGANISERS),
    look("competitions/{key}/result/{row}", correcting, ORGANISERS),
    act("competitions/{key}/result/correct", doing(_correct), ORGANISERS),
]
