"""What the staff see of competitions at a glance: the list, and one with its stages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.competitions import Category, CompetitionState
from bot.store.contests.entries import EntryState
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Line:
    """One competition in the list. ``next_at`` is the next opening or closing of a stage (None: all
    is over), ``ends`` the last.
    """

    key: str
    title: str
    organiser: str
    category: Category
    state: CompetitionState
    revision: int
    frozen_at: datetime | None
    next_at: datetime | None
    next_stage: str | None
    ends: datetime
    objections: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Of one competition: entries that take part, accepted works, marks that were given."""

    entries: int
    works: int
    marks: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Which competitions are listed; None: any. ``groups`` are rows of chat groups: those of which
    at least one is called, and those that ``maker`` began and that are drafts, or for no group.
    """

    state: CompetitionState | None = None
    groups: Collection[int] | None = None
    maker: str = ""


async def list_competitions(
    conn: Connection,
    now: datetime,
    wanted: Listed,
    *,
    after: tuple[datetime, str] | None = None,
    most: int = 50,
) -> list[Line]:
    """Those that end last first; ``after`` is (ends, key) of the last one read."""
    rows = await conn.fetch(
        """
        with page as (
          select c.*, s.ends from competition c
          join lateral (select max(closes) as ends from stage where competition_key = c.key) s on true
          where ($2::text is null or c.state = $2)
            and ($3::bigint[] is null or (c.author = $4 and (c.state in ('draft', 'waiting')
                or not exists (select from competition_group cg where cg.competition_key = c.key))) or exists (
              select from competition_group cg join chat_group g
                on g.account = cg.account and g.platform_id = cg.platform_id
              where cg.competition_key = c.key and g.id = any($3)))
            and ($5::timestamptz is null or (s.ends, c.key) < ($5, $6))
          order by s.ends desc, c.key desc limit $7
        )
        select p.key, p.title, p.organiser, p.category, p.state, p.revision, p.frozen_at,
          n.at as next_at, n.key as next_stage, p.ends,
          (select count(*) from objection o
           where o.competition_key = p.key and o.state = 'open') as objections
        from page p left join lateral (
          select t.at, s.key from stage s, lateral (values (s.opens), (s.closes)) as t (at)
          where s.competition_key = p.key and t.at > $1 order by t.at, s.position limit 1) n on true
        order by p.ends desc, p.key desc
        """,
        now,
        wanted.state,
        None if wanted.groups is None else list(wanted.groups),
        wanted.maker,
        *(after or (None, "")),
        most,
    )
    return [
        Line(
            **{
                **row,
                "category": Category(row["category"]),
                "state": CompetitionState(row["state"]),
            }
        )
        for row in rows
    ]


async def totals_of(conn: Connection, keys: Collection[str]) -> dict[str, Totals]:
    """By competition, what there is of it; each table is read once for all of them."""
    rows = await conn.fetch(
        """
        with entries as materialized (
          select id, competition_key, state from entry where competition_key = any($1::text[])
        ), entered as (
          select competition_key, count(*) as n from entries where state = 'entered' group by 1
        ), works as (
          select e.competition_key, count(*) as n from entries e join work w on w.entry_id = e.id
          where w.state = 'accepted' group by 1
        ), marks as (
          select e.competition_key, count(*) as n from entries e join judge_score j on j.entry_id = e.id
          group by 1
        )
        select k.key, coalesce(e.n, 0) as entries, coalesce(w.n, 0) as works, coalesce(m.n, 0) as marks
        from unnest($1::text[]) as k (key) left join entered e on e.competition_key = k.key
        left join works w on w.competition_key = k.key left join marks m on m.competition_key = k.key
        """,
        list(keys),
    )
    return {row["key"]: Totals(row["entries"], row["works"], row["marks"]) for row in rows}


@dataclass(frozen=True, slots=True)
class StageCounts:
    """What has been done in a stage: by state of ``works``; ``attempts`` that ended, and how many
    entries made them; ``marks`` that were given; when its standing was made (None: it has none).
    """

    works: Mapping[str, int]
    attempts: int
    attempted_by: int
    marks: int
    standing_at: datetime | None


@dataclass(frozen=True, slots=True)
class Office:
    """What stands about a competition beside its rules."""

    made_by: str
    author: str
    approved_by: str
    cancelled_at: datetime | None
    frozen_at: datetime | None
    imported_at: datetime
    objections: int
    judges: int
    """Those who judge now."""
    result_revision: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """So many entries of a division (None: without one) are in a state."""

    division: str | None
    state: EntryState
    number: int


async def office_of(conn: Connection, competition: str) -> Office | None:
    """What stands about one competition; None where there is none."""
    row = await conn.fetchrow(
        """
        select made_by, author, approved_by, cancelled_at, frozen_at, imported_at,
          (select count(*) from objection o
           where o.competition_key = c.key and o.state = 'open') as objections,
          (select count(*) from judge j
           where j.competition_key = c.key and j.ended_at is null) as judges,
          (select max(revision) from result_revision r
           where r.competition_key = c.key) as result_revision
        from competition c where key = $1
        """,
        competition,
    )
    return None if row is None else Office(*row.values())


async def entry_counts(conn: Connection, competition: str) -> Sequence[Count]:
    """Entries by division and state."""
    rows = await conn.fetch(
        """
        select e.division_key, e.state, count(*) as n from entry e
        left join division d on d.competition_key = e.competition_key and d.key = e.division_key
        where e.competition_key = $1 group by 1, 2, d.position order by d.position nulls first, 2
        """,
        competition,
    )
    return [Count(row["division_key"], EntryState(row["state"]), row["n"]) for row in rows]


async def stage_counts(conn: Connection, competition: str) -> dict[str, StageCounts]:
    """By stage key, what has been done in it."""
    rows = await conn.fetch(
        """
        select s.key, s.standing_at,
          (select coalesce(jsonb_object_agg(w.state, w.n), '{}') from (
             select w.state, count(*) as n from work w join entry e on e.id = w.entry_id
             where e.competition_key = $1 and w.stage_key = s.key group by 1) w) as works,
          coalesce(a.attempts, 0) as attempts, coalesce(a.by, 0) as attempted_by,
          (select count(*) from judge_score j join entry e on e.id = j.entry_id
           where e.competition_key = $1 and j.stage_key = s.key) as marks
        from stage s left join (
          select stage_key, sum(n)::bigint as attempts, count(*) as by from (
            select a.stage_key, a.entry_id, count(*) as n
            from round_attempt a join entry e on e.id = a.entry_id
            where e.competition_key = $1 and a.finished_at is not null group by 1, 2) of_entry
          group by 1) a
          on a.stage_key = s.key
        where s.competition_key = $1 order by s.position
        """,
        competition,
    )
    return {
        row["key"]: StageCounts(
            row["works"],
            row["attempts"],
            row["attempted_by"],
            row["marks"],
            row["standing_at"],
        )
        for row in rows
    }
