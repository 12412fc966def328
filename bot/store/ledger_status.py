"""What the ledger's tables say about claims and targets, for people to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class PushState:
    """How one statement stands with one target, in the outbox's own words."""

    target: str
    state: str
    reason: str | None
    words: str | None
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim, and its statement's outbox rows. ``title`` is the course's as it is taught now,
    or its key where it is taught no more."""

    course: str
    title: str
    level: int
    hours: Decimal
    credit: Decimal
    rule: str
    claimed_at: datetime
    pushes: tuple[PushState, ...]


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One target's outbox in numbers, and what the target said last."""

    target: str
    waiting: int
    queued: int
    accepted: int
    dead: int
    oldest: datetime | None
    words: str | None
    reason: str | None
    tried_at: datetime | None


async def claims(conn: Connection, learner: int) -> list[ClaimFacts]:
    """A learner's claims, oldest first."""
    rows = await conn.fetch(
        """
        select c.course_key, coalesce(v.title, c.course_key) as title, c.level, c.hours,
          c.credit, c.rule, c.claimed_at,
          (select jsonb_agg(jsonb_build_array(p.target, p.state, p.reason, p.words,
                                              p.accepted_at) order by p.target)
           from push p where p.statement_id = s.id) as pushes
        from claim c join statement s on s.completion_id = c.completion_id
          left join course t on t.key = c.course_key
          left join course_version v on v.id = t.current_version
        where c.learner_id = $1 and c.repeats is null
        order by c.claimed_at, c.id
        """,
        learner,
    )
    return [
        ClaimFacts(
            *(row["course_key"], row["title"], row["level"], row["hours"], row["credit"]),
            *(row["rule"], row["claimed_at"]),
            tuple(_push_state(values) for values in row["pushes"] or ()),
        )
        for row in rows
    ]


def _push_state(values: Sequence[str | None]) -> PushState:
    target, state, reason, words, accepted = values
    at = datetime.fromisoformat(accepted) if accepted else None
    return PushState(str(target), str(state), reason, words, at)


async def targets(conn: Connection, names: Sequence[str]) -> list[TargetFacts]:
    """The outbox of each target named, in that order; rows of a target without any are zero."""
    rows = await conn.fetch(
        """
        select t.target, n.*, l.words, l.reason, l.tried_at
        from unnest($1::text[]) with ordinality as t (target, place)
        cross join lateral (
          select count(*) filter (where state = 'waiting') as waiting,
            count(*) filter (where state in ('queued', 'leased')) as queued,
            count(*) filter (where state = 'accepted') as accepted,
            count(*) filter (where state = 'dead') as dead,
            min(owed_at) filter (where state in ('queued', 'leased')) as oldest
          from push where push.target = t.target) n
        left join lateral (
          select words, reason, tried_at from push
          where push.target = t.target and tried_at is not null
          order by tried_at desc limit 1) l on true
        order by t.place
        """,
        list(names),
    )
    return [TargetFacts(**dict(row)) for row in rows]


async def completed(conn: Connection, learner: int) -> int:
    """How many completions a learner has in the ledger."""
    count = await conn.fetchval("select count(*) from completion where learner_id = $1", learner)
    return int(count)
