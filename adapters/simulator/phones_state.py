"""What the phones page shows, as JSON: the WeChat phone and the credit bank's ledger.

The Telegram phone is in phones_chats, the month's calendar in phones_calendar.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from adapters.simulator.bank import Bank
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
SHOWN_ENTRIES = 200
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


def ledger(bank: Bank, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The newest statements, oldest first, in words a person can read."""
    return [_line(statement, at, zone) for statement, at in bank.kept[-SHOWN_ENTRIES:]]


def _line(statement: dict[str, Any], at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    activity, result = statement["object"], statement.get("result", {})
    definition = activity.get("definition", {})
    extensions = definition.get("extensions", {})
    hours = [value for key, value in extensions.items() if key.endswith("notional-hours")]
    score = result.get("score", {})
    names = definition.get("name", {})
    name = names.get("zh-CN") or next(iter(names.values()), activity.get("id", ""))
    return {
        "id": statement.get("id", ""),
        "verb": statement["verb"]["id"].rsplit("/", 1)[-1],
        "type": definition.get("type", "").rsplit("/", 1)[-1],
        "object": name,
        "person": statement["actor"].get("account", {}).get("name", "")[:8],
        "score": f"{score['raw']}/{score['max']}" if {"raw", "max"} <= score.keys() else "",
        "success": result.get("success"),
        "hours": hours[0] if hours else None,
        "at": local(_done_at(statement) or at, zone),
    }


def _done_at(statement: dict[str, Any]) -> datetime | None:
    """When it was done, as the statement says; it may have come in much later."""
    try:
        return datetime.fromisoformat(str(statement.get("timestamp")))
    except ValueError:
        return None


def local(at: datetime, zone: ZoneInfo) -> str:
    """An instant as people in ``zone`` write it, to the second."""
    return at.astimezone(zone).isoformat(timespec="seconds")
