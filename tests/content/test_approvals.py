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


async def test_a_name_in_a_file_is_no_review(db: Database) -> None:
    done = await put(db, REVIEWED, by="王芳")
    assert str(done) == "small 2026.1: new, a draft that waits for approval"
    assert (await approve(db, "李伟")).waits is Waits.SECOND
    assert not await is_taught(db)
    assert (await approve(db, "陈馆长", minutes=2)).change is Change.APPROVED
    found = await only_version(db)
    assert (found.state, found.taught) == ("approved", True)
    assert (found.reviewed_by, found.reviewed_at) == ("李伟", NOW + timedelta(minutes=1))
    assert (found.approved_by, found.approved_at) == ("陈馆长", NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    "same",
    ["王芳", " 王 芳", "王芳老师", "王芳（组长）", "组长王芳", "王芳【 馆长 】", "王芳主任医师", "小明、王芳", "李伟先生", "李伟"],
)  # fmt: skip
async def test_a_title_makes_no_second_person(db: Database, same: str) -> None:
    await put(db, DRAFT, by="王芳")
    await approve(db, "李伟老师")
    with pytest.raises(SamePersonError, match="somebody else"):
        await approve(db, same, minutes=2)
    assert not await is_taught(db)


async def test_two_who_share_a_family_name_are_two(db: Database) -> None:
    await put(db, DRAFT, by="operator")
    await approve(db, "李老师")
    with pytest.raises(SamePersonError):
        await approve(db, "ＯＰＥＲＡＴＯＲ", minutes=2)
    assert (await approve(db, "李医生", minutes=2)).change is Change.APPROVED


async def test_everybody_who_imported_a_text_is_kept(db: Database) -> None:
    newer = replace(DRAFT, title="新的", version="2026.2")
    await put(db, DRAFT, by="王芳")
    await put(db, newer, minutes=1, by="王芳")
    for minutes in (2, 4):
        assert (await put(db, DRAFT, minutes=minutes, by="operator")).change is Change.BACK
        await put(db, newer, minutes=minutes + 1, by="operator")
    await put(db, DRAFT, minutes=6, by="operator")
    await approve(db, "李伟", minutes=7)
    with pytest.raises(SamePersonError, match="王芳 has imported"):
        await approve(db, "王芳", minutes=8)
    async with db.connection() as conn:
        assert {one.imported_by for one in await list_versions(conn)} == {"王芳; operator"}


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


async def test_what_is_reviewed_stays_so_when_it_comes_again(db: Database) -> None:
    await put(db, DRAFT)
    await approve(db, "甲")
    for minutes, course in enumerate((REVIEWED, DRAFT), 2):
        again = await put(db, course, minutes=minutes)
        assert (again.change, again.waits) == (Change.UNCHANGED, Waits.SECOND)
    assert (await only_version(db)).reviewed_by == "甲"


async def test_an_edit_begins_anew(db: Database) -> None:
    await put(db, DRAFT)
    await approve(db, "李伟")
    await approve(db, "陈馆长", minutes=2)
    edited = replace(REVIEWED, title="改过的", version="2026.2")
    assert (await put(db, edited, minutes=3)).waits is Waits.APPROVAL
    async with db.connection() as conn:
        _, (taught,) = await load_shelf(conn)
        new, old = await list_versions(conn, "small")
    assert taught.version == "2026.1"
    assert (new.state, new.taught, old.state, old.taught) == ("draft", False, "approved", True)
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
    await approve(db, "李伟")
    await approve(db, "陈馆长")
    newer = replace(REVIEWED, title="新的", version="2026.2")
    await put(db, newer, minutes=2)
    await approve(db, "李伟", minutes=3)
    await approve(db, "陈馆长", minutes=3)
    assert (await put(db, REVIEWED, minutes=4)).change is Change.BACK
    async with db.connection() as conn:
        _, (taught,) = await load_shelf(conn)
        approved = {one.version: one.approved_by for one in await list_versions(conn)}
    assert taught.version == "2026.1"
    assert approved == {"2026.1": "陈馆长", "2026.2": "陈馆长"}
