"""Which standings there are, which ought to be there, and which are out of date."""

from collections.abc import Sequence
from datetime import datetime

from bot.store.db import Connection

_DUE = """
c.state = 'published' and c.frozen_at is null
and case when s.kind = 'publicity' then s.opens <= $1 and coalesce(s.standing_at < s.opens, true)
  else s.closes <= $1 and coalesce(s.standing_at < s.closes, true)
    and (s.kind = 'quiz' or s.judging is not null) end
and not exists (
  select from stage q join entry e on e.competition_key = q.competition_key
  join round_attempt a on a.entry_id = e.id and a.stage_key = q.key and a.finished_at is null
  where q.competition_key = c.key and q.kind = 'quiz'
    and q.closes <= $1 and q.closes > $1 - interval '5 seconds')
"""
"""$1 is now. Answers given before a round's closing may still be on their way into the tables: while
an attempt is open standings wait until every turn that began before has ended (a reply comes after
4.5 s at the latest, design section 4.13)."""


async def due_standings(conn: Connection, now: datetime, most: int) -> list[tuple[str, str]]:
    """Stages of published competitions whose standing ought to be there and is not: scored ones
    that have closed, and publicity stages that have opened; each (competition, stage), in the order
    of their dates.
    """
    rows = await conn.fetch(
        f"""
        select s.competition_key, s.key from stage s join competition c on c.key = s.competition_key
        where {_DUE} order by s.closes, s.competition_key, s.position limit $2
        """,
        now,
        most,
    )
    return [(row["competition_key"], row["key"]) for row in rows]


async def due_in(conn: Connection, competition: str, now: datetime) -> set[str]:
    """The keys of stages of one competition whose standing ought to be there and is not."""
    rows = await conn.fetch(
        f"""
        select s.key from stage s join competition c on c.key = s.competition_key
        where c.key = $2 and {_DUE}
        """,
        now,
        competition,
    )
    return {row["key"] for row in rows}


async def is_due(conn: Connection, competition: str, stage: str, now: datetime) -> bool:
    """Whether a stage's standing ought to be there and is not."""
    found: bool = await conn.fetchval(
        f"""
        select exists (select from stage s join competition c on c.key = s.competition_key
          where c.key = $2 and s.key = $3 and {_DUE})
        """,
        now,
        competition,
        stage,
    )
    return found


async def made_before(conn: Connection, competition: str) -> set[str]:
    """The keys of stages that have a standing, also one that is out of date."""
    rows = await conn.fetch(
        """
        select key from stage s where competition_key = $1 and (standing_at is not null or exists (
          select from stage_standing t where t.competition_key = $1 and t.stage_key = s.key))
        """,
        competition,
    )
    return {row["key"] for row in rows}


async def outdate(conn: Connection, competitions: Sequence[str]) -> None:
    """What the standings of stages that are over rest on has changed by no act that makes them again
    (an entrant left, a judge's first marks came late): they are due again. What is shown of them
    stays until then.
    """
    await conn.execute(
        """
        update stage s set standing_at = null from competition c
        where s.competition_key = any($1::text[]) and c.key = s.competition_key
          and c.frozen_at is null
          and s.standing_at >= case when s.kind = 'publicity' then s.opens else s.closes end
        """,
        list(competitions),
    )
