"""Who may do more: roles by address, kept as keyed hashes."""

from datetime import datetime

from bot.store.db import Connection


async def grant(conn: Connection, account: str, person: bytes, role: str, now: datetime) -> bool:
    """Give a role; False when it was already there."""
    added = await conn.fetchval(
        """
        insert into role_grant (account, person, role, granted_at) values ($1, $2, $3, $4)
        on conflict do nothing returning true
        """,
        account,
        person,
        role,
        now,
    )
    return bool(added)


async def revoke(conn: Connection, account: str, person: bytes, role: str) -> bool:
    """Take a role; False when it was not there."""
    taken = await conn.fetchval(
        "delete from role_grant where account = $1 and person = $2 and role = $3 returning true",
        account,
        person,
        role,
    )
    return bool(taken)


async def roles_of(conn: Connection, account: str, person: bytes) -> set[str]:
    """The roles of one address."""
    rows = await conn.fetch(
        "select role from role_grant where account = $1 and person = $2", account, person
    )
    return {row["role"] for row in rows}
