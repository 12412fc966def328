"""A competition's parts as stored: its groups, stages and divisions."""

from typing import Any

from bot.domain.competitions import Competition, Stage
from bot.domain.contests_json import advance_json, rule_json, sheet_json, works_json
from bot.store.db import Connection


async def put_groups(conn: Connection, competition: Competition) -> None:
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


async def put_stages(conn: Connection, competition: Competition) -> None:
    """Make the stages those of ``competition``, in its order."""
    await conn.execute(
        "delete from stage where competition_key = $1 and not (key = any($2::text[]))",
        competition.key,
        [stage.key for stage in competition.stages],
    )
    await conn.execute(
        """
        insert into stage (competition_key, key, position, kind, opens, closes, title, place, draw,
          seconds, attempts, per_day, counts, course, works, judging, advance)
        select $1, s.* from jsonb_to_recordset($2) as s (key text, position smallint, kind text,
          opens timestamptz, closes timestamptz, title text, place text, draw smallint,
          seconds smallint, attempts smallint, per_day smallint, counts text, course text,
          works jsonb, judging jsonb, advance jsonb)
        on conflict (competition_key, key) do update set position = excluded.position,
          kind = excluded.kind, opens = excluded.opens, closes = excluded.closes,
          title = excluded.title, place = excluded.place, draw = excluded.draw,
          seconds = excluded.seconds, attempts = excluded.attempts, per_day = excluded.per_day,
          counts = excluded.counts, course = excluded.course, works = excluded.works,
          judging = excluded.judging, advance = excluded.advance
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
        "title": stage.title,
        "place": stage.place,
        "draw": stage.draw,
        "seconds": stage.seconds,
        "attempts": stage.attempts,
        "per_day": stage.per_day,
        "counts": stage.counts,
        "course": stage.course,
        "works": works_json(stage.works) if stage.works else None,
        "judging": sheet_json(stage.judging) if stage.judging else None,
        "advance": advance_json(stage.advance) if stage.advance else None,
    }


async def put_divisions(conn: Connection, competition: Competition) -> None:
    """Make the divisions those of ``competition``, in its order."""
    await conn.execute(
        "delete from division where competition_key = $1 and not (key = any($2::text[]))",
        competition.key,
        [division.key for division in competition.divisions],
    )
    await conn.execute(
        """
        insert into division (competition_key, key, position, title, rule, quota, unhurried)
        select $1, d.* from jsonb_to_recordset($2) as d (key text, position smallint, title text,
          rule jsonb, quota integer, unhurried boolean)
        on conflict (competition_key, key) do update set position = excluded.position,
          title = excluded.title, rule = excluded.rule, quota = excluded.quota,
          unhurried = excluded.unhurried
        """,
        competition.key,
        [
            {
                "key": one.key,
                "position": n,
                "title": one.title,
                "rule": rule_json(one.rule),
                "quota": one.quota,
                "unhurried": one.unhurried,
            }
            for n, one in enumerate(competition.divisions, 1)
        ],
    )
