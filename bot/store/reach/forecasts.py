"""Reach forecasts as they are kept, what is to be counted next, and what became of it afterwards.

A forecast is made once for an (account, kind, subject, occurrence), before it begins; the row of
an account that nobody is reached by says that it was counted. Whom it counts stands in
``bot.store.reach.people``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.concern import OF_ACTS
from bot.domain.delivery import Kind
from bot.store.db import Connection, Row
from bot.store.quotas import Use, day_of

NOBODY = ""
"""The account of a forecast for what no account has to bring."""

Count = tuple[str, str, int]
"""A rung (``none``: not reached), the reason in words, and how many people."""


@dataclass(frozen=True, slots=True)
class About:
    """What a forecast or report is about. ``subject`` is empty for a lesson day, whose
    ``occurrence`` is the day, as ``2026-12-01``.
    """

    kind: Kind
    subject: str
    occurrence: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many of an account's ``people`` are reached by which rung, as counted at ``made_at``.

    It begins with the first turn. ``finishes``: when the last push is out; None: nothing is
    pushed. Who is held is handed it with the next contact, whenever that is.
    """

    account: str
    about: About
    made_at: datetime
    begins: datetime
    finishes: datetime | None
    people: int
    counts: tuple[Count, ...]


async def save(conn: Connection, made: Sequence[Forecast]) -> int:
    """Keep forecasts, each the first of its kind; returns how many were new."""
    kept = 0
    for one in made:
        tag = await conn.execute(
            """
            insert into reach_forecast (account, kind, subject, occurrence, made_at, begins, finishes, people, counts)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
            """,
            one.account,
            one.about.kind.value,
            one.about.subject,
            one.about.occurrence,
            one.made_at,
            one.begins,
            one.finishes,
            one.people,
            [list(line) for line in one.counts],
        )
        kept += int(tag.rsplit(" ", 1)[1])
    return kept


async def of_subject(
    conn: Connection, kind: Kind, subject: str, occurrence: str | None = None
) -> list[Forecast]:
    """The forecasts that were kept of a subject, the oldest first; of one occurrence if given."""
    rows = await conn.fetch(
        """
        select * from reach_forecast where kind = $1 and subject = $2 and account <> $4
          and ($3::text is null or occurrence = $3) order by begins, occurrence, account
        """,
        kind.value,
        subject,
        occurrence,
        NOBODY,
    )
    return [_forecast(row) for row in rows]


def _forecast(row: Row) -> Forecast:
    return Forecast(
        row["account"],
        About(Kind(row["kind"]), row["subject"], row["occurrence"]),
        row["made_at"],
        row["begins"],
        row["finishes"],
        row["people"],
        tuple((rung, reason, people) for rung, reason, people in row["counts"]),
    )


