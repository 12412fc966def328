"""People send: words, pictures, sounds, films, places, links; they touch what can be touched."""

from collections.abc import Awaitable
from decimal import Decimal
from typing import Any

from adapters.simulator.bubbles import Bubble, find_bubble
from adapters.simulator.wechat_account import WechatAccount, open_window
from adapters.simulator.wechat_desk import Desk
from adapters.simulator.wechat_files import address
from adapters.simulator.wechat_media import LASTS, add
from adapters.simulator.wechat_menu import menu_of
from adapters.simulator.wechat_state import Follower, Media
from bot.domain.errors import InputError


class Senders(Desk):
    """What followers send. Each call does it at once; awaiting it waits for the bot's answer.

    Raises InputError for what no person could do.
    """

    def say(self, account: str, openid: str, text: str) -> Awaitable[bool]:
        """Write to the account."""
        box = self._account(account)
        follower = self._follower(box, openid)
        if not text.strip() or len(text.encode()) > 2048:
            raise InputError("A WeChat message has 1 to 2048 bytes.")
        open_window(follower, box.world.now(), click=False)
        return self._text(box, openid, text, {})

    def tap(self, account: str, openid: str, bubble_id: str, item_id: str) -> Awaitable[bool]:
        """Touch an item of a msgmenu: sends its caption with its id."""
        box = self._account(account)
        follower = self._follower(box, openid)
        bubble = find_bubble(follower.bubbles, bubble_id)
        captions = [label for label, data in bubble.buttons if data == item_id] if bubble else []
        if not captions:
            raise InputError("There is no such item in the chat.")
        open_window(follower, box.world.now(), click=True)
        return self._text(box, openid, captions[0], {"bizmsgmenuid": item_id})

    def image(
        self, account: str, openid: str, content: bytes, filename: str = "photo.jpg"
    ) -> Awaitable[bool]:
        """Send a picture."""
        box = self._account(account)
        name, media_id = self._file(box, "image", content, filename)
        fields = {
            "MsgType": "image",
            "PicUrl": box.files.base + address(name),
            "MediaId": media_id,
        }
        return self._send(box, openid, "[图片]", fields, media=address(name))

    def voice(
        self, account: str, openid: str, content: bytes, recognition: str | None = None
    ) -> Awaitable[bool]:
        """Send a voice message; ``recognition`` is what was understood, None without the field."""
        box = self._account(account)
        name, media_id = self._file(box, "voice", content, "voice.amr")
        fields = {"MsgType": "voice", "MediaId": media_id, "Format": "amr", "MediaId16K": media_id}
        if recognition is not None:
            fields["Recognition"] = recognition
        return self._send(box, openid, recognition or "[语音]", fields, media=address(name))

    def video(
        self, account: str, openid: str, content: bytes, thumb: bytes, *, short: bool = False
    ) -> Awaitable[bool]:
        """Send a film; ``short`` for one that was just taken in the chat (小视频)."""
        box = self._account(account)
        name, media_id = self._file(box, "video", content, "film.mp4")
        _, thumb_id = self._file(box, "thumb", thumb, "thumb.jpg")
        fields = {
            "MsgType": "shortvideo" if short else "video",
            "MediaId": media_id,
            "ThumbMediaId": thumb_id,
        }
        return self._send(box, openid, "[视频]", fields, media=address(name))

    def forget_files(self, account: str) -> None:
        """Let all media ids run out, as after three days."""
        box = self._account(account)
        for media in box.state.media.values():
            media.expires = box.world.now()
        box.world.touch()

    def location(
        self, account: str, openid: str, latitude: str, longitude: str, label: str
    ) -> Awaitable[bool]:
        """Send a place; the degrees as decimals, such as ``23.134521``."""
        box = self._account(account)
        fields = {
            "MsgType": "location",
            "Location_X": Decimal(latitude),
            "Location_Y": Decimal(longitude),
            "Scale": 20,
            "Label": label,
        }
        return self._send(box, openid, f"[位置] {label}", fields)

    def link(
        self, account: str, openid: str, title: str, description: str, url: str
    ) -> Awaitable[bool]:
        """Send a link to a page."""
        box = self._account(account)
        fields = {"MsgType": "link", "Title": title, "Description": description, "Url": url}
        return self._send(box, openid, f"[链接] {title}", fields)

    def menu(self, account: str, openid: str, key: str) -> Awaitable[bool]:
        """Touch the menu entry of ``key``; it must be in the menu this follower sees."""
        box = self._account(account)
        follower = self._follower(box, openid)
        if key not in _entries(box, follower, "click", "key"):
            raise InputError("There is no such entry in the menu.")
        open_window(follower, box.world.now(), click=True)
        return self._event(box, openid, "CLICK", {"EventKey": key})

    def view(self, account: str, openid: str, url: str) -> Awaitable[bool]:
        """Touch the menu entry that opens ``url``; opens no window, and nothing is answered."""
        box = self._account(account)
        follower = self._follower(box, openid)
        if url not in _entries(box, follower, "view", "url"):
            raise InputError("There is no such entry in the menu.")
        content = {"EventKey": url, "MenuId": "428000000"}
        return self._event(box, openid, "VIEW", content, report=True)

    def _text(
        self, box: WechatAccount, openid: str, text: str, extra: dict[str, Any]
    ) -> Awaitable[bool]:
        fields = {"MsgType": "text", "Content": text} | extra
        return self._message(box, openid, self._bubble(box, openid, text), fields)

    def _send(
        self,
        box: WechatAccount,
        openid: str,
        shown: str,
        fields: dict[str, Any],
        media: str = "",
    ) -> Awaitable[bool]:
        open_window(self._follower(box, openid), box.world.now(), click=False)
        bubble = self._bubble(box, openid, shown)
        bubble.media = media
        return self._message(box, openid, bubble, fields)

    @staticmethod
    def _bubble(box: WechatAccount, openid: str, text: str) -> Bubble:
        now = box.world.now()
        return Bubble("", mine=True, text=text, at=now, via="person", author=openid)

    @staticmethod
    def _file(box: WechatAccount, kind: str, content: bytes, filename: str) -> tuple[str, str]:
        """The kept file's name and its media id, good for three days."""
        name = box.files.keep(content, filename)
        return name, add(box, Media(kind, box.world.now() + LASTS, name))


def _entries(box: WechatAccount, follower: Follower, kind: str, field: str) -> set[str]:
    """The keys or addresses of the menu entries a follower sees."""
    parts = [
        part
        for button in menu_of(box, follower)
        for part in (button.get("sub_button") or [button])
    ]
    return {part[field] for part in parts if part.get("type") == kind}
