"""Two learners who are one entered the same competitions: one entry stays, with all that was done."""

from datetime import datetime

from bot.store.db import Connection

_PAIRS = """
select a.id as one, b.id as other, c.frozen_at is not null as frozen,
  (a.state = 'disqualified', a.state = 'entered', b.entered_at, b.id)
    > (b.state = 'disqualified', b.state = 'entered', a.entered_at, a.id) as keeps_one
from entry a join entry b on b.competition_key = a.competition_key
join competition c on c.key = a.competition_key
where a.learner_id = $1 and b.learner_id = $2 order by a.id for update of a, b
"""
"""Who was disqualified in one chat is so in both; one that counts stays before one that was taken
back; else the one that came first, by which the number is known."""

_DONE = """
with done as (
  insert into stage_done (entry_id, stage_key, done_at)
  select $1, stage_key, done_at from stage_done where entry_id = $2
  on conflict (entry_id, stage_key) do update set done_at = least(stage_done.done_at, excluded.done_at)
)
update entry k set entered_at = least(k.entered_at, g.entered_at), sealed = coalesce(k.sealed, g.sealed),
  guardian_consent_at = coalesce(k.guardian_consent_at, g.guardian_consent_at),
  group_id = coalesce(k.group_id, g.group_id), division_key = coalesce(k.division_key, g.division_key),
  revision = k.revision + 1
from entry g where k.id = $1 and g.id = $2
"""

_CLOSE_SECOND = """
update round_attempt set finished_at = $3, ended = 'withdrawn' where id in (
  select id from round_attempt where entry_id in ($1, $2) and finished_at is null
  order by started_at, id offset 1)
"""
"""One attempt is open at a time: the one that was begun first goes on."""

_TOO_MANY = """
delete from round_attempt a using (
  select t.id, row_number() over (partition by t.stage_key order by t.started_at, t.id) as place,
    coalesce(s.attempts, case when s.per_day is null then 1 end) as most
  from round_attempt t join entry e on e.id = t.entry_id
  left join stage s on s.competition_key = e.competition_key and s.key = t.stage_key
  where t.entry_id in ($1, $2)
) n where a.id = n.id and n.place > n.most
"""
"""Two chats do not give more attempts than one: those that were begun first count."""

_ATTEMPTS = """
update round_attempt a set entry_id = $1, number = n.number + {away} from (
  select id, row_number() over (partition by stage_key order by started_at, id)::smallint as number
  from round_attempt where entry_id in ($1, $2)
) n where a.id = n.id
"""
"""Numbered anew as they were begun; first out of the way of the numbers they have."""

_AWAY = 10_000

_WORKS = """
update work w set state = 'replaced' where w.entry_id in ($1, $2) and w.state = 'accepted' and exists (
  select from work n where n.entry_id in ($1, $2) and n.stage_key = w.stage_key
    and n.state = 'accepted' and (n.sent_at, n.id) > (w.sent_at, w.id))
"""
"""Of two accepted works of a stage the newer one counts, as if both had come from one chat."""

_MARKS = """
update judge_score s set entry_id = $1 where s.entry_id = $2 and not exists (
  select from judge_score k where k.entry_id = $1 and k.stage_key = s.stage_key
    and k.judge_id = s.judge_id)
"""

_ASIDES = """
update judge_aside s set entry_id = $1 where s.entry_id = $2 and not exists (
  select from judge_aside k where k.entry_id = $1 and k.stage_key = s.stage_key
    and k.judge_id = s.judge_id)
"""
"""Whoever stands aside for one of them does for both: it is one person."""

_TEAM = """
update entry_member set entry_id = $1
where entry_id = $2 and not exists (select from entry_member where entry_id = $1)
"""


_OLDER_CALENDAR = """
delete from calendar_link l where l.learner_id in ($1, $2) and exists (
  select from calendar_link n where n.learner_id in ($1, $2)
    and (n.made_at, n.learner_id) > (l.made_at, l.learner_id))
"""
"""One person has one calendar: the link that was given last."""


async def merge_entries(conn: Connection, keep: int, gone: int, now: datetime) -> None:
    """Entries of learner ``gone`` become ``keep``'s; of two in one competition one stays.

    Where the results are final both stay as they were made public: the one that is not kept leads
    to nobody any more. Both learners are locked by the caller.
    """
    for row in await conn.fetch(_PAIRS, keep, gone):
        pair = (row["one"], row["other"]) if row["keeps_one"] else (row["other"], row["one"])
        if row["frozen"]:
            await conn.execute(
                "update entry set learner_id = null, sealed = null where id = $1", pair[1]
            )
        else:
            await _join(conn, *pair, now)
    await conn.execute(_OLDER_CALENDAR, keep, gone)
    for table in ("entry", "objection", "calendar_link"):
        await conn.execute(f"update {table} set learner_id = $1 where learner_id = $2", keep, gone)


async def _join(conn: Connection, kept: int, other: int, now: datetime) -> None:
    """Give all that was done by entry ``other`` to ``kept``, and drop it."""
    await conn.execute(_DONE, kept, other)
    await conn.execute(_CLOSE_SECOND, kept, other, now)
    for statement in (
        _TOO_MANY,
        _ATTEMPTS.format(away=_AWAY),
        _ATTEMPTS.format(away=0),
        _WORKS,
        _MARKS,
        _ASIDES,
        _TEAM,
    ):
        await conn.execute(statement, kept, other)
    for table in ("work", "correction", "objection"):
        await conn.execute(f"update {table} set entry_id = $1 where entry_id = $2", kept, other)
    await conn.execute("delete from entry where id = $1", other)
