"""What a credit bank said about a person's claim or account number, planned as a delivery."""

from datetime import datetime

from bot.store.db import Connection
from bot.store.planning.competitions import LANE

PRIORITY = 4
"""That of an announcement: it follows what has a deadline, and goes before the daily lesson."""


async def plan_credit_news(
    conn: Connection, learner: int, subject: str, occurrence: str, now: datetime
) -> bool:
    """Owe a learner what a bank said: a delivery of the kind ``credit``, due now.

    ``subject`` is ``claim:KEY`` with an ``occurrence`` ``TARGET:STATE``, or ``account:TARGET`` with
    a UTC date. Call it in the transaction that records what was said, so that both are or are not.
    Returns whether it is owed now: False where it was already, and for who has no address.
    """
    lane = LANE.format(learner="$1", account="null::text")
    tag = await conn.execute(
        f"""
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
        select $1, a.account, 'credit', $2, $3, {PRIORITY}, $4, $4, $4 from ({lane}) a
        where not exists (select 1 from delivery_held h where h.learner_id = $1 and h.kind = 'credit'
          and h.subject = $2 and h.occurrence = $3)
        on conflict do nothing
        """,
        learner,
        subject,
        occurrence,
        now,
    )
    return tag != "INSERT 0 0"
