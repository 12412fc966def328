"""How far mass messages are as a whole: begun, still waiting for receivers, over.

Their parts stand in ``bot.store.masses.parts``, their receivers in ``bot.store.masses.receivers``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.delivery import Rung
from bot.store.db import Connection
from bot.store.masses.planned import MassRow

PRIORITIES = (3, 4, 6)
"""Of the deliveries that mass messages carry: urgent news, announcements and news, digests."""


async def stopped(conn: Connection, account: str, now: datetime) -> bool:
    """Whether the platform lately said that this account may send no mass messages."""
    found: bool = await conn.fetchval(
        "select exists (select from push_stop where account = $1 and what = $2 and until > $3)",
        account,
        Rung.MASS.value,
        now,
    )
    return found


async def lock(conn: Connection, mass: int, state: str) -> bool:
    """Whether a mass message is in ``state`` and nobody else is at work on it."""
    found = await conn.fetchval(
        "select id from mass_message where id = $1 and state = $2 for no key update skip locked",
        mass,
        state,
    )
    return found is not None


async def begin(conn: Connection, mass: int, words: dict[str, Any], now: datetime) -> None:
    """It goes out from now on, in these words."""
    await conn.execute(
        "update mass_message set state = 'sending', words = $2, began_at = $3 where id = $1",
        mass,
        words,
        now,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """A mass message's parts: how many are reserved, submitted, done and failed, and whether
    receivers of ended parts are still to be moved on. ``failure`` is the first failed one's word.
    """

    reserved: int
    submitted: int
    done: int
    failed: int
    unsettled: bool
    failure: str


async def tally(conn: Connection, mass: int) -> Tally:
    """How its parts stand."""
    row = await conn.fetchrow(
        """
        select count(*) filter (where state = 'reserved') as reserved,
          count(*) filter (where state = 'submitted') as submitted,
          count(*) filter (where state = 'done') as done, count(*) filter (where state = 'failed') as failed,
          coalesce(bool_or(state in ('done', 'failed')
            and exists (select from delivery_held h where h.part_id = p.id)), false) as unsettled,
          coalesce((array_agg(status order by ended_at, id) filter (where state = 'failed'))[1], '') as failure
        from mass_part p where mass_id = $1
        """,
        mass,
    )
    if row is None:
        raise AssertionError("an aggregate returns one row by its construction")
    return Tally(**row)


_SOURCES = {
    "announcement": """select from competition_group o join chat_group g on g.account = o.account
      and g.platform_id = o.platform_id and g.state = 'known' and g.channel = 'wechat'
      where o.competition_key = $3 and o.account = $1 and o.announced_at is null""",
    "news": """select from announcement_group o join chat_group g on g.account = o.account
      and g.platform_id = o.platform_id and g.state = 'known' and g.channel = 'wechat'
      where o.announcement_key = $3 and o.account = $1 and o.planned_at is null""",
    "digest": "select from digest where account = $1 and week = $3 and planned_at is null",
}


async def outstanding(conn: Connection, mass: MassRow) -> bool:
    """Whether more receivers may still come: deliveries not planned, not decided or in flight. What
    was decided and is tried again goes by a cheaper rung, and is not waited for.
    """
    found: bool = await conn.fetchval(
        f"""
        select exists (select from delivery where state = 'planned' and lane = $1 and priority = any($5::smallint[])
            and decided_at is null and kind = $2 and subject = $3 and occurrence = $4 and learner_id is not null)
          or exists (select from delivery where state = 'claimed' and learner_id is not null and lane = $1
            and kind = $2 and subject = $3 and occurrence = $4)
          or exists ({_SOURCES[mass.kind.value]})
        """,
        mass.account,
        mass.kind.value,
        mass.subject,
        mass.occurrence,
        list(PRIORITIES),
    )
    return found


async def finish(conn: Connection, mass: int, state: str, reason: str, now: datetime) -> None:
    """A mass message is over: ``done`` (some of it went out, or nobody was left) or ``dropped``.

    An empty reason leaves the one it was planned with.
    """
    await conn.execute(
        """
        update mass_message set state = $2, ended_at = $4, reason = case when $3 = '' then reason else $3 end
        where id = $1 and state = 'sending'
        """,
        mass,
        state,
        reason,
        now,
    )


async def keep_tag(
    conn: Connection, mass: int, account: str, tag: int | None, now: datetime
) -> None:
    """The tag that a mass message's receivers get; None: it is gone from the platform."""
    name = tag_name(mass)
    await conn.execute("update mass_message set tag = $2 where id = $1", mass, tag)
    if tag is None:
        await conn.execute(
            "delete from follower_tag where account = $1 and name = $2", account, name
        )
        return
    await conn.execute(
        """
        insert into follower_tag (account, name, tag, made_at) values ($1, $2, $3, $4)
        on conflict (account, name) do update set tag = excluded.tag
        """,
        account,
        name,
        tag,
        now,
    )


def tag_name(mass: int) -> str:
    """The name of a mass message's tag on its platform."""
    return f"yike-{mass}"


async def tags_to_delete(
    conn: Connection, accounts: Collection[str], now: datetime
) -> list[tuple[int, str, int]]:
    """Tags of mass messages that are over, for a week: (mass message, account, tag)."""
    rows = await conn.fetch(
        """
        select id, account, tag from mass_message where tag is not null and state in ('done', 'dropped')
          and account = any($1::text[]) and ended_at > $2 order by id limit 20
        """,
        list(accounts),
        now - timedelta(days=7),
    )
    return [(row["id"], row["account"], row["tag"]) for row in rows]
