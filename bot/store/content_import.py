"""Courses coming in: every text is a version of its own; approving one puts it on the shelf."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.content import Course
from bot.domain.errors import InputError
from bot.store.db import Connection, Row
from bot.store.fingerprints import course_hash
from bot.store.imported import Change, Imported
from bot.store.media import MediaFile, keep_file

# A draft waits for approval unless something was put on the shelf after it.
WAITING_DRAFTS = """
  select distinct on (d.course_key) d.*
  from course_version d
  join course c on c.key = d.course_key
  left join course_version t on t.id = c.current_version
  where d.state = 'draft' and (t.id is null or (d.imported_at, d.id) > (t.imported_at, t.id))
  order by d.course_key, d.imported_at desc, d.id desc
"""


async def import_courses(
    conn: Connection, courses: Sequence[Course], *, at: datetime, approver: str
) -> list[Imported]:
    """Take in ``courses`` within the caller's transaction; one answer each, in their order.

    A course with ``reviewed_by`` is approved by ``approver`` and taught from now on; one
    without is a draft, and what is taught stays. Content that is there already is not stored
    again. Imports wait for each other. Raises InputError when a course is there twice, or when
    a file that a lesson shows does not come with its bytes.
    """
    keys = [course.key for course in courses]
    if len(set(keys)) < len(keys):
        raise InputError("A course id is there twice; nothing was imported.")
    await conn.fetchval("select revision from content_revision for update")
    known = await _known_versions(conn, keys)
    fates = [_fate(course, known.get(course.key, [])) for course in courses]
    kept = {Change.UNCHANGED, Change.RETIRED}
    changed = [
        course for course, fate in zip(courses, fates, strict=True) if fate.change not in kept
    ]
    if changed:
        new = {fate.key for fate in fates if fate.change in {Change.NEW, Change.CHANGED}}
        added = [course for course in changed if course.key in new]
        await _keep_files(conn, added, at)
        await _add_versions(conn, added, at, approver)
        await _take_up(conn, changed, at, approver)
        await _bump(conn)
    return fates


async def _known_versions(conn: Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """The versions of each course, without their texts; the one imported last comes first."""
    rows = await conn.fetch(
        """
        select v.course_key, v.version, v.content_hash, v.state,
               coalesce(c.current_version = v.id, false) as current
        from course_version v join course c on c.key = v.course_key
        where v.course_key = any($1) order by v.course_key, v.imported_at desc, v.id desc
        """,
        list(keys),
    )
    known: dict[str, list[Row]] = {}
    for row in rows:
        known.setdefault(row["course_key"], []).append(row)
    return known


def _fate(course: Course, known: Sequence[Row]) -> Imported:
    """What the import of ``course`` does, given the versions there are (latest first)."""
    content_hash = course_hash(course)
    draft = not course.reviewed_by
    same = next((row for row in known if row["content_hash"] == content_hash), None)
    if same is None:
        change = Change.CHANGED if known else Change.NEW
        reused = any(row["version"] == course.version for row in known)
        return Imported(course.key, course.version, change, draft=draft, same_version=reused)
    if same["state"] == "draft":
        latest = same is known[0]
        change = (Change.UNCHANGED if latest else Change.BACK) if draft else Change.APPROVED
        return Imported(course.key, course.version, change, draft=draft)
    if same["current"]:
        return Imported(course.key, course.version, Change.UNCHANGED)
    return Imported(course.key, course.version, Change.RETIRED if draft else Change.BACK)


async def _keep_files(conn: Connection, courses: Sequence[Course], at: datetime) -> None:
    """Keep what the lessons of ``courses`` show, each file once, however often it comes."""
    kept: set[str] = set()
    for course in courses:
        for one in (media for lesson in course.lessons for media in lesson.media):
            if one.hash in kept:
                continue
            file = MediaFile(one.kind, one.content_type, one.content)
            if await keep_file(conn, file, at) != one.hash:
                raise InputError(
                    f"A file of the course {course.key} came without its bytes; import the course "
                    "from its folder. Nothing was imported."
                )
            kept.add(one.hash)


async def _add_versions(
    conn: Connection, courses: Sequence[Course], at: datetime, approver: str
) -> None:
    """Store new versions with their lessons and questions, in two statements."""
    await conn.execute(
        "insert into course (key) select unnest($1::text[]) on conflict do nothing",
        [course.key for course in courses],
    )
    await conn.execute(
        """
        with v as (
          insert into course_version (course_key, version, content_hash, title, track, language,
            level, hours, pass_mark, hours_per_credit, source, licence, about, wording, reviewed_by,
            state, approved_by, approved_at, imported_at)
          select key, version, decode(hash, 'hex'), title, track, language, level, hours,
            pass_mark, hours_per_credit, source, licence, about, wording, reviewed_by,
            case when reviewed_by = '' then 'draft' else 'approved' end,
            case when reviewed_by = '' then null else $4::text end,
            case when reviewed_by = '' then null else $5::timestamptz end, $5::timestamptz
          from jsonb_to_recordset($1) as c (key text, version text, hash text, title text,
            track text, language text, level smallint, hours numeric, pass_mark numeric,
            hours_per_credit numeric, source text, licence text, about text, wording jsonb,
            reviewed_by text)
          returning id, course_key
        ), l as (
          insert into lesson (version_id, key, position, title, minutes, text, asks, source,
            media)
          select v.id, c.key, c.position, c.title, c.minutes, c.text, c.asks, c.source, c.media
          from jsonb_to_recordset($2) as c (course text, key text, position smallint, title text,
            minutes smallint, text text, asks text[], source text, media jsonb)
          join v on v.course_key = c.course
          returning id, version_id, key
        )
        insert into question (lesson_id, key, family, position, kind, stem, options,
          right_options, accepted, why)
        select l.id, c.key, c.family, c.position, c.kind, c.stem, c.options, c.right_options, c.accepted,
          c.why
        from jsonb_to_recordset($3) as c (course text, lesson text, key text, family text,
          position smallint, kind text, stem text, options text[], right_options smallint[], accepted text[],
          why text)
        join v on v.course_key = c.course
        join l on l.version_id = v.id and l.key = c.lesson
        """,
        [_version_row(course) for course in courses],
        [row for course in courses for row in _lesson_rows(course)],
        [row for course in courses for row in _question_rows(course)],
        approver,
        at,
    )


def _version_row(course: Course) -> dict[str, Any]:
    return {
        "key": course.key,
        "version": course.version,
        "hash": course_hash(course).hex(),
        "title": course.title,
        "track": course.track,
        "language": course.language,
        "level": course.level,
        "hours": course.hours,
        "pass_mark": course.pass_mark,
        "hours_per_credit": course.hours_per_credit,
        "source": course.source,
        "licence": course.licence,
        "about": course.about,
        "wording": {language: dict(words) for language, words in course.wording},
        "reviewed_by": course.reviewed_by,
    }


def _lesson_rows(course: Course) -> list[dict[str, Any]]:
    return [
        {
            "course": course.key,
            "key": lesson.key,
            "position": position,
            "title": lesson.title,
            "minutes": lesson.minutes,
            "text": lesson.text,
            "asks": lesson.asks,
            "source": lesson.source,
            "media": [
                {"file": one.file, "alt": one.alt, "hash": one.hash} for one in lesson.media
            ],
        }
        for position, lesson in enumerate(course.lessons, 1)
    ]


def _question_rows(course: Course) -> list[dict[str, Any]]:
    return [
        {
            "course": course.key,
            "lesson": lesson.key,
            "key": question.key,
            "family": question.family,
            "position": position,
            "kind": question.kind,
            "stem": question.stem,
            "options": question.options,
            "right_options": question.right,
            "accepted": question.accepted,
            "why": question.why,
        }
        for lesson in course.lessons
        for position, question in enumerate(lesson.questions, 1)
    ]


async def _take_up(
    conn: Connection, courses: Sequence[Course], at: datetime, approver: str
) -> None:
    """Make the stored versions of ``courses`` the latest; those reviewed are taught from now."""
    await conn.execute(
        """
        with wanted as (
          select key, decode(hash, 'hex') as hash, reviewed_by
          from unnest($1::text[], $2::text[], $3::text[]) as w (key, hash, reviewed_by)
        ), taken as (
          update course_version v set imported_at = $4,
            state = case when w.reviewed_by = '' then v.state else 'approved' end,
            reviewed_by = case when w.reviewed_by = '' then v.reviewed_by else w.reviewed_by end,
            approved_by = case when w.reviewed_by = '' then v.approved_by else $5 end,
            approved_at = case when w.reviewed_by = '' then v.approved_at else $4 end
          from wanted w where v.course_key = w.key and v.content_hash = w.hash
          returning v.id, v.course_key, v.state
        )
        update course c set current_version = t.id from taken t
        where c.key = t.course_key and t.state = 'approved'
        """,
        [course.key for course in courses],
        [course_hash(course).hex() for course in courses],
        [course.reviewed_by for course in courses],
        at,
        approver,
    )


async def approve_draft(
    conn: Connection, course_key: str, approver: str, at: datetime
) -> Imported:
    """Teach a course's waiting draft from now on, within the caller's transaction.

    Raises InputError when none waits.
    """
    await conn.fetchval("select revision from content_revision for update")
    row = await conn.fetchrow(
        f"""
        with draft as (select id from ({WAITING_DRAFTS}) w where w.course_key = $1), taken as (
          update course_version v set state = 'approved', approved_by = $2, approved_at = $3,
            reviewed_by = case when v.reviewed_by = '' then $2 else v.reviewed_by end
          from draft d where v.id = d.id returning v.id, v.course_key, v.version
        )
        update course c set current_version = t.id from taken t where c.key = t.course_key
        returning c.key, t.version
        """,
        course_key,
        approver,
        at,
    )
    if row is None:
        raise InputError(f'No draft of the course "{course_key}" waits for approval.')
    await _bump(conn)
    return Imported(row["key"], row["version"], Change.APPROVED)


async def _bump(conn: Connection) -> None:
    """Tell every process, by the revision, that the shelf must be read again."""
    await conn.execute("update content_revision set revision = revision + 1")
