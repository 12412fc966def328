"""Planned mass messages as stored: what wishes for one, whom it would reach, and its turn.

How they go out stands in ``bot.store.masses.progress``.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.delivery import Kind
from bot.domain.events import MassReported
from bot.domain.masses import Audience, Order, Rank, Turn, Wish, sent
from bot.store.announcing.stopping import HALTED, UNAPPROVED
from bot.store.db import Connection, Row

ONCE = "once"

_COHORTS = """
  array(select g.platform_id from {table} o join chat_group g on g.account = o.account
    and g.platform_id = o.platform_id and g.channel = 'wechat' and g.state = 'known'
    where o.{key} = {subject} and o.account = $1 order by 1)
"""
_OF_COMPETITION = _COHORTS.format(
    table="competition_group", key="competition_key", subject="c.key"
)
_OF_ANNOUNCEMENT = _COHORTS.format(
    table="announcement_group", key="announcement_key", subject="n.key"
)

_WISHES = f"""
select * from (
  select 'announcement' as kind, c.key as subject, {Rank.COMPETITION:d} as rank, s.opens, s.expires, s.presses,
    {_OF_COMPETITION} as groups
  from competition c join lateral (
    select min(opens) as opens, max(closes) as expires, min(closes) filter (where closes > $2) as presses
    from stage where competition_key = c.key) s on true
  where s.expires > $2 and c.state = 'published'
  union all
  select 'news', n.key, case when n.urgent then {Rank.URGENT:d} else {Rank.NEWS:d} end, n.due, n.expires, n.expires,
    {_OF_ANNOUNCEMENT}
  from announcement n where n.expires > $2 and n.cancelled_at is null and n.state = 'approved'
) as w where cardinality(groups) > 0 order by subject, kind
"""


async def wishes_of(conn: Connection, account: str, now: datetime) -> list[Wish]:
    """What is to be announced to cohorts of an account and is not over: competitions, and
    organisers' own announcements. Weekly digests are no rows (``mass_budget.digest_wishes``).
    """
    return [
        Wish(
            Kind(row["kind"]),
            row["subject"],
            ONCE,
            Rank(row["rank"]),
            frozenset(row["groups"]),
            row["opens"],
            row["expires"],
            row["presses"],
        )
        for row in await conn.fetch(_WISHES, account, now)
    ]


_AUDIENCES = """
with going as materialized (
  select learner_id, count(*) as parts from delivery_held
  where lane = $1 and part_id is not null and learner_id > $4 and learner_id <= $5 group by 1
), member as materialized (
  select m.learner_id, array_agg(g.platform_id order by g.platform_id) as groups
  from chat_group g join group_member m on m.group_id = g.id
  where g.account = $1 and g.platform_id = any($2::text[]) and g.channel = 'wechat'
    and m.learner_id > $4 and m.learner_id <= $5 group by 1
), follower as (
  select learner_id, max(case when mass_month = $3 then mass_used else 0 end) as used
  from address where account = $1 and state = 'active' and learner_id > $4 and learner_id <= $5 group by 1
)
select coalesce(m.groups, '{}') as groups, greatest(0, f.used - coalesce(g.parts, 0))::int as used, count(*) as people
from follower f left join member m using (learner_id) left join going g using (learner_id)
group by 1, 2
"""

AT_ONCE = 500_000
"""Learners counted by one statement: a province's followers are too many for one in its time."""


async def audiences(
    conn: Connection, account: str, groups: Collection[str], month: str = ""
) -> list[Audience]:
    """An account's followers parted by which of ``groups`` they are in; with ``month`` also by how
    many mass messages they have had in it, but for those that are under way.
    """
    found: Counter[tuple[tuple[str, ...], int]] = Counter()
    last: int = await conn.fetchval("select coalesce(max(id), 0) from learner")
    for after in range(0, last, AT_ONCE):
        some = (account, list(groups), month, after, after + AT_ONCE)
        for row in await conn.fetch(_AUDIENCES, *some):
            found[tuple(row["groups"]), row["used"]] += row["people"]
    return [
        Audience(frozenset(names), people, used) for (names, used), people in sorted(found.items())
    ]


