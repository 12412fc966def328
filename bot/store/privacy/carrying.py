"""What people, and operators for them, wanted since a backup was made: carried over a restore.

It waits in tables of its own, beside those that a restore replaces: ``pg_restore`` knows nothing of
them, so a restore that is cut off forgets nobody. ``restoring`` says which table of learners was there
when they were made; where another is there now, the backup has taken its place, and what waits is the
only word of it.

Everything that is carried takes something away (a person, a consent, an open page): done twice, or to
whom it was done already, it changes nothing.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bot.domain.errors import StorageUnavailableError
from bot.store.db import Connection
from bot.store.dumping import connected

_KNOWN = """
known as (
  select id as root, key from learner where merged_into is null
  union select merged_into, key from learner where merged_into is not null
  union select learner_id, key from ledger_person
)
"""
"""Every key by which a person is known, and the learner he or she is now."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """One kind of wish: the columns it waits in, a table without which there is none, and from where
    it is read in the database that is replaced.
    """

    columns: str
    needs: str
    query: str


_WISHES = {
    "restoring_erased": _Wish(
        "person bytea primary key, erased_at timestamptz not null",
        "tombstone",
        "select person, erased_at from tombstone",
    ),
    "restoring_forget": _Wish(
        "key uuid primary key, forget_at timestamptz not null",
        "ledger_person",
        "select key, forget_at from learner where forget_at is not null and merged_into is null",
    ),
    "restoring_withdrawn": _Wish(
        "key uuid primary key",
        "ledger_person",
        f"""
        with {_KNOWN} select key from known where root in (
          select learner_id from consent group by 1 having bool_and(withdrawn_at is not null))
        """,
    ),
    "restoring_account": _Wish(
        "key uuid primary key, targets text[] not null",
        "ledger_person",
        f"""
        with {_KNOWN} select k.key, array(
          select b.target from bank_account b where b.learner_id = k.root)
        from known k where exists (select from consent c where c.learner_id = k.root)
        """,
    ),
    "restoring_void": _Wish(
        "key uuid primary key, reason text not null, by text not null",
        "voiding",
        "select c.key, v.reason, v.by from voiding v join completion c on c.id = v.completion_id",
    ),
    "restoring_certificate": _Wish(
        """claim uuid primary key, is_open boolean not null, shows_name boolean not null,
          named boolean not null, revoked_at timestamptz, revoked_because text""",
        "certificate",
        """
        select m.key, t.is_open, t.shows_name, t.name_sealed is not null, t.revoked_at,
          t.revoked_because
        from certificate t join claim m on m.id = t.claim_id
        """,
    ),
}
_TABLES = ("restoring", *_WISHES)
_DROP = f"drop table if exists {', '.join(_TABLES)}"

HALF_RESTORED = (
    "A restore was cut off, and people who were erased may be in the database again: give the command "
    "again (yike restore FILE --replace)."
)


async def carry(source_url: str, target_url: str) -> None:
    """Read what was wanted from one database and have it wait in another, or in the same: on disk,
    all or nothing. What waited there is gone.
    """
    async with connected(source_url) as source, connected(target_url) as target:
        await target.execute("begin")
        await target.execute(_DROP)
        await target.execute(
            "create table restoring as select to_regclass('public.learner')::oid as learner"
        )
        for table, wish in _WISHES.items():
            await target.execute(f"create table {table} ({wish.columns})")
            if await source.fetchval("select to_regclass('public.' || $1::text)", wish.needs):
                await _copy(source, wish.query, target, table)
        await target.execute("commit")


async def _copy(
    source: asyncpg.Connection, query: str, target: asyncpg.Connection, table: str
) -> None:
    with tempfile.TemporaryFile() as between:
        await source.copy_from_query(query, output=between, format="binary")
        between.seek(0)
        await target.copy_to_table(table, source=between, format="binary")


async def half_restored(conn: Connection) -> bool:
    """Whether a restore has replaced what was here and did not come to its end."""
    if await conn.fetchval("select to_regclass('public.restoring')") is None:
        return False
    replaced: bool = await conn.fetchval(
        "select learner is distinct from to_regclass('public.learner')::oid from restoring"
    )
    return replaced


async def refuse_half_restored(conn: Connection) -> None:
    """Before the program starts: raises StorageUnavailableError on a half restored database. What
    waits from a restore that replaced nothing is dropped.
    """
    if await half_restored(conn):
        raise StorageUnavailableError(HALF_RESTORED)
    await done(conn)


async def done(conn: Connection) -> None:
    """Nothing waits any more."""
    await conn.execute(_DROP)


# What is to be done again ------------------------------------------------------------------------


async def add_erased(conn: Connection, traces: Sequence[tuple[bytes, datetime]]) -> None:
    """Others who were erased, each (trace, when), are to be so again too."""
    await conn.execute(
        """
        insert into restoring_erased select * from unnest($1::bytea[], $2::timestamptz[])
        on conflict do nothing
        """,
        [person for person, _ in traces],
        [at for _, at in traces],
    )


async def erased(conn: Connection) -> list[tuple[bytes, datetime]]:
    """Who was erased, each (trace, when)."""
    rows = await conn.fetch("select person, erased_at from restoring_erased")
    return [(row["person"], row["erased_at"]) for row in rows]


async def ask_to_forget(conn: Connection) -> None:
    """Whoever was about to be erased is so again: the program does it when it runs."""
    await conn.execute(
        f"""
        with {_KNOWN} update learner l set forget_at = f.forget_at
        from restoring_forget f join known k on k.key = f.key
        where l.id = k.root and l.forget_at is null
        """
    )


async def consenting(conn: Connection) -> list[int]:
    """Learners who consent to a credit bank here, and had taken everything back."""
    rows = await conn.fetch(
        f"""
        with {_KNOWN} select distinct k.root from known k join restoring_withdrawn w on w.key = k.key
        where exists (
          select from consent c where c.learner_id = k.root and c.withdrawn_at is null)
        order by 1
        """
    )
    return [row["root"] for row in rows]


async def accounts(conn: Connection) -> list[tuple[int, str]]:
    """Account numbers that are here and had been deleted, each (learner, target)."""
    rows = await conn.fetch(
        f"""
        with {_KNOWN} select distinct b.learner_id, b.target
        from restoring_account a join known k on k.key = a.key
          join bank_account b on b.learner_id = k.root
        where b.target <> all(a.targets) order by 1, 2
        """
    )
    return [(row["learner_id"], row["target"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Void:
    """An entry that counted no more, by its key, with who said so and why."""

    key: UUID
    reason: str
    by: str


async def voids(conn: Connection) -> list[Void]:
    """Entries that count here, and did no more."""
    rows = await conn.fetch(
        """
        select r.key, r.reason, r.by from restoring_void r join completion c on c.key = r.key
        where not exists (select from voiding v where v.completion_id = c.id) order by c.id
        """
    )
    return [Void(*row.values()) for row in rows]


async def close_certificates(conn: Connection) -> int:
    """Revoke again what was revoked, close pages that were closed, take off names that were taken
    off, with the pictures that show them; how many certificates.
    """
    count: int = await conn.fetchval(
        """
        with changed as (
          update certificate t set is_open = t.is_open and o.is_open,
            shows_name = t.shows_name and o.shows_name,
            name_sealed = case when o.named then t.name_sealed end,
            picture = case when o.named or t.name_sealed is null then t.picture end,
            revoked_at = coalesce(t.revoked_at, o.revoked_at),
            revoked_because = coalesce(t.revoked_because, o.revoked_because)
          from restoring_certificate o join claim m on m.key = o.claim
          where t.claim_id = m.id and (t.is_open > o.is_open or t.shows_name > o.shows_name
            or (t.name_sealed is not null) > o.named
            or (t.revoked_at is null and o.revoked_at is not null))
          returning t.id
        )
        select count(*) from changed
        """
    )
    return count
