"""What rests on a competition: who entered, was told, handed in, answered, was marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.contests.entries import EntryState
from bot.store.db import Connection


async def has_entries(conn: Connection, competition: str) -> bool:
    """Whether anybody has ever entered."""
    found: bool = await conn.fetchval(
        "select exists (select from entry where competition_key = $1)", competition
    )
    return found


@dataclass(frozen=True, slots=True)
class Contender:
    """An entry as a ranking needs it. ``members`` are the sealed facts of a team's people, each
    with the role; empty for a person.
    """

    row: int
    number: int | None
    division: str | None
    unit: int | None
    state: EntryState
    sealed: bytes | None
    entered_at: datetime
    members: Sequence[tuple[str, bytes]] = ()


async def contenders(
    conn: Connection, competition: str, *, members: bool = False
) -> list[Contender]:
    """All entries of a competition by number; with ``members`` also a team's people."""
    rows = await conn.fetch(
        """
        select id, number, division_key, group_id, state, sealed, entered_at from entry
        where competition_key = $1 order by number nulls last, id
        """,
        competition,
    )
    people: dict[int, list[tuple[str, bytes]]] = {}
    if members:
        for row in await conn.fetch(
            """
            select m.entry_id, m.role, m.sealed from entry_member m
            join entry e on e.id = m.entry_id where e.competition_key = $1 order by m.position
            """,
            competition,
        ):
            people.setdefault(row["entry_id"], []).append((row["role"], row["sealed"]))
    return [
        Contender(
            row["id"],
            row["number"],
            row["division_key"],
            row["group_id"],
            EntryState(row["state"]),
            row["sealed"],
            row["entered_at"],
            people.get(row["id"], ()),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class StageUse:
    """What was done in a stage by those who take part: ``told`` of its closing as it is, when
    accepted ``works`` came in and ``attempts`` ended (of an open one: its last item was shown),
    how many attempts each entry that ``tried`` has made, how many ``marks`` were given.
    """

    told: int
    works: Sequence[datetime]
    attempts: Sequence[datetime]
    tried: Sequence[int]
    marks: int


async def stage_uses(conn: Connection, competition: str) -> dict[str, StageUse]:
    """By stage key, what rests on each stage of a competition."""
    rows = await conn.fetch(
        """
        select s.key, case when exists (
            select from stage_moment m where m.competition_key = $1 and m.stage_key = s.key
              and m.planned_at is not null and m.expires = s.closes)
          then (select count(*) from entry e where e.competition_key = $1 and e.state = 'entered'
                  and e.learner_id is not null) else 0 end as told,
          array(select w.sent_at from work w join entry e on e.id = w.entry_id
                where e.competition_key = $1 and e.state = 'entered' and w.stage_key = s.key
                  and w.state = 'accepted') as works,
          array(select coalesce(a.finished_at, a.shown_at, a.started_at)
                from round_attempt a join entry e on e.id = a.entry_id
                where e.competition_key = $1 and e.state = 'entered' and a.stage_key = s.key
               ) as attempts,
          array(select count(*) from round_attempt a join entry e on e.id = a.entry_id
                where e.competition_key = $1 and e.state = 'entered' and a.stage_key = s.key
                group by a.entry_id) as tried,
          (select count(*) from judge_score j join entry e on e.id = j.entry_id
           where e.competition_key = $1 and j.stage_key = s.key) as marks
        from stage s where s.competition_key = $1
        """,
        competition,
    )
    return {
        row["key"]: StageUse(
            row["told"], row["works"], row["attempts"], row["tried"], row["marks"]
        )
        for row in rows
    }
