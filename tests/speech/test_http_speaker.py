"""A speech server as it is asked, and what is made of its moods."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.openai_compatible.speech import HttpSpeaker
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError


class Server:
    """Answers as it is told and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.body = 200, b"ID3 sound"
        self.asked: list[tuple[str | None, dict[str, Any]]] = []

    async def speak(self, request: web.Request) -> web.Response:
        self.asked.append((request.headers.get("Authorization"), await request.json()))
        return web.Response(status=self.status, body=self.body)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    answers, app = Server(), web.Application()
    app.router.add_post("/v1/audio/speech", answers.speak)
    async with TestServer(app) as running:
        yield answers, str(running.make_url("/v1"))


async def test_the_text_and_the_voice_are_all_that_leaves(server: tuple[Server, str]) -> None:
    answers, url = server
    assert await HttpSpeaker(url, "secret", "tts-1", "anna", 5).speak("您好") == b"ID3 sound"
    wanted = {"model": "tts-1", "input": "您好", "response_format": "mp3", "voice": "anna"}
    assert answers.asked == [("Bearer secret", wanted)]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_what_a_person_must_mend_is_told(server: tuple[Server, str], status: int) -> None:
    answers, url = server
    answers.status = status
    with pytest.raises(PlatformMisconfiguredError, match=rf"HTTP {status}.*\[speech\]"):
        await HttpSpeaker(url, "", "tts-1", "", 5).speak("您好")


@pytest.mark.parametrize("status", [302, 429, 500, 503])
async def test_what_passes_is_tried_later(server: tuple[Server, str], status: int) -> None:
    answers, url = server
    answers.status = status
    with pytest.raises(PlatformUnavailableError, match=f"HTTP {status}"):
        await HttpSpeaker(url, "", "tts-1", "", 5).speak("您好")


async def test_a_flood_is_cut_off(server: tuple[Server, str]) -> None:
    answers, url = server
    answers.body = b"0" * 10_100_000
    with pytest.raises(PlatformUnavailableError, match="10,000,000 bytes"):
        await HttpSpeaker(url, "", "tts-1", "", 5).speak("您好")


async def test_nobody_there_is_told() -> None:
    with pytest.raises(PlatformUnavailableError, match="cannot be reached"):
        await HttpSpeaker("http://127.0.0.1:9/v1", "", "tts-1", "", 5).speak("您好")
