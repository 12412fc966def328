"""Who is to be forgotten: who asked for it, and, where the deployment says so, who fell silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.store.db import Connection

GRACE = timedelta(seconds=10)
"""So long after the word nothing is erased yet, so that the last reply still finds its way."""


async def ask_to_forget(conn: Connection, learner: int, now: datetime) -> None:
    """The person wants everything erased; it is done within a minute. Asking again changes nothing."""
    await conn.execute(
        "update learner set forget_at = $2 where id = $1 and forget_at is null", learner, now
    )


async def asked(conn: Connection, now: datetime, most: int) -> list[int]:
    """At most ``most`` learners who asked to be forgotten at least ``GRACE`` ago, the first first."""
    rows = await conn.fetch(
        "select id from learner where forget_at <= $1 order by forget_at, id limit $2",
        now - GRACE,
        most,
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Walk:
    """A stretch of a walk over all people: those found, and where the next begins (None: over)."""

    found: Sequence[int]
    after: int | None


_SILENT = """
with stretch as (
  select id, created_at, merged_into from learner where id > $1 order by id limit $4
)
select s.id, s.merged_into is null
  and s.created_at < $2::timestamptz - make_interval(months => $3::int)
  and not exists (select from address a where a.learner_id = s.id
    and a.last_in_at >= $2::timestamptz - make_interval(months => $3::int))
  and not exists (select from ledger_person q join completion c on c.person = q.key
    join claim m on m.completion_id = c.id where q.learner_id = s.id) as silent
from stretch s order by s.id
"""


async def silent(conn: Connection, after: int, now: datetime, months: int, most: int) -> Walk:
    """Who was last heard from more than ``months`` ago, among the next ``most`` people from row
    ``after`` on. What was sent to them does not count, only what they said themselves. Who has
    claimed credit is kept: an erasure would ask the credit banks to take it back, which nobody
    wished.
    """
    rows = await conn.fetch(_SILENT, after, now, months, most)
    found = [row["id"] for row in rows if row["silent"]]
    return Walk(found, rows[-1]["id"] if len(rows) == most else None)


@dataclass(frozen=True, slots=True)
class Person:
    """One person, locked: the row that stands for him or her, all rows with those that were
    merged into it, their keys and those the ledger knows, and the addresses.
    """

    row: int
    rows: Sequence[int]
    keys: Sequence[UUID]
    addresses: Sequence[tuple[int, str, str]]
    """Each (row, account, platform id)."""


async def lock_person(conn: Connection, learner: int) -> Person | None:
    """Lock the person whom ``learner`` is a row of; None when there is none (any more).

    The rows are locked in their order, as everywhere (``bot.store.merging.people``). Two that are joined
    in this very moment are seen as they are afterwards. To be called in a transaction.
    """
    root = learner
    while True:
        locked = await conn.fetch(
            """
            select id, merged_into from learner where id = $1 or merged_into = $1
            order by id for no key update
            """,
            root,
        )
        one = next((row for row in locked if row["id"] == root), None)
        if one is None:
            return None
        if one["merged_into"] is None:
            break
        root = one["merged_into"]
    return await _whole(conn, root)


async def _whole(conn: Connection, root: int) -> Person:
    people = await conn.fetch(
        """
        select id, key from learner where id = $1 or merged_into = $1
        union all select null, p.key from ledger_person p join learner l on l.id = p.learner_id
        where l.id = $1 or l.merged_into = $1
        order by id
        """,
        root,
    )
    rows = [row["id"] for row in people if row["id"] is not None]
    addresses = await conn.fetch(
        "select id, account, platform_id from address where learner_id = any($1::bigint[]) order by id",
        rows,
    )
    return Person(
        root,
        rows,
        sorted({row["key"] for row in people}),
        [(row["id"], row["account"], row["platform_id"]) for row in addresses],
    )


async def person_at(conn: Connection, account: str, platform_id: str) -> int | None:
    """The learner who is reached at an address; None where it is unknown."""
    row: int | None = await conn.fetchval(
        """
        select coalesce(l.merged_into, l.id) from address a join learner l on l.id = a.learner_id
        where a.account = $1 and a.platform_id = $2
        """,
        account,
        platform_id,
    )
    return row
