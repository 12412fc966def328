"""All versions of all courses with what became of them, for who answers for them."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection

HASH_SHOWN = 12
"""Hexadecimal characters of a content hash that are shown: enough to tell texts apart by eye."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a course. ``hash`` is the beginning of its content hash; names are empty and
    instants None where there is none yet. ``taught``: it is the one people learn from now.
    """

    course: str
    version: str
    title: str
    state: str
    hash: str
    taught: bool
    imported_by: str
    imported_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    recalled_by: str
    recalled_at: datetime | None
    recall_reason: str


async def list_versions(conn: Connection, course_key: str | None = None) -> list[Version]:
    """By course, the text imported last first; of one course where it is named."""
    rows = await conn.fetch(
        """
        select v.course_key as course, v.version, v.title, v.state,
          left(encode(v.content_hash, 'hex'), $2) as hash, coalesce(c.current_version = v.id, false) as taught,
          v.imported_by, v.imported_at, v.reviewed_by, v.reviewed_at,
          coalesce(v.approved_by, '') as approved_by, v.approved_at,
          coalesce(v.recalled_by, '') as recalled_by, v.recalled_at, coalesce(v.recall_reason, '') as recall_reason
        from course_version v join course c on c.key = v.course_key
        where $1::text is null or v.course_key = $1
        order by v.course_key, v.imported_at desc, v.id desc
        """,
        course_key,
        HASH_SHOWN,
    )
    return [Version(**row) for row in rows]
