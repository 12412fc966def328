"""Who was erased: a keyed hash of each key by which we knew the person, and nothing else.

It answers one question only, of a backup that is brought back: is this somebody who was erased.
"""

import hmac
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from bot.store.db import Connection


def trace(secret: bytes, key: UUID) -> bytes:
    """What is kept of an erased person's ``key``: 32 bytes, from which nobody gets back to it."""
    return hmac.digest(secret, b"tombstone\0" + key.bytes, "sha256")


async def keep(conn: Connection, traces: Sequence[tuple[bytes, datetime]]) -> None:
    """Remember people as erased, each (trace, when). Who was brought back by a backup and erased
    again was erased then.
    """
    await conn.execute(
        """
        insert into tombstone (person, erased_at) select * from unnest($1::bytea[], $2::timestamptz[])
        on conflict (person) do update set erased_at = excluded.erased_at
        """,
        [person for person, _ in traces],
        [at for _, at in traces],
    )


async def bring(conn: Connection, traces: Sequence[tuple[bytes, datetime]]) -> None:
    """Take over tombstones from elsewhere, each (trace, when); what is known here stays."""
    await conn.execute(
        """
        insert into tombstone (person, erased_at) select * from unnest($1::bytea[], $2::timestamptz[])
        on conflict do nothing
        """,
        [person for person, _ in traces],
        [at for _, at in traces],
    )


async def every(conn: Connection) -> list[tuple[bytes, datetime]]:
    """All tombstones, each (trace, when), the oldest first."""
    rows = await conn.fetch("select person, erased_at from tombstone order by erased_at, person")
    return [(row["person"], row["erased_at"]) for row in rows]


async def risen(
    conn: Connection, secret: bytes, dead: Collection[bytes], after: int, most: int
) -> tuple[list[int], int | None]:
    """Learners among the next ``most`` from row ``after`` on who are among the ``dead`` and here
    again, and where the next stretch begins (None: it was the last).
    """
    rows = await conn.fetch(
        """
        select l.id, l.key || array(select p.key from ledger_person p where p.learner_id = l.id) as keys
        from learner l where l.id > $1 order by l.id limit $2
        """,
        after,
        most,
    )
    found = [row["id"] for row in rows if any(trace(secret, key) in dead for key in row["keys"])]
    return found, rows[-1]["id"] if len(rows) == most else None
