"""What lessons show in the database: its bytes once, its place in each lesson, and back out."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.export import export_pack
from bot.content.load import load_pack
from bot.domain.content import Course, LessonMedia, Pack
from bot.domain.errors import InputError
from bot.store.content import export_courses, load_shelf
from bot.store.db import Database
from bot.store.fingerprints import course_hash
from bot.store.media import MediaFile, read_file
from tests.content.media import amr, picture, showing
from tests.content.test_content_store import put, revision, taught
from tests.content.test_load import SMALL

RED, BLUE = picture(), picture(colour="blue")


def shown(content: bytes, file: str = "a.png", alt: str = "图") -> LessonMedia:
    """A lesson's file of these bytes."""
    return LessonMedia(file, alt, hashlib.sha256(content).hexdigest(), content)


def with_media(*media: LessonMedia, course: Course = SMALL) -> Course:
    """``course`` with a lesson that shows these."""
    return replace(course, lessons=(replace(course.lessons[0], media=media),))


def test_the_hash_of_a_course_includes_the_bytes_and_words_of_its_files() -> None:
    plain = course_hash(with_media(shown(RED)))
    others = [
        SMALL,
        with_media(shown(BLUE)),
        with_media(shown(RED, alt="别的图")),
        with_media(shown(RED), shown(BLUE, "b.png")),
    ]
    assert len({plain, *map(course_hash, others)}) == 5
    assert course_hash(with_media(shown(RED, "renamed.png"))) == plain
    assert course_hash(with_media(replace(shown(RED), content=b""))) == plain


async def test_a_pack_with_files_goes_through_the_database_and_back(
    db: Database, tmp_path: Path
) -> None:
    media = "[{file: 扫一扫.png, alt: 扫一扫的样子}, {file: b.amr, alt: 一段话}]"
    pack = load_pack(showing(tmp_path, media, 扫一扫_png=RED, b_amr=amr(50)))
    assert await put(db, *pack.courses) == ["small 2026.1: new"]
    assert await taught(db) == pack.courses
    async with db.connection() as conn:
        export_pack(Pack(await export_courses(conn)), tmp_path / "out")
    again = load_pack(tmp_path / "out")
    assert again == pack
    assert (tmp_path / "out" / "small" / "扫一扫.png").read_bytes() == RED
    assert (tmp_path / "out" / "small" / "b.amr").read_bytes() == amr(50)
    assert await put(db, *again.courses, minutes=1) == ["small 2026.1: unchanged"]


async def test_what_is_taught_is_in_memory_without_its_bytes(db: Database) -> None:
    await put(db, with_media(shown(RED)))
    async with db.connection() as conn:
        _, (course,) = await load_shelf(conn)
        (media,) = course.lessons[0].media
        assert media.content == b""
        assert media == shown(RED)
        assert await read_file(conn, media.hash) == MediaFile("image", "image/png", RED)


async def test_bytes_are_kept_once_however_many_lessons_show_them(db: Database) -> None:
    other = with_media(shown(RED), course=replace(SMALL, key="other"))
    await put(db, with_media(shown(RED), shown(BLUE, "b.png")), other)
    await put(db, with_media(shown(RED, alt="新的说明")), minutes=1)
    async with db.connection() as conn:
        kept = [row["bytes"] for row in await conn.fetch("select bytes from media_file")]
    assert sorted(kept) == sorted([RED, BLUE])


async def test_another_picture_under_the_same_name_is_a_new_text(db: Database) -> None:
    await put(db, with_media(shown(RED)))
    (said,) = await put(db, with_media(shown(BLUE)), minutes=1)
    assert ": changed" in said
    assert await taught(db) == (with_media(shown(BLUE)),)


@pytest.mark.parametrize("content", [b"", BLUE])
async def test_a_file_without_its_own_bytes_is_not_taken(db: Database, content: bytes) -> None:
    before = await revision(db)
    with pytest.raises(InputError, match="came without its bytes"):
        await put(db, SMALL, with_media(replace(shown(RED), content=content), course=OTHER))
    assert await taught(db) == ()
    assert await revision(db) == before
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from media_file") == 0


OTHER = replace(SMALL, key="other")
