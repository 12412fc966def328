"""Entries in competitions: added with a number, changed by their revision, read in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.contests import EntryKind
from bot.domain.errors import StaleEditError
from bot.store.db import Connection, Row


class EntryState(StrEnum):
    """How an entry stands."""

    ENTERED = "entered"
    WITHDRAWN = "withdrawn"
    """By the entrant, or by the organiser for him or her."""
    DISQUALIFIED = "disqualified"
    """By the organiser, with a reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as stored. ``learner`` None: written down by an organiser, or erased since.

    ``number`` counts from 1 within the competition; ``unit`` is the row of the group that it
    competes for; ``sealed`` holds names and births (``bot.competitions.entering.sealed``).
    """

    row: int
    competition: str
    learner: int | None
    number: int | None
    kind: EntryKind
    division: str | None
    unit: int | None
    state: EntryState
    state_reason: str
    sealed: bytes | None
    guardian_consent_at: datetime | None
    late: bool
    revision: int
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What an entry is made of."""

    competition: str
    learner: int | None = None
    kind: EntryKind = EntryKind.PERSON
    division: str | None = None
    unit: int | None = None
    sealed: bytes | None = None
    guardian_consent_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class NewMember:
    """One of a team, as it is stored; ``person`` is the hash by which nobody is in two teams."""

    role: str
    sealed: bytes
    person: bytes
    health_certificate: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team as stored; ``elsewhere``: is in another team of the competition that counts."""

    position: int
    role: str
    sealed: bytes
    health_certificate: bool
    elsewhere: bool


_COLUMNS = """e.id as row, e.competition_key as competition, e.learner_id as learner, e.number, e.kind,
  e.division_key as division, e.group_id as unit, e.state, e.state_reason, e.sealed,
  e.guardian_consent_at, e.late, e.revision, e.entered_at"""


async def hold_entering(conn: Connection, competition: str) -> None:
    """Who enters a competition does it one after the other from here to the end of the
    transaction: numbers have no gaps and no quota is exceeded. Held for one statement or two.
    """
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended('entering ' || $1, 0))", competition
    )


async def taken(conn: Connection, competition: str) -> dict[str, int]:
    """By division, the entries that fill its quota: those that are entered."""
    rows = await conn.fetch(
        """
        select division_key, count(*) as n from entry
        where competition_key = $1 and state = 'entered' and division_key is not null group by 1
        """,
        competition,
    )
    return {row["division_key"]: row["n"] for row in rows}


async def add_entry(conn: Connection, new: NewEntry, at: datetime) -> Entry | None:
    """Add an entry with the next number; None where the learner has one already, in whatever
    state. To be called after ``hold_entering``.
    """
    row = await conn.fetchrow(
        f"""
        insert into entry as e (competition_key, learner_id, number, kind, division_key, group_id,
          sealed, guardian_consent_at, late, entered_at)
        select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9
        from entry where competition_key = $1
        on conflict (competition_key, learner_id) do nothing
        returning {_COLUMNS}
        """,
        new.competition,
        new.learner,
        new.kind,
        new.division,
        new.unit,
        new.sealed,
        new.guardian_consent_at,
        new.late,
        at,
    )
    return None if row is None else entry_of(row)


async def put_members(conn: Connection, entry: int, members: Sequence[NewMember]) -> None:
    """Make the team's people ``members``, in their order."""
    await conn.execute("delete from entry_member where entry_id = $1", entry)
    await conn.execute(
        """
        insert into entry_member (entry_id, position, role, sealed, person, health_certificate)
        select $1, m.position, m.role, m.sealed, m.person, m.certificate
        from unnest($2::text[], $3::bytea[], $4::bytea[], $5::boolean[])
          with ordinality as m (role, sealed, person, certificate, position)
        """,
        entry,
        [one.role for one in members],
        [one.sealed for one in members],
        [one.person for one in members],
        [one.health_certificate for one in members],
    )


