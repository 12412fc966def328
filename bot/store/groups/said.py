"""Passing answers that stand in a group: while one does, the same is not said again."""

from datetime import datetime, timedelta

from bot.store.db import Connection


async def say_once(
    conn: Connection, group: int, what: str, now: datetime, stands: timedelta
) -> bool:
    """Whether ``what`` is to be said in a group now; it counts as said for as long as it
    ``stands``. Of several who ask at the same moment one is answered, and none waits for another:
    people of many groups are answered in one transaction, in any order.
    """
    if not await conn.fetchval(
        "select pg_try_advisory_xact_lock(hashtextextended('group said ' || $1::bigint || ' ' || $2, 0))",
        group,
        what,
    ):
        return False
    said: bool | None = await conn.fetchval(
        """
        insert into group_said as s (group_id, what, until) values ($1, $2, $3)
        on conflict (group_id, what) do update set until = excluded.until where s.until <= $4
        returning true
        """,
        group,
        what,
        now + stands,
        now,
    )
    return bool(said)


async def forget_said(conn: Connection, now: datetime, most: int) -> int:
    """Forget at most ``most`` answers that stand no more; returns how many."""
    tag = await conn.execute(
        """
        delete from group_said where (group_id, what) in
          (select group_id, what from group_said where until < $1 order by until limit $2
           for update skip locked)
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
