"""What is let go of who is erased: as an entrant, an objector, a judge, an organiser.

An entry stays under its number, so that places that were made public do not move, without anything
that leads to a person. Where the results are not final it is withdrawn, and what was answered and
handed in goes; where they are, rank and score stay.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.store.contests import standings_due, works
from bot.store.db import Connection

ERASED = "erased"
"""The reason in ``entry.state_reason``."""

_COMPETITIONS = """
select key from competition
where key in (select competition_key from entry where learner_id = any($1::bigint[]))
order by key for share
"""
"""Whoever makes a standing holds the competition: it is made before this, or after."""

_MINE = """
select e.id, e.competition_key, c.frozen_at is not null as frozen from entry e
join competition c on c.key = e.competition_key
where e.learner_id = any($1::bigint[]) order by e.id for update of e
"""

_ENTRY = """
update entry set learner_id = null, sealed = null, guardian_consent_at = null,
  state = case when id = any($2::bigint[]) then 'withdrawn' else state end,
  state_reason = case when id = any($2::bigint[]) then $3 else state_reason end,
  revision = revision + 1
where id = any($1::bigint[])
"""

_RELATION = "update judge_aside set relation = 'other' where entry_id = any($1::bigint[])"
"""In final results the marks of who stood aside must not begin to count; how the two know each other
is told no more."""


async def let_go_of_entries(conn: Connection, learners: Sequence[int]) -> None:
    """No entry leads to ``learners`` any more; their objections lose their words as well. Standings
    are made again without them, so that the next ones move up where they still can.
    """
    await conn.execute(_COMPETITIONS, list(learners))
    rows = await conn.fetch(_MINE, list(learners))
    entries = [row["id"] for row in rows]
    running = [row["id"] for row in rows if not row["frozen"]]
    if entries:
        await works.let_go_of(conn, entries)
        for table in ("entry_member", "stage_done"):
            await conn.execute(f"delete from {table} where entry_id = any($1::bigint[])", entries)
        await conn.execute(
            """
            delete from round_answer where attempt_id in
              (select id from round_attempt where entry_id = any($1::bigint[]))
            """,
            entries,
        )
        for table in ("round_attempt", "stage_standing", "judge_score", "judge_aside"):
            await conn.execute(f"delete from {table} where entry_id = any($1::bigint[])", running)
        await conn.execute(_RELATION, entries)
        await conn.execute(_ENTRY, entries, running, ERASED)
        await standings_due.outdate(conn, sorted({row["competition_key"] for row in rows}))
    await conn.execute(
        """
        update objection set learner_id = null, words = '', answer = '',
          state = case when state = 'open' then 'dismissed' else state end
        where learner_id = any($1::bigint[])
        """,
        list(learners),
    )


async def let_go_of_staff(conn: Connection, people: Sequence[bytes], now: datetime) -> None:
    """Whoever ``people`` are the keyed hashes of is no judge and no organiser any more. Marks that
    were given count on, from somebody without a name.
    """
    await conn.execute("delete from group_organiser where person = any($1::bytea[])", list(people))
    await conn.execute(
        """
        delete from judge j where person = any($1::bytea[])
          and not exists (select from judge_score s where s.judge_id = j.id)
        """,
        list(people),
    )
    await conn.execute(
        """
        update judge set person = uuid_send(gen_random_uuid()), name = '',
          ended_at = coalesce(ended_at, $2)
        where person = any($1::bytea[])
        """,
        list(people),
        now,
    )
