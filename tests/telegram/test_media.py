"""Files: brought once, then sent by their id; brought again where Telegram lost it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from adapters.telegram import TelegramChannel
from bot.domain.delivery import Lack, Outcome, Result, Rung, Scope
from bot.domain.messages import Aim, Media, Message, Option, Reply
from bot.store.db import Database
from bot.store.media import MediaFile, SharedMedia, keep_file
from tests.telegram.conftest import NOW, MakeChannel
from tests.telegram.fake_api import OK, Answer, FakeApi
from tests.telegram.samples import GROUP, USER

PNG, MP3 = b"\x89PNG picture", b"ID3 sound"
PICTURE = Media("image", "a" * 64, "一张图")
SOUND = Media("voice", "b" * 64, "一段话")
CARD = Reply(
    (
        Message("", media=PICTURE),
        Message("1 < 2", title="课", options=(Option("学完了", "done:1"),)),
    ),
    Aim(thread="5"),
)
WRONG_ID = Answer(
    400, {"ok": False, "error_code": 400, "description": "Bad Request: wrong file identifier"}
)


@dataclass
class File:
    content_type: str
    content: bytes


@dataclass
class Shelf:
    """Files and ids in memory; ``away`` raises, as a database that is gone does."""

    files: dict[str, File] = field(default_factory=dict)
    ids: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    away: bool = False
    looks: int = 0

    def _reach(self) -> None:
        if self.away:
            raise ConnectionError

    async def file(self, file_hash: str) -> File | None:
        self._reach()
        return self.files.get(file_hash)

    async def upload(self, file_hash: str, now: datetime) -> tuple[str, datetime] | None:
        self.looks += 1
        self._reach()
        return self.ids.get(file_hash)

    async def keep(
        self, file_hash: str, media_id: str, expires_at: datetime, now: datetime, *, used: bool
    ) -> None:
        self._reach()
        self.ids[file_hash] = (media_id, expires_at)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf({PICTURE.hash: File("image/png", PNG), SOUND.hash: File("audio/mpeg", MP3)})


@pytest.fixture
def channel(api: FakeApi, make: MakeChannel, shelf: Shelf) -> TelegramChannel:
    return make(api_url=api.url, media=shelf)


async def send(channel: TelegramChannel, page: Reply = CARD, chat: int = USER) -> Outcome:
    return await channel.send(str(chat), page, rung=Rung.SEND, key="1")


def shown(said: dict[str, Any]) -> object:
    return said["photo"]


async def test_the_first_brings_the_file_and_the_others_its_id(
    api: FakeApi, channel: TelegramChannel, shelf: Shelf
) -> None:
    for _ in range(3):
        assert await send(channel) == Outcome(Result.SENT, "200", platform_id="4713")
    action, first, second, third = api.calls
    assert action == (
        "sendChatAction",
        {"chat_id": USER, "action": "upload_photo", "message_thread_id": 5},
    )
    keyboard = '{"inline_keyboard": [[{"text": "学完了", "callback_data": "done:1"}]]}'
    assert first == (
        "sendPhoto",
        {
            "chat_id": str(USER),
            "caption": "<b>课</b>\n\n1 &lt; 2",
            "parse_mode": "HTML",
            "reply_markup": keyboard,
            "message_thread_id": "5",
            "photo": (f"{'a' * 16}.png", "image/png", PNG),
        },
    )
    assert second == third
    assert second[1]["photo"] == "AgAC-large"
    assert second[1]["caption"] == "<b>课</b>\n\n1 &lt; 2"
    assert second[1]["chat_id"] == USER
    assert shelf.looks == 2, "before and in the line; then the process knows by itself"
    assert shelf.ids[PICTURE.hash][0] == "AgAC-large"


async def test_what_another_process_brought_is_not_brought_again(
    api: FakeApi, channel: TelegramChannel, make: MakeChannel, shelf: Shelf
) -> None:
    await send(channel)
    await send(make(api_url=api.url, media=shelf))
    assert isinstance(shown(api.called("sendPhoto")[0]), tuple)
    assert shown(api.called("sendPhoto")[1]) == "AgAC-large"


async def test_many_at_once_bring_it_once(api: FakeApi, channel: TelegramChannel) -> None:
    sent = await asyncio.gather(*(send(channel) for _ in range(30)))
    assert {one.result for one in sent} == {Result.SENT}
    brought = [isinstance(shown(said), tuple) for said in api.called("sendPhoto")]
    assert (len(brought), sum(brought)) == (30, 1)


async def test_an_upload_that_failed_is_tried_by_the_next(
    api: FakeApi, channel: TelegramChannel
) -> None:
    api.tell("sendPhoto", Answer(502, {"ok": False, "error_code": 502, "description": "Bad"}))
    first, second = await asyncio.gather(send(channel), send(channel))
    assert first == Outcome(Result.UNAVAILABLE, "5xx", scope=Scope.ACCOUNT)
    assert second.result is Result.SENT


async def test_a_lost_id_is_replaced_by_bringing_it_once_more(
    api: FakeApi, channel: TelegramChannel, shelf: Shelf
) -> None:
    await send(channel)
    api.tell("sendPhoto", WRONG_ID)
    result = {"message_id": 9, "photo": [{"file_id": "AgAC-new"}]}
    api.tell("sendPhoto", Answer(json={"ok": True, "result": result}))
    assert (await send(channel)).platform_id == "9"
    assert shelf.ids[PICTURE.hash][0] == "AgAC-new"
    await send(channel)
    assert shown(api.called("sendPhoto")[-1]) == "AgAC-new"


async def test_a_file_that_is_refused_again_is_named(
    api: FakeApi, channel: TelegramChannel
) -> None:
    await send(channel)
    api.tell("sendPhoto", WRONG_ID, WRONG_ID)
    assert await send(channel) == Outcome(Result.REFUSED, "400 file id", lack=Lack.FILE)
    assert len(api.called("sendPhoto")) == 3


async def test_a_chat_that_takes_no_photos_does_not_bring_it_anew(
    api: FakeApi, channel: TelegramChannel
) -> None:
    await send(channel)
    words = "Bad Request: not enough rights to send photos to the chat"
    api.tell("sendPhoto", Answer(400, {"ok": False, "error_code": 400, "description": words}))
    assert (await send(channel, chat=GROUP)).lack is Lack.FILE
    assert len(api.called("sendPhoto")) == 2


@pytest.mark.parametrize(
    "file",
    [None, File("image/tiff", PNG), File("audio/mpeg", MP3), File("image/png", b"x" * 10_000_001)],
)
async def test_no_file_that_telegram_takes(
    api: FakeApi, channel: TelegramChannel, shelf: Shelf, file: File | None
) -> None:
    shelf.files = {} if file is None else {PICTURE.hash: file}
    assert await send(channel) == Outcome(Result.REFUSED, "no file", lack=Lack.FILE)
    assert not api.calls


async def test_a_shelf_out_of_reach_costs_the_file_not_the_words(
    api: FakeApi, channel: TelegramChannel, shelf: Shelf
) -> None:
    shelf.away = True
    assert (await send(channel)).lack is Lack.FILE
    shelf.away = False
    assert (await send(channel)).result is Result.SENT
    shelf.away = True
    assert (await send(channel)).result is Result.SENT, "the process knows the id by itself"


async def test_a_sound_alone(api: FakeApi, channel: TelegramChannel) -> None:
    page = Reply((Message("", media=SOUND),))
    await send(channel, page)
    await send(channel, page)
    assert api.calls == [
        ("sendChatAction", {"chat_id": USER, "action": "upload_voice"}),
        (
            "sendVoice",
            {"chat_id": str(USER), "voice": (f"{'b' * 16}.mp3", "audio/mpeg", MP3)},
        ),
        ("sendVoice", {"chat_id": USER, "voice": "AwAC-voice"}),
    ]


async def test_a_film(api: FakeApi, channel: TelegramChannel, shelf: Shelf) -> None:
    film = Media("video", "c" * 64, "一段影片")
    shelf.files[film.hash] = File("video/mp4", b"film")
    page = Reply((Message("", media=film), Message("看")))
    await send(channel, page)
    await send(channel, page)
    first, second = api.called("sendVideo")
    assert (first["video"], second["video"]) == (
        (f"{'c' * 16}.mp4", "video/mp4", b"film"),
        "BAAC-video",
    )
    assert api.called("sendChatAction")[0]["action"] == "upload_video"


async def test_the_id_is_kept_for_all_processes(
    api: FakeApi, make: MakeChannel, db: Database
) -> None:
    async with db.connection() as conn:
        name = await keep_file(conn, MediaFile("image", "image/png", PNG), NOW)
    page = Reply((Message("", media=Media("image", name, "一张图")),))
    for _ in range(2):
        assert (await send(make(api_url=api.url, media=SharedMedia(db, "city")), page)).result is (
            Result.SENT
        )
    first, second = api.called("sendPhoto")
    assert first["photo"] == (f"{name[:16]}.png", "image/png", PNG)
    assert second["photo"] == "AgAC-large"


async def test_what_telegram_made_something_else_of_has_no_id(
    api: FakeApi, channel: TelegramChannel, shelf: Shelf
) -> None:
    result = {"message_id": 9, "audio": {"file_id": "CQAC"}}
    api.tell("sendVoice", Answer(json={"ok": True, "result": result}))
    assert (await send(channel, Reply((Message("", media=SOUND),)))).platform_id == "9"
    assert not shelf.ids


async def test_without_files_they_are_told(api: FakeApi, make: MakeChannel) -> None:
    await send(make(api_url=api.url))
    (said,) = api.called("sendMessage")
    assert said["text"] == "<b>课</b>\n\n1 &lt; 2\n\n一张图"


async def test_an_answer_that_is_cut_off_leaves_it_open(
    api: FakeApi, channel: TelegramChannel
) -> None:
    api.tell("sendPhoto", Answer(cut=True, json={}))
    assert (await send(channel)) == Outcome(Result.UNKNOWN, "no answer")
    assert OK["sendPhoto"]["photo"][-1]["file_id"] == "AgAC-large"
