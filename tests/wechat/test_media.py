"""Files at the platform: once for each account, known to all processes, renewed in time."""

import asyncio
import hashlib
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.wechat.media import MediaKeeper, NoMediaError
from bot.clock import FrozenClock
from bot.domain.errors import PlatformCallError
from bot.domain.messages import Media, Message, Reply
from tests.wechat.platform import NOW, Files, api, connected, send

DAY = timedelta(days=1)


class LostFiles(Files):
    """A shelf whose server is gone."""

    async def upload(self, file_hash, now):
        raise ConnectionResetError

    async def due(self, used_since, expires_before):
        raise ConnectionResetError


class FullFiles(Files):
    """A shelf that cannot write."""

    async def keep(self, file_hash, media_id, expires_at, now, *, used):
        raise ConnectionResetError


def keeper(got) -> MediaKeeper:
    return got._line.media


async def test_an_upload_is_noted_for_three_days_and_taken_by_the_next_process():
    files, clock = Files(), FrozenClock(NOW)
    name = files.put()
    async with api() as made:
        async with connected(made, media=files, clock=clock) as one:
            assert await keeper(one).media_id(name) == "M1"
        assert files.uploads[name] == ("M1", NOW + 3 * DAY)
        clock.move(2 * DAY)
        async with connected(made, media=files, clock=clock) as another:
            assert await keeper(another).media_id(name) == "M1"
        assert files.used[name] == NOW + 2 * DAY
        assert len(made.forms) == 1


async def test_two_accounts_upload_each_for_itself():
    first, second = Files(), Files()
    name = first.put()
    second.put()
    async with (
        api() as made,
        connected(made, media=first) as one,
        connected(made, media=second) as other,
    ):
        assert await keeper(one).media_id(name) == "M1"
        assert await keeper(other).media_id(name) == "M2"


async def test_what_runs_out_within_minutes_is_not_sent_any_more():
    files, clock = Files(), FrozenClock(NOW)
    name = files.put()
    async with api() as made, connected(made, media=files, clock=clock) as got:
        await keeper(got).media_id(name)
        clock.move(3 * DAY - timedelta(minutes=11))
        assert await keeper(got).media_id(name) == "M1"
        clock.move(timedelta(minutes=1))
        assert await keeper(got).media_id(name) == "M2"


async def test_the_shelf_hears_of_a_files_use_once_an_hour():
    files, clock = Files(), FrozenClock(NOW)
    name = files.put()
    async with api() as made, connected(made, media=files, clock=clock) as got:
        for _ in range(10):
            await keeper(got).media_id(name)
        assert files.looks == 1
        clock.move(timedelta(hours=1))
        await keeper(got).media_id(name)
    assert files.looks == 2
    assert files.used[name] == clock.now()


async def test_all_who_ask_at_once_wait_for_one_upload():
    files = Files()
    name = files.put()
    async with api() as made, connected(made, media=files) as got:
        ids = await asyncio.gather(*(keeper(got).media_id(name) for _ in range(30)))
        again = await asyncio.gather(*(keeper(got).media_id(name, bad="M1") for _ in range(30)))
        assert len(made.forms) == 2
    assert (set(ids), set(again)) == ({"M1"}, {"M2"})


async def test_a_bad_id_found_while_another_looks_it_up_is_not_given_out():
    files = Files()
    name = files.put()
    files.uploads[name] = ("M0", NOW + DAY)
    async with api() as made, connected(made, media=files) as got:
        first = asyncio.create_task(keeper(got).media_id(name))
        second = asyncio.create_task(keeper(got).media_id(name, bad="M0"))
        assert (await first, await second) == ("M0", "M1")


async def test_who_stops_waiting_does_not_stop_the_upload():
    files, arrived, release = Files(), asyncio.Event(), asyncio.Event()
    name = files.put()

    async def slow(request: web.Request) -> web.Response:
        arrived.set()
        await release.wait()
        return web.json_response({"media_id": "M7"})

    async with api() as made, connected(made, media=files) as got:
        made.script("media/upload", slow)
        waiting = asyncio.create_task(keeper(got).media_id(name))
        await arrived.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        release.set()
        assert await keeper(got).media_id(name) == "M7"
        assert len(made.forms) == 1


