"""A bank's draft in the database: on top of what waits or is taught, files and all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bot.commands_banks import DoubtfulBankError, apply_plan, check_plan, plan_import
from bot.content.banks.model import Bank
from bot.content.banks.practice import Practice
from bot.content.banks.read import read_bytes_of_bank
from bot.domain.content import Course, LessonMedia
from bot.domain.errors import InputError
from bot.store.content import import_courses, load_drafts, load_shelf
from bot.store.db import Database
from tests.banks.sheets import HEAD, single, workbook
from tests.banks.test_practice import COURSE

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n a picture"


def bank(*rows: list[object]) -> Bank:
    return read_bytes_of_bank(workbook([HEAD, *rows]), "bank.xlsx")


@pytest.fixture
async def taught(db: Database) -> Course:
    """A course that is taught, whose first lesson shows a picture."""
    media = LessonMedia("a.png", "一张图", sha256(PICTURE).hexdigest(), PICTURE)
    course = replace(COURSE, lessons=(replace(COURSE.lessons[0], media=(media,)),))
    async with db.transaction() as conn:
        await import_courses(conn, [course], at=NOON, approver="test")
    return course


async def take(
    db: Database, found: Bank, minutes: int, *, remove: bool = False, partial: bool = False
) -> str:
    async with db.transaction() as conn:
        planned = await plan_import(conn, found, COURSE.key, Practice(), remove=remove)
        fatal = len(found.fatal) + len(planned.doubts)
        at = NOON + timedelta(minutes=minutes)
        check_plan(planned, fatal, partial=partial)
        lines = await apply_plan(conn, planned, at)
    counts = map(len, (planned.new, planned.changed, planned.unchanged, planned.gone))
    return f"{tuple(counts)} {lines[0]}"


async def waiting(db: Database) -> Course:
    async with db.connection() as conn:
        (course,) = await load_drafts(conn)
    return course


async def test_a_bank_waits_as_a_draft_and_builds_on_what_waits(
    db: Database, taught: Course
) -> None:
    first = await take(db, bank(single("一？"), single("二？")), 1)
    assert first.startswith("(2, 0, 0, 0)")
    draft = await waiting(db)
    assert [lesson.key for lesson in draft.lessons] == ["first", "practice-1"]
    assert draft.lessons[0].media[0].hash == taught.lessons[0].media[0].hash
    assert (await take(db, bank(single("一？"), single("二？")), 2)).startswith(
        "(0, 0, 2, 0) Nothing"
    )
    assert (await waiting(db)).version == draft.version
    assert (await take(db, bank(single("一？", "B"), single("三？")), 3)).startswith(
        "(1, 1, 0, 1)"
    )
    stems = [question.stem for question in (await waiting(db)).lessons[1].questions]
    assert stems == ["一？", "二？", "三？"]
    assert (await take(db, bank(single("三？")), 4, remove=True)).startswith("(0, 0, 1, 2)")
    assert [q.stem for q in (await waiting(db)).lessons[1].questions] == ["三？"]
    async with db.connection() as conn:
        _, (shelf,) = await load_shelf(conn)
    assert [lesson.key for lesson in shelf.lessons] == ["first"]


async def test_doubts_keep_everything_out_unless_the_rest_is_wanted(
    db: Database, taught: Course
) -> None:
    mixed = bank(single("一？"), single("坏？", "E"))
    with pytest.raises(DoubtfulBankError, match="1 doubts"):
        await take(db, mixed, 1)
    async with db.connection() as conn:
        assert await load_drafts(conn) == ()
    await take(db, mixed, 2, partial=True)
    assert [q.stem for q in (await waiting(db)).lessons[1].questions] == ["一？"]


async def test_what_a_doubt_keeps_out_is_not_taken_for_gone(db: Database, taught: Course) -> None:
    await take(db, bank(single("一？"), single("二？"), single("三？")), 1)
    mistyped = bank(single("一？", "E"), single("二？"))
    assert (await take(db, mistyped, 2, remove=True, partial=True)).startswith("(0, 0, 1, 1)")
    assert [q.stem for q in (await waiting(db)).lessons[1].questions] == ["一？", "二？"]
    unreadable = bank(single("=1+1"), single("二？"))
    with pytest.raises(DoubtfulBankError, match="1 of the rows kept out"):
        await take(db, unreadable, 3, remove=True, partial=True)
    assert (await take(db, unreadable, 4, partial=True)).startswith("(0, 0, 1, 1) Nothing")


async def test_a_course_that_is_not_there_is_named(db: Database) -> None:
    with pytest.raises(InputError, match='No course "anti-fraud"'):
        await take(db, bank(single()), 1)
