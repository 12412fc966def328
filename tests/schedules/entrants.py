"""People in a competition: who entered, who goes on, what they are told."""

from datetime import datetime

from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.competitions.telling.compose_results import ResultComposer
from bot.domain.competitions import Competition
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.store import claims, entries
from bot.store.db import Database
from tests.schedules.contest import COMPETITION, OPENS, moved_away, owed, plan, take_in


async def enter(db: Database, *people: int) -> list[int]:
    """They enter; the rows of their entries."""
    async with db.transaction() as conn:
        for person in people:
            await entries.enter(conn, "law", person, OPENS)
        found = await conn.fetch(
            "select id from entry where learner_id = any($1) order by learner_id", people
        )
    return [row["id"] for row in found]


async def state(db: Database, person: int, to: str) -> None:
    async with db.connection() as conn:
        await conn.execute("update entry set state = $2 where learner_id = $1", person, to)


async def begin(db: Database, competition: Competition = COMPETITION) -> None:
    """It is published, and announced at its opening; what was planned has gone out."""
    await take_in(db, competition, OPENS)
    await plan(db, OPENS)
    await moved_away(db)


async def told(db: Database, kind: str = "reminder") -> set[tuple[int | None, int | None, str]]:
    return set(await owed(db, kind))


async def stand(
    db: Database, went_on: dict[int, bool], stage: str = "round-1", at: datetime = OPENS
) -> None:
    """A standing of a stage that selects is made."""
    async with db.connection() as conn:
        await conn.execute(
            """
            with stood as (update stage set standing_at = $4, advance = '{"top": 1, "per": "all"}' where key = $1)
            insert into stage_standing (competition_key, stage_key, entry_id, keys, goes_on, why, made_at)
            select 'law', $1, e.id, '{}', e.goes_on, 'ranked', $4 from unnest($2::bigint[], $3::bool[]) as e (id, goes_on)
            on conflict (competition_key, stage_key, entry_id) do update set goes_on = excluded.goes_on
            """,
            stage,
            list(went_on),
            list(went_on.values()),
            at,
        )


async def composed(
    db: Database, now: datetime, kind: Kind = Kind.REMINDER
) -> list[tuple[int, Composed | NotNeeded]]:
    """What a worker would say to whom at ``now``."""
    maker = ResultComposer if kind is Kind.RESULT else CompetitionComposer
    async with db.transaction() as conn:
        found = await claims.lock_candidates(conn, now, 50, [kind.value])
        said = await maker(FrozenClock(now))(conn, found)
    return [(one.learner, said[one.row]) for one in found if one.learner is not None]
