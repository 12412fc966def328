"""One learner as the staff sees him or her: by numbers and states, without name, id or text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from bot.store.db import Connection

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Facts:
    """What the learner's own row says; ``key`` is the beginning of the random key."""

    row: int
    key: str
    state: str
    track: str | None
    language: str
    zone: str
    times: tuple[time, ...]
    paused_until: date | None
    off_day: date | None
    holidays_off: bool
    large_type: bool
    slow: bool
    created_at: datetime


async def facts(conn: Connection, learner: int) -> Facts | None:
    """None: there is none such."""
    row = await conn.fetchrow(
        """
        select id as row, left(replace(key::text, '-', ''), 8) as key, state, track, language, zone, times, paused_until,
          off_day, holidays_off, large_type, slow, created_at
        from learner where id = $1
        """,
        learner,
    )
    return Facts(**{**dict(row), "times": tuple(row["times"])}) if row else None


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: never by which platform id."""

    row: int
    account: str
    channel: str
    state: str
    reason: str | None
    last_in_at: datetime | None
    muted_until: datetime | None


async def addresses(conn: Connection, learner: int) -> list[Address]:
    """The one last heard from first."""
    rows = await conn.fetch(
        """
        select id as row, account, channel, state, reason, last_in_at, muted_until from address where learner_id = $1
        order by state, last_in_at desc nulls last, id
        """,
        learner,
    )
    return [Address(**dict(row)) for row in rows]


async def groups_of(
    conn: Connection, learner: int, mine: Collection[int] | None
) -> list[tuple[int, str, datetime]]:
    """Groups with the day of joining, of ``mine`` (None: all)."""
    rows = await conn.fetch(
        """
        select g.id, g.title, m.joined_at from group_member m join chat_group g on g.id = m.group_id
        where m.learner_id = $1 and ($2::bigint[] is null or g.id = any($2)) order by m.joined_at desc limit 50
        """,
        learner,
        None if mine is None else list(mine),
    )
    return [(row["id"], row["title"], row["joined_at"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Course:
    """A course somebody takes or took: lessons finished of all there are, first answers that were
    right of all.
    """

    key: str
    title: str
    state: str
    done: int
    lessons: int
    right: int
    asked: int
    started_at: datetime
    passed_at: datetime | None
    next_due: datetime | None


async def courses(conn: Connection, learner: int) -> list[Course]:
    """What is learned, the one at hand first."""
    rows = await conn.fetch(
        """
        select e.course_key as key, coalesce(v.title, e.course_key) as title, e.state,
          (select count(*) from lesson_progress p where p.enrolment_id = e.id and p.completed_at is not null)::int as done,
          (select count(*) from lesson l where l.version_id = v.id)::int as lessons,
          coalesce(q.right_ones, 0)::int as right, coalesce(q.asked, 0)::int as asked, e.started_at, e.passed_at,
          case when e.state = 'active' then t.next_due end as next_due
        from enrolment e left join course c on c.key = e.course_key left join course_version v on v.id = c.current_version
        left join lesson_turn t on t.learner_id = e.learner_id and t.course_key = e.course_key
        left join lateral (select count(*) filter (where first_right) as right_ones, count(*) as asked
          from question_state s where s.enrolment_id = e.id) q on true
        where e.learner_id = $1 order by array_position(array['active', 'waiting', 'finished', 'dropped'], e.state), e.started_at desc limit 50
        """,
        learner,
    )
    return [Course(**dict(row)) for row in rows]


async def entries(
    conn: Connection, learner: int, mine: Collection[int] | None
) -> list[tuple[str, str, str, int | None, datetime]]:
    """Competitions entered: key, title, state, number, when; of the groups ``mine`` (None: all)."""
    rows = await conn.fetch(
        """
        select c.key, c.title, e.state, e.number, e.entered_at from entry e join competition c on c.key = e.competition_key
        where e.learner_id = $1 and ($2::bigint[] is null or exists (select from competition_group o
          join chat_group g on g.account = o.account and g.platform_id = o.platform_id
          where o.competition_key = c.key and g.id = any($2)))
        order by e.entered_at desc limit 50
        """,
        learner,
        None if mine is None else list(mine),
    )
    return [(r["key"], r["title"], r["state"], r["number"], r["entered_at"]) for r in rows]


@dataclass(frozen=True, slots=True)
class Claim:
    """Credit somebody claims, and what the banks decided last; ``voided``: it counts no more."""

    title: str
    credit: Decimal
    claimed_at: datetime
    voided: bool
    decided: tuple[str, ...]


async def claims(conn: Connection, learner: int) -> list[Claim]:
    """The newest first."""
    rows = await conn.fetch(
        """
        select m.title, m.credit, m.recorded_at as claimed_at,
          exists (select from voiding v where v.completion_id = c.id) as voided,
          array(select distinct on (r.target) r.target || ' ' || r.state from recognition r where r.claim_id = m.id
            order by r.target, r.said_at desc, r.id desc) as decided
        from ledger_person p join completion c on c.person = p.key and c.kind = 'course' join claim m on m.completion_id = c.id
        where p.learner_id = $1 order by m.recorded_at desc limit 50
        """,
        learner,
    )
    return [Claim(**{**dict(row), "decided": tuple(row["decided"])}) for row in rows]


async def consents(conn: Connection, learner: int) -> list[str]:
    """What somebody agrees to now."""
    rows = await conn.fetch(
        "select purpose from consent where learner_id = $1 and withdrawn_at is null order by 1",
        learner,
    )
    return [row["purpose"] for row in rows]


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery, without its words. ``state`` is planned, held, sent, expired or failed; ``at`` is
    when it ended, or is to be tried.
    """

    row: int
    kind: str
    subject: str
    title: str | None
    account: str
    state: str
    rung: str | None
    reason: str
    due: datetime
    at: datetime
    attempts: int
    uncertain: bool
    useful: bool


