"""What the delivery tables say about themselves: for operators, and for the metrics.

Each question costs what it must and no more: what is open is counted in the tables of open
deliveries, which stay small; what has ended is read by ``ended_at`` alone, so that only the
pages of that time are touched (a BRIN index within the month's partition), whatever lies in
the table. Nobody's id, name or text comes out of here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection, Row
from bot.store.quotas import day_of, month_of

PLANNED_WITHIN = timedelta(minutes=1)
"""What is due longer than this and not planned is overdue planning."""
COUNTED_AT_MOST = 10_000
"""Overdue planning is counted up to here: more is no other news."""


async def counts(conn: Connection, since: datetime) -> list[Row]:
    """Per kind, state, rung and reason: how many ended since ``since`` or are still open."""
    return await conn.fetch(
        """
        select kind, state, coalesce(rung, '') as rung, coalesce(reason, '') as reason, count(*) as count from (
          select kind, state, rung, null as reason from delivery
          union all select kind, 'held', null, reason from delivery_held
          union all select kind, state, rung, reason from delivery_past where ended_at >= $1
        ) as every group by 1, 2, 3, 4 order by 1, 2, 3, 4
        """,
        since,
    )


@dataclass(frozen=True, slots=True)
class OpenCount:
    """What is open of one account and kind.

    ``waiting`` could go now, the longest of them since ``ready_since``; ``put_off`` waits for a
    later moment (quiet hours, a retry, a turn), the first until ``next_try``; ``in_flight`` is
    being sent; ``held`` waits in inboxes for the next contact. ``oldest_due`` is the earliest due
    of all that is not held. ``uncertain``: of all these, what may have arrived already.
    """

    account: str
    kind: str
    waiting: int
    ready_since: datetime | None
    put_off: int
    next_try: datetime | None
    in_flight: int
    held: int
    uncertain: int
    oldest_due: datetime | None


async def open_counts(conn: Connection, now: datetime) -> list[OpenCount]:
    """What is open, by account and kind; those with nothing are left out."""
    rows = await conn.fetch(
        """
        with hot as (
          select lane, kind, count(*) filter (where state = 'planned' and next_try <= $1) as waiting,
            min(next_try) filter (where state = 'planned' and next_try <= $1) as ready_since,
            count(*) filter (where state = 'planned' and next_try > $1) as put_off,
            min(next_try) filter (where state = 'planned' and next_try > $1) as next_try,
            count(*) filter (where state = 'claimed') as in_flight,
            count(*) filter (where uncertain) as uncertain, min(due) as oldest_due
          from delivery group by lane, kind
        ), inbox as (
          select lane, kind, count(*) as held, count(*) filter (where uncertain) as uncertain
          from delivery_held group by lane, kind
        )
        select lane as account, kind, coalesce(waiting, 0) as waiting, ready_since, coalesce(put_off, 0) as put_off,
          next_try, coalesce(in_flight, 0) as in_flight, coalesce(held, 0) as held,
          coalesce(hot.uncertain, 0) + coalesce(inbox.uncertain, 0) as uncertain, oldest_due
        from hot full join inbox using (lane, kind) order by lane, kind
        """,
        now,
    )
    return [OpenCount(**dict(row)) for row in rows]


async def sent_since(
    conn: Connection, moments: tuple[datetime, datetime], now: datetime
) -> list[Row]:
    """Per account: how many were sent since the later (``lately``) and the earlier (``before``)
    of two moments.
    """
    early, late = min(moments), max(moments)
    return await conn.fetch(
        """
        select lane as account, count(*) filter (where ended_at > $2) as lately, count(*) as before
        from delivery_past where ended_at > $1 and ended_at <= $3 and state = 'sent' group by lane order by lane
        """,
        early,
        late,
        now,
    )


async def lateness(
    conn: Connection, since: datetime, now: datetime, patience: timedelta
) -> list[Row]:
    """How late what was decided since ``since`` was decided: per account and kind, ``count``
    deliveries of about ``seconds`` after their due.

    Under a minute ``seconds`` is exact to 0.1 s, rounded up; then to a second, and over an hour
    to a minute: the rows are few, however many deliveries there were. What nobody has decided
    yet counts as late as it is by now once it is ``patience`` over its due. Whole or not at all:
    what was decided earlier and ended since is left out.
    """
    return await conn.fetch(
        """
        with decided as (
          select lane, kind, decided_at - due as late from delivery_past
          where ended_at >= $1 and ended_at <= $2 and decided_at >= $1
          union all select lane, kind, decided_at - due from delivery_held where held_at >= $1 and decided_at >= $1
          union all select lane, kind, coalesce(decided_at, $2) - due from delivery
          where decided_at >= $1 or decided_at is null and next_try <= $2 and due <= $2 - $3::interval
        ), spans as (
          select lane, kind, greatest(0, extract(epoch from late))::float8 as s from decided
        )
        select lane as account, kind, case when s < 60 then ceil(s * 10) / 10 when s < 3600 then ceil(s)
          else ceil(s / 60) * 60 end as seconds, count(*) as count
        from spans group by 1, 2, 3 order by 1, 2, 3
        """,
        since,
        now,
        patience,
    )


async def not_sent(conn: Connection, since: datetime, now: datetime) -> list[Row]:
    """What failed or expired since ``since``: account, kind, state, reason and count."""
    return await conn.fetch(
        """
        select lane as account, kind, state, reason, count(*) as count from delivery_past
        where ended_at >= $1 and ended_at <= $2 and state <> 'sent'
        group by 1, 2, 3, 4 order by count(*) desc, 1, 2, 3, 4
        """,
        since,
        now,
    )


async def account_stops(conn: Connection) -> list[Row]:
    """Accounts whose platform does not take our messages: account, since, reason."""
    return await conn.fetch("select account, since, reason from account_stop order by account")


async def quotas_used(conn: Connection, now: datetime) -> list[Row]:
    """What was used of the platforms' quotas this day and month: account, what, period, used."""
    return await conn.fetch(
        """
        select account, what, period, used from quota_use where period = any($1) and used > 0
        order by account, what, period desc
        """,
        [day_of(now), month_of(now)],
    )


@dataclass(frozen=True, slots=True)
class Overdue:
    """What should have been planned for more than a minute and was not (each counted up to
    ``COUNTED_AT_MOST``): daily lessons, reminders' moments, announcements to groups.
    """

    lessons: int
    reminders: int
    announcements: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.lessons + self.reminders + self.announcements


async def overdue_planning(conn: Connection, now: datetime) -> Overdue:
    """What the schedules owe."""
    row = await conn.fetchrow(
        """
        select
          (select count(*) from (select from lesson_turn t join learner l on l.id = t.learner_id
            where t.next_due <= $1 and l.state = 'active' limit $3) as t) as lessons,
          (select count(*) from (select from stage_moment where planned_at is null and due <= $1 limit $3) as m) as reminders,
          (select count(*) from (
            select from competition_group cg
            join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.state = 'known'
            join competition c on c.key = cg.competition_key
            where cg.announced_at is null and c.state = 'published' and (
              select greatest(min(opens), g.known_at, c.imported_at) <= $1 and max(closes) > $2 from stage s
              where s.competition_key = c.key)
            limit $3) as a) as announcements
        """,
        now - PLANNED_WITHIN,
        now,
        COUNTED_AT_MOST,
    )
    return Overdue(**dict(row)) if row else Overdue(0, 0, 0)
