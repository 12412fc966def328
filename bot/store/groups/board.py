"""What those in a group who chose to be on its board did in a week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Merit:
    """One person's week: group questions answered rightly, and lessons finished (of any course).

    ``name`` is what he or she chose to be called there.
    """

    name: str
    right: int
    lessons: int

    @property
    def points(self) -> int:
        """One for each."""
        return self.right + self.lessons


# Who is named has answered in the group in the board's week or the three before it: a link that
# leads into a group may have been passed on to anybody. Of one person's answers to a question, from
# two accounts, the first counts.
_WEEK = """
select w.group_id, b.* from unnest($1::bigint[], $2::date[]) as w (group_id, monday)
cross join lateral (
  select m.board_name as name, r.count as right, (
      select count(distinct (e.course_key, p.lesson_key)) from enrolment e join lesson_progress p on p.enrolment_id = e.id
      where e.learner_id = m.learner_id and p.completed_on between w.monday and w.monday + 6) as lessons
  from group_member m
  join (
    select f.learner_id, count(*) filter (where f.is_right and f.day >= w.monday) from (
      select distinct on (a.group_question_id, a.learner_id) a.learner_id, a.is_right, q.day
      from group_question q join group_answer a on a.group_question_id = q.id
      where q.group_id = w.group_id and q.day between w.monday - 21 and w.monday + 6 and a.learner_id is not null
      order by a.group_question_id, a.learner_id, a.answered_at, a.voter) f
    group by f.learner_id
  ) r on r.learner_id = m.learner_id
  where m.group_id = w.group_id and m.board_name is not null
  order by m.learner_id
) b
"""


async def week_of(
    conn: Connection, weeks: Collection[tuple[int, date]]
) -> dict[int, tuple[Merit, ...]]:
    """By group: what each did who is on its board, in the week that begins on that Monday. Who has
    answered nothing in the group for four weeks, this one included, is left out.
    """
    rows = await conn.fetch(_WEEK, [group for group, _ in weeks], [monday for _, monday in weeks])
    found: dict[int, tuple[Merit, ...]] = {}
    for row in rows:
        merit = Merit(row["name"], row["right"], row["lessons"])
        found[row["group_id"]] = (*found.get(row["group_id"], ()), merit)
    return found