async def members_of(conn: Connection, entry: int) -> list[Member]:
    """The team's people in their order."""
    rows = await conn.fetch(
        """
        select m.position, m.role, m.sealed, m.health_certificate, exists (
            select from entry_member o join entry oe on oe.id = o.entry_id
            where o.person = m.person and o.entry_id <> m.entry_id
              and oe.competition_key = e.competition_key and oe.state = 'entered') as elsewhere
        from entry_member m join entry e on e.id = m.entry_id
        where m.entry_id = $1 order by m.position
        """,
        entry,
    )
    return [Member(*row.values()) for row in rows]


async def in_other_teams(
    conn: Connection, competition: str, people: Sequence[bytes], entry: int | None = None
) -> set[bytes]:
    """Which of ``people`` are in a team of the competition that counts, other than ``entry``."""
    rows = await conn.fetch(
        """
        select distinct m.person from entry_member m join entry e on e.id = m.entry_id
        where m.person = any($2::bytea[]) and e.competition_key = $1 and e.state = 'entered'
          and e.id is distinct from $3
        """,
        competition,
        list(people),
        entry,
    )
    return {row["person"] for row in rows}


async def load_entry(conn: Connection, row: int, *, lock: bool = False) -> Entry | None:
    """One entry; with ``lock`` it stays as it is until the transaction ends."""
    locked = "for update" if lock else ""
    found = await conn.fetchrow(f"select {_COLUMNS} from entry e where e.id = $1 {locked}", row)
    return None if found is None else entry_of(found)


async def entry_of_learner(conn: Connection, competition: str, learner: int) -> Entry | None:
    """A learner's entry in a competition, in whatever state."""
    found = await conn.fetchrow(
        f"select {_COLUMNS} from entry e where e.competition_key = $1 and e.learner_id = $2",
        competition,
        learner,
    )
    return None if found is None else entry_of(found)


async def put_entry(conn: Connection, entry: Entry, expected_revision: int) -> Entry:
    """Keep what was changed of an entry that was read at ``expected_revision``; it has the next one
    then. Raises StaleEditError where somebody else was quicker.
    """
    row = await conn.fetchrow(
        f"""
        update entry e set division_key = $3, group_id = $4, state = $5, state_reason = $6,
          sealed = $7, guardian_consent_at = $8, late = $9, revision = revision + 1
        where id = $1 and revision = $2 returning {_COLUMNS}
        """,
        entry.row,
        expected_revision,
        entry.division,
        entry.unit,
        entry.state,
        entry.state_reason,
        entry.sealed,
        entry.guardian_consent_at,
        entry.late,
    )
    if row is None:
        raise StaleEditError(
            "Somebody else has changed this entry since you opened it; nothing was saved."
        )
    return entry_of(row)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries are looked for; None: any. ``number`` is exact."""

    division: str | None = None
    state: EntryState | None = None
    unit: int | None = None
    number: int | None = None
    late: bool | None = None


async def page_of_entries(
    conn: Connection, competition: str, wanted: EntryFilter, *, after: int = 0, most: int = 50
) -> list[Entry]:
    """The next entries in the order in which they came, after row ``after``; past the end none.

    Names are encrypted: who looks for one opens a bounded stretch of such pages, one after the
    other (``bot.competitions.desk.finding``).
    """
    rows = await conn.fetch(
        f"""
        select {_COLUMNS} from entry e
        where e.competition_key = $1 and e.id > $2 and ($3::text is null or e.division_key = $3)
          and ($4::text is null or e.state = $4) and ($5::bigint is null or e.group_id = $5)
          and ($6::integer is null or e.number = $6) and ($7::boolean is null or e.late = $7)
        order by e.id limit $8
        """,
        competition,
        after,
        wanted.division,
        wanted.state,
        wanted.unit,
        wanted.number,
        wanted.late,
        most,
    )
    return [entry_of(row) for row in rows]


def entry_of(row: Row) -> Entry:
    """An entry from a row of its columns."""
    return Entry(
        **{**row, "kind": EntryKind(row["kind"]), "state": EntryState(row["state"])},
    )
