"""One person at two addresses: two learners become one.

A WeChat unionid, or a binding code, shows that two learners are one person. Everything of the one
goes over to the other, and nothing is counted twice. The row that is left is a tombstone: it says
whose it is now (``learner.merged_into``), for events of the last days still point to it, and is
never anybody's again.

Locks are taken in the order of ``bot.store.claims``: both learners by row, then the sources that
plan for them (so that a planner at work is waited for, and seen), then deliveries.
"""

from collections.abc import Sequence
from datetime import datetime

from asyncpg import UniqueViolationError

from bot.domain.errors import YikeError
from bot.store.announcing.telling import tell_member
from bot.store.binding import merge_codes
from bot.store.db import Connection
from bot.store.ledger.consent import PURPOSE
from bot.store.ledger.settling import settle
from bot.store.merging.contests import merge_entries
from bot.store.merging.deliveries import merge_deliveries
from bot.store.merging.groups import merge_group_answers, merge_memberships
from bot.store.merging.progress import join_enrolments
from bot.store.merging.shelf import merge_words
from bot.store.planning.competitions import announce_to_member


class MergeCollidedError(YikeError):
    """Something was planned for both learners in the moment in which they were joined; nothing
    was changed, and it can be tried again at once.
    """


async def merge_people(conn: Connection, learners: Sequence[int], now: datetime) -> int | None:
    """Make one of ``learners``, who are one person; the row of the one that is kept.

    Kept is who has learned more, else who is here longer: that one's pseudonym stays. Merging
    what is merged already changes nothing. None: fewer than one of them is there. To be called
    in a transaction, at whose end all of it is done or nothing: by ``bot.ledger.joining``, which
    does what is left to do at credit banks. Raises MergeCollidedError.
    """
    await conn.execute(
        "select 1 from learner where id = any($1::bigint[]) order by id for no key update",
        list(learners),
    )
    order = await _by_progress(conn, learners)
    if not order:
        return None
    keep, *others = order
    try:
        for gone in others:
            await merge(conn, keep, gone, now)
    except UniqueViolationError:
        raise MergeCollidedError("Two learners were being planned for; join them again.") from None
    return keep


async def _by_progress(conn: Connection, learners: Sequence[int]) -> list[int]:
    """Those of ``learners`` that stand for somebody, the one to keep first."""
    rows = await conn.fetch(
        """
        select l.id from learner l
        where l.id = any($1::bigint[]) and l.merged_into is null
        order by (select count(distinct (course_key, lesson_key))
                  from ledger_person q join completion c on c.person = q.key
                  where q.learner_id = l.id and c.kind = 'lesson') desc,
          (select count(*) from enrolment e where e.learner_id = l.id) desc,
          l.state = 'new', l.created_at, l.id
        """,
        list(learners),
    )
    return [row["id"] for row in rows]


async def merge(conn: Connection, keep: int, gone: int, now: datetime) -> bool:
    """Give all that is of learner ``gone`` to learner ``keep``; False when there was nothing to
    do, because either is not there, is merged already, or both are the same.

    To be called in a transaction. A caller that holds one learner locked (an event of his or
    hers) may call it; should two such meet crosswise, PostgreSQL ends one of them and its event
    is tried again.
    """
    pair = sorted({keep, gone})
    found = await conn.fetch(
        """
        select id from learner where id = any($1::bigint[]) and merged_into is null
        order by id for no key update
        """,
        pair,
    )
    if len(found) < 2:
        return False
    await _wait_for_planners(conn, pair)
    await _merge_person(conn, keep, gone)
    course = await _merge_enrolments(conn, keep, gone)
    await _merge_turns(conn, keep, gone, course, now)
    await _merge_records(conn, keep, gone, now)
    await merge_codes(conn, keep, gone)
    await merge_group_answers(conn, keep, gone)
    await merge_words(conn, keep, gone)
    joined = await merge_memberships(conn, keep, gone)
    await conn.execute("update address set learner_id = $1 where learner_id = $2", keep, gone)
    await merge_deliveries(conn, keep, gone, course, now)
    for group in joined:
        await announce_to_member(conn, group, keep, now)
        await tell_member(conn, group, keep, now)
    await conn.execute(
        """
        update learner set merged_into = $1, state = 'stopped', dialog = '{}', paused_until = null
        where id = $2 or merged_into = $2
        """,
        keep,
        gone,
    )
    return True


