"""People who help: whom the members of a group reach with 人, and what was asked of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection, Row
from bot.store.planning.competitions import LANE

PRIORITY = 1
"""Behind replies, before everything by the clock: somebody waits at the other end."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helps in a group, by his or her row; ``name`` as its members read it."""

    learner: int
    name: str
    group: int


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of a helper. ``who`` stands for the asker towards this helper: the number of the
    first request, the same for all that come after. ``answer`` is empty until there is one.
    """

    row: int
    learner: int
    helper: int
    name: str
    who: int
    course: str
    lesson: str
    words: str
    answer: str
    answered: bool


async def make_helper(
    conn: Connection, group: int, learner: int, name: str, now: datetime
) -> bool:
    """Make somebody a helper of a group; False when he or she was, whose name is then as said now."""
    added = await conn.fetchval(
        """
        insert into group_helper as h (group_id, learner_id, name, since) values ($1, $2, $3, $4)
        on conflict (group_id, learner_id) do update set name = excluded.name returning xmax = 0
        """,
        group,
        learner,
        name,
        now,
    )
    return bool(added)


async def end_helper(conn: Connection, group: int, learner: int) -> bool:
    """Somebody helps in a group no more; False when he or she did not."""
    ended = await conn.fetchval(
        "delete from group_helper where group_id = $1 and learner_id = $2 returning true",
        group,
        learner,
    )
    return bool(ended)


async def learner_at(conn: Connection, account: str, platform_id: str) -> int | None:
    """Who is reached at an address; None: nobody has written from there."""
    row: int | None = await conn.fetchval(
        "select learner_id from address where account = $1 and platform_id = $2 and state = 'active'",
        account,
        platform_id,
    )
    return row


async def helper_of(conn: Connection, learner: int) -> Helper | None:
    """Of those who help in this person's groups, and can be reached, the one with the fewest open
    requests.
    """
    row = await conn.fetchrow(
        """
        select h.learner_id, h.name, h.group_id from group_helper h
        join group_member m on m.group_id = h.group_id and m.learner_id = $1
        join learner l on l.id = h.learner_id and l.state <> 'stopped'
        where h.learner_id <> $1
          and exists (select from address a where a.learner_id = h.learner_id and a.state = 'active')
        order by (select count(*) from help_request r where r.helper_id = h.learner_id and r.answered_at is null),
          h.since, h.learner_id limit 1
        """,
        learner,
    )
    return Helper(row["learner_id"], row["name"], row["group_id"]) if row else None


async def open_requests(conn: Connection, learner: int, now: datetime) -> int:
    """How many requests of the last 24 hours wait for an answer."""
    count: int = await conn.fetchval(
        "select count(*) from help_request where learner_id = $1 and answered_at is null and asked_at > $2",
        learner,
        now - A_DAY,
    )
    return count


async def ask_helper(
    conn: Connection,
    learner: int,
    helper: Helper,
    about: tuple[str | None, str | None],
    words: str,
    now: datetime,
) -> int:
    """Note what somebody asks, ``about`` a course's lesson, and owe it to the helper; its row."""
    row: int = await conn.fetchval(
        """
        insert into help_request (learner_id, helper_id, group_id, course_key, lesson_key, words, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7) returning id
        """,
        learner,
        helper.learner,
        helper.group,
        *about,
        words,
        now,
    )
    await _owe(conn, helper.learner, f"ask:{row}", now)
    return row


async def answer_request(
    conn: Connection, row: int, helper: int, words: str, now: datetime
) -> int | None:
    """Keep a helper's answer and owe it to who asked; for whom the helper knows him or her (see
    ``Request.who``). None: this helper has no such request open.
    """
    learner = await conn.fetchval(
        """
        update help_request set answer = $3, answered_at = $4
        where id = $1 and helper_id = $2 and answered_at is null returning learner_id
        """,
        row,
        helper,
        words,
        now,
    )
    if learner is None:
        return None
    await _owe(conn, learner, f"answer:{row}", now)
    return (await requests(conn, [row]))[row].who


async def answer_at_once(
    conn: Connection,
    learner: int,
    helper: Helper,
    about: tuple[str | None, str | None],
    words: str,
    answer: str,
    now: datetime,
) -> int | None:
    """What somebody asked the companion is answered in the name of a helper, as if it had been asked of
    him or her; the row of the request. None: the same words of this person were answered already.
    """
    row: int | None = await conn.fetchval(
        """
        insert into help_request (learner_id, helper_id, group_id, course_key, lesson_key, words, asked_at,
          answered_at, answer)
        select $1, $2, $3, $4, $5, $6, $7, $7, $8 where not exists (select from help_request
          where learner_id = $1 and words = $6 and answered_at is not null)
        returning id
        """,
        learner,
        helper.learner,
        helper.group,
        *about,
        words,
        now,
        answer,
    )
    if row is not None:
        await _owe(conn, learner, f"answer:{row}", now)
    return row


async def requests(conn: Connection, rows: list[int]) -> dict[int, Request]:
    """Requests by row, with the name that their helper has in the group."""
    found = await conn.fetch(
        """
        select r.*, coalesce(h.name, '') as name, (select min(f.id) from help_request f
          where f.learner_id = r.learner_id and f.helper_id = r.helper_id) as who
        from help_request r
        left join group_helper h on h.group_id = r.group_id and h.learner_id = r.helper_id
        where r.id = any($1)
        """,
        rows,
    )
    return {row["id"]: _request(row) for row in found}


def _request(row: Row) -> Request:
    return Request(
        row["id"],
        row["learner_id"],
        row["helper_id"],
        row["name"],
        row["who"],
        row["course_key"] or "",
        row["lesson_key"] or "",
        row["words"],
        row["answer"],
        row["answered_at"] is not None,
    )


async def _owe(conn: Connection, learner: int, subject: str, now: datetime) -> None:
    lane = LANE.format(learner="$1", account="null::text")
    await conn.execute(
        f"""
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
        select $1, a.account, 'help', $2, 'once', {PRIORITY}, $3, $3, $3 from ({lane}) a on conflict do nothing
        """,
        learner,
        subject,
        now,
    )


async def helps(conn: Connection, learner: int) -> bool:
    """Whether somebody helps in any group, or did and is still asked something."""
    return bool(
        await conn.fetchval(
            """
            select exists (select from group_helper where learner_id = $1)
              or exists (select from help_request where helper_id = $1 and answered_at is null)
            """,
            learner,
        )
    )
