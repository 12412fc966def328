"""Tokens of the public API: made, listed, revoked, recognised."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.domain.api import SHOWN, Scope, Token, new_token, token_hash
from bot.domain.errors import InputError
from bot.store import audit
from bot.store.db import Connection, Row

USED_TO = timedelta(minutes=1)
"""How exactly a token's last use is known: more would cost a write for every call."""

_COLUMNS = "id, name, prefix, scopes, made_at, expires_at, last_used_at, revoked_at"


async def make_token(
    conn: Connection,
    *,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None,
    actor: str,
    at: datetime,
) -> tuple[str, Token]:
    """A new token, itself and as it is known later; noted in the audit log.

    Raises InputError when the name is taken, also by one that was revoked: acts are told by it.
    """
    token = new_token()
    row = await conn.fetchrow(
        f"""
        insert into api_token (name, hash, prefix, scopes, made_by, made_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (name) do nothing returning {_COLUMNS}
        """,
        name,
        token_hash(token),
        token[:SHOWN],
        sorted(scope.value for scope in scopes),
        actor,
        at,
        expires_at,
    )
    if row is None:
        raise InputError(f'There is or was a token "{name}"; give this one another name.')
    made = _token(row)
    await audit.note(
        conn, at=at, actor=actor, act="token.create", kind="token", about=name, after=_facts(made)
    )
    return token, made


async def all_tokens(conn: Connection) -> list[Token]:
    """Every token, also those that are good no more, by name."""
    rows = await conn.fetch(f"select {_COLUMNS} from api_token order by name")
    return [_token(row) for row in rows]


async def revoke_token(conn: Connection, *, name: str, actor: str, at: datetime) -> bool:
    """From now on the token opens nothing, and nobody is told anything in its name; False when it
    was revoked before. Raises InputError when there is none of that name.
    """
    row = await conn.fetchrow(
        f"select {_COLUMNS} from api_token where name = $1 for no key update", name
    )
    if row is None:
        raise InputError(f'There is no token "{name}"; see: yike token list.')
    if row["revoked_at"] is not None:
        return False
    await conn.execute("update api_token set revoked_at = $2 where id = $1", row["id"], at)
    await audit.note(
        conn,
        at=at,
        actor=actor,
        act="token.revoke",
        kind="token",
        about=name,
        before=_facts(_token(row)),
        after={"revoked_at": at.isoformat()},
    )
    return True


async def recognise(conn: Connection, token: str, now: datetime) -> Token | None:
    """Whose ``token`` is, if it is good now; None: nobody's. Its use is remembered."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from api_token where hash = $1", token_hash(token)
    )
    found = _token(row) if row else None
    if found is None or not found.stands(now):
        return None
    if found.last_used_at is None or abs(now - found.last_used_at) >= USED_TO:
        await conn.execute("update api_token set last_used_at = $2 where id = $1", found.row, now)
    return found


def _token(row: Row) -> Token:
    return Token(
        row["id"],
        row["name"],
        row["prefix"],
        frozenset(Scope(scope) for scope in row["scopes"]),
        row["made_at"],
        row["expires_at"],
        row["last_used_at"],
        row["revoked_at"],
    )


def _facts(token: Token) -> dict[str, object]:
    expires = token.expires_at.isoformat() if token.expires_at else None
    return {"prefix": token.prefix, "scopes": sorted(token.scopes), "expires_at": expires}
