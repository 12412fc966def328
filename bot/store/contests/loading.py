"""Competitions read back whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.competitions import (
    Category,
    Competition,
    CompetitionState,
    GroupName,
    Stage,
    StageKind,
)
from bot.domain.contests import Counts, Division, EntryKind
from bot.domain.contests_json import (
    advance_from,
    ranking_from,
    rule_from,
    sheet_from,
    team_from,
    works_from,
)
from bot.store.db import Connection, Row


async def load_competition(conn: Connection, key: str) -> Competition | None:
    """One competition in whatever state, or None."""
    rows = await conn.fetch("select * from competition where key = $1", key)
    found = await whole(conn, rows)
    return found[0] if found else None


async def load_shown(conn: Connection, key: str, learner: int | None) -> Competition | None:
    """One competition as somebody in chat may see it: a published one, or a cancelled one that
    ``learner`` has entered (None: nobody has); else None.
    """
    rows = await conn.fetch(
        """
        select * from competition c where key = $1 and (state = 'published' or (
          state = 'cancelled' and exists (
            select from entry e where e.competition_key = c.key and e.learner_id = $2)))
        """,
        key,
        learner,
    )
    found = await whole(conn, rows)
    return found[0] if found else None


async def load_competitions(
    conn: Connection, open_at: datetime, learner: int | None = None
) -> list[Competition]:
    """The published competitions that are not over at ``open_at``, those not yet begun included,
    in the order in which they begin; of the cancelled ones those that ``learner`` has entered.
    """
    rows = await conn.fetch(
        """
        select c.* from competition c
        join lateral (select min(opens) as opens, max(closes) as closes from stage
                      where competition_key = c.key) s on true
        where s.closes > $1 and (c.state = 'published' or (c.state = 'cancelled' and exists (
          select from entry e where e.competition_key = c.key and e.learner_id = $2)))
        order by s.opens, c.key
        """,
        open_at,
        learner,
    )
    return await whole(conn, rows)


async def whole(conn: Connection, rows: Sequence[Row]) -> list[Competition]:
    """Competitions with their groups, stages and divisions for rows of competition; two queries."""
    keys = [row["key"] for row in rows]
    if not keys:
        return []
    groups, divisions = await _groups_and_divisions(conn, keys)
    stages: dict[str, list[Stage]] = {}
    for row in await conn.fetch(
        "select * from stage where competition_key = any($1) order by position", keys
    ):
        stages.setdefault(row["competition_key"], []).append(_stage(row))
    return [
        _competition(
            row,
            tuple(groups.get(row["key"], ())),
            tuple(stages.get(row["key"], ())),
            tuple(divisions.get(row["key"], ())),
        )
        for row in rows
    ]


async def _groups_and_divisions(
    conn: Connection, keys: Sequence[str]
) -> tuple[dict[str, list[GroupName]], dict[str, list[Division]]]:
    rows = await conn.fetch(
        """
        select competition_key, account, platform_id, null as title, null::jsonb as rule,
          null::int as quota, false as unhurried, null::text as key, 0 as position
        from competition_group where competition_key = any($1)
        union all
        select competition_key, '', '', title, rule, quota, unhurried, key, position from division
        where competition_key = any($1)
        order by position, account, platform_id
        """,
        list(keys),
    )
    groups: dict[str, list[GroupName]] = {}
    divisions: dict[str, list[Division]] = {}
    for row in rows:
        of = row["competition_key"]
        if row["key"] is None:
            groups.setdefault(of, []).append(GroupName(row["account"], row["platform_id"]))
        else:
            divisions.setdefault(of, []).append(_division(row))
    return groups, divisions


def _competition(
    row: Row,
    groups: tuple[GroupName, ...],
    stages: tuple[Stage, ...],
    divisions: tuple[Division, ...],
) -> Competition:
    return Competition(
        key=row["key"],
        title=row["title"],
        category=Category(row["category"]),
        organiser=row["organiser"],
        link=row["link"],
        groups=groups,
        stages=stages,
        reminders=tuple(sorted(row["reminders"], reverse=True)),
        revision=row["revision"],
        rules=row["rules"],
        contact=row["contact"],
        zone=row["zone"] or "",
        entry=EntryKind(row["entry_kind"]),
        team=_set(team_from, row["team"]),
        divisions=divisions,
        ranking=ranking_from(row["ranking"]),
        state=CompetitionState(row["state"]),
        cancel_reason=row["cancel_reason"],
    )


def _division(row: Row) -> Division:
    return Division(
        row["key"], row["title"], rule_from(row["rule"]), row["quota"], row["unhurried"]
    )


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
        title=row["title"],
        place=row["place"],
        per_day=row["per_day"],
        counts=_set(Counts, row["counts"]),
        works=_set(works_from, row["works"]),
        judging=_set(sheet_from, row["judging"]),
        advance=_set(advance_from, row["advance"]),
    )


def _set(read: Any, stored: Any) -> Any:
    """What a column holds; None where it holds nothing."""
    return None if stored is None else read(stored)
