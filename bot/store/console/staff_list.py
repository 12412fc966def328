"""Who is on the staff, with which role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection
from bot.store.grants import revoke
from bot.store.staff import Hash

MOST_KNOWN = 5000


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of somebody: the account and the keyed hash it is granted to."""

    account: str
    person: bytes
    role: str
    since: datetime


async def grants(conn: Connection) -> list[Grant]:
    """All roles, operators first."""
    rows = await conn.fetch(
        """
        select account, person, role, granted_at as since from role_grant
        order by array_position(array['operator', 'reviewer', 'organiser'], role), granted_at, account, person
        """
    )
    return [Grant(r["account"], bytes(r["person"]), r["role"], r["since"]) for r in rows]


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """Somebody who judges a competition."""

    row: int
    competition: str
    title: str
    name: str
    account: str
    person: bytes
    since: datetime


async def judges(conn: Connection) -> list[JudgeRow]:
    """Who judges, by competition; not of those that are frozen or cancelled."""
    rows = await conn.fetch(
        """
        select j.id as row, j.competition_key as competition, c.title, j.name, j.account, j.person, j.added_at as since
        from judge j join competition c on c.key = j.competition_key and c.state <> 'cancelled' and c.frozen_at is null
        where j.ended_at is null order by c.title, j.id limit 500
        """
    )
    return [JudgeRow(**{**dict(row), "person": bytes(row["person"])}) for row in rows]


async def competitions(conn: Connection) -> list[tuple[str, str]]:
    """Competitions that judges can be asked for: keys and titles."""
    rows = await conn.fetch(
        """
        select key, title from competition where state <> 'cancelled' and frozen_at is null
        order by imported_at desc, key limit 200
        """
    )
    return [(row["key"], row["title"]) for row in rows]


async def owners(conn: Connection) -> dict[tuple[str, bytes], list[tuple[int, str]]]:
    """The groups of each organiser: rows and titles."""
    rows = await conn.fetch(
        """
        select o.account, o.person, g.id, g.title from group_organiser o join chat_group g on g.id = o.group_id
        order by g.title, g.id limit 5000
        """
    )
    found: dict[tuple[str, bytes], list[tuple[int, str]]] = {}
    for row in rows:
        found.setdefault((row["account"], bytes(row["person"])), []).append(
            (row["id"], row["title"])
        )
    return found


async def known_people(conn: Connection, hashed: Hash) -> dict[tuple[str, bytes], str]:
    """Who is behind the keyed hashes, as far as the audit log has met them: account and hash to the
    beginning of the learner's key. Nobody gets back from a hash to a person; so those are hashed who
    have signed in, or have taken an invitation.
    """
    rows = await conn.fetch(
        """
        with met as (
          select distinct left(replace(about, '-', ''), 8) as short from audit_entry where about_kind = 'staff'
            and about ~ '^[0-9a-f]{8}' limit $1
        )
        select left(replace(l.key::text, '-', ''), 8) as key, a.account, a.platform_id from met m
        join learner l on l.key >= rpad(m.short, 32, '0')::uuid and l.key <= rpad(m.short, 32, 'f')::uuid
        join address a on a.learner_id = l.id
        """,
        MOST_KNOWN,
    )
    return {(r["account"], hashed(r["account"], r["platform_id"])): r["key"] for r in rows}


async def end_grant(conn: Connection, account: str, person: bytes, role: str) -> bool | None:
    """Take a role; False where it was not there. None: it is the last operator's, and stays. The
    operators are locked: of two who take each other's role, one keeps it.
    """
    if role == "operator":
        rows: Sequence[object] = await conn.fetch(
            "select 1 from role_grant where role = 'operator' order by account, person for update"
        )
        if len(rows) < 2:
            return None
    return await revoke(conn, account, person, role)


async def end_judge(conn: Connection, row: int, now: datetime) -> str | None:
    """Somebody judges no more; the competition's key. What he or she marked stays. None: nobody does
    by that row.
    """
    key: str | None = await conn.fetchval(
        "update judge set ended_at = $2 where id = $1 and ended_at is null returning competition_key",
        row,
        now,
    )
    return key
