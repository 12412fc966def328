"""What the clock brings: set-based statements that plan deliveries and mark their sources.

Each takes the instant as a parameter, works in bounded batches, and is safe to run in any
number of processes at once and to be killed between any two statements.
"""

from datetime import datetime

from bot.store.db import Connection


async def plan_lessons(conn: Connection, now: datetime, most: int) -> int:
    """Plan the daily item of every learner whose slot has come; returns how many enrolments.

    After an outage only the latest slot is planned: one to catch up, never a backlog. Nothing is
    planned for who paused, stopped, or cannot be reached at any address.
    """
    tag = await conn.execute(
        """
        with due as (
          select e.id, e.learner_id, e.course_key from enrolment e
          where e.state = 'active' and e.next_due <= $1
          order by e.next_due limit $2 for no key update of e skip locked
        ), slots as (
          select due.*, past.due as slot, past.occurrence, ahead.due as next_due,
            l.state = 'active' and exists (
              select 1 from address a where a.learner_id = l.id and a.state = 'active') as wanted
          from due join learner l on l.id = due.learner_id
          cross join lateral latest_slot($1, l.zone, l.times) past
          cross join lateral next_slot($1, l.zone, l.times) ahead
        ), planned as (
          insert into delivery (learner_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
          select learner_id, 'lesson', course_key, occurrence, 5, slot, slot, next_due, $1
          from slots where wanted on conflict do nothing
        )
        update enrolment e set next_due = s.next_due from slots s where e.id = s.id
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


async def end_pauses(conn: Connection, now: datetime, most: int) -> int:
    """Learners whose pause had a last day go on by themselves; returns how many, up to ``most``."""
    tag = await conn.execute(
        """
        update learner set state = 'active', paused_until = null where id in (
          select id from learner where state = 'paused'
            and paused_until <= (($1::timestamptz at time zone zone) - interval '4 hours')::date
          limit $2 for no key update skip locked)
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


async def next_lesson_due(conn: Connection) -> datetime | None:
    """When the next daily item will be sent to anybody; what was fetched before is not owed."""
    due: datetime | None = await conn.fetchval(
        """
        select min(case when d.id is null then e.next_due else ahead.due end)
        from enrolment e join learner l on l.id = e.learner_id
        cross join lateral latest_slot(e.next_due, l.zone, l.times) owed
        cross join lateral next_slot(e.next_due, l.zone, l.times) ahead
        left join delivery d on d.learner_id = e.learner_id and d.kind = 'lesson'
          and d.subject = e.course_key and d.occurrence = owed.occurrence
        where e.state = 'active' and l.state = 'active'
        """
    )
    return due


async def plan_announcements(conn: Connection, now: datetime) -> int:
    """Announce each competition once to each of its known groups, when its first stage opens.

    A Telegram group gets one message; a WeChat cohort's members get one each. The mark on
    competition_group is set in the same statement. Returns how many groups.
    """
    tag = await conn.execute(
        """
        with ready as (
          select cg.competition_key, cg.account, cg.platform_id, g.id as group_id, g.channel, s.closes
          from competition_group cg
          join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.state = 'known'
          join lateral (select min(opens) as opens, max(closes) as closes from stage
                        where competition_key = cg.competition_key) s on true
          where cg.announced_at is null and s.opens <= $1 and s.closes > $1
          order by cg.competition_key, cg.account, cg.platform_id limit 100 for no key update of cg skip locked
        ), to_groups as (
          insert into delivery (group_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
          select group_id, 'announcement', competition_key, 'once', 4, $1, $1, closes, $1
          from ready where channel = 'telegram' on conflict do nothing
        ), to_members as (
          insert into delivery (learner_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
          select distinct m.learner_id, 'announcement', r.competition_key, 'once', 4, $1, $1, r.closes, $1
          from ready r join group_member m on m.group_id = r.group_id
          where r.channel = 'wechat' on conflict do nothing
        )
        update competition_group cg set announced_at = $1 from ready r
        where cg.competition_key = r.competition_key and cg.account = r.account and cg.platform_id = r.platform_id
        """,
        now,
    )
    return int(tag.rsplit(" ", 1)[1])


async def announce_to_member(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """Somebody who joins a cohort later gets its open, already announced competitions.

    The cohort's competitions are locked first: a planner at work is waited for, and its mark
    seen; one that comes later waits for us, and finds the new member.
    """
    await conn.execute(
        """
        with known as materialized (
          select cg.* from chat_group g
          join competition_group cg on cg.account = g.account and cg.platform_id = g.platform_id
          where g.id = $1 and g.channel = 'wechat' for share of cg
        )
        insert into delivery (learner_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
        select $2, 'announcement', k.competition_key, 'once', 4, $3, $3, max(s.closes), $3
        from known k join stage s on s.competition_key = k.competition_key
        where k.announced_at is not null
        group by k.competition_key having max(s.closes) > $3
        on conflict do nothing
        """,
        group,
        learner,
        now,
    )


async def plan_reminders(conn: Connection, now: datetime) -> int:
    """Plan the reminders whose moment has come; returns how many moments.

    A Telegram group gets every reminder. A person (an entrant, or a member of a WeChat cohort)
    gets only those for a stage that he or she has not done; registration is done by entering,
    and where there is none, every member of the cohort takes part.
    """
    tag = await conn.execute(
        """
        with ready as (
          select m.*, m.stage_key || '/' || m.rule || '/' || m.revision as occurrence, s.kind as stage_kind
          from stage_moment m join stage s on s.competition_key = m.competition_key and s.key = m.stage_key
          where m.planned_at is null and m.due <= $1
          order by m.due limit 100 for no key update of m skip locked
        ), live as (select * from ready where expires > $1),
        to_groups as (
          insert into delivery (group_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
          select g.id, 'reminder', r.competition_key, r.occurrence, 3, r.due, r.due, r.expires, $1
          from live r join competition_group cg on cg.competition_key = r.competition_key
          join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id
            and g.state = 'known' and g.channel = 'telegram'
          on conflict do nothing
        ), people as (
          select r.competition_key, r.stage_key, r.stage_kind, r.occurrence, r.due, r.expires, m.learner_id
          from live r join competition_group cg on cg.competition_key = r.competition_key
          join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.channel = 'wechat'
          join group_member m on m.group_id = g.id
          union
          select r.competition_key, r.stage_key, r.stage_kind, r.occurrence, r.due, r.expires, e.learner_id
          from live r join entry e on e.competition_key = r.competition_key
        ), to_people as (
          insert into delivery (learner_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
          select p.learner_id, 'reminder', p.competition_key, p.occurrence, 3, p.due, p.due, p.expires, $1
          from people p left join entry e on e.competition_key = p.competition_key and e.learner_id = p.learner_id
          where case when p.stage_kind = 'registration' then e.id is null
            when e.id is null then not exists (select 1 from stage r
              where r.competition_key = p.competition_key and r.kind = 'registration')
            else not exists (select 1 from stage_done d where d.entry_id = e.id and d.stage_key = p.stage_key) end
          on conflict do nothing
        )
        update stage_moment m set planned_at = $1 from ready r
        where m.competition_key = r.competition_key and m.stage_key = r.stage_key
          and m.rule = r.rule and m.revision = r.revision
        """,
        now,
    )
    return int(tag.rsplit(" ", 1)[1])
