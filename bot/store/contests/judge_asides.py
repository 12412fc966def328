"""Judges who stand aside for an entry (回避): their marks are kept, and do not count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.store.db import Connection


class Relation(StrEnum):
    """How a judge and an entrant know each other; no more than that is kept, and no names."""

    RELATIVE = "relative"
    PUPIL = "pupil"
    """A teacher and a pupil, either way."""
    UNIT = "unit"
    """They belong to the same organisation."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Aside:
    """A judge stands aside for an entry in a stage; ``by_organiser`` False: by his or her own word."""

    stage: str
    judge: int
    relation: Relation
    by_organiser: bool
    put_at: datetime


async def asides_of_entry(conn: Connection, entry: int) -> list[Aside]:
    """All who stand aside for an entry, by stage and judge."""
    rows = await conn.fetch(
        """
        select stage_key, judge_id, relation, by_organiser, put_at from judge_aside
        where entry_id = $1 order by stage_key, judge_id
        """,
        entry,
    )
    return [
        Aside(
            row["stage_key"],
            row["judge_id"],
            Relation(row["relation"]),
            row["by_organiser"],
            row["put_at"],
        )
        for row in rows
    ]


async def asides_in_stage(
    conn: Connection, stage: str, entries: Collection[int]
) -> dict[int, frozenset[int]]:
    """By entry, the judges who stand aside for it in a stage."""
    rows = await conn.fetch(
        """
        select entry_id, array_agg(judge_id) as judges from judge_aside
        where stage_key = $1 and entry_id = any($2::bigint[]) group by 1
        """,
        stage,
        list(entries),
    )
    return {row["entry_id"]: frozenset(row["judges"]) for row in rows}


async def put_asides(
    conn: Connection,
    entry: int,
    judge: int,
    stages: Sequence[str],
    relation: Relation,
    at: datetime,
    *,
    by_organiser: bool,
) -> list[str]:
    """A judge stands aside for an entry in these stages; those in which he or she did not yet."""
    rows = await conn.fetch(
        """
        insert into judge_aside (entry_id, stage_key, judge_id, relation, by_organiser, put_at)
        select $1, s, $2, $4, $5, $6 from unnest($3::text[]) s
        on conflict do nothing returning stage_key
        """,
        entry,
        judge,
        list(stages),
        relation.value,
        by_organiser,
        at,
    )
    return [row["stage_key"] for row in rows]


async def drop_asides(
    conn: Connection, entry: int, judge: int, stages: Sequence[str]
) -> list[str]:
    """A judge stands aside for an entry in these stages no more; those in which he or she did."""
    rows = await conn.fetch(
        """
        delete from judge_aside
        where entry_id = $1 and judge_id = $2 and stage_key = any($3::text[]) returning stage_key
        """,
        entry,
        judge,
        list(stages),
    )
    return [row["stage_key"] for row in rows]
