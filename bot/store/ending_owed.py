"""Everything that is owed to some people ends at once."""

from collections.abc import Collection
from datetime import datetime

from bot.store.db import Connection
from bot.store.endings import Ending, end


async def end_all_owed(
    conn: Connection, learners: Collection[int], reason: str, now: datetime
) -> int:
    """End what is planned or held for ``learners``, who are locked by the caller, as expired;
    returns how many. What is on its way, also with a mass message, comes to its own end.
    """
    rows = await conn.fetch(
        """
        select id, attempts from delivery where learner_id = any($1::bigint[]) and state = 'planned'
        order by id
        """,
        list(learners),
    )
    endings = [Ending(row["id"], row["attempts"], "expired", reason) for row in rows]
    ended = await end(conn, endings, now) if endings else set()
    tag = await conn.execute(_END_HELD, list(learners), reason, now)
    return len(ended) + int(tag.rsplit(" ", 1)[1])


_END_HELD = """
with h as (
  delete from delivery_held where learner_id = any($1::bigint[]) and part_id is null returning *
)
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
  attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts, uncertain,
  $2, detail, steps || jsonb_build_object('at', $3::timestamptz, 'reason', $2::text), planned_at,
  coalesce(decided_at, $3), $3
from h
"""
