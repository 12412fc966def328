"""Groups as the staff lists them. Subscribers of webhooks are rows of the same table, and no groups."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection

COUNTED = 5000
"""Members are counted up to here at once; of more the newest daily count is shown."""
A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A group in a list. ``members`` is exact up to ``COUNTED``, else as of ``counted_at``. ``next_what``
    comes at ``next_at``: a turn of the group (``course``, ``question`` …) or a stage of ``next_title``.
    """

    row: int
    account: str
    channel: str
    title: str
    state: str
    merged_into: int | None
    members: int
    counted_at: datetime | None
    next_what: str | None
    next_at: datetime | None
    next_title: str | None


_LISTED = f"""
with page_of as (
  select * from chat_group g where g.channel <> 'webhook' and ($1::bigint[] is null or g.id = any($1))
    and ($2::bigint is null or g.id < $2) and ($3 = '' or g.account = $3) and ($4 = '' or g.state = $4)
    and ($5 = '' or position(lower($5) in lower(g.title)) > 0)
  order by g.id desc limit {A_PAGE + 1}
)
select g.id as row, g.account, g.channel, g.title, g.state, g.merged_into,
  case when few.people > {COUNTED} then coalesce(day.members, few.people) else few.people end as members,
  case when few.people > {COUNTED} then day.counted_at end as counted_at,
  coming.what as next_what, coming.at as next_at, coming.title as next_title
from page_of g
cross join lateral (select count(*)::int as people from (
  select from group_member where group_id = g.id limit {COUNTED + 1}) m) few
left join lateral (select members, counted_at from group_size where group_id = g.id order by day desc limit 1) day on true
left join lateral (
  select * from (
    select t.what, t.next_due as at, null as title from group_turn t where t.group_id = g.id
    union all
    select e.what, e.at, c.title from competition_group o
    join competition c on c.key = o.competition_key and c.state = 'published' join stage s on s.competition_key = c.key
    cross join lateral (values ('opens', s.opens), ('closes', s.closes)) e (what, at)
    where o.account = g.account and o.platform_id = g.platform_id and e.at > $6
  ) everything where at > $6 order by at limit 1) coming on g.state <> 'gone'
order by g.id desc
"""


async def listed(
    conn: Connection,
    groups: Collection[int] | None,
    now: datetime,
    *,
    after: int | None = None,
    account: str = "",
    state: str = "",
    words: str = "",
) -> list[Listed]:
    """At most ``A_PAGE`` and one more, the newest first, behind row ``after``; ``groups`` are the rows
    of those that may be seen (None: all).
    """
    mine = None if groups is None else list(groups)
    rows = await conn.fetch(_LISTED, mine, after, account, state, words, now)
    return [Listed(**dict(row)) for row in rows]


async def helped(conn: Connection, learner: int) -> frozenset[int]:
    """The rows of the groups that somebody helps in."""
    rows = await conn.fetch("select group_id from group_helper where learner_id = $1", learner)
    return frozenset(row["group_id"] for row in rows)


async def titles(
    conn: Connection, groups: Collection[int] | None, most: int = 200
) -> list[tuple[int, str]]:
    """Rows and titles of the groups we are in, to choose one of; at most ``most``."""
    rows = await conn.fetch(
        """
        select id, account, title from chat_group where channel <> 'webhook' and state <> 'gone'
          and ($1::bigint[] is null or id = any($1)) order by title, id limit $2
        """,
        None if groups is None else list(groups),
        most,
    )
    return [(row["id"], row["title"] or f"{row['account']} {row['id']}") for row in rows]
