"""Files that people send, and how a bot comes to them on either platform."""

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from bot.domain.errors import InputError
from tests.simulator.bots import BotServer
from tests.simulator.conftest import TOKEN, Telegram

FILM = b"\0\0\0\x0cftypisom" + bytes(500)


async def sent(sim: Simulator, telegram: Telegram, kind: str = "video", **more: str) -> dict:
    """A person sends a file to a bot that polls; its message."""
    await sim.telegram.start_chat("city", 7, "小李")
    taken = sim.telegram.send_file("city", 7, kind, FILM, **more)
    updates = (await telegram.call("getUpdates"))["result"]
    message = updates[-1]["message"]
    await telegram.call("getUpdates", offset=updates[-1]["update_id"] + 1)
    assert await taken
    return message


async def test_a_film_is_told_and_handed_out(
    sim: Simulator, telegram: Telegram, http: ClientSession
) -> None:
    message = await sent(sim, telegram, caption="茉莉花")
    assert message["caption"] == "茉莉花"
    film = message["video"]
    assert (film["file_size"], film["mime_type"]) == (len(FILM), "video/mp4")
    told = (await telegram.call("getFile", file_id=film["file_id"]))["result"]
    assert told["file_size"] == len(FILM)
    assert told["file_unique_id"] == film["file_unique_id"]
    where = f"/telegram-api/file/bot{TOKEN}/{told['file_path']}"
    async with http.get(where) as answer:
        assert (answer.status, await answer.read()) == (200, FILM)
    async with http.get(where.replace(TOKEN, "1:other")) as answer:
        assert answer.status == 401
    async with http.get(f"/telegram-api/file/bot{TOKEN}/videos/other.mp4") as answer:
        assert answer.status == 404
    bubble = sim.telegram.chat("city", 7)[-1]
    assert (bubble.mine, bubble.text) == (True, "茉莉花")


@pytest.mark.parametrize("kind", ["photo", "video_note", "voice", "audio", "document"])
async def test_every_kind_has_a_file(sim: Simulator, telegram: Telegram, kind: str) -> None:
    held = (await sent(sim, telegram, kind, filename="我的歌.pdf"))[kind]
    file = held[-1] if kind == "photo" else held
    assert (await telegram.call("getFile", file_id=file["file_id"]))["ok"]
    assert file.get("file_name", "我的歌.pdf") == "我的歌.pdf"


async def test_what_getfile_refuses(sim: Simulator, telegram: Telegram) -> None:
    film = (await sent(sim, telegram))["video"]
    no = await telegram.call("getFile", file_id="nothing")
    assert no["description"] == "Bad Request: invalid file_id"
    sim.telegram.forget_files("city")
    no = await telegram.call("getFile", file_id=film["file_id"])
    assert "temporarily unavailable" in no["description"]


async def test_a_file_beyond_the_limit_is_not_handed_out(
    sim: Simulator, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = (await sent(sim, telegram))["video"]
    monkeypatch.setattr("adapters.simulator.telegram_handing_out.LARGEST_HANDED_OUT", 100)
    no = await telegram.call("getFile", file_id=film["file_id"])
    assert no["description"] == "Bad Request: file is too big"


async def test_mishaps_on_the_way_to_a_file(
    sim: Simulator, telegram: Telegram, http: ClientSession
) -> None:
    film = (await sent(sim, telegram))["video"]
    told = (await telegram.call("getFile", file_id=film["file_id"]))["result"]
    sim.faults.add("telegram:file", status=503)
    where = f"/telegram-api/file/bot{TOKEN}/{told['file_path']}"
    statuses = []
    for _ in range(2):
        async with http.get(where) as answer:
            statuses.append(answer.status)
    assert statuses == [503, 200]


async def test_what_no_person_could_send(sim: Simulator, telegram: Telegram) -> None:
    await sent(sim, telegram)
    for kind, content, caption in (
        ("hologram", b"x", ""),
        ("photo", b"", ""),
        ("photo", b"x", "歌" * 1025),
    ):
        with pytest.raises(InputError):
            sim.telegram.send_file("city", 7, kind, content, caption=caption)
    with pytest.raises(InputError):
        sim.telegram.send_file("city", 8, "photo", b"x")


async def test_of_a_film_wechat_tells_an_address(
    sim: Simulator, bot: BotServer, signed_in, http: ClientSession
) -> None:
    await sim.wechat.follow("lib", "o1")
    await sim.wechat.video("lib", "o1", FILM, b"\xff\xd8\xff")
    media_id = next(
        key
        for key, one in sim._wechat_api.accounts["lib"].state.media.items()
        if one.kind == "video"
    )
    query = {"access_token": signed_in.token, "media_id": media_id}
    async with http.get("/wechat-api/cgi-bin/media/get", params=query) as answer:
        assert answer.content_type == "text/plain"
        url = (await answer.json(content_type=None))["video_url"]
    async with http.get(url) as answer:
        assert await answer.read() == FILM
    sim.wechat.forget_files("lib")
    async with http.get("/wechat-api/cgi-bin/media/get", params=query) as answer:
        assert (await answer.json(content_type=None))["errcode"] == 40007