async def _wait_for_planners(conn: Connection, pair: Sequence[int]) -> None:
    """A planner may be putting down what is owed to either: it ends first, others pass by."""
    for source in ("competition_group", "announcement_group"):
        await conn.execute(
            f"""
            select 1 from {source} s join chat_group g on g.account = s.account and g.platform_id = s.platform_id
              join group_member m on m.group_id = g.id
            where m.learner_id = any($1::bigint[]) order by s.ctid for share of s
            """,
            pair,
        )


_PERSON = """
with pair as (
  select l.*, (select max(a.last_in_at) from address a where a.learner_id = l.id) as heard_at
  from learner l where l.id in ($1, $2)
), spoke_last as (
  select * from pair order by state = 'new', heard_at desc nulls last, id <> $1 limit 1
)
update learner k set state = s.state, paused_until = s.paused_until, zone = s.zone, times = s.times,
  language = s.language, large_type = s.large_type, slow = s.slow, recommends = s.recommends,
  holidays_off = s.holidays_off, off_day = s.off_day, break_minutes = s.break_minutes, dialog = s.dialog, track = coalesce(s.track, k.track, g.track),
  under_14 = coalesce(k.under_14, false) or coalesce(g.under_14, false) or coalesce(s.under_14, k.under_14, g.under_14),
  forget_at = least(k.forget_at, g.forget_at), created_at = least(k.created_at, g.created_at)
from spoke_last s, learner g where k.id = $1 and g.id = $2
"""


async def _merge_person(conn: Connection, keep: int, gone: int) -> None:
    """What a person said last holds: the times, a pause, that he or she wants no messages. Who
    is not through the greeting has said nothing. Who asked to be forgotten is, as a whole.
    """
    await conn.execute(_PERSON, keep, gone)


_ACTIVE = """
select (select course_key from enrolment where learner_id = $1 and state = 'active') as kept,
  (select course_key from enrolment where learner_id = $2 and state = 'active') as other
"""

_DROP_DOUBLES = """
with open as (
  select e.id, e.course_key, row_number() over (partition by e.course_key order by
      (select count(p.completed_at) from lesson_progress p where p.enrolment_id = e.id) desc,
      (select count(*) from answer a where a.enrolment_id = e.id) desc,
      e.learner_id <> $1, e.id) as place
  from enrolment e where e.learner_id in ($1, $2) and e.state in ('active', 'waiting')
)
update enrolment e set state = 'dropped' from open d join open k using (course_key)
where d.place > 1 and k.place = 1 and e.id = d.id returning e.id as dropped, k.id as kept
"""


async def _merge_enrolments(conn: Connection, keep: int, gone: int) -> str | None:
    """One open enrolment a course, the one that is further, with what was learned in either; one
    active course at most, which is returned.
    """
    active = await conn.fetchrow(_ACTIVE, keep, gone)
    course: str | None = (active["kept"] or active["other"]) if active else None
    for row in await conn.fetch(_DROP_DOUBLES, keep, gone):
        await join_enrolments(conn, row["kept"], row["dropped"])
    await conn.execute(
        "update enrolment set state = 'waiting' where learner_id in ($1, $2) and state = 'active'",
        keep,
        gone,
    )
    await conn.execute("update enrolment set learner_id = $1 where learner_id = $2", keep, gone)
    await conn.execute(
        "update enrolment set state = 'active' where learner_id = $1 and course_key = $2 and state = 'waiting'",
        keep,
        course,
    )
    return course


