"""Photos and voice messages: uploads, file ids, and what is too much (sections 3 and 8)."""

import io
from typing import Any

import pytest
from PIL import Image

from adapters.simulator import Simulator
from tests.simulator.conftest import Telegram

OPUS = (
    b"OggS\x00\x02"
    + bytes(20)
    + b"\x01\x13OpusHead"
    + bytes(40)
    + b"OggS\x00\x04"
    + (48_000 * 3).to_bytes(8, "little")
    + bytes(40)
)
"""The first and the last page of three seconds of Opus, as far as anybody looks."""


def picture(width: int = 640, height: int = 480, kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(held, kind)
    return held.getvalue()


@pytest.fixture
async def chat(sim: Simulator) -> int:
    await sim.telegram.start_chat("city", 7, "小李")
    return 7


async def test_a_photo_card(sim: Simulator, telegram: Telegram, chat: int, http) -> None:
    sent = await telegram.upload(
        "sendPhoto", "photo", picture(), chat_id=7, caption="<b>课</b>", parse_mode="HTML"
    )
    message = sent["result"]
    assert [(p["width"], p["height"]) for p in message["photo"]] == [(320, 240), (640, 480)]
    assert message["caption"] == "课"
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert "text" not in message
    bubble = sim.telegram.chat("city", 7)[-1]
    assert bubble.text == "课"
    assert bubble.media.endswith(".png")
    async with http.get(bubble.media) as served:
        assert served.content_type == "image/png"
        assert await served.read() == picture()
    assert sim.calls[-1][1]["photo"] == "photo.bin", "calls are remembered without bytes"


async def test_a_part_of_any_name_is_attached(telegram: Telegram, chat: int) -> None:
    sent = await telegram.upload(
        "sendPhoto", "x1", picture(40, 30, "JPEG"), chat_id=7, photo="attach://x1"
    )
    assert len(sent["result"]["photo"]) == 1


async def test_a_file_id_sends_again_what_was_sent(telegram: Telegram, chat: int) -> None:
    photo = (await telegram.upload("sendPhoto", "photo", picture(), chat_id=7))["result"]["photo"]
    for place in photo:
        again = await telegram.call("sendPhoto", chat_id=7, photo=place["file_id"])
        assert again["result"]["photo"] == photo
    refusal = await telegram.refused("sendVoice", chat_id=7, voice=photo[0]["file_id"])
    assert refusal == "400 Bad Request: can't use file of type Photo as VoiceNote"


async def test_a_file_id_belongs_to_one_bot(sim: Simulator, telegram, chat: int) -> None:
    sim.add_telegram("other", "777:OTHER")
    await sim.telegram.start_chat("other", 7)
    photo = (await telegram.upload("sendPhoto", "photo", picture(), chat_id=7))["result"]["photo"]
    own = {"chat_id": 7, "photo": photo[-1]["file_id"]}
    foreign = await telegram.call("sendPhoto", token="777:OTHER", **own)
    assert foreign["description"] == "Bad Request: wrong file identifier/HTTP URL specified"
    sim.telegram.forget_files("city")
    refusal = await telegram.refused("sendPhoto", **own)
    assert refusal == "400 Bad Request: wrong file identifier/HTTP URL specified"
    renewed = await telegram.upload("sendPhoto", "photo", picture(), chat_id=7)
    assert renewed["result"]["photo"] == photo
    assert (await telegram.call("sendPhoto", **own))["ok"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (
            bytes(10 * 1024 * 1024 + 1),
            (
                "file of size 10485761 bytes is too big for a photo; "
                "the maximum size is 10485760 bytes"
            ),
        ),
    ],
    ids=["empty", "no-picture", "too-large", "too-long", "too-heavy"],
)
async def test_photos_that_are_refused(telegram, chat: int, content: bytes, words: str) -> None:
    answer = await telegram.upload("sendPhoto", "photo", content, chat_id=7)
    assert answer["description"] == f"Bad Request: {words}"


async def test_a_body_beyond_everything_is_413(telegram: Telegram, chat: int) -> None:
    answer = await telegram.upload("sendPhoto", "photo", bytes(13 << 20), chat_id=7)
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(
    ("content", "told", "kind", "expected"),
    [
        (OPUS, {}, "voice", {"duration": 3, "mime_type": "audio/ogg"}),
        (OPUS, {"duration": 9}, "voice", {"duration": 9, "mime_type": "audio/ogg"}),
        (b"ID3" + bytes(40), {"duration": 2}, "voice", {"duration": 2, "mime_type": "audio/mpeg"}),
        (b"\x00\x00\x00\x20ftypM4A ", {}, "voice", {"duration": 0, "mime_type": "audio/mp4"}),
        (b"RIFF" + bytes(40), {}, "document", {"file_name": "voice.bin"}),
    ],
    ids=["opus", "opus-told", "mp3", "m4a", "wave"],
)
async def test_sounds(
    telegram, chat: int, content: bytes, told: dict, kind: str, expected: dict[str, Any]
) -> None:
    sent = (await telegram.upload("sendVoice", "voice", content, chat_id=7, **told))["result"]
    assert sent[kind].items() >= expected.items()
    assert sent[kind]["file_size"] == len(content)


async def test_captions_can_be_edited(sim: Simulator, telegram, chat: int) -> None:
    sent = await telegram.upload("sendPhoto", "photo", picture(), chat_id=7, caption="甲")
    place = {"chat_id": 7, "message_id": sent["result"]["message_id"]}
    assert (await telegram.call("editMessageCaption", **place, caption="乙"))["ok"]
    assert sim.telegram.chat("city", 7)[-1].text == "乙"
    refusal = await telegram.refused("editMessageText", **place, text="丙")
    assert refusal == "400 Bad Request: there is no text in the message to edit"


async def test_a_refused_upload_counts_for_nothing(telegram: Telegram, chat: int) -> None:
    for _ in range(9):
        await telegram.upload("sendPhoto", "photo", b"no picture", chat_id=7)
    assert (await telegram.upload("sendPhoto", "photo", picture(), chat_id=7))["ok"]
