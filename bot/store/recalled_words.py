"""Lessons that stand word for word in a text that was recalled."""

from bot.store.db import Connection


async def lessons_as_recalled(conn: Connection, version_id: int | None) -> tuple[str, ...]:
    """The keys of the lessons of a stored text that are, words and questions, those of a recalled
    text of its course, in their order; none for None.
    """
    rows = await conn.fetch(
        """
        with words as (
          select l.version_id, l.key, l.position, v.recalled_at is not null as recalled, l.text,
            array(select row(q.kind, q.stem, q.options, q.right_options, q.accepted, q.why)::text
              from question q where q.lesson_id = l.id order by q.position) as questions
          from lesson l join course_version v on v.id = l.version_id
          where v.course_key = (select course_key from course_version where id = $1)
        )
        select w.key from words w
        where w.version_id = $1 and exists (
          select from words r where r.recalled and r.text = w.text and r.questions = w.questions)
        order by w.position
        """,
        version_id,
    )
    return tuple(row["key"] for row in rows)