_ROW = "case when d.kind = 'result' and d.subject ~ '^{of}:[0-9]{{1,18}}$' then split_part(d.subject, ':', 2)::bigint end"
"""The row that a delivery ``d`` tells of; none where it tells of something else."""

_TITLE = f"""coalesce((select title from competition where key = d.subject and d.kind in ('announcement', 'reminder', 'result')),
  (select title from announcement where key = d.subject and d.kind = 'news'),
  (select v.title from course c join course_version v on v.id = c.current_version
   where c.key = d.subject and d.kind in ('lesson', 'quiz')),
  (select c.title from competition c join entry e on e.competition_key = c.key where e.id = {_ROW.format(of="entry")}),
  (select c.title from competition c join entry e on e.competition_key = c.key join work w on w.entry_id = e.id
   where w.id = {_ROW.format(of="work")}),
  (select c.title from competition c join objection o on o.competition_key = c.key where o.id = {_ROW.format(of="objection")}))"""


_SHOWN = """({mine}::bigint[] is null or d.kind not in ('announcement', 'reminder', 'result', 'news') or exists (
  select from (select account, platform_id from announcement_group where announcement_key = d.subject and d.kind = 'news'
    union all select account, platform_id from competition_group where competition_key = d.subject and d.kind <> 'news') o
  join chat_group g on g.account = o.account and g.platform_id = o.platform_id where g.id = any({mine})))"""
"""Of a delivery ``d``: what is told to groups is none of the business of who runs none of these."""


async def owed(
    conn: Connection, learner: int, mine: Collection[int] | None = None
) -> list[Delivered]:
    """What is planned or waits in the inbox, the next first; of what is told to groups, that to one
    of ``mine`` (None: all).
    """
    rows = await conn.fetch(
        f"""
        select *, {_TITLE} as title from (
          select id as row, kind, subject, lane as account, state, rung, coalesce(steps -> -1 ->> 'reason', '') as reason, due,
            next_try as at, attempts, uncertain, false as useful from delivery where learner_id = $1
          union all
          select id, kind, subject, lane, 'held', null, reason, due, held_at, attempts, uncertain, false
          from delivery_held where learner_id = $1) d
        where {_SHOWN.format(mine="$2")} order by at limit 100
        """,
        learner,
        None if mine is None else list(mine),
    )
    return [Delivered(**dict(row)) for row in rows]


async def past(
    conn: Connection,
    learner: int,
    now: datetime,
    before: tuple[datetime, int] | None = None,
    mine: Collection[int] | None = None,
) -> list[Delivered]:
    """What has ended, the newest first, of ``mine`` as in ``owed``, behind ``before`` (when one ended, and its row); at most
    ``A_PAGE`` and one more. ``useful``: it failed, and its moment is still to come.
    """
    at, row = before or (None, None)
    rows = await conn.fetch(
        f"""
        select d.*, {_TITLE} as title from (
          select id as row, kind, subject, lane as account, state, rung, reason, due, ended_at as at, attempts, uncertain,
            state = 'failed' and (expires is null or expires > $4) as useful
          from delivery_past d where learner_id = $1 and ($2::timestamptz is null or (ended_at, id) < ($2, $3::bigint))
            and {_SHOWN.format(mine="$5")}
          order by ended_at desc, id desc limit {A_PAGE + 1}) d
        order by d.at desc, d.row desc
        """,
        learner,
        at,
        row,
        now,
        None if mine is None else list(mine),
    )
    return [Delivered(**dict(one)) for one in rows]
