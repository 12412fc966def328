"""What an operator does for one learner, each in the caller's transaction with its audit entry."""

from datetime import datetime
from enum import StrEnum

from bot.store.console.learner_page import Facts, facts
from bot.store.db import Connection
from bot.store.inbound import address_gone
from bot.store.operator_acts import Only, retry_failed

ENDED = "ended by the staff"


class Again(StrEnum):
    """What came of sending today's lesson again."""

    PLANNED = "planned"
    NOT_LEARNING = "not-learning"
    """No course is at hand, or the learner has paused or stopped."""
    NO_ADDRESS = "no-address"
    WAITS = "waits"
    """One is on its way, or waits in the inbox: a second would be a backlog."""


async def hold(conn: Connection, learner: int) -> Facts | None:
    """The learner, whom nobody else changes until the transaction ends; None: there is none such."""
    await conn.execute("select 1 from learner where id = $1 for no key update", learner)
    return await facts(conn, learner)


async def lesson_again(conn: Connection, learner: int, now: datetime) -> Again:
    """Owe the lesson that is next once more today, beside the daily one. To be called after ``hold``.

    It goes as any lesson does: by the ladder, not in quiet hours, and to the inbox where nothing
    carries it.
    """
    row = await conn.fetchrow(
        """
        select l.state = 'active' and e.course_key is not null as learns, a.account is not null as reached,
          exists (select from delivery d where d.learner_id = l.id and d.kind = 'lesson')
            or exists (select from delivery_held h where h.learner_id = l.id and h.kind = 'lesson') as waits
        from learner l left join enrolment e on e.learner_id = l.id and e.state = 'active'
        left join lateral (select account from address where learner_id = l.id and state = 'active' limit 1) a on true
        where l.id = $1
        """,
        learner,
    )
    if row is None or not row["learns"]:
        return Again.NOT_LEARNING
    if not row["reached"]:
        return Again.NO_ADDRESS
    if row["waits"]:
        return Again.WAITS
    await conn.execute(
        """
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
        select l.id, a.account, 'lesson', e.course_key,
          to_char((($2::timestamptz at time zone l.zone) - interval '4 hours')::date, 'YYYY-MM-DD') || '#again'
            || to_char($2::timestamptz at time zone l.zone, 'HH24MISS'), 5, $2, $2, s.due, $2
        from learner l join enrolment e on e.learner_id = l.id and e.state = 'active'
        cross join lateral next_slot($2, l.zone, l.times) s
        cross join lateral (select account from address where learner_id = l.id and state = 'active'
          order by last_in_at desc nulls last, id limit 1) a
        where l.id = $1 on conflict do nothing
        """,
        learner,
        now,
    )
    return Again.PLANNED


async def resend(
    conn: Connection, learner: int, ended_at: datetime, row: int, now: datetime
) -> bool:
    """Plan one failed delivery again; False where it is none of this learner's, is not of use any
    more, or is owed again anyway.
    """
    found = await conn.fetchrow(
        """
        select lane, kind, subject from delivery_past
        where learner_id = $1 and ended_at = $2 and id = $3 and state = 'failed'
        """,
        learner,
        ended_at,
        row,
    )
    if found is None:
        return False
    only = Only(found["lane"], found["kind"], found["subject"])
    # The first behind the place before it is the one that is meant, if it can be planned at all.
    mine = await conn.fetchval(
        """
        select id from delivery_past where state = 'failed' and ended_at = $1 and id >= $2
          and lane = $3 and kind = $4 and subject = $5 and (expires is null or expires > $6) order by id limit 1
        """,
        ended_at,
        row,
        *only.columns(),
        now,
    )
    if mine != row:
        return False
    done = await retry_failed(conn, only, now, after=(ended_at, row - 1), most=1)
    return done.planned.total() == 1


async def end_address(conn: Connection, learner: int, address: int, now: datetime) -> str | None:
    """Nothing is sent to an address any more until something is heard from there; its account. None:
    it is none of this learner's, or has ended.
    """
    account: str | None = await conn.fetchval(
        "select account from address where id = $2 and learner_id = $1 and state = 'active'",
        learner,
        address,
    )
    if account is not None:
        await address_gone(conn, address, ENDED, now=now)
    return account


async def end_codes(conn: Connection, learner: int) -> int:
    """Codes that bind addresses, and links into the console that were not opened, are good for nothing
    any more; how many.
    """
    codes = await conn.execute(
        "delete from bind_code where learner_id = $1 and used_at is null", learner
    )
    links = await conn.execute(
        """
        delete from sign_in where used_at is null and address_id in (select id from address where learner_id = $1)
        """,
        learner,
    )
    return int(codes.rsplit(" ", 1)[1]) + int(links.rsplit(" ", 1)[1])
