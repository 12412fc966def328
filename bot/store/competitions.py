"""Competitions as stored: taken in from a file, changed by the next import, read back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.store.db import Connection, Row
from bot.store.fingerprints import competition_hash
from bot.store.imported import Change, Imported


class Due(Protocol):
    """When something must be said about a stage; a ``bot.competitions.moments.Moment``."""

    @property
    def stage_key(self) -> str:
        """The stage."""
        ...

    @property
    def rule(self) -> str:
        """The reminder, as ``P7D``."""
        ...

    @property
    def due(self) -> datetime:
        """When, UTC."""
        ...

    @property
    def expires(self) -> datetime:
        """From when on it is useless, UTC: the stage's end."""
        ...


async def import_competition(
    conn: Connection, competition: Competition, moments: Sequence[Due], *, at: datetime
) -> Imported:
    """Take in ``competition`` within the caller's transaction; ``moments`` are its reminders.

    Unchanged: nothing is touched. Changed: its revision grows; groups and stages become those
    of the file; a group that was announced to is never announced to again, not even when it was
    off the list in between; reminders not yet planned are replaced.
    """
    revision: int | None = await conn.fetchval(
        """
        insert into competition as c (key, title, category, organiser, link, reminders,
          content_hash, revision, imported_at)
        values ($1, $2, $3, $4, $5, $6, $7, 1, $8)
        on conflict (key) do update set title = excluded.title, category = excluded.category,
          organiser = excluded.organiser, link = excluded.link, reminders = excluded.reminders,
          content_hash = excluded.content_hash, revision = c.revision + 1,
          imported_at = excluded.imported_at
        where c.content_hash <> excluded.content_hash
        returning revision
        """,
        competition.key,
        competition.title,
        competition.category,
        competition.organiser,
        competition.link,
        list(competition.reminders),
        competition_hash(competition),
        at,
    )
    if revision is None:
        revision = await conn.fetchval(
            "select revision from competition where key = $1", competition.key
        )
        return Imported(competition.key, str(revision), Change.UNCHANGED)
    await _put_groups(conn, competition)
    await _put_stages(conn, competition)
    await _put_moments(conn, competition, revision, moments, at)
    change = Change.NEW if revision == 1 else Change.CHANGED
    return Imported(competition.key, str(revision), change)


async def _put_groups(conn: Connection, competition: Competition) -> None:
    """Make the groups those of the file; what was announced is remembered past a removal."""
    named = [str(group) for group in competition.groups]
    await conn.execute(
        """
        with gone as (
          delete from competition_group
          where competition_key = $1 and not (account || ':' || platform_id = any($2::text[]))
          returning *
        )
        insert into competition_group_past (competition_key, account, platform_id, announced_at)
        select competition_key, account, platform_id, announced_at from gone
        where announced_at is not null on conflict do nothing
        """,
        competition.key,
        named,
    )
    await conn.execute(
        """
        insert into competition_group (competition_key, account, platform_id, announced_at)
        select $1, g.account, g.platform_id, p.announced_at
        from unnest($2::text[], $3::text[]) as g (account, platform_id)
        left join competition_group_past p on p.competition_key = $1
          and p.account = g.account and p.platform_id = g.platform_id
        on conflict do nothing
        """,
        competition.key,
        [group.account for group in competition.groups],
        [group.platform_id for group in competition.groups],
    )


async def _put_stages(conn: Connection, competition: Competition) -> None:
    await conn.execute(
        "delete from stage where competition_key = $1 and not (key = any($2::text[]))",
        competition.key,
        [stage.key for stage in competition.stages],
    )
    await conn.execute(
        """
        insert into stage (competition_key, key, position, kind, opens, closes, draw, seconds,
          attempts, course)
        select $1, s.key, s.position, s.kind, s.opens, s.closes, s.draw, s.seconds, s.attempts,
          s.course
        from jsonb_to_recordset($2) as s (key text, position smallint, kind text,
          opens timestamptz, closes timestamptz, draw smallint, seconds smallint,
          attempts smallint, course text)
        on conflict (competition_key, key) do update set position = excluded.position,
          kind = excluded.kind, opens = excluded.opens, closes = excluded.closes,
          draw = excluded.draw, seconds = excluded.seconds, attempts = excluded.attempts,
          course = excluded.course
        """,
        competition.key,
        [_stage_row(stage, n) for n, stage in enumerate(competition.stages, 1)],
    )


