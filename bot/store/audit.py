"""What the staff did: each act beside its effects, in one transaction; only added to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.db import Connection, Row

Facts = Mapping[str, Any]
"""What JSON can hold, by name. No names, births, platform ids or chat text: rows and numbers only."""

COMMAND_LINE = "command line"
"""The actor of what is done by ``yike``: whoever sits at the machine."""


async def note(  # noqa: PLR0913 - what an entry of the log holds
    conn: Connection,
    *,
    at: datetime,
    actor: str,
    act: str,
    kind: str,
    about: str,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> None:
    """Note an act within the caller's transaction, so that neither stands without the other.

    ``actor`` is who did it, for example ``operator 3f2a9c``; ``act`` what, as
    ``competition.cancel``; ``kind`` and ``about`` name the thing by its key; ``before`` and
    ``after`` tell what changed (None: there was, or is, nothing).
    """
    await conn.execute(
        """
        insert into audit_entry (at, actor, act, about_kind, about, before, after, reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        at,
        actor,
        act,
        kind,
        about,
        None if before is None else dict(before),
        None if after is None else dict(after),
        reason,
    )


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act, as it was noted."""

    row: int
    at: datetime
    actor: str
    act: str
    kind: str
    about: str
    before: Facts | None
    after: Facts | None
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are looked for; None: any.

    ``act`` also finds what is below it: ``competition`` finds ``competition.cancel``. ``since`` is
    inclusive, ``until`` exclusive.
    """

    actor: str | None = None
    act: str | None = None
    kind: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def acts(
    conn: Connection, wanted: Wanted, *, before: int | None = None, most: int = 50
) -> list[AuditEntry]:
    """At most ``most`` acts, newest first; ``before`` is the row of the last one read (None: from
    the newest on). Past the end there is none.
    """
    conditions, values = _conditions(wanted, before)
    rows = await conn.fetch(
        f"""
        select id, at, actor, act, about_kind, about, before, after, reason from audit_entry
        where {" and ".join(conditions)} order by id desc limit $1
        """,
        most,
        *values,
    )
    return [_entry(row) for row in rows]


def _conditions(wanted: Wanted, before: int | None) -> tuple[list[str], list[Any]]:
    """Only what is asked for stands in the statement, so that its index is used."""
    asked = (
        ("actor = {}", wanted.actor),
        ("(act = {0} or starts_with(act, {0} || '.'))", wanted.act),
        ("about_kind = {}", wanted.kind),
        ("about = {}", wanted.about),
        ("at >= {}", wanted.since),
        ("at < {}", wanted.until),
        ("id < {}", before),
    )
    set_ones = [(text, value) for text, value in asked if value is not None]
    conditions = [text.format(f"${n}") for n, (text, _) in enumerate(set_ones, 2)]
    return conditions or ["true"], [value for _, value in set_ones]


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(*row.values())
