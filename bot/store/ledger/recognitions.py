"""What credit banks decided: what of it is new, its rows, and what is told about it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.domain.credits import Recognised, Recognition
from bot.store.db import Connection, Row
from bot.store.ledger.news import plan_credit_news

_SPACE = uuid5(NAMESPACE_URL, "yike:recognition")
_SEPARATOR = "\x1f"
"""Stands in no reason: those are plain."""


def key_of(target: str, one: Recognition) -> UUID:
    """The key of a decision: of all that it says, and of where it stands in a receipt."""
    credit = "" if one.credit is None else f"{one.credit.normalize():f}"
    told = (target, str(one.claim), one.state.value, one.said_at.astimezone(UTC).isoformat())
    return uuid5(_SPACE, _SEPARATOR.join((*told, credit, one.reason, one.source)))


# What is new ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that is written down, by its key; where it stood is in the key alone."""

    key: UUID
    said: Recognition


def repeats(one: Recognition, key: UUID, before: Sequence[Recorded]) -> bool:
    """Pure: whether a decision is written down already; ``before``: what is, in that order.

    A page comes again after a crash, and a receipt may hold all that an older one held. But a bank
    that says again what it took back on the same day says something new.
    """
    said = replace(one, source="")
    if any(known.key == key for known in before):
        return True
    if all(known.said != said for known in before):
        return False
    newest = max(enumerate(before), key=lambda known: (known[1].said.said_at, known[0]))[1].said
    return newest == said or newest.said_at > said.said_at


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a page: decisions that are new, news planned, and decisions about claims that
    we do not know and never took back.
    """

    recorded: int
    planned: int
    strangers: int


# A claim is known by its key, and by the id of each later revision of its record. Its person is
# locked, so that an erasure comes before (then the claim is gone) or after.
_KNOWN = """
select s.outer_id, c.id as claim_id, c.key as claim_key, p.learner_id, exists (
    select from push o where o.statement_id = s.outer_id and o.target = $1 and o.state = 'voided') as taken_back
from unnest($2::uuid[]) as s (outer_id)
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
"""

_STRANGERS = """
select count(*) from unnest($1::uuid[]) as s (outer_id)
where not exists (select 1 from claim where key = s.outer_id)
  and not exists (select 1 from statement where id = s.outer_id)
  and not exists (select 1 from statement where voids = s.outer_id)
"""

_WRITE = """
insert into recognition (key, claim_id, outer_id, target, state, credit, reason, said_at, recorded_at)
select key, claim_id, outer_id, $1, state, credit, reason, said_at, $9
from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::numeric[], $7::text[], $8::timestamptz[])
  with ordinality as s (key, claim_id, outer_id, state, credit, reason, said_at, place)