def _stage_row(stage: Stage, position: int) -> dict[str, Any]:
    return {
        "key": stage.key,
        "position": position,
        "kind": stage.kind,
        "opens": stage.opens.isoformat(),
        "closes": stage.closes.isoformat(),
        "draw": stage.draw,
        "seconds": stage.seconds,
        "attempts": stage.attempts,
        "course": stage.course,
    }


async def _put_moments(
    conn: Connection,
    competition: Competition,
    revision: int,
    moments: Sequence[Due],
    at: datetime,
) -> None:
    """Replace the reminders that are not planned yet by ``moments``.

    One that is due already and only waits to be planned is no longer among ``moments``, being
    past: it stays, where its rule does and its stage still closes when it did. One that was
    planned for the same closing time is not planned again.
    """
    await conn.execute(
        """
        with late as (
          update stage_moment m set revision = $2 from stage s
          where m.competition_key = $1 and m.planned_at is null and m.due <= $3
            and m.rule::interval = any($4::interval[])
            and s.competition_key = $1 and s.key = m.stage_key and s.closes = m.expires
          returning m.stage_key, m.rule
        )
        delete from stage_moment m
        where m.competition_key = $1 and m.planned_at is null
          and (m.stage_key, m.rule) not in (select stage_key, rule from late)
        """,
        competition.key,
        revision,
        at,
        list(competition.reminders),
    )
    await conn.execute(
        """
        insert into stage_moment (competition_key, stage_key, rule, revision, due, expires)
        select $1, n.stage_key, n.rule, $2, n.due, n.expires
        from unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
          as n (stage_key, rule, due, expires)
        where not exists (select 1 from stage_moment p where p.competition_key = $1
          and p.stage_key = n.stage_key and p.rule = n.rule and p.expires = n.expires)
        """,
        competition.key,
        revision,
        [moment.stage_key for moment in moments],
        [moment.rule for moment in moments],
        [moment.due for moment in moments],
        [moment.expires for moment in moments],
    )


async def load_competition(conn: Connection, key: str) -> Competition | None:
    """One competition, or None."""
    rows = await conn.fetch("select * from competition where key = $1", key)
    found = await _whole(conn, rows)
    return found[0] if found else None


async def load_competitions(conn: Connection, open_at: datetime) -> list[Competition]:
    """The competitions that are not over at ``open_at``, those not yet begun included, in the
    order in which they begin.
    """
    rows = await conn.fetch(
        """
        select c.* from competition c
        join lateral (select min(opens) as opens, max(closes) as closes from stage
                      where competition_key = c.key) s on true
        where s.closes > $1 order by s.opens, c.key
        """,
        open_at,
    )
    return await _whole(conn, rows)


async def _whole(conn: Connection, rows: Sequence[Row]) -> list[Competition]:
    """Competitions with their groups and stages for rows of competition; two queries."""
    keys = [row["key"] for row in rows]
    if not keys:
        return []
    groups: dict[str, list[GroupName]] = {}
    for row in await conn.fetch(
        """
        select competition_key, account, platform_id from competition_group
        where competition_key = any($1) order by account, platform_id
        """,
        keys,
    ):
        name = GroupName(row["account"], row["platform_id"])
        groups.setdefault(row["competition_key"], []).append(name)
    stages: dict[str, list[Stage]] = {}
    for row in await conn.fetch(
        "select * from stage where competition_key = any($1) order by position", keys
    ):
        stages.setdefault(row["competition_key"], []).append(_stage(row))
    return [
        Competition(
            key=row["key"],
            title=row["title"],
            category=Category(row["category"]),
            organiser=row["organiser"],
            link=row["link"],
            groups=tuple(groups.get(row["key"], ())),
            stages=tuple(stages.get(row["key"], ())),
            reminders=tuple(sorted(row["reminders"], reverse=True)),
            revision=row["revision"],
        )
        for row in rows
    ]


def _stage(row: Row) -> Stage:
    return Stage(
        key=row["key"],
        kind=StageKind(row["kind"]),
        opens=row["opens"],
        closes=row["closes"],
        draw=row["draw"],
        seconds=row["seconds"],
        attempts=row["attempts"],
        course=row["course"],
    )
