"""The shelf as the staff sees it: each course with what is taught, what waits, what was recalled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.approvals import WAITING
from bot.store.db import Connection

MOST_COURSES = 1000
"""On the shelf's page: a pack holds 200, and few deployments bring more than one."""


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One course. ``taught`` is its version, empty when nothing is; ``row`` is the database id of the
    text that its page opens with. ``waiting`` says in which state a text waits (``draft`` or
    ``reviewed``), empty: none does. ``recalled`` counts texts taken back.
    """

    course: str
    title: str
    track: str
    taught: str
    row: int
    waiting: str
    recalled: int
    useful: int
    fair: int
    useless: int


async def load_shelf_rows(conn: Connection) -> list[ShelfRow]:
    """All courses, those that wait for somebody first, then by their titles."""
    rows = await conn.fetch(
        f"""
        with waiting as ({WAITING}), rated as (
          select course_key, count(*) filter (where stars = 3) as useful,
            count(*) filter (where stars = 2) as fair, count(*) filter (where stars = 1) as useless
          from rating group by course_key
        ), newest as (
          select distinct on (course_key) id, course_key, title, track from course_version
          order by course_key, imported_at desc, id desc
        ), recalled as (
          select course_key, count(*) as many from course_version
          where recalled_at is not null group by course_key
        )
        select c.key as course, coalesce(t.title, n.title) as title, coalesce(t.track, n.track) as track,
          coalesce(t.version, '') as taught, coalesce(t.id, w.id, n.id) as row,
          coalesce(w.state, '') as waiting, coalesce(k.many, 0) as recalled,
          coalesce(r.useful, 0) as useful, coalesce(r.fair, 0) as fair, coalesce(r.useless, 0) as useless
        from course c join newest n on n.course_key = c.key
        left join course_version t on t.id = c.current_version
        left join waiting w on w.course_key = c.key
        left join recalled k on k.course_key = c.key
        left join rated r on r.course_key = c.key
        order by w.id is null, 2, 1 limit $1
        """,
        MOST_COURSES,
    )
    return [ShelfRow(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a course, and what became of it; ``row`` is its database id. ``waits``: it is the
    one that an approval would take. Names are empty and instants None where there is none yet.
    """

    row: int
    course: str
    version: str
    title: str
    state: str
    hash: str
    taught: bool
    waits: bool
    imported_by: str
    imported_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    recalled_by: str
    recalled_at: datetime | None
    recall_reason: str


async def load_texts(conn: Connection, course: str) -> Sequence[Text]:
    """All texts of a course, the one imported last first; none when there is no such course."""
    rows = await conn.fetch(
        f"""
        select v.id as row, v.course_key as course, v.version, v.title, v.state,
          encode(v.content_hash, 'hex') as hash, coalesce(c.current_version = v.id, false) as taught,
          exists (select from ({WAITING}) w where w.id = v.id) as waits,
          v.imported_by, v.imported_at, v.reviewed_by, v.reviewed_at,
          coalesce(v.approved_by, '') as approved_by, v.approved_at, coalesce(v.recalled_by, '') as recalled_by,
          v.recalled_at, coalesce(v.recall_reason, '') as recall_reason
        from course_version v join course c on c.key = v.course_key where v.course_key = $1
        order by v.imported_at desc, v.id desc
        """,
        course,
    )
    return [Text(**row) for row in rows]


async def waiting_row(conn: Connection, course: str) -> int | None:
    """The database id of the text of a course that waits for approval; None: none does."""
    row: int | None = await conn.fetchval(
        f"select w.id from ({WAITING}) w where w.course_key = $1", course
    )
    return row


async def edited_row(conn: Connection, course: str) -> int | None:
    """The database id of the text that an edit builds upon: the one that waits, else what is taught;
    None: there is neither.
    """
    row: int | None = await conn.fetchval(
        f"""
        select coalesce((select w.id from ({WAITING}) w where w.course_key = c.key), c.current_version)
        from course c where c.key = $1
        """,
        course,
    )
    return row


async def picture(conn: Connection, course: str, hashed: str) -> tuple[str, bytes] | None:
    """Content type and bytes of a file that some text of a course shows; None: there is no such."""
    row = await conn.fetchrow(
        """
        select f.content_type, f.bytes from media_file f where f.hash = $2 and exists (
          select from course_version v join lesson l on l.version_id = v.id
          where v.course_key = $1 and l.media @> jsonb_build_array(jsonb_build_object('hash', $2::text)))
        """,
        course,
        hashed,
    )
    return (row["content_type"], row["bytes"]) if row else None
