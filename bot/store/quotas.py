"""What a platform counts by the day or the month, reserved in the claiming transaction (design 4.5).

Every call counts, whatever its answer: that is how the platforms count (reference/wechat.md
section 8, 接口调用频次限制说明). Their day is Beijing's.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.store.db import Connection

BEIJING = ZoneInfo("Asia/Shanghai")

ALL = 10**12
"""More than any platform's quota."""

Use = tuple[str, str]
"""An account and what is counted there, such as ``customer``."""


def day_of(now: datetime) -> str:
    """The platforms' day, ``2026-11-23``."""
    return now.astimezone(BEIJING).date().isoformat()


def month_of(now: datetime) -> str:
    """The platforms' month, ``2026-11``."""
    return day_of(now)[:7]


async def reserve(
    conn: Connection, wanted: Mapping[Use, int], limits: Mapping[Use, int], period: str
) -> dict[Use, int]:
    """How many of ``wanted`` there is room for in ``period``, counted as used from now on.

    What has no limit is granted whole and not counted. Rows are locked in one order until the
    transaction ends.
    """
    granted = {use: count for use, count in wanted.items() if use not in limits}
    asked = sorted(use for use in wanted if use in limits)
    if not asked:
        return granted
    columns = ([a for a, _ in asked], [w for _, w in asked])
    await conn.execute(
        """
        insert into quota_use (account, what, period, used)
        select account, what, $3, 0 from unnest($1::text[], $2::text[]) as u (account, what)
        on conflict do nothing
        """,
        *columns,
        period,
    )
    rows = await conn.fetch(
        """
        with room as materialized (
          select q.account, q.what, greatest(0, least(u.wanted, u.most - q.used)) as granted
          from quota_use q join unnest($1::text[], $2::text[], $4::bigint[], $5::bigint[])
            as u (account, what, wanted, most) on q.account = u.account and q.what = u.what
          where q.period = $3 order by q.account, q.what for no key update of q
        )
        update quota_use q set used = q.used + r.granted from room r
        where q.account = r.account and q.what = r.what and q.period = $3
        returning q.account, q.what, r.granted
        """,
        *columns,
        period,
        [wanted[use] for use in asked],
        [limits[use] for use in asked],
    )
    return granted | {(row["account"], row["what"]): row["granted"] for row in rows}


async def give_back(conn: Connection, use: Use, period: str) -> None:
    """One that was reserved is not called for after all."""
    await conn.execute(
        """
        update quota_use set used = used - 1 where account = $1 and what = $2 and period = $3 and used between 1 and $4
        """,
        *use,
        period,
        ALL - 1,
    )


async def use_up(conn: Connection, use: Use, period: str) -> None:
    """The platform says that nothing is left of ``period``, whatever we counted."""
    await conn.execute(
        """
        insert into quota_use (account, what, period, used) values ($1, $2, $3, $4)
        on conflict (account, what, period) do update set used = greatest(quota_use.used, excluded.used)
        """,
        *use,
        period,
        ALL,
    )


async def forget_before(conn: Connection, day: str) -> int:
    """Drop the counts of days and months before ``day``; returns how many."""
    tag = await conn.execute("delete from quota_use where period < $1", day)
    return int(tag.rsplit(" ", 1)[1])
