"""News for an entrant of what an organiser made of the entry: owed as deliveries, read when sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.contests.entries import EntryState
from bot.store.db import Connection
from bot.store.planning.competitions import LANE

SUBJECT = "entry:"
"""How the subject of a delivery of the kind ``result`` begins that tells of one; its row follows."""

_PRIORITY = 2


@dataclass(frozen=True, slots=True)
class StandingNow:
    """How an entry stands now; ``turn`` counts how often an organiser changed that."""

    competition: str
    state: EntryState
    reason: str
    turn: int


_TURN = "(select count(*) from correction c where c.entry_id = e.id and c.what = 'state')::int"


async def owe_standing(conn: Connection, row: int, at: datetime) -> None:
    """Owe the entrant how the entry ``row`` stands now, once for each time that it was changed;
    nobody, where it is an organiser's own or its entrant was erased.
    """
    lane = LANE.format(learner="e.learner_id", account="null::text")
    await conn.execute(
        f"""
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
        select e.learner_id, a.account, 'result', '{SUBJECT}' || e.id, 'turn-' || {_TURN}, {_PRIORITY}, $2, $2, $2
        from entry e cross join lateral ({lane}) a
        where e.id = $1 and e.learner_id is not null on conflict do nothing
        """,
        row,
        at,
    )


async def load_standing(conn: Connection, rows: Sequence[int]) -> dict[int, StandingNow]:
    """How these entries stand now, by row."""
    found = await conn.fetch(
        f"""
        select e.id, e.competition_key, e.state, e.state_reason, {_TURN} as turn
        from entry e where e.id = any($1::bigint[])
        """,
        list(rows),
    )
    return {
        row["id"]: StandingNow(
            row["competition_key"], EntryState(row["state"]), row["state_reason"], row["turn"]
        )
        for row in found
    }


def occurrence_of(standing: StandingNow) -> str:
    """The occurrence of the delivery that tells of ``standing``."""
    return f"turn-{standing.turn}"