async def test_a_stop_ends_what_is_under_way():
    files, arrived = Files(), asyncio.Event()
    name = files.put()

    async def silent(request: web.Request) -> web.Response:
        arrived.set()
        await asyncio.Event().wait()
        return web.Response()

    async with api() as made, connected(made, media=files) as got:
        made.script("media/upload", silent)
        waiting = asyncio.create_task(keeper(got).media_id(name))
        await arrived.wait()
        await got.stop()
        with pytest.raises(asyncio.CancelledError):
            await waiting


@pytest.mark.parametrize("change", [{"content_type": "image/webp"}, {"content_type": ""}])
async def test_a_format_the_platform_does_not_take_is_not_brought(change):
    files = Files()
    name = files.put(**change)
    async with api() as made, connected(made, media=files) as got:
        with pytest.raises(NoMediaError):
            await keeper(got).media_id(name)
        assert made.calls == []


async def test_a_lost_shelf_leaves_the_words():
    files = LostFiles()
    picture = Reply((Message("", media=Media("image", files.put(), "一张图")),))
    async with api() as made, connected(made, media=files) as got:
        assert (await send(got, picture)).code == "0"
        assert made.bodies("message/custom/send")[0]["text"] == {"content": "一张图"}


async def test_an_upload_that_cannot_be_noted_is_good_all_the_same():
    files = FullFiles()
    name = files.put()
    async with api() as made, connected(made, media=files) as got:
        assert await keeper(got).media_id(name) == "M1"
        assert await keeper(got).media_id(name) == "M1"
        assert len(made.forms) == 1


async def test_a_refused_file_is_left_alone_for_a_while():
    """Every reply that shows it would wait for the same answer."""
    files, clock = Files(), FrozenClock(NOW)
    name = files.put()
    async with api() as made, connected(made, media=files, clock=clock) as got:
        made.script("media/upload", {"errcode": 40006, "errmsg": "invalid size"})
        for _ in range(5):
            with pytest.raises(NoMediaError, match="40006"):
                await keeper(got).media_id(name)
        assert len(made.forms) == 1
        made.script("media/upload", {"media_id": "M9"})
        clock.move(timedelta(minutes=10))
        assert await keeper(got).media_id(name) == "M9"


async def test_a_process_forgets_files_rather_than_growing_without_end():
    files = Files()
    async with api() as made, connected(made, media=files) as got:
        for number in range(2005):
            name = hashlib.sha256(str(number).encode()).hexdigest()
            files.uploads[name] = (f"M{number}", NOW + DAY)
            await keeper(got).media_id(name)
        assert len(keeper(got)._known) <= 2000


async def test_files_in_use_are_renewed_before_they_run_out():
    files, clock = Files(), FrozenClock(NOW)
    old, unused, fresh = files.put(b"old"), files.put(b"unused"), files.put(b"fresh")
    async with api() as made, connected(made, media=files, clock=clock) as got:
        await keeper(got).media_id(old)
        files.uploads[unused] = ("M0", NOW + 3 * DAY)
        files.used[unused] = NOW - 12 * DAY
        clock.move(timedelta(hours=59))
        await keeper(got).media_id(fresh)
        assert await got.renew_media() == 0
        clock.move(timedelta(hours=2))
        assert await got.renew_media() == 1
        assert await got.renew_media() == 0
        assert [form.content for form in made.forms] == [b"old", b"fresh", b"old"]
    assert files.uploads[old] == ("M3", clock.now() + 3 * DAY)
    assert files.used[old] == NOW, "a renewal is no use: what nobody is sent ends by itself"


async def test_one_file_refused_does_not_keep_the_others_from_being_renewed(capsys):
    files, clock = Files(), FrozenClock(NOW)
    names = [files.put(text) for text in (b"a", b"b")]
    async with api() as made, connected(made, media=files, clock=clock) as got:
        for name in names:
            await keeper(got).media_id(name)
        clock.move(2.9 * DAY)
        made.script("media/upload", {"errcode": 40006}, {"media_id": "M9"})
        assert await got.renew_media() == 1
        made.script("media/upload", 502)
        clock.move(2.9 * DAY)
        with pytest.raises(PlatformCallError):
            await got.renew_media()
    assert "40006" in capsys.readouterr().out
    assert sorted(media_id for media_id, _ in files.uploads.values()) == ["M1", "M9"]


async def test_without_files_there_is_nothing_to_renew():
    async with api() as made, connected(made) as got:
        assert await got.renew_media() == 0
        assert made.calls == []


async def test_a_shelf_lost_while_renewing_is_told_as_a_failed_call():
    async with api() as made, connected(made, media=LostFiles()) as got:
        with pytest.raises(PlatformCallError):
            await got.renew_media()
