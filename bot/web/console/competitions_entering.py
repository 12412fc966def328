"""Entries written down by hand, corrected, moved, taken out and put back, each with its reason."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.competitions.desk import entries as acts
from bot.competitions.desk.acting import Desk, Refusal, RefusedError
from bot.competitions.desk.admitting import TeamMember
from bot.competitions.desk.entries import OnPaper
from bot.competitions.entering.sealed import Facts
from bot.competitions.entering.teams import Role
from bot.domain.contests import EntryKind
from bot.store.contests.entries import Entry
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    Seen,
    desk_of,
    head_values,
    owned,
    refused,
    revision_in,
)
from bot.web.console.competitions_entries import BLANK_ROWS, Person, entry_page, the_entry
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import Way, act, look

MOST_MEMBERS = 200
"""Rows of a team in the form; a rule may ask for fewer."""


async def enter_form(visit: Visit) -> Shown:
    """The form for an entry that came on paper."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
    return _enter_shown(visit, found, {}, 200)


def _enter_shown(visit: Visit, found: Seen, faults: Mapping[str, str], status: int) -> Shown:
    rows: Sequence[Any] = _written_members(visit)
    blank = [Person("", "", "member", certificate=False)] * (BLANK_ROWS if rows else 20)
    values = head_values(visit, found, "entries") | {
        "faults": faults,
        "form": visit.form,
        "rows": [*rows, *blank],
        "roles": [role.value for role in Role],
        "is_team": found.competition.entry is EntryKind.TEAM,
    }
    return Shown("competitions_enter", values, status)


async def enter(visit: Visit) -> Shown | Done:
    """Enter somebody without a chat; what is wrong is said at its field, and nothing is lost."""
    faults: dict[str, str] = {}
    facts, unit = _read_facts(visit, faults)
    members = _read_members(visit, faults)
    async with visit.reading() as conn:
        found = await owned(visit, conn)
    if not faults:
        try:
            async with visit.writing() as conn:
                await owned(visit, conn)
                paper = OnPaper(facts, unit, members)
                entry = await acts.enter_by_hand(conn, desk_of(visit), found.key, paper)
        except RefusedError as error:
            faults = _refusal_at(visit, error)
        else:
            said = {"number": str(entry.number)}
            return Done(f"{found.url}/entries/{entry.row}", "done-competitions-entered", said)
    return _enter_shown(visit, found, faults, 422)


def _refusal_at(visit: Visit, error: RefusedError) -> dict[str, str]:
    """A refusal at the field that it is about."""
    said = refused(visit.t, error)
    if error.refusal is Refusal.NAME:
        fields = [name if " " not in name else "members" for name in error.details]
        return dict.fromkeys(fields or ["name"], said)
    where = {
        Refusal.GUARDIAN: "guardian",
        Refusal.FACTS_MISSING: "birth",
        Refusal.NO_DIVISION: "birth",
        Refusal.TEAM: "members",
        Refusal.UNKNOWN_UNIT: "unit",
        Refusal.NO_REASON: "reason",
    }
    return {where.get(error.refusal, "name"): said}


def _read_facts(visit: Visit, faults: dict[str, str]) -> tuple[Facts, int | None]:
    form = visit.form
    birth = _read_day(visit, form.get("birth", ""), "birth", faults)
    facts = Facts(
        form.get("name", ""),
        birth,
        form.get("occupation", ""),
        form.get("guardian", ""),
        form.get("contact", ""),
    )
    return facts, number(form.get("unit", "")) or None


def _read_day(visit: Visit, typed: str, name: str, faults: dict[str, str]) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or day.year < 1900 or day > visit.now.date():
        faults[name] = visit.t("competitions-fault-day")
        return None
    return day


def _written_members(visit: Visit) -> list[Person]:
    """The rows of a team that have something in them."""
    form = visit.form
    rows = []
    for place in range(1, MOST_MEMBERS + 1):
        name, birth = (form.get(f"member-{place}-{one}", "") for one in ("name", "birth"))
        if name or birth:
            role = form.get(f"member-{place}-role", "")
            certificate = bool(form.get(f"member-{place}-certificate"))
            known = role if role in {one.value for one in Role} else Role.MEMBER.value
            rows.append(Person(name, birth, known, certificate))
    return rows


