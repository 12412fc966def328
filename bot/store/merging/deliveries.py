"""What was owed to two learners who are one: each thing once, to the one that is kept."""

from datetime import datetime

from bot.store.db import Connection, Row
from bot.store.deliveries import end_held
from bot.store.endings import Ending, end

TWICE = "owed at another address of the same person"
OTHER_COURSE = "the same person learns another course now"

_DOUBLES = """
with open as (
  select id, learner_id, kind, subject, occurrence, state as place, attempts,
    case state when 'claimed' then 1 else 3 end as rank
  from delivery where learner_id in ($1, $2)
  union all
  select id, learner_id, kind, subject, occurrence, case when part_id is null then 'held' else 'mass' end, attempts,
    case when part_id is null then 4 else 2 end
  from delivery_held where learner_id in ($1, $2)
), every as (
  select * from open
  union all
  select p.id, p.learner_id, p.kind, p.subject, p.occurrence, 'sent', p.attempts, 0 from delivery_past p
  where p.learner_id in ($1, $2) and p.state = 'sent'
    and (p.kind, p.subject, p.occurrence) in (select kind, subject, occurrence from open)
), ranked as (
  select *, row_number() over (same order by rank, learner_id <> $1, id) as n,
    min(learner_id) over same <> max(learner_id) over same as of_both
  from every window same as (partition by kind, subject, occurrence)
)
select id, learner_id, place, attempts, kind = 'lesson' and subject is distinct from $3::text as other_course,
  of_both and n > 1 as twice
from ranked where place in ('planned', 'held', 'claimed') and
  ((of_both and n > 1) or (kind = 'lesson' and subject is distinct from $3::text))
order by id
"""
"""Of what is owed to both, what has come or is on its way counts, then what is to be sent, then
what waits in the inbox."""


async def merge_deliveries(
    conn: Connection, keep: int, gone: int, course: str | None, now: datetime
) -> None:
    """Give what is owed to ``gone`` to ``keep``; both are locked by the caller.

    What both are owed, or one of them already had, is owed once. A daily lesson is of ``course``,
    the active one. What is on its way for both cannot be taken back: it stays two.
    """
    found = await conn.fetch(_DOUBLES, keep, gone, course)
    await _end(conn, [row for row in found if row["place"] != "claimed"], now)
    flying = [row["id"] for row in found if row["place"] == "claimed" and row["twice"]]
    await conn.execute(
        "update delivery set occurrence = occurrence || '+' || id where id = any($1::bigint[])",
        flying,
    )
    for table in ("delivery", "delivery_held", "delivery_past"):
        await conn.execute(f"update {table} set learner_id = $1 where learner_id = $2", keep, gone)


async def _end(conn: Connection, rows: list[Row], now: datetime) -> None:
    planned = [
        Ending(row["id"], row["attempts"], "expired", _reason(row))
        for row in rows
        if row["place"] == "planned"
    ]
    if planned:
        await end(conn, planned, now)
    for row in rows:
        if row["place"] == "held":
            await end_held(conn, row["id"], "expired", reason=_reason(row), now=now)


def _reason(row: Row) -> str:
    return TWICE if row["twice"] else OTHER_COURSE
