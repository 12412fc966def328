"""Who is on the staff: roles by address, own groups, competitions that somebody judges."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.store.db import Connection

Hash = Callable[[str, str], bytes]
"""From an account and a platform id to the keyed hash that roles are granted to."""


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What the tables say of who is reached at an address: the learner, and the roles of all of
    his or her addresses.
    """

    address: int
    learner: int
    key: str
    language: str
    roles: frozenset[str]
    groups: frozenset[int]
    judges: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, bytes], ...]


async def staff_at(conn: Connection, address: int, hashed: Hash) -> StaffFacts | None:
    """Who is reached at ``address``, with what he or she may do now; None: nobody any more."""
    rows = await conn.fetch(
        """
        select a.account, a.platform_id, l.id, l.key, l.language
        from address one join learner l on l.id = one.learner_id
        join address a on a.learner_id = l.id and a.state = 'active'
        where one.id = $1 and one.state = 'active' and l.forget_at is null
        """,
        address,
    )
    if not rows:
        return None
    people = tuple((row["account"], hashed(row["account"], row["platform_id"])) for row in rows)
    accounts, hashes = [one for one, _ in people], [one for _, one in people]
    found = await conn.fetch(
        """
        with me as (select * from unnest($1::text[], $2::bytea[]) as p (account, person))
        select 'role' as what, g.role as name, 0::bigint as row from role_grant g
          join me on me.account = g.account and me.person = g.person
        union all select 'group', '', o.group_id from group_organiser o
          join me on me.account = o.account and me.person = o.person
        union all select 'judge', j.competition_key, j.id from judge j
          join me on me.account = j.account and me.person = j.person where j.ended_at is null
        union all select 'helper', '', h.group_id from group_helper h where h.learner_id = $3
        """,
        accounts,
        hashes,
        rows[0]["id"],
    )
    roles = {row["name"] for row in found if row["what"] == "role"}
    groups = {row["row"] for row in found if row["what"] == "group"}
    judges = {row["name"]: row["row"] for row in found if row["what"] == "judge"}
    if judges:
        roles.add("judge")
    if any(row["what"] == "helper" for row in found):
        roles.add("helper")
    return StaffFacts(
        address=address,
        learner=rows[0]["id"],
        key=rows[0]["key"].hex,
        language=rows[0]["language"],
        roles=frozenset(roles),
        groups=frozenset(groups),
        judges=tuple(sorted(judges.items())),
        people=people,
    )
