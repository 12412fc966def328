"""Courses coming in: every text is a version of its own; approving one puts it on the shelf."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.content import Course
from bot.domain.errors import InputError
from bot.store.content_revision import bump_revision, hold_revision
from bot.store.db import Connection, Row
from bot.store.fingerprints import course_hash
from bot.store.imported import Change, Imported, Waits
from bot.store.media import MediaFile, keep_file
from bot.store.recalled_words import lessons_as_recalled


async def import_courses(
    conn: Connection,
    courses: Sequence[Course],
    *,
    at: datetime,
    approver: str,
    two_people: bool = False,
) -> list[Imported]:
    """Take in ``courses`` within the caller's transaction; one answer each, in their order.

    A course with ``reviewed_by`` is approved by ``approver``, who imports it, and taught from now
    on. With ``two_people`` it is a draft: a name in a file is no review. One without is a draft, and
    what is taught stays. Everybody who imported a text is kept. Content that is there already is not stored again; what was
    recalled stays so. Imports wait for each other. Raises InputError when a course is there twice, or
    when a file that a lesson shows does not come with its bytes.
    """
    keys = [course.key for course in courses]
    if len(set(keys)) < len(keys):
        raise InputError("A course id is there twice; nothing was imported.")
    await hold_revision(conn)
    known = await _known_versions(conn, keys)
    fates = [_fate(course, known.get(course.key, []), two_people) for course in courses]
    kept = {Change.UNCHANGED, Change.RETIRED, Change.RECALLED}
    changed = [
        course for course, fate in zip(courses, fates, strict=True) if fate.change not in kept
    ]
    if changed:
        new = {fate.key for fate in fates if fate.change in {Change.NEW, Change.CHANGED}}
        added = [course for course in changed if course.key in new]
        await _keep_files(conn, added, at)
        await _add_versions(conn, added, at)
        await _take_up(conn, changed, at, approver, two_people=two_people)
        await bump_revision(conn)
    return [
        await _compared(conn, course, fate) for course, fate in zip(courses, fates, strict=True)
    ]


async def _compared(conn: Connection, course: Course, fate: Imported) -> Imported:
    """``fate`` with what stands in it as in a recalled text."""
    if fate.change not in {Change.CHANGED, Change.BACK}:
        return fate
    row = await conn.fetchval(
        "select id from course_version where course_key = $1 and content_hash = $2",
        course.key,
        course_hash(course),
    )
    return replace(fate, as_recalled=await lessons_as_recalled(conn, row))


async def _known_versions(conn: Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """The versions of each course, without their texts; the one imported last comes first."""
    rows = await conn.fetch(
        """
        select v.course_key, v.version, v.content_hash, v.state, v.recalled_at,
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


def _fate(course: Course, known: Sequence[Row], two_people: bool) -> Imported:
    """What the import of ``course`` does, given the versions there are (latest first)."""
    content_hash = course_hash(course)
    same = next((row for row in known if row["content_hash"] == content_hash), None)
    if same is None:
        change = Change.CHANGED if known else Change.NEW
        reused = any(row["version"] == course.version for row in known)
        waits = _waits(course, "draft", two_people=two_people)
        return Imported(course.key, course.version, change, waits, same_version=reused)
    if same["recalled_at"] is not None:
        return Imported(course.key, course.version, Change.RECALLED)
    if same["state"] == "approved":
        change = Change.RETIRED if not course.reviewed_by else Change.BACK
        change = Change.UNCHANGED if same["current"] else change
        return Imported(course.key, course.version, change)
    waits = _waits(course, same["state"], two_people=two_people)
    if waits is None:
        return Imported(course.key, course.version, Change.APPROVED)
    change = Change.UNCHANGED if same is known[0] else Change.BACK
    return Imported(course.key, course.version, change, waits)


_WAITS = {"draft": Waits.APPROVAL, "reviewed": Waits.SECOND}


def _waits(course: Course, state: str, *, two_people: bool) -> Waits | None:
    """What a text in ``state`` waits for after its import; None: it is approved by it."""
    return _WAITS[state] if two_people or not course.reviewed_by else None


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


async def _add_versions(conn: Connection, courses: Sequence[Course], at: datetime) -> None:
    """Store new versions with their lessons and questions, as drafts; two statements."""
    await conn.execute(
        "insert into course (key) select unnest($1::text[]) on conflict do nothing",
        [course.key for course in courses],
    )
    await conn.execute(
        """
        with v as (
          insert into course_version (course_key, version, content_hash, title, track, language,
            level, hours, pass_mark, hours_per_credit, source, licence, about, wording, place, reviewed_by,
            state, imported_at)
          select key, version, decode(hash, 'hex'), title, track, language, level, hours,
            pass_mark, hours_per_credit, source, licence, about, wording, place, reviewed_by, 'draft',
            $4::timestamptz
          from jsonb_to_recordset($1) as c (key text, version text, hash text, title text,
            track text, language text, level smallint, hours numeric, pass_mark numeric,
            hours_per_credit numeric, source text, licence text, about text, wording jsonb,
            place smallint, reviewed_by text)
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
        "place": course.place,
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
    conn: Connection, courses: Sequence[Course], at: datetime, approver: str, *, two_people: bool
) -> None:
    """Make the stored versions of ``courses`` the latest; those approved are taught from now. What
    two people have approved before needs no third.
    """
    await conn.execute(
        """
        with wanted as (
          select w.key, decode(w.hash, 'hex') as hash, w.reviewed_by,
            w.reviewed_by <> '' and not $6 as approves
          from unnest($1::text[], $2::text[], $3::text[]) as w (key, hash, reviewed_by)
        ), taken as (
          update course_version v set imported_at = $4,
            imported_by = case when v.imported_by = '' then $5
              when $5 = any(string_to_array(v.imported_by, '; ')) then v.imported_by
              else v.imported_by || '; ' || $5 end,
            state = case when w.approves then 'approved' else v.state end,
            reviewed_by = case when w.approves then w.reviewed_by else v.reviewed_by end,
            reviewed_at = case when w.approves then $4 else v.reviewed_at end,
            approved_by = case when w.approves then $5 else v.approved_by end,
            approved_at = case when w.approves then $4 else v.approved_at end
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
        two_people,
    )
