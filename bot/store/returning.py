"""When somebody was heard of, and is back after a long silence."""

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


async def note_heard(conn: Connection, address: int, now: datetime) -> None:
    """Something was done by who is reached at ``address``, beside the chat (where every event is
    noted): silence is counted anew.
    """
    await conn.execute("update address set last_in_at = $2 where id = $1", address, now)
