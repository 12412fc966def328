"""The journal of the ledger: what was written, and the links of the chain that seal it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bot.store.db import Connection, Row

SEALING = 0x59694B_6A6F75726E
"""The advisory lock of whoever makes the next link."""

PAGE_BYTES = 40_000
"""Of seals read at once, as they are stored: some 10,000 entries, whatever a seal holds."""

BEFORE_ALL = -(2**63)
"""Before every id, also those that no sequence gives."""

COLUMNS: Mapping[str, str] = {
    "completion": """id, key, person, kind, course_key, lesson_key, registration, attempt, revision,
      content_version, score, score_max, success, seconds, notional_minutes, platform, completed_at,
      recorded_at""",
    "claim": """id, key, completion_id, course_key, title, institution, framework, level, hours,
      seconds, hours_per_credit, credit, rule, score, score_max, pass_mark, evidence, started_at,
      finished_at, recorded_at""",
    "voiding": "id, key, completion_id, reason, by, recorded_at",
    "recognition": """id, key, claim_id, outer_id, target, state, credit, reason, said_at, recorded_at""",
    "person": "id, key, learner_id, recorded_at",
    "erasure": "id, blanked, traces, recorded_at",
}
"""The kinds of entries, and what of them is committed to, in that order (the migration's
``committed``)."""


@dataclass(frozen=True, slots=True)
class Link:
    """One seal as it is stored, without what it seals."""

    day: date
    number: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal as it is stored: a link of the chain."""

    day: date
    number: int
    entries: Sequence[int]
    previous: bytes
    head: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One row of the journal; ``entry`` and ``salt`` are None once erased."""

    id: int
    kind: str
    entry: int | None
    salt: bytes | None
    commitment: bytes
    recorded_at: datetime
    erased_at: datetime | None


# Sealing --------------------------------------------------------------------------------------------


async def may_seal(conn: Connection) -> bool:
    """Whether nobody else is making a link; until this transaction ends nobody else will."""
    return bool(await conn.fetchval("select pg_try_advisory_xact_lock($1)", SEALING))


async def newest(conn: Connection) -> Link | None:
    """The last link of the chain; None before the first."""
    row = await conn.fetchrow(
        "select day, number, head from journal_seal order by day desc, number desc limit 1"
    )
    return Link(row["day"], row["number"], row["head"]) if row else None


async def last_before(conn: Connection, day: date) -> Link | None:
    """The last link of the days before ``day``; None where there is none."""
    row = await conn.fetchrow(
        """
        select day, number, head from journal_seal where day < $1
        order by day desc, number desc limit 1
        """,
        day,
    )
    return Link(row["day"], row["number"], row["head"]) if row else None


async def open_rows(conn: Connection, most: int) -> list[tuple[int, bytes]]:
    """The oldest rows that are not sealed yet: id and commitment."""
    rows = await conn.fetch(
        """
        select j.id, j.commitment
        from (select journal_id from journal_open order by journal_id limit $1) o
          join journal j on j.id = o.journal_id
        order by j.id
        """,
        most,
    )
    return [(row["id"], row["commitment"]) for row in rows]


async def seal(conn: Connection, one: Seal, now: datetime) -> None:
    """Keep a link; what it seals is not open any more."""
    await conn.execute(
        """
        with sealed as (
          insert into journal_seal (day, number, entries, previous, head, signature, sealed_at)
          values ($1, $2, $3, $4, $5, $6, $7)
        )
        delete from journal_open where journal_id = any($3::bigint[])
        """,
        *(one.day, one.number, one.entries, one.previous, one.head, one.signature, now),
    )


# Reading it all, for an audit -----------------------------------------------------------------------


async def as_of_one_moment(conn: Connection) -> None:
    """Have this transaction, which has just begun, see one moment only, and change nothing."""
    await conn.execute("set transaction isolation level repeatable read, read only")


async def about_how_many(conn: Connection) -> int:
    """How many rows the journal has, gaps included."""
    return int(await conn.fetchval("select coalesce(max(id), 0) from journal"))


async def seals(conn: Connection, after: tuple[date, int]) -> list[Seal]:
    """The next seals of the chain: few large or many small ones, at least one where there is one."""
    rows = await conn.fetch(
        """
        select day, number, array_replace(entries, null, 0) as entries, previous, head, signature
        from (select *, sum(pg_column_size(entries)) over (
                order by day, number rows between unbounded preceding and 1 preceding) as before
              from (select * from journal_seal where (day, number) > ($1, $2)
                    order by day, number limit 500) p) q
        where coalesce(before, 0) < $3
        order by day, number
        """,
        *(*after, PAGE_BYTES),
    )
    return [Seal(*row.values()) for row in rows]


_ROW = "id, kind, entry_id, salt, commitment, recorded_at, erased_at"


async def rows(conn: Connection, ids: Sequence[int]) -> list[JournalRow]:
    """The rows of the journal with these ids, those that are there."""
    found = await conn.fetch(f"select {_ROW} from journal where id = any($1::bigint[])", ids)
    return [JournalRow(*row.values()) for row in found]


async def entries(conn: Connection, kind: str, ids: Sequence[int]) -> list[Row]:
    """The entries of a kind with these ids, those that are there, in ``COLUMNS``."""
    return await conn.fetch(
        f"select {COLUMNS[kind]} from {kind} where id = any($1::bigint[])", ids
    )


async def ids_after(conn: Connection, table: str, after: int, most: int) -> list[int]:
    """The next ids of ``journal``, ``journal_open`` or a kind of entries, in their order."""
    key = "journal_id" if table == "journal_open" else "id"
    found = await conn.fetch(
        f"select {key} as id from {table} where {key} > $1 order by {key} limit $2", after, most
    )
    return [row["id"] for row in found]


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as it is written down: the journal's rows that tell nothing any more, and the
    traces of the person (``bot.store.privacy.tombstones``).
    """

    id: int
    blanked: Sequence[int]
    traces: Sequence[bytes]


