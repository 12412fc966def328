"""Planning reminders and news of competitions, in bounded batches.

A moment is locked first and read afterwards, and keeps a cursor: everybody up to that learner is
planned. Whom it concerns is decided by ``bot.domain.concern``: a statement finds out what is known
of each person, as a number, and plans for those whose number is among the ones it was given.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.competitions import StageKind
from bot.domain.concern import (
    OF_ACTS,
    OF_PEOPLE,
    Person,
    Telling,
    kind_of,
    masks,
    rule_of,
    said_in_chats,
    tells_outsiders,
)
from bot.domain.delivery import Kind
from bot.store.db import Connection, Row
from bot.store.planning.competitions import LANE, Batch, batch_of
from bot.store.planning.pacing import LATE, TURNS, Pacing

ANY_HOUR = "any_hour"
"""In a delivery's detail: it goes out in quiet hours as well (design 4.9)."""

WHOLE = "-"
"""In an occurrence, in place of a stage: it is about the whole competition."""

_DROP = """
with useless as (
  select m.competition_key, m.stage_key, m.rule, m.revision, case
      when m.expires > $1 then 'a later reminder of the same stage was due as well'
      when m.planned_to > 0 then 'its stage closed before it was planned for everybody'
      else 'its stage closed before it was planned' end as reason
  from stage_moment m
  where m.planned_at is null and m.due <= $1 and (m.expires <= $1 or m.rule <> all($2) and exists (
    select 1 from stage_moment o where o.competition_key = m.competition_key and o.stage_key = m.stage_key
      and o.due <= $1 and o.expires = m.expires and o.dropped is null and o.rule <> all($2)
      and case when o.rule = m.rule then false
        when o.rule = any($3) then m.rule = any($3) and o.due > m.due
        when m.rule = any($3) then o.due > m.due or o.planned_at is null
        else o.due > m.due end))
  for no key update of m skip locked
), dropped as (
  update stage_moment m set planned_at = $1, dropped = u.reason from useless u
  where (m.competition_key, m.stage_key, m.rule, m.revision) = (u.competition_key, u.stage_key, u.rule, u.revision)
  returning m.dropped
)
select dropped, count(*) as count from dropped group by 1
"""

_MOMENT = """
select m.competition_key, m.stage_key, m.rule, m.revision, m.due, m.expires, m.any_hour, m.planned_to, s.kind,
  case when m.rule = 'changed'
    then (select min(t.position) from stage t where t.competition_key = c.key and m.detail -> 'was' ? t.key)
    else s.position end as position,
  array(select jsonb_array_elements_text(m.detail -> 'only')::bigint) as only_entries,
  not exists (select from stage r where r.competition_key = c.key and r.kind = 'registration') as open_to_all,
  exists (select from stage r where r.competition_key = c.key and r.kind = 'registration' and r.closes > $1) as may_enter
from stage_moment m join competition c on c.key = m.competition_key
left join stage s on s.competition_key = m.competition_key and s.key = m.stage_key
where m.planned_at is null and m.due <= $1 and m.expires > $1
  and c.state = case when m.rule = 'cancelled' then 'cancelled' else 'published' end
order by m.planned_to, m.due, m.competition_key, m.stage_key limit 1 for no key update of m skip locked
"""

_TO_CHATS = """
insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at, detail)
select g.id, g.account, 'reminder', $2, $3, 3, $4::timestamptz, $4, $5, $1, $6 from competition_group cg
join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id
  and g.state = 'known' and g.channel = 'telegram'
where cg.competition_key = $2 and (cg.announced_at is not null or not $7)
order by g.id on conflict do nothing
"""

DONE = """case {kind}
    when 'quiz' then exists (select from round_attempt t
      where t.entry_id = e.id and t.stage_key = {stage} and t.finished_at is not null)
    when 'upload' then exists (select from work w
      where w.entry_id = e.id and w.stage_key = {stage} and w.state = 'accepted')
    else false end"""
"""Whether an entry ``e`` has done what a stage asks for: a round by a finished attempt, works by one
that was accepted. Registration is done by entering; of a live stage nothing is known."""

