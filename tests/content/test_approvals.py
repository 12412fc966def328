"""From draft to the shelf, by one person or by two."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.content import Course
from bot.store.approvals import SamePersonError
from bot.store.content import (
    Change,
    Imported,
    approve_draft,
    import_courses,
    load_drafts,
    load_shelf,
)
from bot.store.db import Database
from bot.store.imported import Waits
from bot.store.version_list import Version, list_versions
from tests.content.test_load import SMALL

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
DRAFT = replace(SMALL, reviewed_by="")
REVIEWED = replace(SMALL, reviewed_by="李老师、王医生")


async def put(
    db: Database, course: Course, *, minutes: int = 0, by: str = "operator", two: bool = True
) -> Imported:
    at = NOW + timedelta(minutes=minutes)
    async with db.transaction() as conn:
        (done,) = await import_courses(conn, [course], at=at, approver=by, two_people=two)
    return done


async def approve(db: Database, by: str, *, minutes: int = 1, two: bool = True) -> Imported:
    at = NOW + timedelta(minutes=minutes)
    async with db.transaction() as conn:
        return await approve_draft(conn, "small", by, at, two_people=two)


async def only_version(db: Database) -> Version:
    async with db.connection() as conn:
        (found,) = await list_versions(conn)
    return found


async def is_taught(db: Database) -> bool:
    async with db.connection() as conn:
        return bool((await load_shelf(conn))[1])


async def test_a_reviewed_import_waits_for_a_second_person(db: Database) -> None:
    done = await put(db, REVIEWED)
    assert str(done) == "small 2026.1: new, waits for the approval of a second person"
    assert not await is_taught(db)
    for same in ("李老师", " 王 医生", "operator", "ＯＰＥＲＡＴＯＲ", REVIEWED.reviewed_by):
        with pytest.raises(SamePersonError, match="somebody else"):
            await approve(db, same)
    assert not await is_taught(db)
    assert (await approve(db, "陈馆长")).change is Change.APPROVED
    assert await is_taught(db)
    found = await only_version(db)
    assert (found.state, found.taught) == ("approved", True)
    assert (found.reviewed_by, found.reviewed_at) == (REVIEWED.reviewed_by, NOW)
    assert (found.approved_by, found.approved_at) == ("陈馆长", NOW + timedelta(minutes=1))


async def test_a_draft_is_reviewed_by_the_first_and_approved_by_the_second(db: Database) -> None:
    await put(db, DRAFT)
    first = await approve(db, "甲")
    assert (first.change, first.waits) == (Change.REVIEWED, Waits.SECOND)
    async with db.connection() as conn:
        (waiting,) = await load_drafts(conn)
    assert waiting.reviewed_by == "甲"
    with pytest.raises(SamePersonError, match="甲 has reviewed"):
        await approve(db, "甲")
    assert not await is_taught(db)
    await approve(db, "乙", minutes=2)
    assert await is_taught(db)


async def test_a_draft_that_comes_again_with_a_reviewer_is_reviewed(db: Database) -> None:
    await put(db, DRAFT)
    done = await put(db, REVIEWED, minutes=1)
    assert (done.change, done.waits) == (Change.REVIEWED, Waits.SECOND)
    again = await put(db, REVIEWED, minutes=2)
    assert (again.change, again.waits) == (Change.UNCHANGED, Waits.SECOND)
    bare = await put(db, DRAFT, minutes=3)
    assert (bare.change, bare.waits) == (Change.UNCHANGED, Waits.SECOND)
    assert (await only_version(db)).state == "reviewed"


async def test_an_edit_begins_anew(db: Database) -> None:
    await put(db, REVIEWED)
    await approve(db, "陈馆长")
    edited = replace(REVIEWED, title="改过的", version="2026.2")
    assert (await put(db, edited, minutes=2)).waits is Waits.SECOND
    async with db.connection() as conn:
        _, (taught,) = await load_shelf(conn)
        new, old = await list_versions(conn, "small")
    assert taught.version == "2026.1"
    assert (new.state, new.taught, old.state, old.taught) == ("reviewed", False, "approved", True)
    assert new.hash != old.hash
    assert len(new.hash) == 12


async def test_one_person_is_enough_where_nobody_asks_for_two(db: Database) -> None:
    await put(db, DRAFT, two=False)
    assert (await approve(db, "operator", two=False)).change is Change.APPROVED
    found = await only_version(db)
    assert (found.reviewed_by, found.approved_by) == ("operator", "operator")


async def test_what_waits_for_a_second_person_is_approved_by_one_once_that_is_enough(
    db: Database,
) -> None:
    await put(db, REVIEWED)
    assert (await put(db, REVIEWED, minutes=1, two=False)).change is Change.APPROVED
    assert await is_taught(db)


async def test_what_two_have_approved_is_taken_up_again_without_a_third(db: Database) -> None:
    await put(db, REVIEWED)
    await approve(db, "陈馆长")
    newer = replace(REVIEWED, title="新的", version="2026.2")
    await put(db, newer, minutes=2)
    await approve(db, "陈馆长", minutes=3)
    assert (await put(db, REVIEWED, minutes=4)).change is Change.BACK
    async with db.connection() as conn:
        _, (taught,) = await load_shelf(conn)
        approved = {one.version: one.approved_by for one in await list_versions(conn)}
    assert taught.version == "2026.1"
    assert approved == {"2026.1": "陈馆长", "2026.2": "陈馆长"}
