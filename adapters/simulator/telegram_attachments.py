"""Files that people send on Telegram (Bot API, ``Message`` and the types of its files)."""

import hashlib
import io
from collections.abc import Awaitable
from typing import Any, Literal, get_args

from PIL import Image, UnidentifiedImageError

from adapters.simulator.bubbles import Bubble, append_bubble
from adapters.simulator.telegram_acts import TelegramActs
from adapters.simulator.telegram_bot import Place, TelegramBot
from adapters.simulator.telegram_json import user_json
from adapters.simulator.telegram_state import TelegramFile
from adapters.simulator.wechat_files import address, content_type
from bot.domain.errors import InputError

FileKind = Literal["photo", "video", "video_note", "voice", "audio", "document"]
"""The field of a message that holds a file."""

LONGEST_CAPTION = 1024
ENDINGS = {
    "photo": ".jpg",
    "video": ".mp4",
    "video_note": ".mp4",
    "voice": ".ogg",
    "audio": ".mp3",
    "document": "",
}
SHOWN = {"photo": "[图片]", "video": "[视频]", "video_note": "[视频]", "document": "[文件]"}


FRAME = (1280, 720)
"""Of a film, and of a picture that cannot be looked at."""


class TelegramAttachments(TelegramActs):
    """Sending files, in private."""

    def send_file(
        self,
        account: str,
        user_id: int,
        kind: FileKind,
        content: bytes,
        *,
        filename: str = "",
        caption: str = "",
        seconds: int = 0,
    ) -> Awaitable[bool]:
        """Send a file in the private chat. ``filename`` tells its format, as on a phone; ``seconds``
        is what the sender's client says of its length, which nobody checks.
        """
        bot = self._bot(account)
        user = bot.user(user_id)
        chat = self._chat_of(bot, user, None)
        if kind not in get_args(FileKind) or not content:
            raise InputError("A Telegram message holds one file of a kind that clients send.")
        if len(caption) > LONGEST_CAPTION:
            raise InputError("A caption on Telegram has at most 1024 characters.")
        given = filename or f"file{ENDINGS[kind]}"
        name = bot.files.keep(content, given)
        held = _held(bot, kind, name, given, len(content), seconds)
        body: dict[str, Any] = {kind: [held] if kind == "photo" else held}
        if caption:
            body["caption"] = caption
        bot.state.files[held["file_id"]] = TelegramFile(held["file_id"], kind, name, body[kind])
        message = bot.head(Place(chat, 0, None), user_json(user)) | body
        bot.keep(chat, message, ours=False)
        words = caption or SHOWN.get(kind, "[语音]")
        bubble = Bubble(
            str(message["message_id"]), mine=True, text=words, at=bot.world.now(), via="person"
        )
        bubble.author, bubble.name, bubble.media = str(user.id), user.name, address(name)
        append_bubble(chat.bubbles, bubble)
        bot.world.touch()
        return self._put(bot, f"chat:{chat.id}", {"message": message})


def _held(
    bot: TelegramBot, kind: str, name: str, filename: str, size: int, seconds: int
) -> dict[str, Any]:
    """What a message tells of a file."""
    number = len(bot.state.files)
    own = hashlib.sha256(f"{bot.id}:{kind}:{name}:{number}".encode()).hexdigest()
    everybodys = hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()
    held: dict[str, Any] = {
        "file_id": f"BAACAgUAAx{own[:60]}",
        "file_unique_id": f"AgAD{everybodys[:11]}",
        "file_size": size,
    }
    if kind in ("photo", "video"):
        width, height = _size(bot.files.read(name) or b"") if kind == "photo" else FRAME
        held |= {"width": width, "height": height}
    if kind == "video_note":
        held["length"] = 384
    if kind in ("video", "video_note", "voice", "audio"):
        held["duration"] = seconds
    if kind in ("video", "audio", "document"):
        held |= {"file_name": filename, "mime_type": content_type(filename)}
    return held


def _size(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return FRAME
