"""What the first page shows: what goes out today, what failed, what comes in a week.

``groups`` are the rows of those that somebody may see (None: all). Counts end at ``MOST``: more is no
other news, and a page reads no more rows than that.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection

MOST = 10_000
MOST_COMING = 60

Groups = Collection[int] | None


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of today that are not over: ``coming`` have a turn before the day ends,
    ``planned`` are on their way, ``held`` wait in inboxes. Each counts up to ``MOST`` and one more.
    """

    coming: int
    planned: int
    held: int


LESSON_PRIORITY = 5
"""As planning gives it: named, so that only their part of the index is read."""


async def lessons(
    conn: Connection, now: datetime, day_ends: datetime, accounts: Collection[str]
) -> Lessons:
    """How the day's lessons stand; ``accounts`` are all there are."""
    row = await conn.fetchrow(
        """
        select
          (select count(*) from (select from lesson_turn t join learner l on l.id = t.learner_id and l.state = 'active'
            where t.next_due > $1 and t.next_due <= $2 limit $3) a)::int as coming,
          (select count(*) from (select from delivery where state = 'planned' and lane = any($4) and priority = $5
            and kind = 'lesson' limit $3) b)::int as planned,
          (select count(*) from (select from delivery_held where kind = 'lesson' and expires > $1
            and expires <= $1 + interval '2 days' limit $3) c)::int as held
        """,
        now,
        day_ends,
        MOST + 1,
        list(accounts),
        LESSON_PRIORITY,
    )
    return Lessons(**dict(row)) if row else Lessons(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that begins or ends at ``at``: ``what`` is ``opens``, ``closes`` (a stage of
    competition ``key``) or ``goes-out`` (announcement ``key``). ``stage`` is the stage's title, else
    its kind.
    """

    at: datetime
    what: str
    key: str
    title: str
    stage: str
    kind: str
    state: str


async def coming(
    conn: Connection,
    since: datetime,
    until: datetime,
    groups: Groups,
    competitions: Collection[str] = (),
) -> list[Coming]:
    """What begins and ends from ``since`` to ``until``, the first 60, in order. ``competitions`` are
    shown besides those of ``groups`` (a judge's).
    """
    rows = await conn.fetch(
        """
        select * from (
          select e.at, e.what, c.key, c.title, s.title as stage, s.kind, c.state
          from stage s join competition c on c.key = s.competition_key and c.state in ('published', 'waiting', 'draft')
          cross join lateral (values (s.opens, 'opens'), (s.closes, 'closes')) e (at, what)
          where e.at >= $1 and e.at <= $2 and ($3::bigint[] is null or c.key = any($4::text[]) or exists (
            select from competition_group o join chat_group g on g.account = o.account and g.platform_id = o.platform_id
            where o.competition_key = c.key and g.id = any($3)))
          union all
          select n.due, 'goes-out', n.key, n.title, '', '', n.state from announcement n
          where n.due >= $1 and n.due <= $2 and n.cancelled_at is null and ($3::bigint[] is null or exists (
            select from announcement_group o join chat_group g on g.account = o.account and g.platform_id = o.platform_id
            where o.announcement_key = n.key and g.id = any($3)))
        ) as all_of_it order by at, key, what limit $5
        """,
        since,
        until,
        None if groups is None else list(groups),
        list(competitions),
        MOST_COMING,
    )
    return [Coming(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Failed:
    """So many of one account and kind failed for one ``reason``; ``useful``: of these, whose moment
    is still to come.
    """

    account: str
    kind: str
    reason: str
    count: int
    useful: int


MOST_FAILED = 2_000
"""Failures lie all over the table: so many are read in some tens of milliseconds, and show the same
causes as more of them would.
"""


async def failed(conn: Connection, since: datetime, now: datetime, groups: Groups) -> list[Failed]:
    """What failed since ``since``, of the newest ``MOST_FAILED``."""
    rows = await conn.fetch(
        """
        select lane as account, kind, reason, count(*)::int as count,
          (count(*) filter (where expires is null or expires > $2))::int as useful
        from (select lane, kind, reason, expires from delivery_past
          where state = 'failed' and ended_at >= $1 and ended_at <= $2
            and ($3::bigint[] is null or group_id = any($3))
          order by ended_at desc limit $4) newest
        group by 1, 2, 3 order by count(*) desc, 1, 2, 3
        """,
        since,
        now,
        None if groups is None else list(groups),
        MOST_FAILED,
    )
    return [Failed(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait for somebody of the staff, each up to ``MOST``."""

    courses: int = 0
    announcements: int = 0
    competitions: int = 0
    wishes: int = 0
    questions: int = 0
    objections: int = 0
    works: int = 0
    judges: int = 0
    requests: int = 0


_MINE = """($2::bigint[] is null or exists (select from competition_group o
  join chat_group g on g.account = o.account and g.platform_id = o.platform_id
  where o.competition_key = {key} and g.id = any($2)))"""

_WAITING = f"""
select
  (select count(*) from (select from course_version where state <> 'approved' and recalled_at is null limit {MOST}) a)::int as courses,
  (select count(*) from announcement n where n.state = 'waiting' and n.cancelled_at is null and n.expires > $1
    and ($2::bigint[] is null or exists (select from announcement_group o
      join chat_group g on g.account = o.account and g.platform_id = o.platform_id
      where o.announcement_key = n.key and g.id = any($2))))::int as announcements,
  (select count(*) from competition c where c.state = 'waiting' and {_MINE.format(key="c.key")})::int as competitions,
  (select count(*) from (select from wish where seen_at is null and wished_at > $1 - interval '90 days' limit {MOST}) a)::int as wishes,
  (select count(*) from (select from asked where outcome = 'refused' and seen_at is null
    and asked_at > $1 - interval '30 days' limit {MOST}) a)::int as questions,
  (select count(*) from objection b where b.state = 'open' and {_MINE.format(key="b.competition_key")})::int as objections,
  (select count(*) from (select from stage s join competition c on c.key = s.competition_key and c.state = 'published'
      join entry e on e.competition_key = c.key and e.state = 'entered'
      join work w on w.entry_id = e.id and w.stage_key = s.key and w.state = 'refused'
    where s.works is not null and s.opens <= $1 and s.closes > $1 and {_MINE.format(key="c.key")}
      and not exists (select from work k where k.entry_id = e.id and k.stage_key = s.key and k.state = 'accepted')
    limit {MOST}) a)::int as works,
  (select count(*) from stage s join competition c on c.key = s.competition_key and c.state = 'published'
    where s.judging is not null and s.opens <= $1 + interval '7 days' and s.closes > $1 and {_MINE.format(key="c.key")}
      and not exists (select from judge j where j.competition_key = c.key and j.ended_at is null))::int as judges,
  (select count(*) from (select from help_request r where r.answered_at is null
    and ($2::bigint[] is null or r.group_id = any($2) or r.helper_id = $3) limit {MOST}) a)::int as requests
"""


async def waiting(conn: Connection, now: datetime, groups: Groups, learner: int) -> Waiting:
    """What waits for somebody; requests also those asked of ``learner`` as a helper."""
    row = await conn.fetchrow(_WAITING, now, None if groups is None else list(groups), learner)
    return Waiting(**dict(row)) if row else Waiting()


async def stopped(conn: Connection) -> list[tuple[str, datetime]]:
    """Accounts whose platform does not take our messages, since when."""
    rows = await conn.fetch("select account, since from account_stop order by account")
    return [(row["account"], row["since"]) for row in rows]
