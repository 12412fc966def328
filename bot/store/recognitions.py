"""What credit banks decided: rows, how far it has been read, and what is told about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.domain.credits import Recognised, Recognition
from bot.store.credit_news import plan_credit_news
from bot.store.db import Connection

_SPACE = uuid5(NAMESPACE_URL, "yike:recognition")


def lock_of(target: str) -> int:
    """The number of the lock under which one target's decisions are taken in, 64 bits."""
    digest = sha256(b"recognitions\0" + target.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def key_of(target: str, one: Recognition) -> UUID:
    """The key of a decision: what is told twice is one."""
    told = (target, str(one.claim), one.state.value, one.said_at.isoformat())
    return uuid5(_SPACE, "|".join(told))


async def begin(conn: Connection, target: str, now: datetime, every: timedelta) -> str | None:
    """The cursor to ask with; None: somebody asked within ``every``. Call it under ``lock_of``.

    Whoever gets a cursor is expected to ask now; should it die, another asks after ``every``.
    """
    cursor: str | None = await conn.fetchval(
        """
        insert into recognition_cursor as r (target, cursor, asked_at) values ($1, '', $2)
        on conflict (target) do update set asked_at = $2
        where not (r.asked_at > $2::timestamptz - $3::interval and r.asked_at <= $2)
        returning cursor
        """,
        target,
        now,
        every,
    )
    return cursor


async def trouble(conn: Connection, target: str, words: str) -> bool:
    """Keep why a target could not be asked; whether that is new."""
    return bool(
        await conn.fetchval(
            "update recognition_cursor set trouble = $2 where target = $1 and trouble <> $2 returning true",
            target,
            words,
        )
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a page: decisions that are new, news planned, and decisions about claims that
    we do not know and never took back.
    """

    recorded: int
    planned: int
    strangers: int


async def still_at(conn: Connection, target: str, cursor: str) -> bool:
    """Whether the decisions were read up to ``cursor`` and no further."""
    found = await conn.fetchval("select cursor from recognition_cursor where target = $1", target)
    return bool(found == cursor)


async def advance(conn: Connection, target: str, cursor: str, now: datetime) -> bool:
    """Everything up to ``cursor`` is taken in; whether the target was in trouble before."""
    was = await conn.fetchval(
        """
        with before as (select trouble from recognition_cursor where target = $1)
        update recognition_cursor set cursor = $2, asked_at = $3, trouble = '' where target = $1
        returning (select trouble from before)
        """,
        target,
        cursor,
        now,
    )
    return bool(was)


# A claim is known by its key, and by the id of each later revision of its record. Its person is
# locked, so that an erasure comes before (then the claim is gone) or after.
_TAKE_IN = """
with said as (
  select * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::numeric[], $6::text[], $7::timestamptz[])
    with ordinality as s (key, outer_id, state, credit, reason, said_at, place)
), known as (
  select s.*, c.id as claim_id, c.key as claim_key, p.learner_id
  from said s
  cross join lateral (
    select id, key, completion_id from claim where key = s.outer_id
    union all
    select c.id, c.key, c.completion_id from statement st join claim c using (completion_id)
    where st.id = s.outer_id and st.form = 'record' and st.voids is null
    limit 1
  ) c
  join completion k on k.id = c.completion_id
  join ledger_person p on p.key = k.person
  for share of p
), written as (
  insert into recognition (key, claim_id, target, state, credit, reason, said_at, recorded_at)
  select key, claim_id, $1, state, credit, reason, said_at, $8 from known order by place
  on conflict (key) do nothing
  returning key
)
select k.claim_key, k.learner_id, k.state,
  (select count(*) from recognition r where r.claim_id = k.claim_id and r.target = $1 and r.state = k.state) as before
from written join known k using (key) order by k.place
"""

_STRANGERS = """
select count(*) from unnest($1::uuid[]) as s (outer_id)
where not exists (select 1 from claim where key = s.outer_id)
  and not exists (select 1 from statement where id = s.outer_id)
  and not exists (select 1 from statement where voids = s.outer_id)
"""


async def take_in(
    conn: Connection, target: str, said: Sequence[Recognition], now: datetime
) -> Taken:
    """Write down decisions in the bank's order, and plan what their learners are told.

    What was told before is not written again. A decision about a claim that is not ours, or of
    somebody whose data were erased, is dropped.
    """
    rows = {key_of(target, one): one for one in said}
    if not rows:
        return Taken(0, 0, 0)
    ones = list(rows.values())
    outer_ids = [one.claim for one in ones]
    written = await conn.fetch(
        _TAKE_IN,
        target,
        list(rows),
        outer_ids,
        [one.state.value for one in ones],
        [one.credit for one in ones],
        [one.reason for one in ones],
        [one.said_at for one in ones],
        now,
    )
    planned = 0
    for row in written:
        again = f":{row['before'] + 1}" if row["before"] else ""
        occurrence = f"{target}:{row['state']}{again}"
        subject = f"claim:{row['claim_key']}"
        planned += await plan_credit_news(conn, row["learner_id"], subject, occurrence, now)
    strangers: int = await conn.fetchval(_STRANGERS, outer_ids)
    return Taken(len(written), planned, strangers)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a bank said last about a claim. ``title`` is the course's; ``voided``: the claim does
    not count any more.
    """

    title: str
    state: Recognised
    credit: Decimal | None
    reason: str
    said_at: datetime
    voided: bool


async def newest(conn: Connection, claims: Sequence[UUID]) -> Mapping[tuple[UUID, str], Decision]:
    """The newest decision on each claim, by claim and target."""
    rows = await conn.fetch(
        """
        select distinct on (c.key, r.target) c.key, r.target, c.title, r.state, r.credit, r.reason, r.said_at,
          exists (select 1 from voiding v where v.completion_id = c.completion_id) as voided
        from claim c join recognition r on r.claim_id = c.id
        where c.key = any($1::uuid[]) order by c.key, r.target, r.said_at desc, r.id desc
        """,
        list(claims),
    )
    return {
        (row["key"], row["target"]): Decision(
            row["title"],
            Recognised(row["state"]),
            row["credit"],
            row["reason"],
            row["said_at"],
            row["voided"],
        )
        for row in rows
    }


async def accounts_given(conn: Connection, learners: Sequence[int]) -> set[tuple[int, str]]:
    """Which of these learners have given an account number, and to which target."""
    rows = await conn.fetch(
        "select learner_id, target from bank_account where learner_id = any($1::bigint[])",
        list(learners),
    )
    return {(row["learner_id"], row["target"]) for row in rows}
