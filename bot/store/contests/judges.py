"""Who judges a competition, and who is invited to."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Judge:
    """One who judges a competition; ``ended_at`` None: still does."""

    row: int
    competition: str
    name: str
    added_by: str
    added_at: datetime
    ended_at: datetime | None


async def add_judge(
    conn: Connection,
    competition: str,
    account: str,
    person: bytes,
    *,
    name: str,
    added_by: str,
    at: datetime,
) -> int:
    """Somebody judges from now on (again, where it had ended); the judge's row."""
    row: int = await conn.fetchval(
        """
        insert into judge (competition_key, account, person, name, added_by, added_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (competition_key, account, person) do update set ended_at = null,
          name = excluded.name, added_by = excluded.added_by
        returning id
        """,
        competition,
        account,
        person,
        name,
        added_by,
        at,
    )
    return row


async def load_judge(conn: Connection, competition: str, row: int) -> Judge | None:
    """One judge of a competition."""
    found = await conn.fetchrow(
        """
        select id, competition_key, name, added_by, added_at, ended_at from judge
        where id = $2 and competition_key = $1
        """,
        competition,
        row,
    )
    return None if found is None else Judge(*found.values())


async def judges_of(conn: Connection, competition: str) -> list[Judge]:
    """All judges of a competition, those who ended too, in the order in which they were added."""
    rows = await conn.fetch(
        """
        select id, competition_key, name, added_by, added_at, ended_at from judge
        where competition_key = $1 order by id
        """,
        competition,
    )
    return [Judge(*row.values()) for row in rows]


async def end_judge(conn: Connection, row: int, at: datetime) -> bool:
    """Somebody judges no more; the marks stay, and invitations under the same name are void. False
    where it had ended already.
    """
    ended = await conn.fetchval(
        """
        with ended as (
          update judge set ended_at = $2 where id = $1 and ended_at is null
          returning competition_key, name
        ), void as (
          delete from staff_invite i using ended e where i.role = 'judge'
            and i.competition_key = e.competition_key and i.name = e.name and i.used_at is null
        )
        select true from ended
        """,
        row,
        at,
    )
    return bool(ended)