LEFT_OUT = """exists (select from stage x join stage_standing t
      on t.competition_key = x.competition_key and t.stage_key = x.key and t.entry_id = e.id
    where x.competition_key = {competition} and x.position < {position} and t.goes_on is false)"""
"""Whether a selection before a stage left an entry ``e`` out."""

UNDECIDED = """exists (select from (select g.key from stage g
      where g.competition_key = {competition} and g.position < {position} and g.advance is not null
      order by g.position desc limit 1) as gate
    where not exists (select from stage_standing t
      where t.competition_key = {competition} and t.stage_key = gate.key and t.goes_on is not null))"""
"""Whether the selection that decides who is in a stage is not made yet."""

KNOWN = f"""(e.id is not null)::int + 2 * coalesce(e.state <> 'entered', false)::int
    + 4 * ({DONE})::int + 8 * ({LEFT_OUT})::int + 64 * coalesce(e.state = 'disqualified', false)::int
    + 128 * ({UNDECIDED})::int"""
"""The facts of ``bot.domain.concern.Person`` as a number, save who is away and who is listed."""

_LISTED = """case $8
    when 'selected' then e.id = any($19::bigint[]) and exists (
      select from stage_standing t
      where t.competition_key = $6 and t.stage_key = $7 and t.entry_id = e.id and t.goes_on is not null)
    when 'result' then exists (
      select from result r left join result p
        on p.competition_key = r.competition_key and p.revision = r.revision - 1 and p.entry_id = r.entry_id
      where r.competition_key = $6 and r.revision = $9 and r.entry_id = e.id
        and (p.entry_id is null
          or (r.division_key, r.rank, r.award, r.score) is distinct from (p.division_key, p.rank, p.award, p.score)))
    else false end"""

_TO_PEOPLE = f"""
with cohort as materialized (
  select g.id, g.account from competition_group cg
  join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.channel = 'wechat'
  where cg.competition_key = $6 and $16 and (not $17 or cg.announced_at is not null or cg.announced_to > 0)
), looked_at as materialized (
  select learner_id, min(group_id) as group_id from (
    select m.learner_id, c.id as group_id from cohort c cross join lateral (
      select learner_id from group_member where group_id = c.id and learner_id > $10 order by learner_id limit $11) m
    union all
    (select learner_id, null from entry where competition_key = $6 and learner_id > $10 order by learner_id limit $11)
  ) as everybody group by learner_id order by learner_id limit $11
), known as materialized (
  select s.learner_id, s.group_id,
    {KNOWN.format(kind="$14::text", stage="$7", competition="$6", position="$18::int")}
    + 16 * exists (select from learner l where l.id = s.learner_id and l.state = 'away')::int
    + 32 * ({_LISTED})::int as person
  from looked_at s left join entry e on e.competition_key = $6 and e.learner_id = s.learner_id
), owed as materialized (
  select p.learner_id, a.account as lane, a.account || '/' || coalesce(p.group_id::text, $6) as queue,
    case when $12::timestamptz < $1::timestamptz - {LATE} then $1 else $12 end as start,
    row_number() over (partition by a.account, p.group_id order by p.learner_id) - 1 as k, true as wanted
  from known p left join cohort c on c.id = p.group_id
  cross join lateral ({LANE.format(learner="p.learner_id", account="c.account")}) a
  where p.person = any($15::int[])
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at, detail)
  select learner_id, lane, $20, $6, coalesce(nullif($7, ''), '{WHOLE}') || '/' || $8 || '/' || $9::int, 3,
    case when start = $12 then at else $12 end, at, $13::timestamptz, $1, $21 from placed on conflict do nothing
  returning 1
)
update stage_moment set planned_to = coalesce((select max(learner_id) from looked_at), planned_to),
  planned_at = case when (select count(*) from looked_at) < $11 then $1 end
where competition_key = $6 and stage_key = $7 and rule = $8 and revision = $9
returning (select count(*) from planned) as people, planned_at is not null as ended
"""