def _read_members(visit: Visit, faults: dict[str, str]) -> list[TeamMember]:
    return [
        TeamMember(
            one.name,
            _read_day(visit, one.birth, "members", faults),
            Role(one.role),
            one.certificate,
        )
        for one in _written_members(visit)
    ]


_Change = Callable[[Connection, Desk, Seen, int], Awaitable[Entry]]


async def _changing(visit: Visit, faults: dict[str, str], change: _Change) -> Shown | Done:
    """Do one thing with the entry; refused, the page is shown with what was written and why not."""
    if not faults:
        try:
            async with visit.writing() as conn:
                found = await owned(visit, conn)
                entry = await the_entry(visit, conn, found)
                await change(conn, desk_of(visit), found, entry.row)
        except RefusedError as error:
            faults = _refusal_at(visit, error)
        else:
            visit.house.wake("delivery")
            return Done(f"{found.url}/entries/{entry.row}", "done-competitions-entry")
    form = {
        name: visit.form.get(name, "")
        for name in ("name", "birth", "occupation", "guardian", "contact", "unit", "reason")
    }
    return await entry_page(visit, faults, form if "name" in visit.form else {}, 422)


async def edit(visit: Visit) -> Shown | Done:
    """Correct what is known of an entrant."""
    faults: dict[str, str] = {}
    facts, unit = _read_facts(visit, faults)

    async def change(conn: Connection, desk: Desk, found: Seen, row: int) -> Entry:
        return await acts.edit_facts(
            conn,
            desk,
            found.key,
            row,
            facts,
            unit=unit,
            expected_revision=revision_in(visit),
            reason=visit.form.get("reason", ""),
        )

    return await _changing(visit, faults, change)


async def agree(visit: Visit) -> Shown | Done:
    """A guardian has agreed on paper."""

    async def change(conn: Connection, desk: Desk, found: Seen, row: int) -> Entry:
        guardian, revision = visit.form.get("guardian", ""), revision_in(visit)
        return await acts.agree_for_child(
            conn, desk, found.key, row, guardian, expected_revision=revision
        )

    return await _changing(visit, {}, change)


async def team(visit: Visit) -> Shown | Done:
    """Make a team's people those of the form."""
    faults: dict[str, str] = {}
    members = _read_members(visit, faults)

    async def change(conn: Connection, desk: Desk, found: Seen, row: int) -> Entry:
        revision = revision_in(visit)
        return await acts.put_team(conn, desk, found.key, row, members, expected_revision=revision)

    return await _changing(visit, faults, change)


async def divide(visit: Visit) -> Shown | Done:
    """Move an entry to another division."""

    async def change(conn: Connection, desk: Desk, found: Seen, row: int) -> Entry:
        return await acts.change_division(
            conn,
            desk,
            found.key,
            row,
            visit.form.get("division", ""),
            expected_revision=revision_in(visit),
            reason=visit.form.get("reason", ""),
        )

    return await _changing(visit, {}, change)


_STATES = {
    "withdraw": acts.withdraw,
    "disqualify": acts.disqualify,
    "reinstate": acts.reinstate,
}


async def state(visit: Visit) -> Shown | Done:
    """Take an entry back, out of the ranking, or in again."""
    to_state = _STATES.get(visit.form.get("to", ""))
    if to_state is None:
        async with visit.reading() as conn:
            await owned(visit, conn)
        raise PageError(422, "competitions-entry-state-wrong")

    async def change(conn: Connection, desk: Desk, found: Seen, row: int) -> Entry:
        revision, reason = revision_in(visit), visit.form.get("reason", "")
        return await to_state(
            conn, desk, found.key, row, expected_revision=revision, reason=reason
        )

    return await _changing(visit, {}, change)


WAYS: list[Way] = [
    look("competitions/{key}/entries/new", enter_form, ORGANISERS),
    act("competitions/{key}/entries/new", enter, ORGANISERS),
    act("competitions/{key}/entries/{row}/edit", edit, ORGANISERS),
    act("competitions/{key}/entries/{row}/agree", agree, ORGANISERS),
    act("competitions/{key}/entries/{row}/team", team, ORGANISERS),
    act("competitions/{key}/entries/{row}/division", divide, ORGANISERS),
    act("competitions/{key}/entries/{row}/state", state, ORGANISERS),
]
