"""Files that people sent: media/get for sounds and pictures, for films the address that it names."""

import json
from typing import Any

import pytest
from aiohttp import web

from bot.chat_ports import FetchedFile, FetchesFiles, FetchFault
from bot.domain.events import FileSent
from tests.wechat.stage import Stage, staged

CONTENT = b"#!AMR\n" + bytes(range(256)) * 40
MOST = len(CONTENT)


async def voice(on: Stage) -> str:
    """A person sends a voice message; its media id, as it came in."""
    await on.wechat.start()
    await on.sim.wechat.follow("school", "oGrandma")
    await on.sim.wechat.voice("school", "oGrandma", CONTENT)
    body = on.bot.bodies[-1]
    assert isinstance(body, FileSent)
    return body.ref


async def film(on: Stage) -> str:
    """A person sends a film."""
    await on.wechat.start()
    await on.sim.wechat.follow("school", "oGrandma")
    await on.sim.wechat.video("school", "oGrandma", CONTENT, b"\xff\xd8\xff")
    body = on.bot.bodies[-1]
    assert isinstance(body, FileSent)
    return body.ref


async def test_a_sound_and_a_film() -> None:
    async with staged() as on:
        assert isinstance(on.wechat, FetchesFiles)
        assert await on.wechat.fetch_file(await voice(on), MOST) == FetchedFile(CONTENT)
    async with staged() as on:
        assert await on.wechat.fetch_file(await film(on), MOST) == FetchedFile(CONTENT)


async def test_a_token_that_ended_is_renewed_once() -> None:
    async with staged() as on:
        ref = await voice(on)
        on.sim.faults.add("wechat:media/get", errcode=40001)
        assert await on.wechat.fetch_file(ref, MOST) == FetchedFile(CONTENT)


@pytest.mark.parametrize(
    ("mishap", "fault"),
    [
        ({"errcode": 40007}, FetchFault.GONE),
        ({"errcode": -1}, FetchFault.UNAVAILABLE),
        ({"errcode": 45009}, FetchFault.UNAVAILABLE),
        ({"errcode": 40001, "times": 2}, FetchFault.MISCONFIGURED),
        ({"status": 500}, FetchFault.UNAVAILABLE),
        ({"status": 302}, FetchFault.UNAVAILABLE),
        ({"lost": True, "times": 4}, FetchFault.UNAVAILABLE),
    ],
)
async def test_what_the_platform_says_instead(mishap: dict[str, Any], fault: FetchFault) -> None:
    async with staged() as on:
        ref = await voice(on)
        on.sim.faults.add("wechat:media/get", **mishap)
        assert await on.wechat.fetch_file(ref, MOST) is fault


async def test_a_media_id_that_ran_out() -> None:
    async with staged() as on:
        ref = await voice(on)
        on.sim.wechat.forget_files("school")
        assert await on.wechat.fetch_file(ref, MOST) is FetchFault.GONE
        assert await on.wechat.fetch_file("nothing", MOST) is FetchFault.GONE


async def test_no_more_is_read_than_is_taken() -> None:
    async with staged() as on:
        assert await on.wechat.fetch_file(await voice(on), MOST - 1) is FetchFault.TOO_LARGE
    async with staged() as on:
        assert await on.wechat.fetch_file(await film(on), MOST - 1) is FetchFault.TOO_LARGE


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_films_address_that_gives_nothing(status: int) -> None:
    async with staged() as on:
        ref = await film(on)
        on.sim.faults.add("wechat:media", status=status)
        assert await on.wechat.fetch_file(ref, MOST) is FetchFault.UNAVAILABLE


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/a", "https://u:p@example.org/a", "//", 7]
)
async def test_an_address_that_is_none_is_not_opened(
    url: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged() as on:
        ref = await film(on)
        told = json.dumps({"video_url": url})
        monkeypatch.setattr("adapters.simulator.wechat_api._json", lambda _: _as_text(told))
        assert await on.wechat.fetch_file(ref, MOST) is FetchFault.UNAVAILABLE


def _as_text(told: str) -> web.Response:
    return web.Response(text=told, content_type="text/plain")