async def erasures(conn: Connection, after: int, most: int) -> list[Erasure]:
    """The next erasures, in their order."""
    found = await conn.fetch(
        """
        select id, array_remove(blanked, null) as blanked, array_remove(traces, null) as traces
        from erasure where id > $1 order by id limit $2
        """,
        *(after, most),
    )
    return [Erasure(*row.values()) for row in found]


async def remembered(conn: Connection, traces: Sequence[bytes]) -> set[bytes]:
    """Those of ``traces`` for which there is a tombstone."""
    found = await conn.fetch(
        "select person from tombstone where person = any($1::bytea[])", list(traces)
    )
    return {row["person"] for row in found}


async def strangers(conn: Connection, after: int, most: int) -> tuple[list[int], int | None]:
    """Among the next ``most`` entries of whose a key is, those of a learner who is nobody that the
    key's present one was merged from; and where the next stretch begins (None: it was the last).
    """
    rows = await conn.fetch(
        """
        select p.id, coalesce(l.merged_into, l.id) is distinct from q.learner_id as strange
        from (select * from person where id > $1 order by id limit $2) p
          left join ledger_person q on q.key = p.key left join learner l on l.id = p.learner_id
        order by p.id
        """,
        *(after, most),
    )
    return [row["id"] for row in rows if row["strange"]], _end(rows, most)


async def unwritten(
    conn: Connection, after: UUID | None, most: int
) -> tuple[list[UUID], UUID | None]:
    """Among the next ``most`` keys in ``ledger_person``, those of which no entry says that they are
    whose they are; and where the next stretch begins (None: it was the last).
    """
    rows = await conn.fetch(
        """
        select q.key as id, not exists (
          select from person p where p.key = q.key and p.learner_id = q.learner_id) as unwritten
        from (select * from ledger_person where $1::uuid is null or key > $1 order by key limit $2) q
        order by q.key
        """,
        *(after, most),
    )
    return [row["id"] for row in rows if row["unwritten"]], _end(rows, most)


def _end(rows: Sequence[Row], most: int) -> Any:
    return rows[-1]["id"] if len(rows) == most else None
