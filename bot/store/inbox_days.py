"""What was held for one person, and what became of it: the story of an inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery that could not be sent at ``since``: ``waiting`` in the inbox still, ``given``
    with a reply at ``until``, or ``lost`` then, when its time was over.
    """

    kind: str
    since: datetime
    state: Literal["waiting", "given", "lost"]
    until: datetime | None


async def kept_for(
    conn: Connection, account: str, platform_id: str, since: datetime
) -> list[Kept]:
    """What was held for an address from ``since`` on, oldest first.

    What a mass message carried, or will carry, is left out: it was held for that, not for want of
    a way.
    """
    rows = await conn.fetch(
        """
        with who as (select learner_id from address where account = $1 and platform_id = $2)
        select h.kind, h.held_at as since, 'waiting' as state, null::timestamptz as until
        from delivery_held h join who using (learner_id)
        where h.held_at >= $3 and h.part_id is null and not exists (
          select from mass_message m where m.account = h.lane and m.kind = h.kind and m.subject = h.subject
            and m.occurrence = h.occurrence and m.state = 'planned')
        union all
        select p.kind, p.decided_at, case p.state when 'sent' then 'given' else 'lost' end, p.ended_at
        from delivery_past p join who using (learner_id)
        where p.ended_at >= $3 and p.decided_at >= $3 and p.decided_at < p.ended_at
          and coalesce(p.rung, 'reply') = 'reply' and p.kind <> 'reply' and p.steps <> '[]'
          and p.state in ('sent', 'expired')
        order by 2, 1
        """,
        account,
        platform_id,
        since,
    )
    return [Kept(row["kind"], row["since"], row["state"], row["until"]) for row in rows]
