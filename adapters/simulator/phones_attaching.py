"""The attach button of the phones: a file from the tester's machine, sent by the pictured person.

Its bytes are the body of the post, so they are read here piece by piece: the page is served beside
webhooks whose bodies are small.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import cast

from aiohttp import web

from adapters.simulator.phones_asked import NonsenseError
from adapters.simulator.phones_groups import PEOPLE
from adapters.simulator.phones_state import TELEGRAM_PERSON, WECHAT_PERSON
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_attachments import FileKind
from adapters.simulator.telegram_people import TelegramPeople
from adapters.simulator.wechat_api import WechatApi
from adapters.simulator.wechat_people import WechatPeople
from bot.domain.names import clean_name

LARGEST = 25_000_000
"""A little more than a bot is handed out, so that also that can be tried."""
PIECE = 64 * 1024
_TELEGRAM_KINDS = {"image/jpeg": "photo", "video": "video", "audio": "audio"}
"""A picture that is no JPEG goes as a document: a client would make it one."""
_AMR = b"#!AMR"
_THUMB = b"\xff\xd8\xff\xd9"
"""Nobody looks at the small picture of a film here."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A chosen file: its name and content type as the browser tells them, and its bytes."""

    name: str
    content_type: str
    content: bytes


async def read_attached(request: web.Request) -> Attached:
    """The file in a post of the page. Raises NonsenseError."""
    held = bytearray()
    async for piece in request.content.iter_chunked(PIECE):
        held += piece
        if len(held) > LARGEST:
            raise NonsenseError("文件太大了，这里最多试 25 MB。")
    if not held:
        raise NonsenseError("这个文件是空的。")
    name = clean_name(request.query.get("name", ""))
    return Attached(name, request.content_type, bytes(held))


class Attaching:
    """Sends what was chosen, as the phone's own app would."""

    def __init__(
        self,
        telegram: TelegramApi,
        telegram_people: TelegramPeople,
        wechat: WechatApi,
        wechat_people: WechatPeople,
    ) -> None:
        """People of the first account of each platform."""
        self._telegram, self._telegram_people = telegram, telegram_people
        self._wechat, self._wechat_people = wechat, wechat_people

    def send(self, phone: str, person: str, file: Attached) -> Awaitable[bool]:
        """Send it. Raises NonsenseError or InputError for what no phone could do."""
        if phone == "telegram":
            return self._by_telegram(person, file)
        if phone == "wechat":
            return self._by_wechat(file)
        raise NonsenseError("没有这部手机，或者它不会这个动作。")

    def _by_telegram(self, person: str, file: Attached) -> Awaitable[bool]:
        user = int(person) if person.isascii() and person.isdecimal() else TELEGRAM_PERSON
        account = next(iter(self._telegram.bots), "")
        bot = self._telegram.bots.get(account)
        known = bot is not None and str(user) in bot.state.users
        if not known and user not in PEOPLE:
            raise NonsenseError("没有这个人的手机。")
        family = file.content_type.partition("/")[0]
        found = _TELEGRAM_KINDS.get(file.content_type) or _TELEGRAM_KINDS.get(family)
        kind = cast(FileKind, found or "document")
        return self._telegram_people.send_file(
            account, user, kind, file.content, filename=file.name
        )

    def _by_wechat(self, file: Attached) -> Awaitable[bool]:
        account, people = next(iter(self._wechat.accounts), ""), self._wechat_people
        family = file.content_type.partition("/")[0]
        if family == "image":
            return people.image(account, WECHAT_PERSON, file.content, file.name or "photo.jpg")
        if family == "video":
            return people.video(account, WECHAT_PERSON, file.content, _THUMB)
        if file.content.startswith(_AMR):
            return people.voice(account, WECHAT_PERSON, file.content)
        raise NonsenseError("发给公众号的，只能是照片、视频和当场录的语音。")
