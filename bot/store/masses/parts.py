"""The parts of mass messages, each one call to the platform, from reserved to its end.

A part is ``reserved`` (its receivers are not handed the message any more), ``submitted`` (the
platform took the call), then ``done`` or ``failed``. Whoever works on a part holds its lease;
``attempts`` is the lease's token. ``submitted_at`` is set before the first call, so that a call
that nobody recorded is known to be uncertain.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.announcing.stopping import HALTED
from bot.store.db import Connection, Row
from bot.store.masses import planned as masses
from bot.store.quotas import month_of


async def open_part(conn: Connection, mass: int, now: datetime) -> int:
    """A new part without receivers; its row."""
    part: int = await conn.fetchval(
        """
        insert into mass_part (mass_id, state, receivers, next_try, reserved_at)
        values ($1, 'reserved', 0, $2, $2) returning id
        """,
        mass,
        now,
    )
    return part


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is to be worked on. ``attempts`` is its lease's token.

    ``called_at``: when it was first called, if that call may have been taken.
    """

    row: int
    mass: int
    account: str
    receivers: int
    attempts: int
    tagged_to: int
    called_at: datetime | None
    message_id: str | None
    reserved_at: datetime
    expires: datetime | None
    words: dict[str, Any]
    tag: int | None

    @property
    def month(self) -> str:
        """The month in which its receivers were counted."""
        return month_of(self.reserved_at)


_PART = """
select p.id, p.mass_id, m.account, p.receivers, p.attempts, p.tagged_to, p.submitted_at, p.message_id, p.reserved_at,
  m.expires, m.words, m.tag from mass_part p join mass_message m on m.id = p.mass_id
"""


def _part(row: Row) -> Part:
    return Part(
        row["id"],
        row["mass_id"],
        row["account"],
        row["receivers"],
        row["attempts"],
        row["tagged_to"],
        row["submitted_at"],
        row["message_id"],
        row["reserved_at"],
        row["expires"],
        row["words"],
        row["tag"],
    )


_GOES = f"""(p.state <> 'reserved' or p.submitted_at is not null or not exists (
  select from mass_message h join announcement n on h.kind = 'news' and n.key = h.subject where h.id = p.mass_id and {HALTED}))
"""
"""A part that was called, perhaps, is followed to its end also while its announcement is paused."""


async def due_parts(
    conn: Connection, accounts: Collection[str], state: str, now: datetime
) -> list[Part]:
    """Parts in ``state`` whose time has come and which nobody holds, first come first."""
    rows = await conn.fetch(
        f"""
        {_PART} where p.state = $1 and p.next_try <= $2 and (p.lease_until is null or p.lease_until <= $2)
          and m.account = any($3::text[]) and {_GOES} order by p.next_try, p.id limit 100
        """,
        state,
        now,
        list(accounts),
    )
    return [_part(row) for row in rows]


async def claim(
    conn: Connection, part: int, state: str, lease_until: datetime, now: datetime
) -> Part | None:
    """Take the lease of a part; None: somebody else has it, it is no more in ``state``, or it waits
    for a paused announcement.
    """
    taken = await conn.fetchval(
        f"""
        update mass_part p set lease_until = $3, attempts = attempts + 1
        where id = $1 and state = $2 and next_try <= $4 and (lease_until is null or lease_until <= $4) and {_GOES} returning id
        """,
        part,
        state,
        lease_until,
        now,
    )
    if taken is None:
        return None
    row = await conn.fetchrow(f"{_PART} where p.id = $1", part)
    return _part(row) if row else None


async def calling(conn: Connection, part: Part, now: datetime) -> None:
    """From here on the platform may have taken the call."""
    await conn.execute(
        "update mass_part set submitted_at = coalesce(submitted_at, $2) where id = $1",
        part.row,
        now,
    )


async def called_between(
    conn: Connection, account: str, begin: datetime, end: datetime, but: int
) -> bool:
    """Whether the platform took, or may have taken, a call of this account in that time."""
    found: bool = await conn.fetchval(
        """
        select exists (select from mass_part p join mass_message m on m.id = p.mass_id
          where m.account = $1 and p.id <> $4 and p.submitted_at >= $2 and p.submitted_at < $3)
        """,
        account,
        begin,
        end,
        but,
    )
    return found


async def tagged(
    conn: Connection, part: Part, to: int, now: datetime, lease_until: datetime | None
) -> None:
    """Receivers up to delivery ``to`` have the tag. Without a lease the part is free again."""
    await conn.execute(
        "update mass_part set tagged_to = $3, lease_until = $5, next_try = $4 where id = $1 and attempts = $2",
        part.row,
        part.attempts,
        to,
        now,
        lease_until,
    )


async def free(conn: Connection, part: Part) -> None:
    """Let go of the lease: the next step may be anybody's."""
    await conn.execute(
        "update mass_part set lease_until = null where id = $1 and attempts = $2",
        part.row,
        part.attempts,
    )


async def submitted(
    conn: Connection, part: Part, message_id: str, status: str, now: datetime, poll: datetime
) -> None:
    """The platform took the call under ``message_id``; asked again at ``poll`` what became of it.

    Counts also when the lease was lost: the same key means that it was taken once.
    """
    await masses.lock_report(conn, part.account, message_id)
    await conn.execute(
        """
        update mass_part set state = 'submitted', message_id = $2, status = $3, next_try = $5, lease_until = null,
          submitted_at = coalesce(submitted_at, $4) where id = $1 and state = 'reserved'
        """,
        part.row,
        message_id,
        status,
        now,
        poll,
    )
    early = await masses.early_report(conn, part.account, message_id)
    if early is not None:
        await masses.reported(conn, part.account, early, now)


async def put_back(
    conn: Connection, part: Part, until: datetime, status: str, *, uncalled: bool
) -> None:
    """Tried again at ``until``. ``uncalled``: no call of it can have been taken."""
    await conn.execute(
        """
        update mass_part set next_try = $3, lease_until = null, status = $4,
          submitted_at = case when $5 and state = 'reserved' then null else submitted_at end
        where id = $1 and attempts = $2 and state in ('reserved', 'submitted')
        """,
        part.row,
        part.attempts,
        until,
        status,
        uncalled,
    )


async def finish_part(
    conn: Connection, part: Part, state: str, status: str, now: datetime, *, uncalled: bool = False
) -> bool:
    """A part ends as ``done`` or ``failed``; whether it was ours to end."""
    ended = await conn.fetchval(
        """
        update mass_part set state = $3, status = $4, ended_at = $5, lease_until = null,
          submitted_at = case when $6 then null else submitted_at end
        where id = $1 and attempts = $2 and state in ('reserved', 'submitted') returning id
        """,
        part.row,
        part.attempts,
        state,
        status,
        now,
        uncalled,
    )
    return ended is not None


async def stop_rest(conn: Connection, mass: int, now: datetime) -> None:
    """One part was refused: those that nobody has called yet would be as well."""
    await conn.execute(
        """
        update mass_part set state = 'failed', status = 'another part of it was refused', ended_at = $2
        where mass_id = $1 and state = 'reserved' and submitted_at is null
          and (lease_until is null or lease_until <= $2)
        """,
        mass,
        now,
    )
