"""Competitions: all of them, one of them, and how one is approved, published and cancelled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from bot.competitions.desk import writing
from bot.competitions.desk.acting import Desk
from bot.competitions.desk.judged import Progress
from bot.competitions.desk.writing import is_same_person
from bot.competitions.scoring.results import Freezing, may_freeze
from bot.content.competition_check import check
from bot.domain.competitions import Competition, CompetitionState
from bot.store import audit
from bot.store.audit import Wanted
from bot.store.competitions import load_competition
from bot.store.console import competitions as pages
from bot.store.console.competitions import StageLine
from bot.store.contests.overview import (
    Line,
    Listed,
    Totals,
    entry_counts,
    list_competitions,
    stage_counts,
    totals_of,
)
from bot.store.db import Connection
from bot.web.console import (
    competitions_desk,
    competitions_edit,
    competitions_entering,
    competitions_entries,
    competitions_files,
    competitions_judged,
    competitions_judging,
    competitions_objections,
    competitions_questions,
    competitions_ranking,
    competitions_reminders,
    competitions_works,
)
from bot.web.console.competitions_common import (
    TONES,
    Seen,
    countdown,
    doing,
    far_of,
    head_values,
    owned,
    phase_of,
    revision_in,
    staffed,
    stage_word,
    zone_of,
)
from bot.web.console.competitions_next import Facts, next_step
from bot.web.console.competitions_phones import announced, called_off
from bot.web.console.competitions_telling import finding_words
from bot.web.console.competitions_timeline import bar, timeline
from bot.web.console.staff import EDITORS, JUDGES, ORGANISERS, REVIEWERS, StaffRole
from bot.web.console.visit import Done, PageError, Shown, Visit, read_instant
from bot.web.console.ways import Way, act, look

A_LIST = 20
REASON = 500


async def show(visit: Visit) -> Shown:
    """All that somebody may see, those that end last first; a judge's are those he or she judges."""
    if not visit.staff.may(EDITORS):
        return await _judges_list(visit)
    state = next((s for s in CompetitionState if s.value == visit.query.get("state")), None)
    everything = visit.staff.is_operator or visit.staff.may({StaffRole.REVIEWER})
    own = None if everything else sorted(visit.staff.groups)
    async with visit.reading() as conn:
        found = await list_competitions(
            conn,
            visit.now,
            Listed(state, own, visit.staff.actor),
            after=_after(visit.query.get("after", "")),
            most=A_LIST + 1,
        )
        listed = found[:A_LIST]
        keys = [one.key for one in listed]
        stages = await pages.stages_of(conn, keys)
        totals = await visit.house.remembered(("totals", *keys), lambda: totals_of(conn, keys))
        judged = await _judged(visit, conn, listed, stages)
    query = {"state": state.value} if state else {}
    if len(found) > A_LIST:
        query["after"] = f"{listed[-1].ends.isoformat()}|{listed[-1].key}"
    after = f"{visit.house.root}/competitions?{urlencode(query)}" if "after" in query else ""
    values = {
        "rows": [
            _row(visit, one, stages[one.key], totals[one.key], judged.get(one.key))
            for one in listed
        ],
        "after": after,
        "begun": "after" in visit.query,
        "state": state.value if state else "",
        "states": [one.value for one in CompetitionState],
        "writes": visit.staff.may(ORGANISERS),
        "tones": TONES,
    }
    return Shown("competitions", values)


async def _judges_list(visit: Visit) -> Shown:
    async with visit.reading() as conn:
        found = await pages.judged_ones(conn, [key for key, _ in visit.staff.judges])
    return Shown("competitions_judged", {"found": found, "now": visit.now})


def _after(typed: str) -> tuple[datetime, str] | None:
    moment, _, key = typed.partition("|")
    found = read_instant(moment)
    return (found, key) if found else None


