"""The outbox in numbers, for measures: what is open cheaply, all of it now and then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Open:
    """What a target still gets, since when the longest has been due, and what it refused."""

    target: str
    queued: int
    oldest: datetime | None
    dead: int


async def open_pushes(conn: Connection, targets: Collection[str]) -> list[Open]:
    """Each target's open rows and dead letters, by their own indexes.

    What was never tried is due since it was queued: a consent given late brings old statements.
    """
    rows = await conn.fetch(
        """
        select t.target, o.queued, o.oldest, d.dead
        from unnest($1::text[]) as t (target)
        cross join lateral (
          select count(*) as queued, min(case when attempts = 0 then next_try else owed_at end) as oldest
          from push where push.target = t.target and state in ('queued', 'leased')) o
        cross join lateral (
          select count(*) as dead from push where push.target = t.target and state = 'dead') d
        """,
        list(targets),
    )
    return [Open(**dict(row)) for row in rows]


async def left_behind(conn: Connection, targets: Collection[str]) -> list[str]:
    """Targets that are not among these and still get or refused something, by name: each is found
    with one look into an index, however much there is.
    """
    rows = await conn.fetch(
        """
        with recursive o as (
          (select target from push where state in ('queued', 'leased') order by target limit 1)
          union all
          select (select target from push where state in ('queued', 'leased') and target > o.target
                  order by target limit 1) from o where o.target is not null
        ), d as (
          (select target from push where state = 'dead' order by target limit 1)
          union all
          select (select target from push where state = 'dead' and target > d.target
                  order by target limit 1) from d where d.target is not null
        )
        select target from (select target from o union select target from d) known
        where target is not null and target <> all($1::text[]) order by target
        """,
        list(targets),
    )
    return [row["target"] for row in rows]


async def unsealed_since(conn: Connection) -> datetime | None:
    """When the oldest entry was written that is in no link of the chain yet; None: all are."""
    since: datetime | None = await conn.fetchval(
        "select min(j.recorded_at) from journal_open o join journal j on j.id = o.journal_id"
    )
    return since


async def all_pushes(conn: Connection, targets: Collection[str]) -> dict[tuple[str, str], int]:
    """How many rows each target has in each state: one walk over the whole table."""
    rows = await conn.fetch(
        "select target, state, count(*) as many from push where target = any($1) group by 1, 2",
        list(targets),
    )
    return {(row["target"], row["state"]): row["many"] for row in rows}
