"""How an address stands to notices, for who considers asking; the consents themselves are kept by
``bot.store.consents``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """Consents left by template (less than 0: a lasting one), when they were last asked for, how
    often they were refused since one was given, and whether another channel, which needs none,
    reaches the learner.
    """

    notices: Mapping[str, int]
    asked_at: datetime | None
    refusals: int
    reached_anyway: bool


async def load_standing(conn: Connection, address: int) -> NoticeStanding:
    """How ``address`` stands."""
    row = await conn.fetchrow(
        """
        select a.notices, a.asked_at, a.refusals,
          exists (select 1 from address o where o.learner_id = a.learner_id and o.state = 'active'
            and o.channel <> a.channel) as reached_anyway
        from address a where a.id = $1
        """,
        address,
    )
    if row is None:
        return NoticeStanding({}, None, 0, reached_anyway=False)
    return NoticeStanding(row["notices"], row["asked_at"], row["refusals"], row["reached_anyway"])


async def note_asked(conn: Connection, address: int, now: datetime) -> None:
    """A consent was asked for, or the way to give one was shown."""
    await conn.execute("update address set asked_at = $2 where id = $1", address, now)