async def _judged(
    visit: Visit,
    conn: Connection,
    listed: Sequence[Line],
    stages: Mapping[str, Sequence[StageLine]],
) -> dict[str, tuple[int, int]]:
    """Of those that are being judged now: entries that every judge has marked, and all of them."""
    found = {}
    for one in listed:
        if not any(s.judged and s.opens <= visit.now < s.closes for s in stages[one.key]):
            continue
        competition = await load_competition(conn, one.key)
        for stage in competition.stages if competition else ():
            if competition and stage.judging and stage.opens <= visit.now < stage.closes:
                far = await far_of(visit, conn, competition, stage)
                found[one.key] = (far.done, far.entries)
    return found


def _row(
    visit: Visit,
    one: Line,
    stages: Sequence[StageLine],
    totals: Totals,
    judged: tuple[int, int] | None,
) -> dict[str, Any]:
    names = {s.key: stage_word(visit.t, s.kind, s.title) for s in stages}
    opening = next((s for s in stages if s.key == one.next_stage and s.opens == one.next_at), None)
    starts = min((s.opens for s in stages), default=one.ends)
    return {
        "line": one,
        "phase": phase_of(one.state, one.frozen_at, starts, one.ends, visit.now),
        "next": names.get(one.next_stage or "", ""),
        "opens": opening is not None,
        "left": countdown(visit.t, one.next_at, visit.now) if one.next_at else "",
        "totals": totals,
        "judged": judged,
    }


async def one(visit: Visit) -> Shown:
    """One competition: its time line, figures, and what waits for somebody now."""
    async with visit.reading() as conn:
        found = await staffed(visit, conn)
        values = await _overview(visit, conn, found)
    return Shown("competitions_one", values)


async def _overview(visit: Visit, conn: Connection, found: Seen) -> dict[str, Any]:
    competition = found.competition
    remembered, key = visit.house.remembered, found.key
    counts = await remembered(("entries", key), lambda: entry_counts(conn, key))
    far = await _far(visit, conn, competition)
    facts = Facts(
        competition,
        found.office,
        visit.now,
        {key: one.waiting for key, one in far.items()},
        _freezing(visit, found, sum(one.waiting for one in far.values())),
        visit.house.rules().two_people,
        _approves(visit, found),
        {key: one.too_few for key, one in far.items()},
    )
    return head_values(visit, found, "overview") | {
        "step": next_step(facts),
        "left": lambda at: countdown(visit.t, at, visit.now),
        "svg": _svg(visit, competition),
        "quotas": _quotas(competition, counts),
        "entered": sum(c.number for c in counts if c.state == "entered"),
        "out": sum(c.number for c in counts if c.state != "entered"),
        "done": await remembered(("stages", key), lambda: stage_counts(conn, key)),
        "judged": {key: (one.done, one.entries) for key, one in far.items()},
        "warnings": _warnings(visit, competition),
        "changes": await audit.acts(
            conn, Wanted(kind="competition", about=found.key), before=None, most=10
        ),
        "chats": announced(visit, competition)
        if competition.state in {CompetitionState.DRAFT, CompetitionState.WAITING}
        else [],
        "approves": facts.approves,
        "two_people": facts.two_people,
    }


def _freezing(visit: Visit, found: Seen, unjudged: int) -> Freezing:
    return may_freeze(
        found.competition,
        visit.now,
        frozen=found.frozen,
        unjudged=unjudged,
        open_objections=found.office.objections,
    )


def _approves(visit: Visit, found: Seen) -> bool:
    if found.competition.state is not CompetitionState.WAITING:
        return False
    own = is_same_person(found.office.made_by, visit.staff.actor)
    return visit.staff.may(REVIEWERS) and not (own and visit.house.rules().two_people)


async def _far(visit: Visit, conn: Connection, competition: Competition) -> dict[str, Progress]:
    """By judged stage that has begun, how far it is."""
    return {
        stage.key: await far_of(visit, conn, competition, stage)
        for stage in competition.stages
        if stage.judging is not None and stage.opens <= visit.now
    }


def _svg(visit: Visit, competition: Competition) -> str:
    bars = [
        bar(stage_word(visit.t, s.kind, s.title), s.opens, s.closes, visit.now)
        for s in competition.stages
    ]
    word = visit.t("competitions-today")
    return timeline(bars, visit.now, zone_of(visit, competition), word)


