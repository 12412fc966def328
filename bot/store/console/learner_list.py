"""Learners as the staff finds them. No names are kept; platform ids never come out of here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection

A_PAGE = 50
SCANNED = 20_000
"""Learners looked at for one page: where few fit, the page says where to go on."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A learner in a list: ``key`` is the beginning of the random key; ``last_in`` when he or she was
    heard from last; ``channels`` are those with an address that works.
    """

    row: int
    key: str
    state: str
    track: str | None
    language: str
    created_at: datetime
    last_in: datetime | None
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and the row to go on behind (None: there is nothing more)."""

    learners: list[Listed]
    after: int | None


_SHOWN = """
select l.id as row, left(replace(l.key::text, '-', ''), 8) as key, l.state, l.track, l.language, l.created_at,
  a.last_in, coalesce(a.channels, '{}') as channels
from picked l left join lateral (
  select max(last_in_at) as last_in, array_agg(distinct channel order by channel) filter (where state = 'active') as channels
  from address where learner_id = l.id) a on true
order by l.id desc
"""

_OF_ALL = f"""
with looked_at as (
  select id, key, state, track, language, created_at, merged_into, forget_at from learner
  where id < $1 order by id desc limit {SCANNED}
), picked as (
  select * from looked_at where merged_into is null and forget_at is null and ($2 = '' or track = $2) and ($3 = '' or state = $3)
  order by id desc limit {A_PAGE + 1}
), shown as ({_SHOWN})
select *, (select min(id) from looked_at) as least, (select count(*) from looked_at) as scanned from shown
right join (select 1) as always on true
"""

_OF_GROUPS = f"""
with looked_at as (
  select distinct learner_id as id from group_member where group_id = any($4) and learner_id < $1 order by 1 desc limit {SCANNED}
), picked as (
  select l.* from looked_at m join learner l on l.id = m.id
  where l.merged_into is null and l.forget_at is null and ($2 = '' or l.track = $2) and ($3 = '' or l.state = $3)
  order by l.id desc limit {A_PAGE + 1}
), shown as ({_SHOWN})
select *, (select min(id) from looked_at) as least, (select count(*) from looked_at) as scanned from shown
right join (select 1) as always on true
"""

LAST = 2**62


async def listed(
    conn: Connection,
    *,
    groups: Collection[int] | None,
    track: str = "",
    state: str = "",
    after: int | None = None,
) -> Found:
    """The newest learners first, behind row ``after``; only members of ``groups`` (None: all)."""
    asked: tuple[object, ...] = (after or LAST, track, state)
    query = _OF_ALL
    if groups is not None:
        query, asked = _OF_GROUPS, (*asked, list(groups))
    rows = await conn.fetch(query, *asked)
    found = [
        Listed(
            row["row"],
            row["key"],
            row["state"],
            row["track"],
            row["language"],
            row["created_at"],
            row["last_in"],
            tuple(row["channels"]),
        )
        for row in rows
        if row["row"] is not None
    ]
    if len(found) > A_PAGE:
        return Found(found[:A_PAGE], found[A_PAGE - 1].row)
    scanned_all = rows[0]["scanned"] < SCANNED
    return Found(found, None if scanned_all else rows[0]["least"])


async def by_key(conn: Connection, beginning: str, groups: Collection[int] | None) -> Found:
    """Those whose key begins like that (4 to 32 hexadecimal digits), of ``groups`` (None: of all)."""
    rows = await conn.fetch(
        f"""
        with picked as (
          select * from learner l where l.key >= rpad($1, 32, '0')::uuid and l.key <= rpad($1, 32, 'f')::uuid
            and l.merged_into is null and l.forget_at is null and ($2::bigint[] is null or exists (
              select from group_member m where m.learner_id = l.id and m.group_id = any($2)))
          order by l.key limit {A_PAGE}
        ) {_SHOWN}
        """,
        beginning,
        None if groups is None else list(groups),
    )
    return Found(
        [Listed(**{**dict(row), "channels": tuple(row["channels"])}) for row in rows], None
    )


async def may_see(conn: Connection, learner: int, groups: Collection[int] | None) -> bool:
    """Whether a learner is there, and a member of one of ``groups`` (None: of any, or none)."""
    return bool(
        await conn.fetchval(
            """
            select exists (select from learner l where l.id = $1 and l.merged_into is null and l.forget_at is null
              and ($2::bigint[] is null or exists (
                select from group_member m where m.learner_id = l.id and m.group_id = any($2))))
            """,
            learner,
            None if groups is None else list(groups),
        )
    )
