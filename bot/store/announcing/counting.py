"""What became of everybody an announcement is for, counted at one instant.

Each delivery stands in exactly one of three tables, and each statement sees one instant: so the
counts of a ``Counted`` add up to all that is owed, whatever is at work meanwhile. A large one is
counted by a job and kept (table ``report_snapshot``), so that looking at it costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.store.db import Connection

SMALL = 10_000
"""Up to so many deliveries are counted whenever somebody looks: some tens of milliseconds."""
REST = 20
"""A large one is counted again after so many times what counting took, so that it costs a twentieth
of one processor core at most."""
LEAST = timedelta(seconds=5)
MOST_BUCKETS = 120
_WIDTHS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 360, 1440))


@dataclass(frozen=True, slots=True)
class Place:
    """A group of an announcement: its row (0: not known to us), account, name and title. ``planned``:
    all its members were planned for.
    """

    row: int
    account: str
    platform_id: str
    title: str
    channel: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Share:
    """``people`` of a group (0: of none of its groups any more) and account who stand alike.

    ``state`` is ``waiting``, ``flying``, ``held``, ``sent``, ``expired`` or ``failed``; ``rung`` that
    by which it was, or is being, sent.
    """

    group: int
    account: str
    state: str
    rung: str
    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many were sent by ``rung`` in the span that begins at ``at`` (aware UTC)."""

    at: datetime
    rung: str
    people: int


@dataclass(frozen=True, slots=True)
class Counted:
    """As of ``at``: everybody it was planned for (``shares``), how many of each group are still to
    be planned (``unplanned``), and when it went out, in spans of ``width``.
    """

    at: datetime
    places: tuple[Place, ...]
    shares: tuple[Share, ...]
    unplanned: tuple[tuple[int, int], ...] = ()
    width: timedelta = timedelta(minutes=1)
    buckets: tuple[Bucket, ...] = field(default=())

    @property
    def open(self) -> int:
        """How many have not come to an end yet."""
        on_the_way = ("waiting", "flying", "held")
        return sum(one.people for one in self.shares if one.state in on_the_way)


_PLACES = """
select coalesce(g.id, 0) as row, o.account, o.platform_id, coalesce(g.title, '') as title, coalesce(g.channel, '') as channel,
  o.planned_at is not null as planned
from announcement_group o left join chat_group g on g.account = o.account and g.platform_id = o.platform_id
where o.announcement_key = $1 order by o.account, o.platform_id
"""

_EVERY = """
  select learner_id, group_id, lane as account, case state when 'claimed' then 'flying' else 'waiting' end as state,
    case state when 'claimed' then coalesce(rung, '') else '' end as rung,
    case state when 'claimed' then '' else coalesce(steps -> -1 ->> 'reason', '') end as reason
  from delivery where kind = 'news' and subject = $1
  union all
  select learner_id, null, lane, case when part_id is null then 'held' else 'flying' end,
    case when part_id is null then '' else 'mass' end, case when part_id is null then reason else '' end
  from delivery_held where kind = 'news' and subject = $1
  union all
  select learner_id, group_id, lane, state, case state when 'sent' then coalesce(rung, '') else '' end,
    case state when 'sent' then '' else reason end
  from delivery_past where kind = 'news' and subject = $1
"""

_SHARES = f"""
with home as materialized (
  select distinct on (m.learner_id) m.learner_id, t.id from unnest($2::bigint[]) with ordinality as t (id, place)
  join group_member m on m.group_id = t.id order by m.learner_id, t.place
)
select coalesce(e.group_id, h.id, 0) as "group", e.account, e.state, e.rung, e.reason, count(*)::int as people
from ({_EVERY}) as e left join home h on h.learner_id = e.learner_id group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
"""

_UNPLANNED = """
select id, count(*)::int as people from (
  select distinct on (m.learner_id) m.learner_id, g.id
  from announcement_group o join chat_group g on g.account = o.account and g.platform_id = o.platform_id
    and g.channel = 'wechat' and g.state = 'known'
  join group_member m on m.group_id = g.id and m.learner_id > o.planned_to
  where o.announcement_key = $1 and o.planned_at is null
    and not exists (select from announcement_told t where t.announcement_key = $1 and t.learner_id = m.learner_id)
  order by m.learner_id, o.account, o.platform_id) as person group by id
union all
select g.id, 1 from announcement_group o join chat_group g on g.account = o.account and g.platform_id = o.platform_id
  and g.channel <> 'wechat' and g.state = 'known'
where o.announcement_key = $1 and o.planned_at is null
order by 1
"""