def _quotas(competition: Competition, counts: Sequence[Any]) -> list[tuple[str, int, int | None]]:
    """By division: its title, entries, and how many it takes."""
    entered = {one.division: one.number for one in counts if one.state == "entered"}
    return [(one.title, entered.get(one.key, 0), one.quota) for one in competition.divisions]


def _warnings(visit: Visit, competition: Competition) -> list[str]:
    found = (finding for finding in check(competition) if finding.warning)
    return [finding_words(visit.t, finding, competition) for finding in found]


# What is done with it --------------------------------------------------------------------------------


async def _submit(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    await writing.submit(conn, desk, found.key, expected_revision=revision_in(visit))
    return Done(found.url, "done-competitions-submitted")


async def _publish(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    waiting = found.competition.state is CompetitionState.WAITING
    allowed = visit.staff.may(REVIEWERS) if waiting or desk.two_people else found.writes
    if not allowed:
        raise PageError(403, "error-not-allowed")
    await writing.publish(conn, desk, found.key, expected_revision=revision_in(visit))
    return Done(found.url, "done-competitions-published")


async def _return(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    reason = visit.form.get("reason", "")
    revision = revision_in(visit)
    await writing.send_back(conn, desk, found.key, expected_revision=revision, reason=reason)
    return Done(found.url, "done-competitions-returned")


async def _discard(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    await writing.discard(conn, desk, found.key, expected_revision=revision_in(visit))
    return Done("competitions", "done-competitions-discarded")


async def _cancel(visit: Visit, conn: Connection, found: Seen, desk: Desk) -> Done:
    await writing.cancel(conn, desk, found.key, reason=visit.form.get("reason", ""))
    return Done(found.url, "done-competitions-cancelled")


async def cancelling(visit: Visit) -> Shown:
    """The reason is written, and the message that entrants will read is shown, before it is sent."""
    reason = visit.query.get("reason", "").strip()[:REASON]
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        counts = await entry_counts(conn, found.key)
    if found.competition.state is not CompetitionState.PUBLISHED or found.frozen:
        raise PageError(422, "competitions-refused-wrong-state")
    values = head_values(visit, found, "settings") | {
        "reason": reason,
        "chats": called_off(visit, found.competition, reason) if reason else [],
        "entered": sum(c.number for c in counts if c.state == "entered"),
    }
    return Shown("competitions_cancel", values)


async def preview(visit: Visit) -> Shown:
    """The announcement as chats will bring it."""
    async with visit.reading() as conn:
        found = await staffed(visit, conn)
    phones = announced(visit, found.competition)
    return Shown("competitions_preview", head_values(visit, found, "overview") | {"chats": phones})


async def settings(visit: Visit) -> Shown:
    """What it is made of, in words, and what can be done with it as a whole."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
    return Shown("competitions_settings", head_values(visit, found, "settings"))


def all_ways() -> list[Way]:
    """Every page of competitions, those with a name before those that a key names."""
    return [
        look("competitions", show, EDITORS | JUDGES),
        *competitions_edit.WAYS,
        look("competitions/{key}", one, EDITORS),
        look("competitions/{key}/preview", preview, EDITORS),
        look("competitions/{key}/settings", settings, ORGANISERS),
        look("competitions/{key}/cancel", cancelling, ORGANISERS),
        act("competitions/{key}/submit", doing(_submit), ORGANISERS),
        act("competitions/{key}/publish", doing(_publish, own=False), EDITORS),
        act("competitions/{key}/return", doing(_return, own=False), REVIEWERS),
        act("competitions/{key}/discard", doing(_discard), ORGANISERS),
        act("competitions/{key}/cancel", doing(_cancel), ORGANISERS),
        *competitions_files.WAYS,
        *competitions_entering.WAYS,
        *competitions_entries.WAYS,
        *competitions_works.WAYS,
        *competitions_judging.WAYS,
        *competitions_judged.WAYS,
        *competitions_desk.WAYS,
        *competitions_ranking.WAYS,
        *competitions_questions.WAYS,
        *competitions_objections.WAYS,
        *competitions_reminders.WAYS,
    ]


WAYS = all_ways()
"""For the table of all ways."""
