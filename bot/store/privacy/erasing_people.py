"""A person is erased with everything we know of him or her.

Locks are taken in the order of ``bot.store.claims``: the person's rows, then what plans for them
(so that a planner at work is waited for), then deliveries, then addresses. The learner's row goes
last: whoever inserts something that refers to it meanwhile is never waited for crosswise.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.store.db import Connection
from bot.store.endings import Ending, end
from bot.store.privacy.competing import let_go_of_entries, let_go_of_staff
from bot.store.privacy.erasing import erase
from bot.store.privacy.forgetting import Person

FORGOTTEN = "the person was erased"


async def erase_person(
    conn: Connection,
    person: Person,
    now: datetime,
    *,
    granted: Sequence[bytes],
    voters: Sequence[bytes],
) -> None:
    """Erase ``person``, locked by ``lock_person``, of whom the ledger knows nothing any more.

    What ended stays as counted rows that lead nowhere; votes in groups stay as counts, entries in
    competitions under their number. ``granted``
    and ``voters`` are the keyed hashes that roles and group answers know the addresses by. To be
    called in a transaction.
    """
    rows = list(person.rows)
    await _wait_for_planners(conn, rows)
    await conn.execute("delete from lesson_turn where learner_id = any($1::bigint[])", rows)
    await _let_go_of_deliveries(conn, rows, now)
    await _let_go_of_groups(conn, person, voters)
    await let_go_of_entries(conn, rows)
    await let_go_of_staff(conn, granted, now)
    for address, _, _ in person.addresses:
        await erase(conn, address, now)
    await conn.execute("delete from role_grant where person = any($1::bytea[])", list(granted))
    # Everything else refers to the learner, and goes with the row.
    await conn.execute(
        "delete from learner where id = any($1::bigint[]) and id <> $2", rows, person.row
    )
    await conn.execute("delete from learner where id = $1", person.row)


async def _wait_for_planners(conn: Connection, rows: Sequence[int]) -> None:
    """A planner may be putting down what is owed to the person: it ends first, others pass by."""
    for source in ("competition_group", "announcement_group"):
        await conn.execute(
            f"""
            select 1 from {source} s join chat_group g on g.account = s.account and g.platform_id = s.platform_id
              join group_member m on m.group_id = g.id
            where m.learner_id = any($1::bigint[]) order by s.ctid for share of s
            """,
            rows,
        )


_HELD = """
with h as (delete from delivery_held where learner_id = any($1::bigint[]) returning *)
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
  attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts,
  uncertain or part_id is not null, $2, '{}', steps || jsonb_build_object('at', $3::timestamptz, 'reason', $2::text),
  planned_at, coalesce(decided_at, $3), $3
from h
"""

_PAST = """
update delivery_past set learner_id = null, address_id = null, detail = '{}',
  subject = case when kind in ('reply', 'credit') then '' else subject end
where learner_id = any($1::bigint[])
"""
"""A reply's subject is made from the message that it answers, a credit's names a claim."""


async def _let_go_of_deliveries(conn: Connection, rows: Sequence[int], now: datetime) -> None:
    """Everything owed ends, also what is on its way: its sender finds nothing left to record."""
    owed = await conn.fetch(
        """
        select id, attempts, state = 'claimed' as flying from delivery
        where learner_id = any($1::bigint[]) order by id for update
        """,
        rows,
    )
    endings = [
        Ending(row["id"], row["attempts"], "expired", FORGOTTEN, uncertain=row["flying"])
        for row in owed
    ]
    if endings:
        await end(conn, endings, now)
    await conn.execute(_HELD, rows, FORGOTTEN, now)
    await conn.execute(_PAST, rows)


async def _let_go_of_groups(conn: Connection, person: Person, voters: Sequence[bytes]) -> None:
    """Answers stay as votes of nobody. The person's own, and those of the same addresses from
    before they were anybody's here.
    """
    await conn.execute(
        """
        update group_answer set voter = uuid_send(gen_random_uuid()), learner_id = null
        where learner_id = any($1::bigint[])
        """,
        list(person.rows),
    )
    await conn.execute(
        """
        update group_answer a set voter = uuid_send(gen_random_uuid()), learner_id = null
        from group_question q join chat_group g on g.id = q.group_id
        where g.account = any($2::text[]) and a.group_question_id = q.id and a.voter = any($1::bytea[])
        """,
        list(voters),
        [account for _, account, _ in person.addresses],
    )
