"""What is made is made once, noted as used once a day, and let go of when nobody wants it."""

from datetime import UTC, datetime, timedelta

from bot.drawing.cards import lesson_cards
from bot.learning.large_type import pictures_of
from bot.store.db import Database
from bot.store.made_media import forget_unused, keep_made, made_before, recipe
from bot.store.media import MediaFile, read_file

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
CARDS = lesson_cards("第 1 课", "先看清姓名，再付款。", "zh-Hans")


def test_parts_do_not_run_together() -> None:
    assert recipe("a", "bc") != recipe("ab", "c")
    assert recipe("a\0b") != recipe("a", "b")


async def test_a_card_is_drawn_once(db: Database) -> None:
    async with db.transaction() as conn:
        first = await pictures_of(conn, CARDS, "zh-Hans", NOW)
        kept = await conn.fetchval("select count(*) from media_file")
        again = await pictures_of(conn, CARDS, "zh-Hans", NOW + timedelta(hours=1))
        assert first == again
        assert await conn.fetchval("select count(*) from media_file") == kept == 1
        assert first[0].alt == "第 1 课\n先看清姓名，再付款。"
        file = await read_file(conn, first[0].hash)
    assert file is not None
    assert file.content.startswith(b"\x89PNG")


async def test_use_is_noted_once_a_day(db: Database) -> None:
    of = recipe("x")
    async with db.transaction() as conn:
        await keep_made(conn, of, [MediaFile("image", "image/png", b"1")], NOW)
        await made_before(conn, of, NOW + timedelta(hours=23))
        assert await conn.fetchval("select used_at from made_media") == NOW
        await made_before(conn, of, NOW + timedelta(hours=25))
        assert await conn.fetchval("select used_at from made_media") == NOW + timedelta(hours=25)


async def test_what_nobody_wants_goes_and_what_is_shown_elsewhere_stays(db: Database) -> None:
    async with db.transaction() as conn:
        shared = MediaFile("image", "image/png", b"shared")
        await keep_made(
            conn, recipe("old"), [shared, MediaFile("image", "image/png", b"old")], NOW
        )
        later = NOW + timedelta(days=40)
        await keep_made(conn, recipe("new"), [shared], later)
        assert await forget_unused(conn, later - timedelta(days=30), 10) == 2
        left = await conn.fetch("select bytes from media_file")
        assert [row["bytes"] for row in left] == [b"shared"]
        assert await made_before(conn, recipe("old"), later) is None
