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


_WEEK = """
select w.group_id, b.* from unnest($1::bigint[], $2::date[]) as w (group_id, monday)
cross join lateral (
  select m.board_name as name, coalesce(r.count, 0) as right, (
      select count(distinct (e.course_key, p.lesson_key)) from enrolment e join lesson_progress p on p.enrolment_id = e.id
      where e.learner_id = m.learner_id and p.completed_on between w.monday and w.monday + 6) as lessons
  from group_member m
  left join (
    select a.learner_id, count(*) from group_question q join group_answer a on a.group_question_id = q.id
    where q.group_id = w.group_id and q.day between w.monday and w.monday + 6 and a.is_right
    group by a.learner_id
  ) r on r.learner_id = m.learner_id
  where m.group_id = w.group_id and m.board_name is not null
  order by m.learner_id
) b
"""


async def week_of(
    conn: Connection, weeks: Collection[tuple[int, date]]
) -> dict[int, tuple[Merit, ...]]:
    """By group: what each did who is on its board, in the week that begins on that Monday."""
    rows = await conn.fetch(_WEEK, [group for group, _ in weeks], [monday for _, monday in weeks])
    found: dict[int, tuple[Merit, ...]] = {}
    for row in rows:
        merit = Merit(row["name"], row["right"], row["lessons"])
        found[row["group_id"]] = (*found.get(row["group_id"], ()), merit)
    return found