order by place
"""


async def take_in(
    conn: Connection, target: str, said: Sequence[Recognition], now: datetime
) -> Taken:
    """Write down decisions in the bank's order, and plan what their learners are told. Call it
    under the cursor's ``lock_of``.

    What was told before is not written again. A decision about a claim that is not ours, or of
    somebody whose data were erased, is dropped; one about what was taken back is not told.
    """
    if not said:
        return Taken(0, 0, 0)
    outer_ids = list({one.claim for one in said})
    known = {row["outer_id"]: row for row in await conn.fetch(_KNOWN, target, outer_ids)}
    past = await _past(conn, target, {row["claim_id"] for row in known.values()})
    times = {(of, state): count for of, found in past.items() for state, count in _times(found)}
    fresh = _fresh(target, said, known, past)
    await _write(conn, target, fresh, known, now)
    await _is_read(conn, target, outer_ids)
    planned = 0
    for one in fresh:
        row = known[one.said.claim]
        if not row["taken_back"]:
            count = times.get((row["claim_id"], one.said.state), 0)
            planned += await _plan(conn, target, row, one.said.state, count, now)
    strangers: int = await conn.fetchval(_STRANGERS, outer_ids)
    return Taken(len(fresh), planned, strangers)


async def _past(
    conn: Connection, target: str, claims: Collection[int]
) -> dict[int, list[Recorded]]:
    """What is written down about claims, in that order."""
    found: dict[int, list[Recorded]] = {claim: [] for claim in claims}
    rows = await conn.fetch(
        "select key, claim_id, outer_id, state, credit, reason, said_at from recognition "
        "where claim_id = any($1::bigint[]) and target = $2 order by id",
        list(claims),
        target,
    )
    for row in rows:
        state = Recognised(row["state"])
        said = Recognition(row["outer_id"], state, row["said_at"], row["credit"], row["reason"])
        found[row["claim_id"]].append(Recorded(row["key"], said))
    return found


def _times(found: Sequence[Recorded]) -> Iterable[tuple[Recognised, int]]:
    """How often each state was said."""
    return Counter(one.said.state for one in found).items()


def _fresh(
    target: str,
    said: Sequence[Recognition],
    known: Mapping[UUID, Row],
    past: Mapping[int, list[Recorded]],
) -> list[Recorded]:
    """Those that are new, in their order; ``past`` gets them too."""
    fresh = []
    for one in said:
        if (row := known.get(one.claim)) is None:
            continue
        key, before = key_of(target, one), past[row["claim_id"]]
        if not repeats(one, key, before):
            recorded = Recorded(key, replace(one, source=""))
            before.append(recorded)
            fresh.append(recorded)
    return fresh


async def _write(
    conn: Connection,
    target: str,
    fresh: Sequence[Recorded],
    known: Mapping[UUID, Row],
    now: datetime,
) -> None:
    saids = [one.said for one in fresh]
    await conn.execute(
        _WRITE,
        target,
        [one.key for one in fresh],
        [known[one.claim]["claim_id"] for one in saids],
        [one.claim for one in saids],
        [one.state.value for one in saids],
        [one.credit for one in saids],
        [one.reason for one in saids],
        [one.said_at for one in saids],
        now,
    )


async def _plan(
    conn: Connection, target: str, row: Row, state: Recognised, count: int, now: datetime
) -> bool:
    """Owe the news of a state that was said ``count`` times before."""
    again = f":{count + 1}" if count else ""
    occurrence = f"{target}:{state.value}{again}"
    subject = f"claim:{row['claim_key']}"
    return await plan_credit_news(conn, row["learner_id"], subject, occurrence, now)


async def note_unread(
    conn: Connection, target: str, outer_ids: Collection[UUID], now: datetime
) -> int:
    """Keep which claims a decision was told about that cannot be read, until one can; how many are
    new. What is not ours is not kept.
    """
    if not outer_ids:
        return 0
    known = await conn.fetch(_KNOWN, target, list(set(outer_ids)))
    rows = await conn.fetch(
        "insert into recognition_unread (target, outer_id, claim_id, first_at) "
        "select $1, *, $4 from unnest($2::uuid[], $3::bigint[]) on conflict do nothing returning 1",
        *(target, [row["outer_id"] for row in known], [row["claim_id"] for row in known], now),
    )
    return len(rows)


async def _is_read(conn: Connection, target: str, outer_ids: Sequence[UUID]) -> None:
    await conn.execute(
        "delete from recognition_unread where target = $1 and outer_id = any($2::uuid[])",
        *(target, outer_ids),
    )


# What was said last --------------------------------------------------------------------------------


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
    """The newest decision on each claim, by claim and target: by the bank's clock, and of what it
    said at the same time (receipts have days only) the one read last. What was decided about a
    record that has been taken back since is over.
    """
    rows = await conn.fetch(
        """
        select distinct on (c.key, r.target) c.key, r.target, c.title, r.state, r.credit, r.reason, r.said_at,
          exists (select 1 from voiding v where v.completion_id = c.completion_id) as voided
        from claim c join recognition r on r.claim_id = c.id
        where c.key = any($1::uuid[]) and not exists (select from push p
          where p.statement_id = r.outer_id and p.target = r.target and p.state = 'voided')
        order by c.key, r.target, r.said_at desc, r.id desc
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
