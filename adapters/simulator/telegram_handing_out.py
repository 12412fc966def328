"""getFile, by which a bot comes to the files that people sent, and where they are served.

Source: Bot API getFile: "bots can download files of up to 20MB"; "the file can then be downloaded
via the link https://api.telegram.org/file/bot<token>/<file_path>".
"""

from typing import Any

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import TelegramRefusal, bad_request
from adapters.simulator.telegram_params import Params
from adapters.simulator.wechat_files import content_type

LARGEST_HANDED_OUT = 20_000_000
FOLDERS = {"photo": "photos", "video": "videos", "voice": "voice", "audio": "music"}


def get_file(bot: TelegramBot, params: Params) -> dict[str, Any]:
    """getFile: where a file lies, for an hour at least."""
    file = bot.state.files.get(params.text("file_id").strip())
    if file is None:
        raise bad_request("invalid file_id")
    content = bot.files.read(file.name) if file.known else None
    if content is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(content) > LARGEST_HANDED_OUT:
        raise bad_request("file is too big")
    shown = file.json[-1] if isinstance(file.json, list) else file.json
    return {
        "file_id": file.id,
        "file_unique_id": shown["file_unique_id"],
        "file_size": len(content),
        "file_path": f"{FOLDERS.get(file.kind, 'documents')}/{file.name}",
    }


def served_file(bot: TelegramBot, path: str) -> tuple[bytes, str]:
    """The bytes and type of a file of the bot's chats. Raises TelegramRefusal."""
    name = path.rpartition("/")[2]
    known = any(file.name == name and file.known for file in bot.state.files.values())
    content = bot.files.read(name) if known else None
    if content is None:
        raise TelegramRefusal(404, "Not Found")
    return content, content_type(name)