async def forget_before(conn: Connection, moment: datetime, most: int) -> int:
    """Drop at most ``most`` forecasts of what began before ``moment``; returns how many."""
    tag = await conn.execute(
        "delete from reach_forecast where id in (select id from reach_forecast where begins < $1 limit $2)",
        moment,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


# What is to be counted next -----------------------------------------------------------------------

_NOT_COUNTED = """not exists (select 1 from reach_forecast f
    where f.kind = '{kind}' and f.subject = {subject} and f.occurrence = {occurrence})"""
_MOMENT = "m.stage_key || '/' || m.rule || '/' || m.revision"

_NEXT = f"""
(select 'announcement' as kind, c.key as subject, 'once' as occurrence, s.opens as at from competition c
 cross join lateral (select min(opens) as opens, max(closes) as closes from stage where competition_key = c.key) s
 where s.opens <= $1::timestamptz + $2::interval and s.closes > $1 and c.state = 'published'
   and exists (select 1 from competition_group cg
     join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.state = 'known'
     where cg.competition_key = c.key and (cg.announced_at is null or cg.announced_at > $4))
   and {_NOT_COUNTED.format(kind="announcement", subject="c.key", occurrence="'once'")}
 order by s.opens, c.key limit 1)
union all
(select 'news', a.key, 'once', a.due from announcement a
 where a.due <= $1::timestamptz + $2::interval and a.expires > $1 and a.cancelled_at is null and a.state = 'approved'
   and exists (select 1 from announcement_group ag
     join chat_group g on g.account = ag.account and g.platform_id = ag.platform_id and g.state = 'known'
     where ag.announcement_key = a.key and (ag.planned_at is null or ag.planned_at > $4))
   and {_NOT_COUNTED.format(kind="news", subject="a.key", occurrence="'once'")}
 order by a.due, a.key limit 1)
union all
(select 'reminder', m.competition_key, {_MOMENT}, m.due from stage_moment m
 join stage s on s.competition_key = m.competition_key and s.key = m.stage_key
 where m.rule <> all(array{list(OF_ACTS)}) and (m.planned_at is null or m.planned_at > $4 and m.dropped is null) and m.due <= $1::timestamptz + $3::interval
   and m.expires > $1
   and {_NOT_COUNTED.format(kind="reminder", subject="m.competition_key", occurrence=_MOMENT)}
 order by m.due, m.competition_key, m.stage_key limit 1)
order by at, kind, subject limit 1
"""


async def next_to_count(
    conn: Connection,
    now: datetime,
    ahead: timedelta,
    reminders_ahead: timedelta,
    begun_since: datetime,
) -> About | None:
    """What goes out next and was not counted yet: an announcement, an organiser's news (``ahead``
    of its time at most) or a reminder (``reminders_ahead``); also what was planned ``begun_since``
    then. None: there is nothing.
    """
    row = await conn.fetchrow(_NEXT, now, ahead, reminders_ahead, begun_since)
    return About(Kind(row["kind"]), row["subject"], row["occurrence"]) if row else None


async def is_counted(conn: Connection, about: About) -> bool:
    """Whether there is a forecast of it."""
    found: bool = await conn.fetchval(
        "select exists (select 1 from reach_forecast where kind = $1 and subject = $2 and occurrence = $3)",
        about.kind.value,
        about.subject,
        about.occurrence,
    )
    return found


async def only_counter(conn: Connection, about: About) -> bool:
    """Whether nobody else is counting this now; holds until the transaction ends.

    The transaction keeps no snapshot and no row, so it may stay open while others read.
    """
    free: bool = await conn.fetchval(
        "select pg_try_advisory_xact_lock(hashtextextended($1, 0))",
        f"reach/{about.kind}/{about.subject}/{about.occurrence}",
    )
    return free


# What bounds it -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bounds:
    """What counting begins with: turns given out (``free`` by queue), daily quotas ``used`` by
    account, rung and day, templates and rungs ``stopped``, and planned mass ``turns`` by account.
    """

    free: dict[str, datetime]
    used: dict[tuple[Use, str], int]
    stopped: frozenset[tuple[str, str]]
    turns: dict[str, datetime]


async def bounds(conn: Connection, about: About, now: datetime) -> Bounds:
    """What is taken already, as of ``now``."""
    free = await conn.fetch("select lane, free_at from lane_pace where free_at > $1", now)
    used = await conn.fetch(
        "select account, what, period, used from quota_use where period >= $1 and length(period) = 10",
        day_of(now),
    )
    stopped = await conn.fetch("select account, what from push_stop where until > $1", now)
    turns = await conn.fetch(
        """
        select account, due from mass_message where kind = $1 and subject = $2 and occurrence = $3
          and state in ('planned', 'sending')
        """,
        about.kind.value,
        about.subject,
        about.occurrence,
    )
    return Bounds(
        {row["lane"]: row["free_at"] for row in free},
        {((row["account"], row["what"]), row["period"]): row["used"] for row in used},
        frozenset((row["account"], row["what"]) for row in stopped),
        {row["account"]: row["due"] for row in turns},
    )
