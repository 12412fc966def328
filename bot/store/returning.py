"""Back after a long silence: the next word of somebody who was away."""

from datetime import datetime

from bot.store.db import Connection


async def bring_back(conn: Connection, learner: int, now: datetime) -> None:
    """Somebody who was away is active again, and the next lesson comes at the next of his or her
    times: nothing of the days between is made up for. The caller holds the learner's lock.
    """
    await conn.execute(
        """
        with back as (
          update learner set state = 'active' where id = $1 and state = 'away' returning id, zone, times
        )
        update lesson_turn t set next_due = (select due from next_slot($2, b.zone, b.times))
        from back b where t.learner_id = b.id and t.active
        """,
        learner,
        now,
    )
