"""Courses in the database: every text once, approved ones taught, nothing by halves."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.export import without_rows
from bot.content.load import load_pack
from bot.domain.content import Course, Pack
from bot.domain.errors import InputError
from bot.store.content import (
    Change,
    approve_draft,
    export_courses,
    import_courses,
    load_drafts,
    load_shelf,
    load_versions,
    read_revision,
)
from bot.store.db import Database
from tests.content.test_load import SMALL

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
DRAFT = replace(SMALL, reviewed_by="")


def edited(course: Course, text: str, version: str | None = None) -> Course:
    """``course`` with another text in its first lesson."""
    first = replace(course.lessons[0], text=text)
    lessons = (first, *course.lessons[1:])
    return replace(course, lessons=lessons, version=version or course.version)


async def put(db: Database, *courses: Course, minutes: int = 0) -> list[str]:
    """Import ``courses``; what the operator reads."""
    async with db.transaction() as conn:
        done = await import_courses(
            conn, courses, at=NOW + timedelta(minutes=minutes), approver="operator"
        )
    return [str(one) for one in done]


async def taught(db: Database) -> tuple[Course, ...]:
    """The shelf as files would hold it."""
    async with db.connection() as conn:
        _, courses = await load_shelf(conn)
    return without_rows(Pack(courses)).courses


async def revision(db: Database) -> int:
    async with db.connection() as conn:
        return await read_revision(conn)


async def drafts(db: Database) -> tuple[Course, ...]:
    async with db.connection() as conn:
        return without_rows(Pack(await load_drafts(conn))).courses


async def test_the_shipped_pack_comes_back_whole_with_rows(db: Database) -> None:
    pack = load_pack(Path(__file__).parents[2] / "packs" / "yike-basics")
    before = await revision(db)
    assert await put(db, *pack.courses) == [f"{c.key} {c.version}: new" for c in pack.courses]
    assert await taught(db) == pack.courses
    assert await revision(db) == before + 1
    async with db.connection() as conn:
        _, courses = await load_shelf(conn)
    rows = [q.row for c in courses for q in c.questions] + [
        lesson.row for c in courses for lesson in c.lessons
    ]
    assert all(rows)
    assert len({q.row for c in courses for q in c.questions}) == sum(
        len(c.questions) for c in pack.courses
    )
    assert all(c.row for c in courses)


async def test_an_empty_shelf_is_no_error(db: Database) -> None:
    async with db.connection() as conn:
        number, courses = await load_shelf(conn)
        assert number == await read_revision(conn)
        assert courses == ()
        assert await load_versions(conn, [1]) == ()


async def test_importing_again_changes_nothing(db: Database) -> None:
    await put(db, SMALL)
    before = await revision(db)
    assert await put(db, SMALL, minutes=1) == ["small 2026.1: unchanged"]
    assert await put(db, DRAFT, minutes=1) == ["small 2026.1: unchanged"]
    assert await revision(db) == before
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from course_version") == 1
        assert await conn.fetchval("select approved_at from course_version") == NOW


async def test_a_new_text_is_a_new_version_and_the_old_one_stays(db: Database) -> None:
    await put(db, SMALL)
    async with db.connection() as conn:
        _, (old,) = await load_shelf(conn)
    new = edited(SMALL, "新的。", "2026.2")
    assert await put(db, new, minutes=1) == ["small 2026.2: changed"]
    assert await taught(db) == (new,)
    async with db.connection() as conn:
        assert await load_versions(conn, [old.row]) == (old,)


async def test_another_text_under_the_same_version_is_said(db: Database) -> None:
    await put(db, SMALL)
    (said,) = await put(db, edited(SMALL, "新的。"), minutes=1)
    assert said.startswith("small 2026.1: changed, another text had this version before")
    assert (await taught(db))[0].lessons[0].text == "新的。"


async def test_a_draft_waits_until_it_is_approved(db: Database) -> None:
    await put(db, SMALL)
    draft = edited(DRAFT, "草稿。", "2026.2")
    assert await put(db, draft, minutes=1) == [
        "small 2026.2: changed, a draft that waits for approval"
    ]
    assert await taught(db) == (SMALL,)
    assert await drafts(db) == (draft,)
    before = await revision(db)
    async with db.transaction() as conn:
        done = await approve_draft(conn, "small", "reviewer", NOW + timedelta(minutes=2))
    assert (done.version, done.change) == ("2026.2", Change.APPROVED)
    assert await revision(db) == before + 1
    assert await taught(db) == (replace(draft, reviewed_by="reviewer"),)
    assert await drafts(db) == ()
    async with db.transaction() as conn:
        with pytest.raises(InputError, match='No draft of the course "small" waits'):
            await approve_draft(conn, "small", "reviewer", NOW)
        row = await conn.fetchrow("select * from course_version where version = '2026.2'")
    assert row is not None
    assert (row["approved_by"], row["approved_at"]) == ("reviewer", NOW + timedelta(minutes=2))


async def test_a_draft_is_approved_by_importing_it_with_a_reviewer(db: Database) -> None:
    assert await put(db, DRAFT) == ["small 2026.1: new, a draft that waits for approval"]
    assert await taught(db) == ()
    assert await put(db, DRAFT, minutes=1) == [
        "small 2026.1: unchanged, a draft that waits for approval"
    ]
    assert await put(db, SMALL, minutes=2) == ["small 2026.1: approved"]
    assert await taught(db) == (SMALL,)
    async with db.connection() as conn:
        row = await conn.fetchrow(
            "select count(*) as n, min(approved_by) as by from course_version"
        )
    assert row is not None
    assert (row["n"], row["by"]) == (1, "operator")


async def test_an_older_text_can_be_taken_up_again(db: Database) -> None:
    newer = edited(SMALL, "新的。", "2026.2")
    await put(db, SMALL)
    await put(db, newer, minutes=1)
    assert await put(db, DRAFT, minutes=2) == ["small 2026.1: approved earlier but not taught now"]
    assert await taught(db) == (newer,)
    assert await put(db, SMALL, minutes=3) == ["small 2026.1: taken up again"]
    assert await taught(db) == (SMALL,)


async def test_a_draft_overtaken_by_an_approved_text_waits_no_longer(db: Database) -> None:
    draft = edited(DRAFT, "草稿。", "2026.2")
    await put(db, draft)
    await put(db, SMALL, minutes=1)
    assert await drafts(db) == ()
    assert await put(db, draft, minutes=2) == [
        "small 2026.2: taken up again, a draft that waits for approval"
    ]
    assert await drafts(db) == (draft,)
    assert await taught(db) == (SMALL,)


async def test_an_import_is_all_or_nothing(db: Database) -> None:
    before = await revision(db)
    with pytest.raises(InputError, match="twice"):
        await put(db, SMALL, edited(SMALL, "新的。"))
    with pytest.raises(RuntimeError):
        await put_and_fail(db)
    assert await taught(db) == ()
    assert await revision(db) == before


async def put_and_fail(db: Database) -> None:
    """An import in a transaction that then fails."""
    async with db.transaction() as conn:
        await import_courses(conn, [SMALL], at=NOW, approver="operator")
        raise RuntimeError


async def test_each_change_that_a_learner_sees_is_a_new_text(db: Database) -> None:
    question = SMALL.questions[0]
    lesson = SMALL.lessons[0]
    asked = replace(lesson, questions=(replace(question, right=(1,)), *lesson.questions[1:]))
    changes = [
        replace(SMALL, title="大课"),
        replace(SMALL, hours=3.0),
        replace(SMALL, version="2026.2"),
        replace(SMALL, lessons=(replace(lesson, title="头一课"),)),
        replace(SMALL, lessons=(replace(lesson, asks=()),)),
        replace(SMALL, lessons=(asked,)),
    ]
    await put(db, SMALL)
    for minutes, course in enumerate(changes, 1):
        (said,) = await put(db, course, minutes=minutes)
        assert ": changed" in said
        assert await taught(db) == (course,)


async def test_export_gives_what_is_taught_and_drafts_of_the_untaught(db: Database) -> None:
    other = replace(edited(DRAFT, "别的。"), key="other")
    await put(db, SMALL, other)
    await put(db, edited(DRAFT, "草稿。"), minutes=1)
    async with db.connection() as conn:
        courses = await export_courses(conn)
    assert without_rows(Pack(courses)).courses == (other, SMALL)


async def test_two_imports_at_once_store_a_text_once(db: Database) -> None:
    said = await asyncio.gather(put(db, SMALL), put(db, SMALL), put(db, SMALL))
    assert sorted(said) == [["small 2026.1: new"]] + [["small 2026.1: unchanged"]] * 2
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from question") == len(SMALL.questions)
