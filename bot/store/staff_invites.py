"""Invitations: a word that makes whoever says it in chat one of the staff, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.contests.judges import add_judge
from bot.store.db import Connection
from bot.store.grants import grant
from bot.store.helpers import make_helper
from bot.store.staff import Hash, staff_at

LASTS = timedelta(days=7)
A_DAY = timedelta(days=1)
BY_ORGANISERS = {"organiser", "helper", "judge"}
"""Roles that an organiser may invite to, in his or her own groups and competitions."""
KEY_BEGINS = 8
"""Characters of a learner's key that name somebody in the audit log."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation: the role, of a judge the competition, of an organiser or helper the group
    (None: an organiser without one yet); ``name`` as the inviter wrote it.
    """

    role: str
    name: str
    competition: str | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """Who says the word: the account, the keyed hash that roles are granted to, the learner."""

    account: str
    person: bytes
    learner: int


async def invite(conn: Connection, code: bytes, what: Invite, by: str, now: datetime) -> None:
    """Keep an invitation for a week; ``code`` is the keyed hash of its word."""
    await conn.execute(
        """
        insert into staff_invite (code, role, competition_key, group_id, name, made_by, made_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        code,
        what.role,
        what.competition,
        what.group,
        what.name,
        by,
        now,
        now + LASTS,
    )


async def accept(
    conn: Connection, code: bytes, guest: Guest, hashed: Hash, now: datetime
) -> Invite | None:
    """Use an invitation: the guest has its role from now on. None: there is none such, it was used,
    it is over, or whoever made it may invite nobody any more.
    """
    row = await conn.fetchrow(
        """
        update staff_invite set used_at = $2 where code = $1 and used_at is null and expires_at > $2
        returning role, competition_key, group_id, name, made_by
        """,
        code,
        now,
    )
    if row is None:
        return None
    found = Invite(row["role"], row["name"], row["competition_key"], row["group_id"])
    if not await _may_still(conn, row["made_by"], found, hashed):
        return None
    if found.role == "judge":
        await add_judge(
            conn,
            found.competition or "",
            guest.account,
            guest.person,
            name=found.name,
            added_by=row["made_by"],
            at=now,
        )
    elif found.role == "helper":
        await make_helper(conn, found.group or 0, guest.learner, found.name, now)
    else:
        await grant(conn, guest.account, guest.person, found.role, now)
    if found.role == "organiser" and found.group is not None:
        await own_group(conn, found.group, guest.account, guest.person, now)
    return found


async def _may_still(conn: Connection, maker: str, what: Invite, hashed: Hash) -> bool:
    """Whether ``maker`` (an actor, as ``organiser 3f2a9c01``) has a role that may invite so: an
    invitation does not outlive what it was made by.
    """
    key = maker.rpartition(" ")[2]
    if len(key) != KEY_BEGINS or set(key) - set("0123456789abcdef"):
        return False
    addresses = await conn.fetch(
        """
        select a.id from learner l join address a on a.learner_id = l.id and a.state = 'active'
        where l.key between $1::uuid and $2::uuid
        """,
        f"{key}-0000-0000-0000-000000000000",
        f"{key}-ffff-ffff-ffff-ffffffffffff",
    )
    for row in addresses:
        staff = await staff_at(conn, row["id"], hashed)
        if staff is None:
            continue
        own = "organiser" in staff.roles or (what.group in staff.groups)
        if "operator" in staff.roles or (own and what.role in BY_ORGANISERS):
            return True
    return False


async def own_group(
    conn: Connection, group: int, account: str, person: bytes, now: datetime
) -> bool:
    """Make a group somebody's own; False when it was."""
    added = await conn.fetchval(
        """
        insert into group_organiser (group_id, account, person, since) values ($1, $2, $3, $4)
        on conflict do nothing returning true
        """,
        group,
        account,
        person,
        now,
    )
    return bool(added)


async def forget(conn: Connection, now: datetime) -> int:
    """Let go of those that were used or are over since a day: they hold names."""
    tag = await conn.execute(
        "delete from staff_invite where coalesce(used_at, expires_at) < $1", now - A_DAY
    )
    return int(tag.rsplit(" ", 1)[1])


async def open_invites(conn: Connection, now: datetime) -> list[dict[str, object]]:
    """Those that nobody has used yet, newest first."""
    rows = await conn.fetch(
        """
        select role, competition_key, group_id, name, made_by, expires_at from staff_invite
        where used_at is null and expires_at > $1 order by made_at desc limit 200
        """,
        now,
    )
    return [dict(row) for row in rows]