@dataclass(frozen=True, slots=True)
class MassRow:
    """One mass message as stored. ``groups`` as of a wish; ``group_rows`` are their rows.

    ``began_at`` is set once it can be planned anew no more. ``went``: a call was made for it, or
    is being made. ``halted``: it is an announcement that is paused, or waits for approval.
    """

    row: int
    account: str
    kind: Kind
    subject: str
    occurrence: str
    due: datetime
    expires: datetime | None
    state: str
    reason: str
    began_at: datetime | None
    ended_at: datetime | None
    words: dict[str, Any] | None
    tag: int | None
    order: Order
    groups: frozenset[str] | None
    group_rows: tuple[int, ...]
    went: bool
    halted: bool

    @property
    def about(self) -> tuple[Kind, str, str]:
        """What it is, within its account."""
        return (self.kind, self.subject, self.occurrence)


_ROWS = f"""
select m.*, case m.kind when 'announcement' then {Rank.COMPETITION:d} when 'digest' then {Rank.DIGEST:d}
    else case when n.urgent then {Rank.URGENT:d} else {Rank.NEWS:d} end end as rank,
  case m.kind when 'announcement' then (select min(closes) from stage where competition_key = m.subject and closes > $2)
    when 'news' then n.expires end as presses,
  case m.kind when 'announcement' then {_COHORTS.format(table="competition_group", key="competition_key", subject="m.subject")}
    when 'news' then {_COHORTS.format(table="announcement_group", key="announcement_key", subject="m.subject")} end as groups,
  exists (select from mass_part p where p.mass_id = m.id and p.state <> 'failed') as went, coalesce({HALTED}, false) as halted
from mass_message m left join announcement n on m.kind = 'news' and n.key = m.subject
where m.account = $1 and {{which}} order by m.due, m.id
"""
_OPEN = "m.state in ('planned', 'sending')"


async def rows_of(
    conn: Connection, account: str, now: datetime, since: datetime | None = None
) -> list[MassRow]:
    """The open mass messages of an account; with ``since``, all others too that were to go out,
    began or ended from then on. In the order of their turns.
    """
    which = f"({_OPEN} or m.due >= $3 or m.began_at >= $3 or m.ended_at >= $3)" if since else _OPEN
    rows = await conn.fetch(_ROWS.format(which=which), account, now, *((since,) if since else ()))
    ids = {name for row in rows for name in row["groups"] or ()}
    numbers = {
        row["platform_id"]: row["id"]
        for row in await conn.fetch(
            "select id, platform_id from chat_group where account = $1 and platform_id = any($2::text[])",
            account,
            sorted(ids),
        )
    }
    return [_row(row, numbers) for row in rows]


async def row_of(conn: Connection, account: str, mass: int, now: datetime) -> MassRow:
    """One open mass message, known to be there."""
    return next(one for one in await rows_of(conn, account, now) if one.row == mass)


