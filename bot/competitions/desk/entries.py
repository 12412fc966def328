"""Entries written down, changed, moved, taken out and put back by an organiser."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.competitions.desk import admitting
from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.admitting import TeamMember
from bot.competitions.desk.results import correct
from bot.competitions.desk.returning import may_come_back
from bot.competitions.entering import sealed
from bot.competitions.scoring.results import What
from bot.domain.competitions import Competition, CompetitionState
from bot.domain.contests import EntryKind
from bot.store.competitions import Head
from bot.store.contests import entries as stored
from bot.store.contests import entry_news
from bot.store.contests.attempts import end_open_attempt
from bot.store.contests.entries import Entry, EntryState, NewEntry
from bot.store.contests.results import NewCorrection
from bot.store.contests.units import units_of
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class OnPaper:
    """An entry as it came on paper. ``facts.guardian`` is who agreed for a child; ``unit`` the row
    of the group it competes for; ``members`` are a team's.
    """

    facts: sealed.Facts
    unit: int | None = None
    members: Sequence[TeamMember] = field(default_factory=tuple)


async def enter_by_hand(conn: Connection, desk: Desk, key: str, paper: OnPaper) -> Entry:
    """Enter somebody without a chat; the entry with its number. Marked as late after the last
    registration has closed. Raises RefusedError.
    """
    head, competition = await held(conn, key)
    _is_running(head)
    facts = admitting.named(paper.facts)
    members = _members(competition, paper.members)
    await _check_unit(conn, key, paper.unit)
    if competition.entry is EntryKind.PERSON and admitting.asks_guardian(competition, facts, desk):
        raise RefusedError(Refusal.GUARDIAN)
    if not facts.guardian and admitting.has_children(competition, members, desk):
        raise RefusedError(Refusal.GUARDIAN)
    await stored.hold_entering(conn, key)
    taken = await stored.taken(conn, key)
    division = admitting.division_for(competition, facts, members, taken)
    people = admitting.sealed_members(desk, key, members)
    if competition.entry is EntryKind.TEAM:
        await _check_team(conn, desk, competition, division, members, people)
    closes = admitting.entering_closes(competition)
    new = NewEntry(
        competition=key,
        kind=competition.entry,
        division=division,
        unit=paper.unit,
        sealed=sealed.seal_facts(desk.vault, facts),
        guardian_consent_at=desk.at if facts.guardian else None,
        late=closes is not None and desk.at >= closes,
    )
    entry = await stored.add_entry(conn, new, desk.at)
    if entry is None:
        raise RefusedError(Refusal.ALREADY)
    await stored.put_members(conn, entry.row, people)
    await _note(conn, desk, "entry.add", entry, after=_told(entry))
    return entry


async def edit_facts(
    conn: Connection,
    desk: Desk,
    key: str,
    row: int,
    facts: sealed.Facts,
    *,
    unit: int | None,
    expected_revision: int,
    reason: str,
) -> Entry:
    """Correct what is written of an entrant, and the unit; the division stays until it is changed.

    What is known of people is not repeated in the audit log. Raises RefusedError, StaleEditError.
    """
    said = reasoned(reason)
    _, competition, before = await _held(conn, key, row)
    known = admitting.named(facts)
    if competition.entry is EntryKind.PERSON and admitting.asks_guardian(competition, known, desk):
        raise RefusedError(Refusal.GUARDIAN)
    await _check_unit(conn, key, unit)
    agreed = before.guardian_consent_at or desk.at
    changed = replace(
        before,
        sealed=sealed.seal_facts(desk.vault, known),
        unit=unit,
        guardian_consent_at=agreed if known.guardian else None,
    )
    after = await stored.put_entry(conn, changed, expected_revision)
    await _note(conn, desk, "entry.edit", after, _told(before), _told(after), said)
    return after


async def agree_for_child(
    conn: Connection, desk: Desk, key: str, row: int, guardian: str, *, expected_revision: int
) -> Entry:
    """A guardian has agreed, on paper. Raises RefusedError, StaleEditError."""
    _, _, before = await _held(conn, key, row)
    facts = sealed.open_facts(desk.vault, before.sealed)
    known = admitting.named(replace(facts, guardian=guardian))
    if not known.guardian:
        raise RefusedError(Refusal.GUARDIAN)
    changed = replace(
        before, sealed=sealed.seal_facts(desk.vault, known), guardian_consent_at=desk.at
    )
    after = await stored.put_entry(conn, changed, expected_revision)
    await _note(conn, desk, "entry.guardian", after, _told(before), _told(after))
    return after


async def put_team(
    conn: Connection,
    desk: Desk,
    key: str,
    row: int,
    members: Sequence[TeamMember],
    *,
    expected_revision: int,
) -> Entry:
    """Make a team's people ``members``; the division stays until it is changed. With children among
    them, that their guardians agree must have been written down before. Raises RefusedError,
    StaleEditError.
    """
    head, competition, before = await _held(conn, key, row)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)
    if competition.entry is not EntryKind.TEAM:
        raise RefusedError(Refusal.NOT_A_TEAM)
    known = _members(competition, members)
    if before.guardian_consent_at is None and admitting.has_children(competition, known, desk):
        raise RefusedError(Refusal.GUARDIAN)
    people = admitting.sealed_members(desk, key, known)
    await stored.hold_entering(conn, key)
    await _check_team(conn, desk, competition, before.division, known, people, row)
    was = await stored.members_of(conn, row)
    after = await stored.put_entry(conn, before, expected_revision)
    await stored.put_members(conn, row, people)
    await _note(conn, desk, "entry.team", after, {"members": len(was)}, {"members": len(people)})
    return after


async def change_division(
    conn: Connection,
    desk: Desk,
    key: str,
    row: int,
    division: str,
    *,
    expected_revision: int,
    reason: str,
) -> Entry:
    """Move an entry to another division, as the organiser decides; standings and results follow.

    Raises RefusedError, StaleEditError.
    """
    said = reasoned(reason)
    head, competition, before = await _held(conn, key, row)
    if division not in {one.key for one in competition.divisions}:
        raise RefusedError(Refusal.UNKNOWN_DIVISION)
    if before.division == division:
        raise RefusedError(Refusal.SAME)
    after = await stored.put_entry(conn, replace(before, division=division), expected_revision)
    new = NewCorrection(
        What.DIVISION, {"division": before.division}, {"division": division}, said, row
    )
    await correct(conn, desk, head, competition, new)
    await _note(conn, desk, "entry.division", after, _told(before), _told(after), said)
    return after


async def withdraw(
    conn: Connection, desk: Desk, key: str, row: int, *, expected_revision: int, reason: str
) -> Entry:
    """Take an entry back at the entrant's wish; not once the results are final. Raises
    RefusedError, StaleEditError.
    """
    head, _ = await held(conn, key)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)
    to = EntryState.WITHDRAWN
    return await _to_state(conn, desk, key, row, to, expected_revision, reason)


async def disqualify(
    conn: Connection, desk: Desk, key: str, row: int, *, expected_revision: int, reason: str
) -> Entry:
    """Take an entry out of the ranking, for a reason that it may read; the places behind it move
    up. Raises RefusedError, StaleEditError.
    """
    to = EntryState.DISQUALIFIED
    return await _to_state(conn, desk, key, row, to, expected_revision, reason)


async def reinstate(
    conn: Connection, desk: Desk, key: str, row: int, *, expected_revision: int, reason: str
) -> Entry:
    """Put an entry back that the organiser withdrew or disqualified, where its division takes it.

    Who left by himself or herself enters anew: what was known is deleted, and nobody else may undo
    that. Raises RefusedError, StaleEditError.
    """
    _, competition, before = await _held(conn, key, row)
    if before.state is not EntryState.ENTERED:
        await may_come_back(conn, competition, before)
    to = EntryState.ENTERED
    return await _to_state(conn, desk, key, row, to, expected_revision, reason)


async def _to_state(
    conn: Connection,
    desk: Desk,
    key: str,
    row: int,
    state: EntryState,
    expected_revision: int,
    reason: str,
) -> Entry:
    said = reasoned(reason)
    head, competition, before = await _held(conn, key, row)
    if before.state is state:
        raise RefusedError(Refusal.ALREADY)
    shown = "" if state is EntryState.ENTERED else said
    changed = replace(before, state=state, state_reason=shown)
    after = await stored.put_entry(conn, changed, expected_revision)
    if state is not EntryState.ENTERED:
        await end_open_attempt(conn, row, desk.at)
    new = NewCorrection(What.STATE, {"state": before.state}, {"state": state}, said, row)
    await correct(conn, desk, head, competition, new)
    if head.frozen_at is None:  # else the corrected result tells it
        await entry_news.owe_standing(conn, row, desk.at)
    act = {"entered": "reinstate", "withdrawn": "withdraw", "disqualified": "disqualify"}[state]
    await _note(conn, desk, f"entry.{act}", after, _told(before), _told(after), said)
    return after


async def _held(conn: Connection, key: str, row: int) -> tuple[Head, Competition, Entry]:
    head, competition = await held(conn, key)
    if head.state is not CompetitionState.PUBLISHED:
        raise RefusedError(Refusal.WRONG_STATE)
    entry = await stored.load_entry(conn, row, lock=True)
    if entry is None or entry.competition != key:
        raise RefusedError(Refusal.UNKNOWN_ENTRY)
    return head, competition, entry


def _is_running(head: Head) -> None:
    if head.state is not CompetitionState.PUBLISHED:
        raise RefusedError(Refusal.WRONG_STATE)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)


def _members(competition: Competition, members: Sequence[TeamMember]) -> list[TeamMember]:
    if members and competition.entry is not EntryKind.TEAM:
        raise RefusedError(Refusal.NOT_A_TEAM)
    return [admitting.named_member(one, n) for n, one in enumerate(members, 1)]


async def _check_unit(conn: Connection, key: str, unit: int | None) -> None:
    if unit is not None and unit not in await units_of(conn, key):
        raise RefusedError(Refusal.UNKNOWN_UNIT)


async def _check_team(
    conn: Connection,
    desk: Desk,
    competition: Competition,
    division: str | None,
    members: Sequence[TeamMember],
    people: Sequence[stored.NewMember],
    entry: int | None = None,
) -> None:
    """Also nobody twice within the team itself."""
    hashes = [one.person for one in people]
    away = await stored.in_other_teams(conn, competition.key, hashes, entry)
    elsewhere = [one in away or one in hashes[:n] for n, one in enumerate(hashes)]
    day = admitting.age_day(competition, desk)
    admitting.check_team(competition, division, members, elsewhere, day)


def _told(entry: Entry) -> dict[str, object]:
    """What the audit log keeps of an entry: nothing of people."""
    return {
        "number": entry.number,
        "division": entry.division,
        "unit": entry.unit,
        "state": entry.state,
        "late": entry.late,
        "guardian": entry.guardian_consent_at is not None,
        "revision": entry.revision,
    }


async def _note(
    conn: Connection,
    desk: Desk,
    act: str,
    entry: Entry,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    about = f"{entry.competition}/{entry.row}"
    await noted(conn, desk, act, about, kind="entry", before=before, after=after, reason=reason)
