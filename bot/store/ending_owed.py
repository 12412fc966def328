"""Everything that is owed to some people ends at once."""

from collections.abc import Collection
from datetime import datetime

from bot.store.db import Connection
from bot.store.endings import Ending, end


async def end_all_owed(
    conn: Connection,
    learners: Collection[int],
    reason: str,
    now: datetime,
    kinds: Collection[str] | None = None,
) -> int:
    """End what is planned or held for ``learners``, who are locked by the caller, as expired: all
    of it, or what is of some ``kinds``; returns how many. What is on its way, also with a mass
    message, comes to its own end.
    """
    values = (list(learners), None if kinds is None else list(kinds))
    rows = await conn.fetch(
        """
        select id, attempts from delivery where learner_id = any($1::bigint[]) and state = 'planned'
          and ($2::text[] is null or kind = any($2))
        order by id
        """,
        *values,
    )
    endings = [Ending(row["id"], row["attempts"], "expired", reason) for row in rows]
    ended = await end(conn, endings, now) if endings else set()
    tag = await conn.execute(_END_HELD, *values, reason, now)
    return len(ended) + int(tag.rsplit(" ", 1)[1])


_END_HELD = """
with h as (
  delete from delivery_held where learner_id = any($1::bigint[]) and part_id is null
    and ($2::text[] is null or kind = any($2)) returning *
)
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
  attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts, uncertain,
  $3, detail, steps || jsonb_build_object('at', $4::timestamptz, 'reason', $3::text), planned_at,
  coalesce(decided_at, $4), $4
from h
"""
