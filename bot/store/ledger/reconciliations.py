"""Comparisons of our books with a credit bank's: what was listed there, what it lacks, how it ended.

What a bank lists goes into a temporary table of the connection, so that a comparison of millions
takes no memory of ours. Each statement is its own transaction: the bank is asked in between.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bot.store.db import Connection, Row

What = Literal["missing", "extra", "differing"]
KEPT_FOR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in which the books differ; ``record`` is its id, ``words`` say in what."""

    what: What
    record: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest comparison with a target ended."""

    target: str
    began_at: datetime
    ended_at: datetime
    checked: int
    missing: int
    extra: int
    differing: int
    trouble: str


# The run -----------------------------------------------------------------------------------------


async def begin(
    conn: Connection, target: str, since: datetime, until: datetime, now: datetime
) -> int:
    """A new run; those of more than 400 days ago are forgotten. Returns its id."""
    await conn.execute(
        "delete from reconciliation where target = $1 and began_at < $2", target, now - KEPT_FOR
    )
    run = await conn.fetchval(
        "insert into reconciliation (target, since, until, began_at) values ($1, $2, $3, $4) returning id",
        *(target, since, until, now),
    )
    return int(run)


async def newest_since(conn: Connection, target: str, since: datetime) -> Row | None:
    """``began_at``, ``ended_at`` and ``trouble`` of the newest run begun from ``since`` on."""
    return await conn.fetchrow(
        "select began_at, ended_at, trouble from reconciliation where target = $1 and began_at >= $2 "
        "order by began_at desc, id desc limit 1",
        target,
        since,
    )


async def end(
    conn: Connection, run: int, counts: tuple[int, int, int, int], trouble: str, now: datetime
) -> None:
    """Close a run. ``counts``: checked, missing, extra, differing."""
    await conn.execute(
        "update reconciliation set ended_at = $6, checked = $2, missing = $3, extra = $4, differing = $5, "
        "trouble = $7 where id = $1",
        *(run, *counts, now, trouble),
    )


async def add_findings(conn: Connection, run: int, findings: Sequence[Finding]) -> None:
    """Keep what was found."""
    await conn.execute(
        "insert into reconciliation_finding (reconciliation_id, what, record, words) "
        "select $1, * from unnest($2::text[], $3::text[], $4::text[]) on conflict do nothing",
        run,
        [one.what for one in findings],
        [one.record for one in findings],
        [one.words for one in findings],
    )


async def standings(conn: Connection, targets: Collection[str]) -> list[Standing]:
    """The newest ended run of each target that has one."""
    rows = await conn.fetch(
        """
        select r.target, r.began_at, r.ended_at, r.checked, r.missing, r.extra, r.differing, r.trouble
        from unnest($1::text[]) as t (target) cross join lateral (
          select * from reconciliation where target = t.target and ended_at is not null
          order by began_at desc, id desc limit 1) r
        """,
        list(targets),
    )
    return [Standing(**dict(row)) for row in rows]


# What the bank lists -----------------------------------------------------------------------------


async def open_list(conn: Connection) -> None:
    """An empty list on this connection."""
    await conn.execute(
        "create temp table if not exists bank_listed (id uuid primary key, listed boolean not null, "
        "voided boolean not null); truncate bank_listed"
    )


async def drop_list(conn: Connection) -> None:
    """Take the list away again."""
    await conn.execute("drop table if exists bank_listed")


@dataclass(frozen=True, slots=True)
class Listed:
    """One id that a bank tells of: with its content (``listed``), or only that it was taken back."""

    id: UUID
    listed: bool
    voided: bool


@dataclass(frozen=True, slots=True)
class Ours:
    """What we have under an id: the bytes, None where there are none. ``erased``: what took it back
    is all that is left of it.
    """

    body: bytes | None
    erased: bool


async def note(conn: Connection, listed: Sequence[Listed]) -> dict[UUID, Ours]:
    """Put ids on the list; returns what we have under each."""
    ids = [one.id for one in listed]
    await conn.execute(
        """
        insert into bank_listed as b (id, listed, voided)
        select id, bool_or(listed), bool_or(voided)
        from unnest($1::uuid[], $2::boolean[], $3::boolean[]) as n (id, listed, voided) group by id
        on conflict (id) do update
          set listed = b.listed or excluded.listed, voided = b.voided or excluded.voided
        """,
        ids,
        [one.listed for one in listed],
        [one.voided for one in listed],
    )
    rows = await conn.fetch(
        """
        select n.id, s.body, exists (select from statement v where v.voids = n.id) as taken_back
        from unnest($1::uuid[]) as n (id) left join statement s on s.id = n.id
        """,
        ids,
    )
    return {
        row["id"]: Ours(row["body"], row["body"] is None and row["taken_back"]) for row in rows
    }


# What differs ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missed:
    """A statement that we know to be accepted and that was not listed."""

    id: UUID
    body: bytes
    voids: UUID | None


async def not_listed(
    conn: Connection,
    target: str,
    between: tuple[datetime, datetime],
    after: UUID,
    limit: int,
) -> list[Missed]:
    """What was accepted in a span of time, still counts, and is not on the list: the next ones
    by id.

    Banks of records list no withdrawals: whether these were heeded says the record.
    """
    rows = await conn.fetch(
        """
        select p.statement_id as id, s.body, s.voids
        from push p join statement s on s.id = p.statement_id
        where p.target = $1 and p.state = 'accepted' and p.accepted_at >= $2 and p.accepted_at < $3
          and p.statement_id > $4 and (s.voids is null or s.form = 'xapi')
          and not exists (select from bank_listed b where b.id = p.statement_id)
        order by p.statement_id limit $5
        """,
        *(target, *between, after, limit),
    )
    return [Missed(**dict(row)) for row in rows]


async def taken_back_otherwise(
    conn: Connection, target: str, before: datetime, limit: int
) -> list[tuple[UUID, UUID | None]]:
    """Listed ids on which the bank and we do not agree whether they were taken back, each with
    the statement that took it back here (None: it counts here). Only what the bank has had from
    before ``before`` is looked at.
    """
    rows = await conn.fetch(
        """
        select b.id, v.id as by from bank_listed b join statement v on v.voids = b.id
          join push q on q.statement_id = v.id and q.target = $1 and q.state = 'accepted' and q.accepted_at < $2
        where not b.voided
        union all
        select b.id, null from bank_listed b
          join push p on p.statement_id = b.id and p.target = $1 and p.state = 'accepted' and p.accepted_at < $2
        where b.voided
        limit $3
        """,
        *(target, before, limit),
    )
    return [(row["id"], row["by"]) for row in rows]


async def newest_findings(conn: Connection, target: str, most: int) -> list[tuple[str, str, str]]:
    """What the newest comparison with a bank found: missing, extra or differing; the record's id;
    what differs. At most ``most``.
    """
    rows = await conn.fetch(
        """
        select what, record, words from reconciliation_finding where reconciliation_id = (
          select id from reconciliation where target = $1 order by began_at desc limit 1)
        order by what, record limit $2
        """,
        target,
        most,
    )
    return [(row["what"], row["record"], row["words"]) for row in rows]
