"""What a recommendation is made from, and whether somebody wants any (PIPL article 24)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection

NEW_FOR = timedelta(days=30)
"""A course is new for so long after it was approved first."""


@dataclass(frozen=True, slots=True)
class Known:
    """The keys of the courses of a learner's groups, of those that came after the learner and are
    new, and of the one passed last (None: none is).
    """

    in_groups: frozenset[str]
    new: frozenset[str]
    passed_last: str | None


async def known_of(conn: Connection, learner: int, now: datetime) -> Known:
    """One statement. Of a group only what the group itself learns is used, nothing of its members."""
    row = await conn.fetchrow(
        """
        select
          array(select distinct g.course_key from group_member m join chat_group g on g.id = m.group_id
            where m.learner_id = l.id and g.course_key is not null and g.state <> 'gone') as in_groups,
          array(select v.course_key from course_version v where v.approved_at is not null
            group by 1 having min(v.approved_at) > greatest(l.created_at, $2)) as new,
          (select e.course_key from enrolment e where e.learner_id = l.id and e.passed_at is not null
            order by e.passed_at desc, e.id desc limit 1) as passed_last
        from learner l where l.id = $1
        """,
        learner,
        now - NEW_FOR,
    )
    if row is None:
        return Known(frozenset(), frozenset(), None)
    return Known(frozenset(row["in_groups"]), frozenset(row["new"]), row["passed_last"])


async def save_recommends(conn: Connection, learner: int, *, recommends: bool) -> None:
    """Whether somebody wants courses recommended."""
    await conn.execute("update learner set recommends = $2 where id = $1", learner, recommends)
