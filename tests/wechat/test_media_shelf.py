"""The files in PostgreSQL, alone and under a channel."""

import hashlib
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.domain.messages import Media, Message, Reply
from bot.store.media import (
    MediaFile,
    SharedMedia,
    due_for_renewal,
    find_upload,
    keep_file,
    keep_upload,
    read_file,
)
from tests.wechat.platform import NOW, api, connected, send

PICTURE = MediaFile("image", "image/png", b"\x89PNG\x00\xff")
HOUR = timedelta(hours=1)
LATER = NOW + 72 * HOUR


async def test_a_file_is_kept_once_by_its_content(db):
    async with db.connection() as conn:
        name = await keep_file(conn, PICTURE, NOW)
        assert await keep_file(conn, PICTURE, NOW + HOUR) == name
        assert name == hashlib.sha256(PICTURE.content).hexdigest()
        assert await read_file(conn, name) == PICTURE
        assert await read_file(conn, "0" * 64) is None
        assert await conn.fetchval("select count(*) from media_file") == 1


async def test_an_upload_is_of_its_account_and_notes_its_use(db):
    async with db.connection() as conn:
        name = await keep_file(conn, PICTURE, NOW)
        await keep_upload(conn, "city", name, "M1", LATER, NOW, used=True)
        assert await find_upload(conn, "city", name, NOW + HOUR) == ("M1", LATER)
        assert await find_upload(conn, "other", name, NOW) is None
        assert await find_upload(conn, "city", name, NOW) == ("M1", LATER)
        used = await conn.fetchval("select used_at from media_upload")
    assert used == NOW + HOUR, "an earlier look changes nothing"


async def test_a_renewal_is_no_use_and_the_longer_lasting_upload_stays(db):
    async with db.connection() as conn:
        name = await keep_file(conn, PICTURE, NOW)
        await keep_upload(conn, "city", name, "M1", LATER, NOW, used=True)
        await keep_upload(conn, "city", name, "M2", LATER + HOUR, NOW + HOUR, used=False)
        await keep_upload(conn, "city", name, "M0", LATER, NOW + HOUR, used=True)
        row = await conn.fetchrow("select media_id, expires_at, used_at from media_upload")
    assert tuple(row.values()) == ("M2", LATER + HOUR, NOW)


async def test_what_is_due_for_renewal(db):
    async with db.connection() as conn:
        for content, account, left, unused in [
            (b"soon", "city", 11, 1),
            (b"sooner", "city", 2, 13 * 24),
            (b"just not", "city", 12, 1),
            (b"forgotten", "city", 2, 15 * 24),
            (b"another's", "other", 2, 1),
        ]:
            name = await keep_file(conn, MediaFile("image", "image/png", content), NOW)
            await keep_upload(
                conn, account, name, "M", NOW + left * HOUR, NOW - unused * HOUR, used=True
            )
        due = await due_for_renewal(conn, "city", NOW - 14 * 24 * HOUR, NOW + 12 * HOUR)
    assert due == [hashlib.sha256(content).hexdigest() for content in (b"sooner", b"soon")]


async def test_processes_share_uploads_through_the_database(db):
    clock = FrozenClock(NOW)
    async with db.connection() as conn:
        name = await keep_file(conn, PICTURE, NOW)
    picture = Reply((Message("", media=Media("image", name, "图")),))
    async with api() as made:
        for _ in range(3):
            shelf = SharedMedia(db, "city-wechat")
            async with connected(made, media=shelf, clock=clock) as got:
                assert (await send(got, picture)).code == "0"
        assert [form.content for form in made.forms] == [PICTURE.content]
        clock.move(61 * HOUR)
        shelf = SharedMedia(db, "city-wechat")
        async with connected(made, media=shelf, clock=clock) as got:
            assert await got.renew_media() == 1
            await send(got, picture)
        sent = [body["image"]["media_id"] for body in made.bodies("message/custom/send")]
    assert sent == ["M1", "M1", "M1", "M2"]


async def test_a_lost_database_is_said_and_the_words_go(db):
    async with db.connection() as conn:
        name = await keep_file(conn, PICTURE, NOW)
    await db.close()
    shelf = SharedMedia(db, "city-wechat")
    with pytest.raises(StorageUnavailableError):
        await shelf.file(name)
    async with api() as made, connected(made, media=shelf) as got:
        await send(got, Reply((Message("", media=Media("image", name, "图里有字")),)))
        assert made.bodies("message/custom/send")[0]["text"] == {"content": "图里有字"}
