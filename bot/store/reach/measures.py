"""What pushing can still draw on, counted over all followers: consents, and mass messages; and what
a platform refused.

The first two read the addresses once; all is meant to be asked every ten minutes or so.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.store.announcing.stopping import CANCELLED
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class ConsentsLeft:
    """Of one template of an account: ``left`` sends that followers agreed to and that were not
    used, and how many followers gave a ``lasting`` consent.
    """

    account: str
    template: str
    left: int
    lasting: int


async def consents_left(conn: Connection) -> list[ConsentsLeft]:
    """The balances of all who still follow, by account and template."""
    rows = await conn.fetch(
        """
        select a.account, n.key as template, coalesce(sum(n.value::int) filter (where n.value::int > 0), 0)::bigint as left,
          count(*) filter (where n.value::int < 0) as lasting
        from address a cross join lateral jsonb_each_text(a.notices) n
        where a.state = 'active' and a.notices <> '{}' group by 1, 2 order by 1, 2
        """
    )
    return [ConsentsLeft(**dict(row)) for row in rows]


async def mass_left(
    conn: Connection, accounts: list[str], month: str
) -> dict[tuple[str, int], int]:
    """How many followers of ``accounts`` can get so many more of the four mass messages of
    ``month``, by (account, how many more).
    """
    rows = await conn.fetch(
        """
        select account, 4 - least(4, case when mass_month = $2 then mass_used else 0 end)::int as left, count(*)::int as people
        from address where state = 'active' and account = any($1) group by 1, 2
        """,
        accounts,
        month,
    )
    return {(row["account"], row["left"]): row["people"] for row in rows}


async def ways_stopped(conn: Connection, now: datetime) -> dict[str, int]:
    """How many templates and rungs each account's platform does not let us use at ``now``."""
    rows = await conn.fetch(
        "select account, count(*)::int as ways from push_stop where until > $1 group by 1", now
    )
    return {row["account"]: row["ways"] for row in rows}


async def masses_failed(conn: Connection, since: datetime) -> dict[str, int]:
    """How many mass messages of each account failed, whole or in part, since ``since``; those an
    organiser cancelled are none of them.
    """
    rows = await conn.fetch(
        """
        select m.account, count(distinct m.id)::int as failed from mass_part p join mass_message m on m.id = p.mass_id
        where p.state = 'failed' and p.ended_at >= $1 and p.status <> $2 group by 1
        """,
        since,
        CANCELLED,
    )
    return {row["account"]: row["failed"] for row in rows}
