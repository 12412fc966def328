"""Accounts whose platform does not take our messages: one row, and so one alarm, for each."""

from datetime import datetime

from bot.store.db import Connection


async def note_stop(conn: Connection, account: str, reason: str, now: datetime) -> bool:
    """An account stopped; True for the first process that says so."""
    first: bool | None = await conn.fetchval(
        """
        insert into account_stop (account, since, reason) values ($1, $3, $2)
        on conflict (account) do update set reason = excluded.reason returning xmax = 0
        """,
        account,
        reason,
        now,
    )
    return bool(first)


async def note_recovery(conn: Connection, account: str) -> bool:
    """An account works; True when it was known as stopped."""
    tag = await conn.execute("delete from account_stop where account = $1", account)
    return tag != "DELETE 0"


async def stopped_accounts(conn: Connection, before: datetime | None = None) -> set[str]:
    """Those that are known as stopped, ``before`` an instant where one is given."""
    rows = await conn.fetch(
        "select account from account_stop where $1::timestamptz is null or since <= $1", before
    )
    return {row["account"] for row in rows}
