"""Files that people sent: asked for by getFile, read from where they lie, never further than is fit."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.telegram import TelegramChannel
from bot.chat_ports import FetchedFile, FetchesFiles, FetchFault
from tests.telegram.conftest import TOKEN, MakeChannel

CONTENT = bytes(range(256)) * 400
MOST = len(CONTENT)
PATH = "videos/file_7.mp4"


def no(code: int, words: str, **more: Any) -> tuple[int, dict[str, Any]]:
    return code, {"ok": False, "error_code": code, "description": words, **more}


def yes(**found: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": {"file_id": "f", "file_unique_id": "u", **found}}


@dataclass
class Server:
    """A Bot API of two calls. ``told`` answers getFile; a file is served with ``status``, in pieces
    and without its length where ``endless``; ``cut``: the connection ends in its middle.
    """

    told: tuple[int, dict[str, Any]] = field(default_factory=lambda: yes(file_path=PATH))
    status: int = 200
    endless: bool = False
    cut: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)
    written: int = 0

    async def get_file(self, request: web.Request) -> web.Response:
        self.asked.append((await request.json())["file_id"])
        status, answer = self.told
        return web.json_response(answer, status=status)

    async def file(self, request: web.Request) -> web.StreamResponse:
        assert request.match_info["token"] == TOKEN
        assert request.match_info["path"] == PATH
        if self.status != 200:
            return web.Response(status=self.status, headers={"Location": "/elsewhere"})
        if not (self.endless or self.cut):
            return web.Response(body=CONTENT)
        answer = web.StreamResponse()
        if self.cut:
            answer.content_length = len(CONTENT)
        await answer.prepare(request)
        while self.endless and self.written < 200 * MOST and request.transport is not None:
            await answer.write(CONTENT)
            self.written += len(CONTENT)
        await answer.write(CONTENT[:100])
        if self.cut and request.transport is not None:
            request.transport.close()
        return answer


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_post("/bot{token}/getFile", made.get_file)
    app.router.add_get("/file/bot{token}/{path:.+}", made.file)
    async with TestServer(app) as running:
        made.url = str(running.make_url("")).rstrip("/")
        yield made


@pytest.fixture
def channel(server: Server, make: MakeChannel) -> TelegramChannel:
    return make(api_url=server.url)


async def test_a_file_as_it_lies_there(server: Server, channel: TelegramChannel) -> None:
    assert isinstance(channel, FetchesFiles)
    assert await channel.fetch_file("BAAC-7", MOST) == FetchedFile(CONTENT)
    assert server.asked == ["BAAC-7"]


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (no(400, "Bad Request: file is too big"), FetchFault.TOO_LARGE),
        (yes(file_path=PATH, file_size=MOST + 1), FetchFault.TOO_LARGE),
        (no(400, "Bad Request: invalid file_id"), FetchFault.GONE),
        (no(400, "Bad Request: wrong file identifier/HTTP URL specified"), FetchFault.GONE),
        (
            no(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
            FetchFault.UNAVAILABLE,
        ),
        (no(429, "Too Many Requests", parameters={"retry_after": 5}), FetchFault.UNAVAILABLE),
        (no(500, "Internal Server Error"), FetchFault.UNAVAILABLE),
        (no(401, "Unauthorized"), FetchFault.MISCONFIGURED),
        ((200, {"ok": True, "result": "nonsense"}), FetchFault.UNAVAILABLE),
        (yes(), FetchFault.UNAVAILABLE),
        (yes(file_path="../../etc/passwd"), FetchFault.UNAVAILABLE),
        (yes(file_path="/etc/passwd"), FetchFault.UNAVAILABLE),
        (yes(file_path="a\r\nb"), FetchFault.UNAVAILABLE),
        (yes(file_path=7), FetchFault.UNAVAILABLE),
    ],
)
async def test_what_getfile_says(
    server: Server, channel: TelegramChannel, told: tuple[int, dict[str, Any]], fault: FetchFault
) -> None:
    server.told = told
    assert await channel.fetch_file("f", MOST) is fault


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (302, FetchFault.UNAVAILABLE),
        (401, FetchFault.MISCONFIGURED),
        (404, FetchFault.UNAVAILABLE),
        (502, FetchFault.UNAVAILABLE),
    ],
)
async def test_what_is_there_instead_of_the_file(
    server: Server, channel: TelegramChannel, status: int, fault: FetchFault
) -> None:
    server.status = status
    assert await channel.fetch_file("f", MOST) is fault


async def test_no_more_is_read_than_is_taken(server: Server, channel: TelegramChannel) -> None:
    assert await channel.fetch_file("f", MOST - 1) is FetchFault.TOO_LARGE
    server.endless = True
    assert await channel.fetch_file("f", MOST) is FetchFault.TOO_LARGE
    assert server.written < 200 * MOST, "the rest was never asked for"


async def test_half_a_file_is_none(server: Server, channel: TelegramChannel) -> None:
    server.cut = True
    assert await channel.fetch_file("f", MOST) is FetchFault.UNAVAILABLE


async def test_a_server_that_is_away(make: MakeChannel) -> None:
    assert await make().fetch_file("f", MOST) is FetchFault.UNAVAILABLE
