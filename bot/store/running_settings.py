"""Settings that were changed while the program runs: they stand above those of the file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.store import audit
from bot.store.db import Connection

ASKED = ".asked"
"""Behind a key: one person asks for a change that takes two."""


async def agreed(conn: Connection, key: str, becomes: Any, *, at: datetime, actor: str) -> bool:
    """Whether somebody else has asked for the same change before ``actor``; if not, that he or she
    asks is kept and noted, until another person does the same.
    """
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('setting ' || $1, 0))", key)
    row = await conn.fetchrow(
        "select value, changed_by from running_setting where key = $1", key + ASKED
    )
    same = row is not None and row["value"] == becomes
    if row is not None and same and _person(row["changed_by"]) != _person(actor):
        return True
    if not same:
        await change(conn, key + ASKED, None, becomes, at=at, actor=actor)
    return False


def _person(actor: str) -> str:
    return actor.rpartition(" ")[2]


async def _settled(conn: Connection, key: str) -> None:
    await conn.execute("delete from running_setting where key = $1", key + ASKED)


async def changed(conn: Connection) -> dict[str, Any]:
    """Those that were changed, by key; none while the database waits for its migrations."""
    if not await conn.fetchval("select to_regclass('running_setting') is not null"):
        return {}
    rows = await conn.fetch(
        "select key, value from running_setting where key not like '%' || $1", ASKED
    )
    return {row["key"]: row["value"] for row in rows}


async def changes(conn: Connection) -> Mapping[str, tuple[datetime, str]]:
    """When each was changed, and by whom."""
    rows = await conn.fetch("select key, changed_at, changed_by from running_setting")
    return {row["key"]: (row["changed_at"], row["changed_by"]) for row in rows}


async def change(
    conn: Connection, key: str, was: Any, becomes: Any, *, at: datetime, actor: str
) -> None:
    """Set ``key`` to ``becomes``, and note it."""
    await conn.execute(
        """
        insert into running_setting (key, value, changed_at, changed_by) values ($1, $2, $3, $4)
        on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at,
          changed_by = excluded.changed_by
        """,
        key,
        becomes,
        at,
        actor,
    )
    await _settled(conn, key)
    await _noted(conn, "setting.change", key, was, becomes, at, actor)


async def put_back(
    conn: Connection, key: str, was: Any, becomes: Any, *, at: datetime, actor: str
) -> bool:
    """Let ``key`` be as the file has it again (``becomes``); False when it was."""
    gone = await conn.fetchval("delete from running_setting where key = $1 returning true", key)
    await _settled(conn, key)
    if gone:
        await _noted(conn, "setting.reset", key, was, becomes, at, actor)
    return bool(gone)


async def _noted(
    conn: Connection, act: str, key: str, was: Any, becomes: Any, at: datetime, actor: str
) -> None:
    await audit.note(
        conn,
        at=at,
        actor=actor,
        act=act,
        kind="setting",
        about=key,
        before={"value": was},
        after={"value": becomes},
    )
