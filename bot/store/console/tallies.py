"""What has ended, counted by the hour: pages read a few hours' rows, however many deliveries there are.

Counting goes on from a cursor that moves in the transaction in which the counts are added, and holds
the cursor's row: killed at any moment, or run by several processes, nothing counts twice. An ending is
recorded in a transaction that may commit a little after its instant, so the last two minutes wait.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.store.db import Connection, Row

LAG = timedelta(minutes=2)
"""Longer than any of our transactions lasts (a statement is given 30 s)."""
SPAN = timedelta(hours=1)
"""Counted at once, at most."""
AT_FIRST = timedelta(days=8)
"""How far back the first count goes."""
KEPT = timedelta(days=400)

_COUNTED = """
select date_trunc('hour', ended_at, 'UTC') as hour, lane, kind, state, coalesce(rung, '') as rung, reason, count(*) as count,
  count(*) filter (where decided_at - due <= interval '10 seconds') as in_time
from delivery_past where ended_at >= $1 and ended_at < $2 group by 1, 2, 3, 4, 5, 6
"""

_ADD = """
insert into delivery_hour as h (hour, lane, kind, state, rung, reason_class, count, in_time)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (hour, lane, kind, state, rung, reason_class) do update
set count = h.count + excluded.count, in_time = h.in_time + excluded.in_time
"""


_BEGIN = """
insert into delivery_hours_counted (upto)
select case when exists (select from delivery_past where ended_at >= $1) then $1 else $2::timestamptz end
where not exists (select from delivery_hours_counted) on conflict do nothing
"""
"""Where nothing has ended there is nothing to count hour by hour."""


def first_of(now: datetime) -> datetime:
    """Where the first count of all begins."""
    return (now - AT_FIRST).replace(minute=0, second=0, microsecond=0)


async def count_on(conn: Connection, now: datetime, class_of: Callable[[str], str]) -> bool:
    """Count the next span of what has ended; False where all is counted, or somebody is at it.

    ``class_of`` makes a few classes of the many reasons. To be called in a transaction.
    """
    since: datetime | None = await conn.fetchval(
        "select upto from delivery_hours_counted for update skip locked"
    )
    if since is None:
        await conn.execute(_BEGIN, first_of(now), now - LAG)
        since = await conn.fetchval(
            "select upto from delivery_hours_counted for update skip locked"
        )
    upto = min(now - LAG, since + SPAN) if since is not None else None
    if since is None or upto is None or upto <= since:
        return False
    rows = await conn.fetch(_COUNTED, since, upto)
    await conn.executemany(_ADD, list(_classed(rows, class_of)))
    await conn.execute("update delivery_hours_counted set upto = $1", upto)
    await conn.execute("delete from delivery_hour where hour < $1", now - KEPT)
    return True


def _classed(rows: list[Row], class_of: Callable[[str], str]) -> Iterable[tuple[object, ...]]:
    """The rows with their reasons as classes, one for each: in one order, so that nobody waits
    crosswise.
    """

    def place(row: Row) -> tuple[object, ...]:
        reason = "" if row["state"] == "sent" else class_of(row["reason"])
        return (row["hour"], row["lane"], row["kind"], row["state"], row["rung"], reason)

    for key, same in groupby(sorted(rows, key=lambda row: str(place(row))), place):
        members = list(same)
        yield (*key, sum(row["count"] for row in members), sum(row["in_time"] for row in members))


async def counted_upto(conn: Connection) -> datetime | None:
    """Up to when all is counted; None: counting has not begun."""
    upto: datetime | None = await conn.fetchval("select upto from delivery_hours_counted")
    return upto


@dataclass(frozen=True, slots=True)
class HourCount:
    """How many deliveries ended in the hour that begins at ``hour``, in one state."""

    hour: datetime
    state: str
    count: int


async def by_hour(conn: Connection, since: datetime) -> list[HourCount]:
    """What ended in each hour since ``since``, by state; hours in which nothing did are left out."""
    rows = await conn.fetch(
        """
        select hour, state, sum(count)::bigint as count from delivery_hour where hour >= $1
        group by hour, state order by hour, state
        """,
        since,
    )
    return [HourCount(row["hour"], row["state"], row["count"]) for row in rows]


@dataclass(frozen=True, slots=True)
class KindCount:
    """What became of one kind since some hour."""

    kind: str
    sent: int
    expired: int
    failed: int


async def by_kind(conn: Connection, since: datetime) -> dict[str, KindCount]:
    """What ended since the hour ``since``, by kind."""
    rows = await conn.fetch(
        """
        select kind, coalesce(sum(count) filter (where state = 'sent'), 0)::bigint as sent,
          coalesce(sum(count) filter (where state = 'expired'), 0)::bigint as expired,
          coalesce(sum(count) filter (where state = 'failed'), 0)::bigint as failed
        from delivery_hour where hour >= $1 group by kind order by kind
        """,
        since,
    )
    return {row["kind"]: KindCount(**dict(row)) for row in rows}


async def punctual(conn: Connection, since: datetime) -> tuple[int, int]:
    """Of what ended since the hour ``since``: how many were decided within 10 s of their time, and
    how many there were.
    """
    row = await conn.fetchrow(
        """
        select coalesce(sum(in_time), 0)::bigint as good, coalesce(sum(count), 0)::bigint as whole
        from delivery_hour where hour >= $1
        """,
        since,
    )
    return (row["good"], row["whole"]) if row else (0, 0)


# Groups --------------------------------------------------------------------------------------------

GROUPS_AT_ONCE = 200


async def measure_groups(conn: Connection, today: datetime, after: int) -> int | None:
    """Note how many members the next groups behind row ``after`` have, by state, as of ``today``; the
    row to go on behind (None: those were the last). Measured again, a day has the newer numbers.
    """
    rows = await conn.fetch(
        """
        with next_ones as (
          select id, zone from chat_group where id > $2 and channel <> 'webhook' and state <> 'gone'
          order by id limit $3
        ), counted as (
          select s.id, l.state, count(*)::int as people from next_ones s
          join group_member m on m.group_id = s.id join learner l on l.id = m.learner_id group by s.id, l.state
        )
        insert into group_size as g (group_id, day, counted_at, members, states)
        select s.id, ($1::timestamptz at time zone s.zone)::date, $1,
          coalesce((select sum(people) from counted c where c.id = s.id), 0)::int,
          coalesce((select jsonb_object_agg(c.state, c.people) from counted c where c.id = s.id), '{}')
        from next_ones s order by s.id
        on conflict (group_id, day) do update set counted_at = excluded.counted_at, members = excluded.members,
          states = excluded.states
        returning group_id
        """,
        today,
        after,
        GROUPS_AT_ONCE,
    )
    await conn.execute("delete from group_size where day < $1", (today - KEPT).date())
    return max(row["group_id"] for row in rows) if len(rows) == GROUPS_AT_ONCE else None
