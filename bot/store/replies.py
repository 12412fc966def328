"""Replies that travel as deliveries, of any number of events in one statement (design 4.1, 4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.db import Connection


@dataclass(slots=True)
class OwedReply:
    """The pages of one reply. Of ``learner`` (locked by the caller, with ``address``) and ``group``
    one is set; ``lane`` is the account, ``subject`` names the event, once for all replies.

    ``at_once``: the first page is claimed by the caller, unless something is in flight there or
    an earlier reply still waits. They come from ``due`` on and are of use for a day.
    """

    learner: int | None
    group: int | None
    address: int | None
    lane: str
    subject: str
    pages: list[dict[str, Any]]
    due: datetime
    at_once: bool


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The row of a reply's first page, and whether it is claimed."""

    row: int
    claimed: bool


_ADD = """
with asked as (
  select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[],
    $7::boolean[]) with ordinality as q (learner_id, group_id, address_id, lane, subject, due, at_once, n)
), numbered as materialized (
  select q.*, p.page, p.number, q.at_once and p.number = 1
    and (q.group_id is null or q.n = min(q.n) over (partition by q.group_id))
    and not exists (select from delivery f where f.learner_id = q.learner_id and f.state in ('planned', 'claimed')
      and f.address_id = q.address_id and (f.state = 'claimed' or f.kind = 'reply'))
    and not exists (select from delivery f where f.group_id = q.group_id
      and f.state in ('planned', 'claimed') and (f.state = 'claimed' or f.kind = 'reply')) as claim
  from asked q join unnest($8::bigint[], $9::int[], $10::jsonb[]) as p (n, number, page) on p.n = q.n
)
insert into delivery (learner_id, group_id, address_id, lane, kind, subject, occurrence, priority, state,
  due, next_try, expires, lease_until, attempts, rung, detail, planned_at, decided_at)
select learner_id, group_id, address_id, lane, 'reply', subject, number::text, 0,
  case when claim then 'claimed' else 'planned' end, due, due, due + interval '1 day',
  case when claim then $11::timestamptz end, case when claim then 1 else 0 end,
  case when claim then 'send' end, page, $12::timestamptz, case when claim then $12 end
from numbered order by n, number
returning id, subject, occurrence, state = 'claimed' as claimed
"""


async def add_replies(
    conn: Connection, owed: Sequence[OwedReply], lease_until: datetime, now: datetime
) -> dict[str, FirstPage]:
    """Owe all of ``owed``; the first page of each, by its subject. What is claimed is leased
    until ``lease_until``; the others wait their turn.
    """
    if groups := [one.group for one in owed if one.group is not None]:
        # Two who ask in one group at once: the second sees what the first has put in flight.
        await conn.execute(
            "select 1 from chat_group where id = any($1::bigint[]) order by id for no key update",
            groups,
        )
    pages = [
        (n, number, page)
        for n, one in enumerate(owed, 1)
        for number, page in enumerate(one.pages, 1)
    ]
    rows = await conn.fetch(
        _ADD,
        [one.learner for one in owed],
        [one.group for one in owed],
        [one.address for one in owed],
        [one.lane for one in owed],
        [one.subject for one in owed],
        [one.due for one in owed],
        [one.at_once for one in owed],
        [n for n, _, _ in pages],
        [number for _, number, _ in pages],
        [page for _, _, page in pages],
        lease_until,
        now,
    )
    return {
        row["subject"]: FirstPage(row["id"], row["claimed"])
        for row in rows
        if row["occurrence"] == "1"
    }
