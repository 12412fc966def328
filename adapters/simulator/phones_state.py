"""What the phones page shows of the WeChat phone, as JSON.

The Telegram phone is in phones_chats, the banks in phones_bank, the calendar in phones_calendar.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_api import WechatApi
from adapters.simulator.wechat_files import ADDRESS, TYPES
from adapters.simulator.wechat_menu import menu_of
from adapters.simulator.wechat_people import RUNGS

WECHAT_PERSON = "oYikeDemo0ChenLaoshi0000001"
WECHAT_NAME = "陈老师"
TELEGRAM_PERSON = 600_100_200
TELEGRAM_NAME = "小李"
TITLE = "一课"
SHOWN_BUBBLES = 80
CARDS = ("notice", "template")


def wechat_phone(api: WechatApi, zone: ZoneInfo) -> dict[str, Any] | None:
    """The phone of 陈老师 with the first official account; None where there is none."""
    account = next(iter(api.accounts.values()), None)
    if account is None:
        return None
    person = account.state.followers.get(WECHAT_PERSON)
    until = person.typing_until if person else None
    typing = until is not None and until > account.world.now()
    everybodys = (account.state.menu or {}).get("button", [])
    menu = menu_of(account, person) if person else everybodys
    return {
        "id": "wechat",
        "account": account.console.account,
        "title": TITLE,
        "person": WECHAT_NAME,
        "joined": person is not None and person.subscribed,
        "typing": typing or WECHAT_PERSON in account.answering,
        "failing": account.failing,
        "menu": [_entry(button) for button in menu],
        "commands": [],
        "bubbles": [
            bubble_json(b, zone) for b in (person.bubbles if person else [])[-SHOWN_BUBBLES:]
        ],
    }


def _entry(button: dict[str, Any]) -> dict[str, Any]:
    """An entry of the menu; ``url`` is there where it opens a page."""
    entry = {
        "label": button["name"],
        "key": button.get("key", ""),
        "children": [_entry(below) for below in button.get("sub_button") or []],
    }
    return entry | ({"url": button["url"]} if button.get("type") == "view" else {})


def bubble_json(bubble: Bubble, zone: ZoneInfo) -> dict[str, Any]:
    """A bubble: ``rung`` is the way it took ("" for the person's own, the platform's and
    Telegram's), ``fields`` the lines of a card, ``picture`` where the page finds it ("" for none),
    ``links`` what opens a page.
    """
    kind = _kind(bubble)
    fields = [line.partition("：") for line in bubble.text.split("\n")] if kind == "card" else []
    return {
        "id": bubble.id,
        "mine": bubble.mine,
        "kind": kind,
        "title": bubble.title,
        "text": bubble.text,
        "at": local(bubble.at, zone),
        "buttons": [{"label": label, "data": data} for label, data in bubble.buttons],
        "via": bubble.via,
        "failed": bubble.failed,
        "rung": RUNGS.get(bubble.via, ""),
        "fields": [{"label": label, "value": value} for label, _, value in fields],
        "picture": _picture(bubble.media),
        "links": [{"label": label, "url": url} for label, url in bubble.links],
    }


def _kind(bubble: Bubble) -> str:
    """How it is drawn: system, card (a filled form), news (an article), image, or text."""
    if bubble.via == "system":
        return "system"
    if bubble.via in CARDS:
        return "card"
    if bubble.title and bubble.links:
        return "news"
    return "image" if _picture(bubble.media) else "text"


def _picture(media: str) -> str:
    """Where the page finds a picture that is kept here, "" for a sound, a film, or one elsewhere.

    The page's own policy lets nothing in from elsewhere.
    """
    path = urlsplit(media).path
    name = path.removeprefix(ADDRESS)
    kept = path.startswith(ADDRESS) and "/" not in name
    ending = name[name.rfind(".") :] if "." in name else ""
    return f"media/{name}" if kept and TYPES.get(ending, "").startswith("image/") else ""


def local(at: datetime, zone: ZoneInfo) -> str:
    """An instant as people in ``zone`` write it, to the second."""
    return at.astimezone(zone).isoformat(timespec="seconds")
