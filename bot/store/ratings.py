"""What people think of the courses they passed: 3 useful, 2 so-so, 1 not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Passed:
    """A course that somebody passed, and what he or she said of it: ``stars`` for ``version``; both
    None where nothing was said.
    """

    course: str
    stars: int | None
    version: str | None


async def passed_courses(conn: Connection, learner: int, most: int) -> Sequence[Passed]:
    """At most ``most`` courses that a learner passed, the one passed last first."""
    rows = await conn.fetch(
        """
        select e.course_key, r.stars, r.content_version from (
          select course_key, max(passed_at) as at, max(id) as id from enrolment
          where learner_id = $1 and passed_at is not null group by course_key) e
        left join rating r on r.learner_id = $1 and r.course_key = e.course_key
        order by e.at desc, e.id desc limit $2
        """,
        learner,
        most,
    )
    return [Passed(row["course_key"], row["stars"], row["content_version"]) for row in rows]


async def rate(
    conn: Connection, learner: int, course: str, stars: int, version: str, now: datetime
) -> bool:
    """Keep what a learner thinks of a course that he or she passed; what was said before gives way.
    False: it was not passed, or there is no such course, and nothing was kept.
    """
    tag = await conn.execute(
        """
        insert into rating (learner_id, course_key, stars, content_version, rated_at)
        select $1, $2, $3, $4, $5 where exists (
          select from enrolment where learner_id = $1 and course_key = $2 and passed_at is not null)
        on conflict (learner_id, course_key) do update set stars = excluded.stars,
          content_version = excluded.content_version, rated_at = excluded.rated_at
        """,
        learner,
        course,
        stars,
        version,
        now,
    )
    return tag == "INSERT 0 1"


@dataclass(frozen=True, slots=True)
class Rated:
    """A course as people rate it: how many said 3, 2 and 1, and their mean."""

    course: str
    title: str
    useful: int
    fair: int
    useless: int
    mean: float


async def ratings(conn: Connection) -> Sequence[Rated]:
    """Every course that anybody rated, the worst first: that is where work is."""
    rows = await conn.fetch(
        """
        select r.course_key, coalesce(v.title, r.course_key) as title,
          count(*) filter (where r.stars = 3) as useful, count(*) filter (where r.stars = 2) as fair,
          count(*) filter (where r.stars = 1) as useless, avg(r.stars)::float8 as mean
        from rating r left join course c on c.key = r.course_key
        left join course_version v on v.id = c.current_version
        group by r.course_key, v.title order by mean, r.course_key
        """
    )
    return [
        Rated(
            row["course_key"],
            row["title"],
            row["useful"],
            row["fair"],
            row["useless"],
            row["mean"],
        )
        for row in rows
    ]