_TURNS = """
with old as (
  delete from lesson_turn where learner_id in ($1, $2) returning course_key, next_due, planned
), course as (
  select course_key, min(next_due) filter (where next_due <= $4) as overdue,
    array(select occurrence from (
        select distinct p.occurrence from old o, unnest(o.planned) as p (occurrence)
        where o.course_key = c.course_key order by 1 desc limit 8) newest order by 1) as planned
  from old c group by course_key
)
insert into lesson_turn (learner_id, course_key, active, next_due, planned)
select $1, c.course_key, c.course_key is not distinct from $3::text,
  case when c.course_key = $3 then coalesce(c.overdue, s.due) end, c.planned
from course c cross join learner l cross join next_slot($4, l.zone, l.times) s where l.id = $1
"""


async def _merge_turns(
    conn: Connection, keep: int, gone: int, course: str | None, now: datetime
) -> None:
    """What was planned for either was planned; the active course goes on at the person's times."""
    await conn.execute(_TURNS, keep, gone, course, now)


_CONSENTS = """
with said as (
  select id, given_at, withdrawn_at, max(withdrawn_at) over whole as last_no,
    row_number() over (partition by purpose, withdrawn_at is null order by given_at desc, id desc) as place,
    max(given_at) over whole as last_yes
  from consent where learner_id in ($1, $2) window whole as (partition by purpose)
)
update consent c set withdrawn_at = case when s.given_at < s.last_no then s.last_no else s.last_yes end
from said s where c.id = s.id and s.withdrawn_at is null and (s.given_at < s.last_no or s.place > 1)
"""
"""The newest word counts, yes or no, whichever address it came from."""

_OF_A_CHILD = """
update consent c set withdrawn_at = $2 from learner l
where l.id = $1 and l.under_14 and c.learner_id = l.id and c.by = 'self' and c.withdrawn_at is null
"""
"""Who is under 14 in one chat is in both: there only a guardian agrees (PIPL article 31)."""

_ACCOUNTS = """
with given as (
  delete from bank_account where learner_id in ($1, $2) returning target, sealed, given_at, learner_id
)
select distinct on (target) target, sealed, given_at from given
order by target, given_at desc, learner_id <> $1
"""

_KEEP_ACCOUNTS = """
insert into bank_account (learner_id, target, sealed, given_at)
select $1, * from unnest($2::text[], $3::bytea[], $4::timestamptz[])
"""


_DROP_ACCOUNTS = f"""
delete from bank_account b where b.learner_id = $1
  and exists (select from consent k where k.learner_id = $1 and k.purpose = '{PURPOSE}' || b.target)
  and not exists (select from consent k where k.learner_id = $1 and k.purpose = '{PURPOSE}' || b.target
                  and k.withdrawn_at is null)
"""


async def _merge_accounts(conn: Connection, keep: int, gone: int) -> None:
    """Of two account numbers at one bank, the one given last; none where the consent has ended."""
    found = await conn.fetch(_ACCOUNTS, keep, gone)
    if found:
        columns = zip(*(tuple(row.values()) for row in found), strict=True)
        await conn.execute(_KEEP_ACCOUNTS, keep, *map(list, columns))
        await conn.execute(_DROP_ACCOUNTS, keep)


async def _merge_records(conn: Connection, keep: int, gone: int, now: datetime) -> None:
    """Consents, account numbers, the ledger's entries, entries to competitions.

    An entry of the ledger never changes: only whose it is does. Statements stay as they were
    rendered; whether they go is the person's newest word, and of a course claimed by both one counts
    (``bot.store.ledger.entries.REPEATS``). What is at a bank against that, ``bot.ledger.joining`` takes back.
    """
    await conn.execute(_CONSENTS, keep, gone)
    for table in ("consent", "personal_copy"):
        await conn.execute(f"update {table} set learner_id = $1 where learner_id = $2", keep, gone)
    await conn.execute(_OF_A_CHILD, keep, now)
    await _merge_accounts(conn, keep, gone)
    await conn.execute(
        "update ledger_person set learner_id = $1, since = $3 where learner_id = $2",
        *(keep, gone, now),
    )
    await settle(conn, keep, now)
    await merge_entries(conn, keep, gone, now)
