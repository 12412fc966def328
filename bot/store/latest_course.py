"""A course as it stands now: the draft that waits, or what is taught, ready to be built upon."""

from dataclasses import replace

from bot.domain.content import Course
from bot.store.content import load_drafts, load_shelf
from bot.store.content_revision import hold_revision
from bot.store.db import Connection


async def latest_course(conn: Connection, key: str) -> Course | None:
    """The text of the course ``key`` that waits for approval, else the one that is taught; what
    its lessons show comes with its bytes, as far as they are kept. None: there is neither.

    Until the caller's transaction ends, nobody else imports or approves courses.
    """
    await hold_revision(conn)
    waiting = await load_drafts(conn)
    _, taught = await load_shelf(conn)
    course = next((one for one in (*waiting, *taught) if one.key == key), None)
    return None if course is None else await _with_files(conn, course)


async def _with_files(conn: Connection, course: Course) -> Course:
    shown = [one.hash for lesson in course.lessons for one in lesson.media]
    if not shown:
        return course
    rows = await conn.fetch("select hash, bytes from media_file where hash = any($1)", shown)
    kept = {row["hash"]: row["bytes"] for row in rows}
    lessons = tuple(
        replace(
            lesson,
            media=tuple(replace(one, content=kept.get(one.hash, b"")) for one in lesson.media),
        )
        for lesson in course.lessons
    )
    return replace(course, lessons=lessons)