async def count(conn: Connection, key: str, now: datetime) -> Counted:
    """Everything of one announcement. For figures of one instant, in a transaction that sees one
    (repeatable read).
    """
    places = tuple(Place(**dict(row)) for row in await conn.fetch(_PLACES, key))
    cohorts = [one.row for one in places if one.row and one.channel == "wechat"]
    shares = [Share(**dict(row)) for row in await conn.fetch(_SHARES, key, cohorts)]
    unplanned = [(row["id"], row["people"]) for row in await conn.fetch(_UNPLANNED, key)]
    width, buckets = await _over_time(conn, key)
    return Counted(now, places, tuple(shares), tuple(unplanned), width, buckets)


_SENT = "from delivery_past where kind = 'news' and subject = $1 and state = 'sent'"


async def _over_time(conn: Connection, key: str) -> tuple[timedelta, tuple[Bucket, ...]]:
    row = await conn.fetchrow(f"select min(ended_at) as first, max(ended_at) as last {_SENT}", key)
    if row is None or row["first"] is None:
        return _WIDTHS[0], ()
    span = row["last"] - row["first"]
    width = next((one for one in _WIDTHS if span / one <= MOST_BUCKETS), _WIDTHS[-1])
    rows = await conn.fetch(
        f"""
        select date_bin($2, ended_at, timestamptz 'epoch') as at, coalesce(rung, '') as rung, count(*)::int as people
        {_SENT} group by 1, 2 order by 1, 2
        """,
        key,
        width,
    )
    return width, tuple(Bucket(**dict(row)) for row in rows)


_LARGE = f"""exists (select from announcement_told t where t.announcement_key = {{key}}
  order by t.announcement_key, t.learner_id offset {SMALL} limit 1)"""
"""In the order of the key: it is looked up there, also where statistics know of one huge announcement
only and would have each other one looked for in the whole table.
"""


async def is_small(conn: Connection, key: str) -> bool:
    """Whether it is counted within a moment; reads so many rows at most."""
    large: bool = await conn.fetchval(f"select {_LARGE.format(key='$1')}", key)
    return not large


# Large ones --------------------------------------------------------------------------------------


async def kept(
    conn: Connection, key: str, first: int, most: int
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """The head of a large one's report and ``most`` of its groups' rows from number ``first`` on, as
    counted last; None: it was not.
    """
    found = await conn.fetchrow(
        """
        select head, jsonb_path_query_array(groups, '$[$first to $last]',
          jsonb_build_object('first', $2::int, 'last', $3::int)) as groups
        from report_snapshot where announcement_key = $1
        """,
        key,
        first,
        first + most - 1,
    )
    return None if found is None else (found["head"], found["groups"])


async def keep(
    conn: Connection,
    key: str,
    at: datetime,
    took: timedelta,
    head: dict[str, Any],
    groups: list[dict[str, Any]],
) -> None:
    """Keep a report for who looks; the newer of two stays."""
    await conn.execute(
        """
        insert into report_snapshot as s (announcement_key, made_at, took_ms, head, groups)
        values ($1, $2, $3, $4, $5)
        on conflict (announcement_key) do update set made_at = excluded.made_at, took_ms = excluded.took_ms,
          head = excluded.head, groups = excluded.groups where s.made_at < excluded.made_at
        """,
        key,
        at,
        round(took / timedelta(milliseconds=1)),
        head,
        groups,
    )


async def stale(conn: Connection, now: datetime) -> Sequence[str]:
    """Large announcements whose count is old, though something of them can still change: until a
    week after they are over.
    """
    rows = await conn.fetch(
        f"""
        select n.key from announcement n left join report_snapshot s on s.announcement_key = n.key
        where n.expires > $1::timestamptz - interval '7 days' and n.due <= $1 and (s.made_at is null
          or s.made_at <= $1 - greatest($2, s.took_ms * $3 * interval '1 millisecond'))
          and {_LARGE.format(key="n.key")}
        order by s.made_at nulls first, n.key limit 20
        """,
        now,
        LEAST,
        REST,
    )
    return [row["key"] for row in rows]


async def only_counter(conn: Connection, key: str) -> bool:
    """Whether nobody else is counting it now; holds until the transaction ends."""
    free: bool = await conn.fetchval(
        "select pg_try_advisory_xact_lock(hashtextextended('report/' || $1, 0))", key
    )
    return free
