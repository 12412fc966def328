"""Entries of a competition: listed, looked at, written down by hand, moved, taken out and put back."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.competitions.desk.finding import find_entries, name_of
from bot.competitions.entering.ages import needs_guardian
from bot.competitions.entering.sealed import Facts, MemberFacts, open_facts, open_member
from bot.competitions.entering.teams import Role
from bot.competitions.windows import day_in
from bot.domain.contests import EntryKind
from bot.domain.names import LONGEST_TYPED
from bot.keys.vault import SealedError
from bot.store import audit
from bot.store.audit import Wanted
from bot.store.console import competitions as pages
from bot.store.contests import results
from bot.store.contests.entries import (
    Entry,
    EntryFilter,
    EntryState,
    Member,
    load_entry,
    members_of,
    page_of_entries,
)
from bot.store.contests.standings import standing_of_entry
from bot.store.db import Connection
from bot.web.console.competitions_common import (
    A_PAGE,
    Seen,
    after_in,
    desk_of,
    head_values,
    owned,
)
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Shown, Visit, unknown
from bot.web.console.ways import Way, look

BLANK_ROWS = 5


@dataclass(frozen=True, slots=True)
class Person:
    """A team's member in the form."""

    name: str
    birth: str
    role: str
    certificate: bool
    elsewhere: bool = False


async def show(visit: Visit) -> Shown:
    """A page of entries with their names; that somebody looked at them is in the audit log."""
    wanted, words = _wanted(visit), visit.query.get("words", "").strip()[:LONGEST_TYPED]
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        desk = desk_of(visit)
        if words:
            hits = await find_entries(conn, desk, found.key, words, wanted, after=after_in(visit))
            listed, after = list(hits.entries), hits.after
        else:
            listed = await page_of_entries(
                conn, found.key, wanted, after=after_in(visit), most=A_PAGE + 1
            )
            after = listed[A_PAGE - 1].row if len(listed) > A_PAGE else None
            listed = listed[:A_PAGE]
    if listed:
        await _looked(visit, "entries.look", found.key, {"entries": len(listed)})
    query = {k: v for k, v in visit.query.items() if k in _FILTERS and v}
    values = head_values(visit, found, "entries") | {
        "entries": [(one, name_of(desk, one)) for one in listed],
        "after": _address(visit, query | {"after": str(after)}) if after is not None else "",
        "begun": "after" in visit.query,
        "query": {name: visit.query.get(name, "") for name in _FILTERS},
        "filtered": bool(query),
        "searched_on": bool(words) and after is not None,
    }
    return Shown("competitions_entries", values)


_FILTERS = ("division", "state", "unit", "late", "words")


def _wanted(visit: Visit) -> EntryFilter:
    query = visit.query
    return EntryFilter(
        query.get("division") or None,
        next((one for one in EntryState if one.value == query.get("state")), None),
        number(query.get("unit", "")) or None,
        None,
        True if query.get("late") else None,
    )


def _address(visit: Visit, query: Mapping[str, str]) -> str:
    key = visit.path["key"]
    return f"{visit.house.root}/competitions/{key}/entries?{urlencode(query)}"


async def _looked(
    visit: Visit, act_name: str, about: str, after: Mapping[str, object] | None = None
) -> None:
    """Names were shown to somebody: by a row of the audit log, without the names."""
    async with visit.writing() as conn:
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act=act_name,
            kind="competition" if act_name == "entries.look" else "entry",
            about=about,
            after=dict(after) if after else None,
        )


async def one(visit: Visit) -> Shown:
    """One entry: who it is, what it handed in, where it stands, what was done with it."""
    shown = await entry_page(visit, {}, {}, 200)
    await _looked(visit, "entry.look", f"{visit.path['key']}/{visit.path['row']}")
    return shown


async def the_entry(visit: Visit, conn: Connection, found: Seen) -> Entry:
    """The entry that the path names. Raises PageError (404) for another competition's."""
    row = number(visit.path.get("row", ""))
    entry = await load_entry(conn, row) if 0 < row < 2**62 else None
    if entry is None or entry.competition != found.key:
        raise unknown()
    return entry


async def entry_page(
    visit: Visit, faults: Mapping[str, str], form: Mapping[str, str], status: int
) -> Shown:
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        entry = await the_entry(visit, conn, found)
        facts = _facts(visit, entry)
        members = [_person(visit, m) for m in await members_of(conn, entry.row)]
        about = f"{found.key}/{entry.row}"
        values = {
            "works": await pages.page_of_works(conn, found.key, entry=entry.row),
            "standings": await standing_of_entry(conn, entry.row),
            "result": await results.result_of_entry(conn, entry.row),
            "corrections": await results.page_of_corrections(conn, found.key, entry=entry.row),
            "changes": await audit.acts(conn, Wanted(kind="entry", about=about), most=20),
        }
    blank = [Person("", "", "member", certificate=False)] * BLANK_ROWS
    return Shown(
        "competitions_entry",
        head_values(visit, found, "entries")
        | values
        | {
            "entry": entry,
            "facts": facts,
            "members": members,
            "rows": [*members, *blank],
            "is_team": found.competition.entry is EntryKind.TEAM,
            "is_child": _is_child(visit, facts),
            "roles": [role.value for role in Role],
            "faults": faults,
            "form": form or _form_of(facts, entry),
        },
        status,
    )


def _facts(visit: Visit, entry: Entry) -> Facts | None:
    """What is known of the entrant; None: it cannot be opened any more."""
    try:
        return open_facts(visit.house.vault, entry.sealed) if entry.sealed else None
    except SealedError:
        return None


def _is_child(visit: Visit, facts: Facts | None) -> bool:
    """Whether a guardian has to agree."""
    today = day_in(visit.house.zone, visit.now)
    return bool(facts and facts.birth and needs_guardian(facts.birth, today))


def _person(visit: Visit, member: Member) -> Person:
    try:
        known = open_member(visit.house.vault, member.sealed)
    except SealedError:
        known = MemberFacts("")
    birth = known.birth.isoformat() if known.birth else ""
    return Person(known.name, birth, member.role, member.health_certificate, member.elsewhere)


def _form_of(facts: Facts | None, entry: Entry) -> dict[str, str]:
    known = facts or Facts()
    return {
        "name": known.name,
        "birth": known.birth.isoformat() if known.birth else "",
        "occupation": known.occupation,
        "guardian": known.guardian,
        "contact": known.contact,
        "unit": str(entry.unit or ""),
        "reason": "",
    }


WAYS: list[Way] = [
    look("competitions/{key}/entries", show, ORGANISERS),
    look("competitions/{key}/entries/{row}", one, ORGANISERS),
]