async def drop_reminders(conn: Connection, now: datetime) -> dict[str, int]:
    """Give up the reminders whose moment has passed; how many, by the reason in words.

    One has passed when it is of no use any more, and when the next one of the same stage is due as
    well: after an outage people are reminded once. What group chats hear is not given up for what
    only people hear, but the other way round.
    """
    rows = await conn.fetch(_DROP, now, list(OF_ACTS), list(OF_PEOPLE))
    return {row["dropped"]: row["count"] for row in rows}


async def remind_some(conn: Connection, now: datetime, most: int, pacing: Pacing) -> Batch | None:
    """Plan one reminder, or news, whose moment has come: for its chats at once, then for the next
    people, ``most`` at most.

    Whom it concerns: ``bot.domain.concern``. Of what somebody did, a group hears that was told of
    the competition. None: no moment is left, or another planner is at work on it. To be called in a
    transaction.
    """
    moment = await conn.fetchrow(_MOMENT, now)
    if moment is None:
        return None
    chats = 0
    if moment["planned_to"] == 0 and said_in_chats(moment["rule"]):
        chats = await _to_chats(conn, moment, now)
    done = await conn.fetchrow(_TO_PEOPLE, *_values(moment, now, most, pacing))
    return batch_of(done, chats)


async def _to_chats(conn: Connection, moment: Row, now: datetime) -> int:
    tag = await conn.execute(
        _TO_CHATS,
        now,
        moment["competition_key"],
        f"{moment['stage_key'] or WHOLE}/{moment['rule']}/{moment['revision']}",
        moment["due"],
        moment["expires"],
        _detail(moment),
        rule_of(moment["rule"]) is not None,
    )
    return int(tag.rsplit(" ", 1)[1])


def _values(moment: Row, now: datetime, most: int, pacing: Pacing) -> Iterable[object]:
    """Parameters of ``_TO_PEOPLE``, from $1 on."""
    kind = moment["kind"]
    telling = Telling(
        moment["rule"],
        StageKind(kind) if kind else None,
        open_to_all=moment["open_to_all"],
        may_enter=moment["may_enter"],
    )
    return (
        now,
        *pacing.columns(),
        moment["competition_key"],
        moment["stage_key"],
        moment["rule"],
        moment["revision"],
        moment["planned_to"],
        most,
        moment["due"],
        moment["expires"],
        kind,
        masks(telling),
        tells_outsiders(telling),
        rule_of(moment["rule"]) is not None,
        moment["position"] or 0,
        moment["only_entries"],
        kind_of(moment["rule"]).value,
        _detail(moment),
    )


def _detail(moment: Row) -> dict[str, bool]:
    return {ANY_HOUR: True} if moment["any_hour"] else {}


_KNOWN_NOW = f"""
select p.learner_id, {KNOWN.format(kind="$4::text", stage="$3", competition="$2", position="$5::int")} as person
from unnest($1::bigint[]) as p (learner_id)
left join entry e on e.competition_key = $2 and e.learner_id = p.learner_id
"""


async def known_now(
    conn: Connection,
    learners: Sequence[int],
    competition: str,
    stage: str = "",
    kind: StageKind | None = None,
    position: int = 0,
) -> dict[int, Person]:
    """What is known of these people when they are told: as planning knew it, save who is away and
    who stands on a list. ``position`` of the stage counts from 1; 0: about the whole.
    """
    rows = await conn.fetch(_KNOWN_NOW, list(learners), competition, stage, kind, position)
    return {row["learner_id"]: Person.of(row["person"]) for row in rows}


def read_occurrence(occurrence: str) -> tuple[str, str, int] | None:
    """Stage (empty: the whole), rule and revision that a delivery of ours is for; None: it is none
    of ours.
    """
    stage, _, rest = occurrence.partition("/")
    rule, _, revision = rest.partition("/")
    if not (stage and rule and revision.isdecimal()):
        return None
    return ("" if stage == WHOLE else stage), rule, int(revision)


def is_urgent(kind: Kind, detail: dict[str, object]) -> bool:
    """Whether quiet hours do not hold a delivery up."""
    return kind is Kind.REMINDER and detail.get(ANY_HOUR) is True
