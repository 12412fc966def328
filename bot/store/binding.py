"""Codes by which a person shows that two addresses are his or hers, and how often one was missed.

A code is kept as a keyed hash. Everything here is called within the transaction of the sender's
event, which holds the sender's learner locked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.store.db import Connection

MOST_MISSES = 5
MISSES_WITHIN = timedelta(hours=1)
"""After so many misses within that time, no code is tried for as long: of a million codes nobody
finds one by trying."""

MOST_MISSES_OF_ALL = 200
"""After so many misses of everybody within that time, no code is tried: who comes with ever new
accounts finds none either. With a hundred codes out at a time that is one chance in fifty an hour."""


class CodeState(StrEnum):
    """What a code that was sent is good for."""

    GOOD = "good"
    OWN = "the sender's own"
    EXPIRED = "expired"
    USED = "used already"
    USED_HERE = "used already, to join the sender"
    UNKNOWN = "nobody's"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was sent: what it is good for, and whose it is (0: nobody's)."""

    state: CodeState
    learner: int = 0


async def give_code(
    conn: Connection, learner: int, code: bytes, expires_at: datetime, now: datetime
) -> bool:
    """Make ``code`` the one code of ``learner``, in place of the one before; False when somebody
    else's is the same and still holds.
    """
    await conn.execute(
        "delete from bind_code where learner_id = $1 or (code = $2 and expires_at <= $3)",
        learner,
        code,
        now,
    )
    tag = await conn.execute(
        """
        insert into bind_code (learner_id, code, expires_at) values ($1, $2, $3)
        on conflict (code) do nothing
        """,
        learner,
        code,
        expires_at,
    )
    return bool(tag.endswith(" 1"))


async def look_up(conn: Connection, code: bytes, sender: int, now: datetime) -> Code:
    """What ``code`` is good for when ``sender`` sends it; nothing is locked or changed."""
    row = await conn.fetchrow(
        "select learner_id, expires_at, used_at is not null as used from bind_code where code = $1",
        code,
    )
    if row is None:
        return Code(CodeState.UNKNOWN)
    own = row["learner_id"] == sender
    if row["used"]:
        return Code(CodeState.USED_HERE if own else CodeState.USED)
    if row["expires_at"] <= now:
        return Code(CodeState.EXPIRED)
    return Code(CodeState.OWN if own else CodeState.GOOD, row["learner_id"])


async def use_code(conn: Connection, code: bytes, owner: int, sender: int, now: datetime) -> bool:
    """Use a good code of ``owner``, once; False when somebody was faster. Locks both learners,
    in the order of ``bot.store.merging.people``, before the code: its owner may be asking for a new one.
    """
    await conn.execute(
        "select 1 from learner where id = any($1::bigint[]) order by id for no key update",
        [owner, sender],
    )
    tag = await conn.execute(
        """
        update bind_code set used_at = $3
        where code = $1 and learner_id = $2 and used_at is null and expires_at > $3
        """,
        code,
        owner,
        now,
    )
    return bool(tag.endswith(" 1"))


async def may_try(conn: Connection, learner: int, now: datetime) -> bool:
    """Whether somebody may send a code now."""
    return not await conn.fetchval(
        "select exists (select from bind_miss where learner_id = $1 and misses >= $2 and since > $3)",
        learner,
        MOST_MISSES,
        now - MISSES_WITHIN,
    )


async def all_may_try(conn: Connection, now: datetime) -> bool:
    """Whether codes are tried at all now."""
    missed: int = await conn.fetchval(
        "select coalesce(sum(misses), 0) from bind_miss where since > $1", now - MISSES_WITHIN
    )
    return missed < MOST_MISSES_OF_ALL


async def heard(conn: Connection, address: int, now: datetime) -> None:
    """Note that somebody wrote from ``address`` just now, before the end of the event notes it:
    what was said last holds where two become one.
    """
    await conn.execute("update address set last_in_at = $2 where id = $1", address, now)


async def miss(conn: Connection, learner: int, now: datetime) -> None:
    """Count a code that was none. The hour begins with the first miss, and anew with the last
    that is let through.
    """
    await conn.execute(
        """
        insert into bind_miss as m (learner_id, misses, since) values ($1, 1, $2)
        on conflict (learner_id) do update set
          misses = case when m.since > $3 then m.misses + 1 else 1 end,
          since = case when m.since > $3 and m.misses + 1 < $4 then m.since else $2 end
        """,
        learner,
        now,
        now - MISSES_WITHIN,
        MOST_MISSES,
    )


async def merge_codes(conn: Connection, keep: int, gone: int) -> None:
    """The codes and misses of two learners who are one: the code that made them so stays known as
    used, and misses are not forgiven.
    """
    await conn.execute(
        """
        delete from bind_code where learner_id in ($1, $2) and learner_id <> (
          select learner_id from bind_code where learner_id in ($1, $2)
          order by used_at desc nulls last, expires_at desc, learner_id limit 1)
        """,
        keep,
        gone,
    )
    await conn.execute("update bind_code set learner_id = $1 where learner_id = $2", keep, gone)
    await conn.execute(
        """
        with old as (delete from bind_miss where learner_id = $2 returning misses, since)
        insert into bind_miss as m (learner_id, misses, since) select $1, misses, since from old
        on conflict (learner_id) do update
        set misses = least(m.misses + excluded.misses, 1000), since = greatest(m.since, excluded.since)
        """,
        keep,
        gone,
    )


async def lessons_learned(conn: Connection, learner: int) -> int:
    """How many different lessons somebody has finished, over all courses."""
    count: int = await conn.fetchval(
        """
        select count(distinct (e.course_key, p.lesson_key)) from enrolment e
        join lesson_progress p on p.enrolment_id = e.id
        where e.learner_id = $1 and p.completed_at is not null
        """,
        learner,
    )
    return count


async def forget_old(conn: Connection, now: datetime, most: int) -> int:
    """Remove at most ``most`` codes that ran out, and misses that count no more, a day after;
    returns how many.
    """
    gone = 0
    for table, column in (("bind_code", "expires_at"), ("bind_miss", "since")):
        tag = await conn.execute(
            f"""
            delete from {table} where learner_id in (
              select learner_id from {table} where {column} < $1 order by learner_id limit $2
              for update skip locked)
            """,
            now - timedelta(days=1),
            most,
        )
        gone += int(tag.rsplit(" ", 1)[1])
    return gone
