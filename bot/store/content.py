"""Courses as stored: what is taught now, older versions, drafts; and the way in."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.content import Course, Lesson, LessonMedia, Question, QuestionKind, Track
from bot.store.approvals import WAITING, approve_draft
from bot.store.content_import import import_courses
from bot.store.content_revision import read_revision
from bot.store.db import Connection, Row
from bot.store.imported import Change, Imported

__all__ = [
    "Change",
    "Imported",
    "approve_draft",
    "export_courses",
    "import_courses",
    "load_drafts",
    "load_shelf",
    "load_versions",
    "load_whole",
    "read_revision",
]


async def load_shelf(conn: Connection) -> tuple[int, tuple[Course, ...]]:
    """The revision and all courses taught at it, by id, with their rows; three queries."""
    rows = await conn.fetch(
        """
        select r.revision, v.* from content_revision r
        left join (course c join course_version v on v.id = c.current_version) on true
        order by v.course_key
        """
    )
    revision: int = rows[0]["revision"]
    return revision, await _with_lessons(conn, [row for row in rows if row["id"] is not None])


async def load_versions(conn: Connection, rows: Sequence[int]) -> tuple[Course, ...]:
    """The versions with these database ids, taught or not; unknown ids are left out."""
    found = await conn.fetch(
        "select * from course_version where id = any($1) order by course_key, id", list(rows)
    )
    return await _with_lessons(conn, found)


async def load_whole(conn: Connection, row: int) -> Course | None:
    """One version, ready to be imported or written to files: what its lessons show has its bytes, as
    far as they are kept. None: there is no such.
    """
    found = await _with_files(conn, await load_versions(conn, [row]))
    return found[0] if found else None


async def load_drafts(conn: Connection) -> tuple[Course, ...]:
    """The text of each course that waits for approval: the latest, where nothing was approved
    after it. One with ``reviewed_by`` is reviewed already.
    """
    return await _with_lessons(conn, await conn.fetch(WAITING))


async def export_courses(conn: Connection) -> tuple[Course, ...]:
    """Each course as it is taught, by id; of one that was never taught, its latest draft. What
    its lessons show has its bytes, as far as they are kept.
    """
    rows = await conn.fetch(
        """
        select distinct on (c.key) v.* from course c
        join course_version v on v.id = c.current_version
          or (c.current_version is null and v.course_key = c.key and v.recalled_at is null)
        order by c.key, v.imported_at desc, v.id desc
        """
    )
    return await _with_files(conn, await _with_lessons(conn, rows))


async def _with_files(conn: Connection, courses: Sequence[Course]) -> tuple[Course, ...]:
    """The courses with the bytes of what their lessons show; one query."""
    shown = [one.hash for course in courses for lesson in course.lessons for one in lesson.media]
    if not shown:
        return tuple(courses)
    rows = await conn.fetch("select hash, bytes from media_file where hash = any($1)", shown)
    kept = {row["hash"]: row["bytes"] for row in rows}

    def whole(lesson: Lesson) -> Lesson:
        media = (replace(one, content=kept.get(one.hash, b"")) for one in lesson.media)
        return replace(lesson, media=tuple(media))

    return tuple(replace(course, lessons=tuple(map(whole, course.lessons))) for course in courses)


async def _with_lessons(conn: Connection, versions: Sequence[Row]) -> tuple[Course, ...]:
    """Whole courses for rows of course_version, in their order; two queries."""
    ids = [row["id"] for row in versions]
    if not ids:
        return ()
    questions: dict[int, list[Question]] = {}
    for row in await conn.fetch(
        """
        select q.* from question q join lesson l on l.id = q.lesson_id
        where l.version_id = any($1) order by q.lesson_id, q.position
        """,
        ids,
    ):
        questions.setdefault(row["lesson_id"], []).append(_question(row))
    lessons: dict[int, list[Lesson]] = {}
    for row in await conn.fetch(
        "select * from lesson where version_id = any($1) order by version_id, position", ids
    ):
        lesson = _lesson(row, tuple(questions.get(row["id"], ())))
        lessons.setdefault(row["version_id"], []).append(lesson)
    return tuple(_course(row, tuple(lessons.get(row["id"], ()))) for row in versions)


def _question(row: Row) -> Question:
    return Question(
        key=row["key"],
        family=row["family"],
        kind=QuestionKind(row["kind"]),
        stem=row["stem"],
        why=row["why"],
        options=tuple(row["options"]),
        right=tuple(row["right_options"]),
        accepted=tuple(row["accepted"]),
        row=row["id"],
    )


def _lesson(row: Row, questions: tuple[Question, ...]) -> Lesson:
    return Lesson(
        key=row["key"],
        title=row["title"],
        minutes=row["minutes"],
        text=row["text"],
        questions=questions,
        asks=tuple(row["asks"]),
        source=row["source"],
        row=row["id"],
        media=tuple(LessonMedia(**one) for one in row["media"]),
    )


def _course(row: Row, lessons: tuple[Lesson, ...]) -> Course:
    return Course(
        key=row["course_key"],
        title=row["title"],
        track=Track(row["track"]),
        language=row["language"],
        level=row["level"],
        hours=float(row["hours"]),
        pass_mark=float(row["pass_mark"]),
        hours_per_credit=float(row["hours_per_credit"]),
        version=row["version"],
        source=row["source"],
        licence=row["licence"],
        reviewed_by=row["reviewed_by"],
        about=row["about"],
        wording=_wording(row["wording"]),
        lessons=lessons,
        row=row["id"],
        place=row["place"],
    )


def _wording(
    stored: dict[str, dict[str, str]],
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """As a course holds it, in the order of its words: JSON keeps none."""
    return tuple(
        (language, tuple(sorted(words.items()))) for language, words in sorted(stored.items())
    )
