"""Photos and voice messages: uploads, file ids that belong to one bot, and sending again.

Source: Bot API, "Sending files", sendPhoto, sendVoice; reference/telegram.md sections 3 and 8.
"""

import hashlib
import io
from collections.abc import Callable
from typing import Any

from PIL import Image, UnidentifiedImageError

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_params import Params, Upload
from adapters.simulator.telegram_state import TelegramFile

LARGEST_PHOTO = 10 << 20
LONGEST_SIDES = 10_000
"""Width and height of a photo together."""

STEEPEST = 20
"""Width to height, or height to width."""

SMALL = 320
"""The longer side of a photo's small copy."""

OPUS_RATE = 48_000

Maker = Callable[[TelegramBot, Params, Upload], TelegramFile]


def read_photo(bot: TelegramBot, params: Params) -> dict[str, Any]:
    """The ``photo`` of a new message: uploaded now, or sent again by its id."""
    return _read(bot, params, "photo", _new_photo)


def read_voice(bot: TelegramBot, params: Params) -> dict[str, Any]:
    """The ``voice`` of a new message; a sound of another format becomes a ``document``."""
    return _read(bot, params, "voice", _new_voice)


def _read(bot: TelegramBot, params: Params, kind: str, make: Maker) -> dict[str, Any]:
    upload = params.upload(kind)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        fresh = make(bot, params, upload)
        return {fresh.kind: fresh.json}
    given = params.text(kind).strip()
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = bot.state.files.get(given)
    if file is None or not file.known:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {_named(file.kind)} as {_named(kind)}")
    return {kind: file.json}


def _named(kind: str) -> str:
    """What refusals call a kind of file."""
    return {"photo": "Photo", "voice": "VoiceNote"}.get(kind, "Document")


def _new_photo(bot: TelegramBot, _: Params, upload: Upload) -> TelegramFile:
    size = len(upload.content)
    if size > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {LARGEST_PHOTO} bytes"
        )
    width, height, ending = _picture(upload.content)
    if width + height > LONGEST_SIDES or max(width, height) > STEEPEST * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    name = bot.files.keep(upload.content, f"photo.{ending}")
    shrunk = min(1.0, SMALL / max(width, height))
    sizes = [(max(1, round(width * shrunk)), max(1, round(height * shrunk)))]
    sizes += [(width, height)] if shrunk < 1 else []
    shown = [
        _ids(bot, "photo", f"{name}:{place}")
        | {"width": w, "height": h, "file_size": round(size * w * h / (width * height))}
        for place, (w, h) in enumerate(sizes)
    ]
    files = [TelegramFile(str(one["file_id"]), "photo", name, shown) for one in shown]
    bot.state.files |= {file.id: file for file in files}
    return files[-1]


def _picture(content: bytes) -> tuple[int, int, str]:
    """Width, height and the ending of a picture's name."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            kind = (picture.format or "").lower()
            return picture.width, picture.height, "jpg" if kind == "jpeg" else kind
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _new_voice(bot: TelegramBot, params: Params, upload: Upload) -> TelegramFile:
    """Ogg with Opus, MP3 and M4A are voice messages; everything else is a document."""
    content = upload.content
    ending, mime, spoken = _sound(content)
    name = bot.files.keep(content, f"voice.{ending}")
    kind = "voice" if mime else "document"
    held = _ids(bot, kind, name) | {"file_size": len(content)}
    if mime:
        held |= {"duration": params.number("duration", spoken), "mime_type": mime}
    else:
        held |= {"file_name": upload.filename, "mime_type": "application/octet-stream"}
    file = TelegramFile(str(held["file_id"]), kind, name, held)
    bot.state.files[file.id] = file
    return file


def _sound(content: bytes) -> tuple[str, str, int]:
    """The ending of its name, its type ("" where it is no voice), its length in seconds if told."""
    if content.startswith(b"OggS") and b"OpusHead" in content[:256]:
        last = content.rfind(b"OggS")
        samples = int.from_bytes(content[last + 6 : last + 14], "little")
        return "ogg", "audio/ogg", round(samples / OPUS_RATE)
    if content.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "mp3", "audio/mpeg", 0
    if content[4:8] == b"ftyp":
        return "m4a", "audio/mp4", 0
    return "bin", "", 0


def _ids(bot: TelegramBot, kind: str, name: str) -> dict[str, str]:
    """The two ids of a file: one for this bot to send it by, one that is the same for all."""
    own = hashlib.sha256(f"{bot.id}:{kind}:{name}".encode()).hexdigest()
    everybodys = hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()
    return {"file_id": f"AgACAgUAAx{own[:50]}", "file_unique_id": f"AQAD{everybodys[:11]}"}
