"""The shelf as the public API shows it: the courses that are taught now."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """One course in its current version."""

    key: str
    version: str
    title: str
    track: str
    language: str
    level: int
    hours: float
    hours_per_credit: float
    pass_mark: float
    lessons: int
    about: str
    approved_at: datetime | None


async def courses_after(
    conn: Connection, after: str, most: int, *, track: str | None, language: str | None
) -> list[CourseFacts]:
    """The next ``most`` courses that are taught, after the key ``after``, by their keys."""
    rows = await conn.fetch(
        """
        select c.key, v.version, v.title, v.track, v.language, v.level::int, v.hours::float8,
          v.hours_per_credit::float8, v.pass_mark::float8,
          (select count(*) from lesson s where s.version_id = v.id)::int as lessons, v.about, v.approved_at
        from course c join course_version v on v.id = c.current_version
        where c.key > $1 and v.state = 'approved' and v.recalled_at is null
          and ($3::text is null or v.track = $3) and ($4::text is null or v.language = $4)
        order by c.key limit $2
        """,
        after,
        most,
        track,
        language,
    )
    return [CourseFacts(*row.values()) for row in rows]