def _row(row: Row, numbers: dict[str, int]) -> MassRow:
    groups = row["groups"]
    return MassRow(
        row=row["id"],
        account=row["account"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        occurrence=row["occurrence"],
        due=row["due"],
        expires=row["expires"],
        state=row["state"],
        reason=row["reason"],
        began_at=row["began_at"],
        ended_at=row["ended_at"],
        words=row["words"],
        tag=row["tag"],
        order=(row["rank"], row["presses"] or row["due"], row["subject"]),
        groups=frozenset(groups) if groups else None,
        group_rows=tuple(numbers[name] for name in groups or ()),
        went=row["went"],
        halted=row["halted"],
    )


async def put_turns(conn: Connection, account: str, turns: Sequence[Turn], now: datetime) -> int:
    """Make the stored turns those given; how many changed. One that began is let be."""
    rows = await conn.fetch(
        """
        insert into mass_message as m (account, kind, subject, occurrence, due, expires, state, reason, planned_at, ended_at)
        select $1, t.kind, t.subject, t.occurrence, t.due, t.expires,
          case when t.goes then 'planned' else 'dropped' end, t.reason, $9::timestamptz, case when t.goes then null else $9::timestamptz end
        from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::boolean[], $8::text[])
          as t (kind, subject, occurrence, due, expires, goes, reason)
        on conflict (account, kind, subject, occurrence) do update set due = excluded.due, expires = excluded.expires,
          state = excluded.state, reason = excluded.reason, ended_at = excluded.ended_at, planned_at = excluded.planned_at
        where m.began_at is null and (m.due, m.expires, m.state, m.reason)
          is distinct from (excluded.due, excluded.expires, excluded.state, excluded.reason)
        returning m.id
        """,
        account,
        [turn.wish.kind.value for turn in turns],
        [turn.wish.subject for turn in turns],
        [turn.wish.occurrence for turn in turns],
        [turn.due or turn.wish.opens for turn in turns],
        [turn.wish.expires for turn in turns],
        [turn.due is not None for turn in turns],
        [turn.reason for turn in turns],
        now,
    )
    return len(rows)


async def drop_gone(conn: Connection, rows: Collection[int], now: datetime) -> int:
    """Drop planned mass messages that nothing wishes for any more; each with its reason."""
    tag = await conn.execute(
        """
        update mass_message m set state = 'dropped', ended_at = $2, reason = case
          when exists (select from announcement n where m.kind = 'news' and n.key = m.subject and n.cancelled_at is not null)
            then 'cancelled by the organiser'
          when exists (select from announcement n where m.kind = 'news' and n.key = m.subject and n.state <> 'approved') then $3
          when exists (select from competition c where m.kind = 'announcement' and c.key = m.subject and c.state = 'cancelled')
            then 'the competition was cancelled'
          when m.expires <= $2 then 'it was over before its turn came'
          when m.kind = 'digest' then 'the settings have no digest on that day any more'
          when m.kind = 'announcement' and not exists (select from competition where key = m.subject)
            then 'the competition is no more'
          else 'none of its groups belongs to this account any more' end
        where m.id = any($1::bigint[]) and m.state = 'planned'
        """,
        list(rows),
        now,
        UNAPPROVED,
    )
    return int(tag.rsplit(" ", 1)[1])


async def drop_for_good(conn: Connection, row: int, reason: str, now: datetime) -> None:
    """A mass message that there is nothing to send with; it is not planned again."""
    await conn.execute(
        """
        update mass_message set state = 'dropped', reason = $2, began_at = coalesce(began_at, $3), ended_at = $3
        where id = $1 and state in ('planned', 'sending')
        """,
        row,
        reason,
        now,
    )


async def lock_report(conn: Connection, account: str, message_id: str) -> None:
    """Let a report and the record of its call wait for each other: whichever comes second sees
    the first.
    """
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended('mass report ' || $1 || ' ' || $2, 0))",
        account,
        message_id,
    )


async def reported(conn: Connection, account: str, report: MassReported, now: datetime) -> None:
    """A platform says that a mass message was sent to its end, or refused (MASSSENDJOBFINISH).

    Its receivers are moved on by the sender, not here: there may be thousands. A report that
    comes before its call was recorded is kept for that.
    """
    await lock_report(conn, account, report.message_id)
    known = await conn.fetchval(
        """
        with part as (
          select p.id, p.state from mass_part p join mass_message m on m.id = p.mass_id
          where p.message_id = $1 and m.account = $2 for no key update of p
        ), told as (
          update mass_part p set total = $4, filtered = $5, sent = $6, failed = $7, status = $3,
            state = case when o.state <> 'submitted' then o.state when $8 then 'done' else 'failed' end,
            ended_at = coalesce(p.ended_at, $9), lease_until = null
          from part o where p.id = o.id and (o.state = 'submitted' or o.state = 'done' and p.total is null and $8)
        )
        select count(*) from part
        """,
        report.message_id,
        account,
        report.status,
        report.total,
        report.filtered,
        report.sent,
        report.failed,
        sent(report.status),
        now,
    )
    if not known:
        await conn.execute(
            """
            insert into mass_report (account, message_id, status, total, filtered, sent, failed, told_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
            """,
            account,
            report.message_id,
            report.status,
            report.total,
            report.filtered,
            report.sent,
            report.failed,
            now,
        )


async def early_report(conn: Connection, account: str, message_id: str) -> MassReported | None:
    """A report that came before its call was recorded; it is taken away."""
    row = await conn.fetchrow(
        "delete from mass_report where account = $1 and message_id = $2 returning *",
        account,
        message_id,
    )
    if row is None:
        return None
    return MassReported(
        row["message_id"],
        row["status"],
        row["total"],
        row["filtered"],
        row["sent"],
        row["failed"],
    )


async def forget_reports(conn: Connection, before: datetime) -> int:
    """Drop reports of mass messages that are not ours (sent by hand in the console); how many."""
    tag = await conn.execute("delete from mass_report where told_at < $1", before)
    return int(tag.rsplit(" ", 1)[1])
