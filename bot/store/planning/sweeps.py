"""Looking for what should have been planned and was not (design 4.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection

PATIENCE = timedelta(minutes=1)
"""What is due for longer than this and still not planned is overdue."""

MOST = 10_000
"""So many are counted of each, no more."""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """What is overdue: lessons of courses, moments of reminders, groups to announce to."""

    lessons: int
    reminders: int
    announcements: int

    def in_words(self) -> dict[str, int]:
        """What was found, by the words that say it; nothing is left out but zeros."""
        found = {
            "lessons due for more than a minute": self.lessons,
            "reminders due for more than a minute": self.reminders,
            "groups not announced to in time": self.announcements,
        }
        return {words: count for words, count in found.items() if count}


async def unplanned(conn: Connection, now: datetime) -> Unplanned:
    """What is due for more than a minute and not planned, each counted up to 10,000."""
    row = await conn.fetchrow(
        """
        select (select count(*) from (
            select 1 from lesson_turn where next_due <= $1 limit $2) t) as lessons,
          (select count(*) from (
            select 1 from stage_moment m join competition c on c.key = m.competition_key
            where m.planned_at is null and m.due <= $1 and c.state in ('published', 'cancelled') limit $2) m) as reminders,
          (select count(*) from (
            select 1 from competition_group cg join competition c on c.key = cg.competition_key
            join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.state = 'known'
            join lateral (select min(opens) as opens, max(closes) as closes from stage
                          where competition_key = cg.competition_key) s on true
            where cg.announced_at is null and c.state = 'published' and s.closes > $1
              and greatest(s.opens, c.imported_at, g.known_at) <= $1 limit $2) a) as announcements
        """,
        now - PATIENCE,
        MOST,
    )
    if row is None:
        raise AssertionError("three counts are one row by their construction")
    return Unplanned(row["lessons"], row["reminders"], row["announcements"])


async def give_next_times(conn: Connection, now: datetime, most: int) -> int:
    """Active courses of active learners that lost their next time get one; returns how many."""
    tag = await conn.execute(
        """
        with lost as (
          select t.learner_id, t.course_key, l.zone, l.times from lesson_turn t join learner l on l.id = t.learner_id
          where t.active and t.next_due is null and l.state = 'active'
          limit $2 for no key update of t skip locked
        )
        update lesson_turn t set next_due = (select due from next_slot($1, l.zone, l.times))
        from lost l where t.learner_id = l.learner_id and t.course_key = l.course_key
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


async def forget_turns(conn: Connection, now: datetime) -> int:
    """Drop the turns of accounts and cohorts that were given out a day ago; returns how many."""
    tag = await conn.execute(
        """
        delete from lane_pace where lane in (
          select lane from lane_pace where free_at < $1 order by lane for update skip locked)
        """,
        now - timedelta(days=1),
    )
    return int(tag.rsplit(" ", 1)[1])
