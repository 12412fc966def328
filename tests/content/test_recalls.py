"""Versions taken back: taught no more at once, and never again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.content import Course
from bot.domain.errors import InputError
from bot.store.content import Change, approve_draft, load_drafts, load_shelf, read_revision
from bot.store.db import Database
from bot.store.recalls import Recall, list_recalls, recall
from bot.store.version_list import list_versions
from tests.content.test_content_store import DRAFT, edited, put
from tests.content.test_load import SMALL

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SECOND = edited(SMALL, "第二版。", "2026.2")
THIRD = edited(SMALL, "第三版。", "2026.3")


async def take_back(db: Database, version: str | None = None, reason: str = "说错了") -> Recall:
    async with db.transaction() as conn:
        return await recall(conn, "small", version, reason=reason, by="陈馆长", at=NOW)


async def versions_taught(db: Database) -> list[str]:
    async with db.connection() as conn:
        return [course.version for course in (await load_shelf(conn))[1]]


async def test_the_version_approved_before_is_taught_again(db: Database) -> None:
    for minutes, course in enumerate((SMALL, SECOND, THIRD)):
        await put(db, course, minutes=minutes)
    async with db.connection() as conn:
        before = await read_revision(conn)
    done = await take_back(db)
    assert str(done) == "small 2026.3: recalled; 2026.2 is taught now"
    assert done.still == ()
    assert await versions_taught(db) == ["2026.2"]
    async with db.connection() as conn:
        assert await read_revision(conn) == before + 1
    assert (await take_back(db)).now_taught == "2026.1"
    assert (await take_back(db)).now_taught is None
    assert await versions_taught(db) == []
    with pytest.raises(InputError, match="Nothing of the course"):
        await take_back(db)
    async with db.connection() as conn:
        found = await list_recalls(conn)
    assert {(one.version, one.by, one.reason, one.at) for one in found} == {
        (version, "陈馆长", "说错了", NOW) for version in ("2026.1", "2026.2", "2026.3")
    }


async def test_what_is_not_taught_is_recalled_without_touching_what_is(db: Database) -> None:
    await put(db, SMALL)
    await put(db, SECOND, minutes=1)
    assert (await take_back(db, "2026.1")).now_taught == "2026.2"
    assert await versions_taught(db) == ["2026.2"]
    assert (await take_back(db, "2026.2")).now_taught is None


async def test_every_text_under_a_version_goes(db: Database) -> None:
    await put(db, SMALL)
    await put(db, edited(SMALL, "同一版，别的话。"), minutes=1)
    assert (await take_back(db)).now_taught is None
    async with db.connection() as conn:
        assert all(one.recalled_at == NOW for one in await list_versions(conn))
        assert len(await list_recalls(conn)) == 1


async def test_a_recalled_text_does_not_come_back_by_an_import(db: Database) -> None:
    await put(db, SMALL)
    await take_back(db)
    (said,) = await put(db, SMALL, minutes=120)
    assert said == f"small 2026.1: {Change.RECALLED.value}"
    assert await versions_taught(db) == []
    mended = edited(SMALL, "改好了。", "2026.2")
    await put(db, mended, minutes=121)
    assert await versions_taught(db) == ["2026.2"]


async def test_what_is_taught_again_says_which_lessons_are_the_recalled_ones(db: Database) -> None:
    other = replace(SMALL.lessons[0], key="other", text="别的。", media=())
    await put(db, replace(SMALL, lessons=(*SMALL.lessons, other)))
    newer = replace(SMALL, title="新题目", version="2026.2")
    await put(db, newer, minutes=1)
    done = await take_back(db)
    assert (done.now_taught, done.still) == ("2026.1", ("first",))
    assert "2026.1 is taught now. Word for word as in a recalled text: first." in str(done)


async def test_an_import_says_which_lessons_are_the_recalled_ones(db: Database) -> None:
    await put(db, SMALL)
    await take_back(db)
    (renamed,) = await put(db, replace(SMALL, version="2026.2"), minutes=1)
    assert renamed == "small 2026.2: changed, word for word as in a recalled text: first"
    (mended,) = await put(db, edited(SMALL, "改好了。", "2026.3"), minutes=2)
    assert mended == "small 2026.3: changed"
    asked = replace(SMALL.lessons[0].questions[0], why="改过的道理。")
    lesson = replace(SMALL.lessons[0], questions=(asked, *SMALL.lessons[0].questions[1:]))
    (asks,) = await put(db, replace(SMALL, version="2026.4", lessons=(lesson,)), minutes=3)
    assert asks == "small 2026.4: changed"


async def test_a_recalled_draft_waits_no_more_and_older_ones_do_not_come_up(db: Database) -> None:
    older = edited(DRAFT, "老草稿。", "2026.0")
    await put(db, older)
    await put(db, SMALL, minutes=1)
    await put(db, edited(DRAFT, "新草稿。", "2026.2"), minutes=2)
    await take_back(db, "2026.2")
    await take_back(db)
    async with db.transaction() as conn:
        assert await load_drafts(conn) == ()
        with pytest.raises(InputError, match="waits for approval"):
            await approve_draft(conn, "small", "somebody", NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("course", "version", "reason", "said"),
    [
        ("small", "2026.9", "错", "no version 2026.9"),
        ("other", "2026.1", "错", 'of a course "other"'),
        ("other", None, "错", "Nothing of the course"),
        ("small", None, "  ", "reason"),
        ("small", None, "长" * 301, "reason"),
        ("small", "2026.0", "错", "recalled on 2026-11-22 already: 早就错了"),
    ],
)
async def test_a_recall_that_cannot_be_is_told(
    db: Database, course: str, version: str | None, reason: str, said: str
) -> None:
    gone: Course = replace(SMALL, version="2026.0")
    await put(db, gone)
    await take_back(db, reason="早就错了")
    await put(db, SMALL, minutes=1)
    async with db.transaction() as conn:
        with pytest.raises(InputError, match=said):
            await recall(conn, course, version, reason=reason, by="某人", at=NOW)
    assert await versions_taught(db) == ["2026.1"]
