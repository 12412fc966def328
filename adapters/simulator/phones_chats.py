"""A Telegram phone as JSON: what it has beside the private chat, and how its bubbles look."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.simulator.bubbles import Bubble
from adapters.simulator.phones_groups import PEOPLE
from adapters.simulator.phones_state import (
    SHOWN_BUBBLES,
    TELEGRAM_NAME,
    TELEGRAM_PERSON,
    TITLE,
    local,
)
from adapters.simulator.phones_state import bubble_json as plain_bubble
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_people import TelegramPeople
from adapters.simulator.telegram_polls import poll_of
from adapters.simulator.telegram_profile import menu_button, shown_commands
from adapters.simulator.telegram_state import Standing, TelegramChat
from bot.domain.names import clean_name

COLOURS = 7
"""How many colours names have, as in Telegram's own clients."""
SHOWN_PEOPLE = 30
QUOTED = 60
"""Characters of an answered message that stand above the answer."""
TURNING = frozenset({"R", "AL", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
"""Bidirectional classes that may turn round what stands beside them."""


@dataclass(frozen=True, slots=True)
class TelegramView:
    """One person's Telegram, looked at. ``working`` and ``failing``: whether the bot is at work on
    something now, and why it takes nothing.
    """

    bot: TelegramBot
    people: TelegramPeople
    zone: ZoneInfo
    person: int
    working: bool
    failing: str

    def phone(self) -> dict[str, Any]:
        """The person's private chat with the bot."""
        bot, user = self.bot, self.bot.state.users.get(str(self.person))
        chat = bot.chat(self.person)
        return {
            "id": "telegram",
            "account": bot.account,
            "title": TITLE,
            "person": person_name(bot, self.person),
            "joined": user is not None and user.started and not user.blocked,
            "typing": self.working or (chat is not None and self._typing(chat)),
            "failing": self.failing,
            "menu": [],
            "commands": shown_commands(bot, user),
            "bubbles": self.bubbles(chat) if chat else [],
        }

    def more(self) -> dict[str, Any]:
        """Everything but the private chat: whose phone it is and whose else there are,
        the ``groups`` the person is in, all groups for the tester's tools, the ``keyboard`` under
        the private chat, the ``app`` behind its menu button, the newest tap's ``toast``.
        """
        bot = self.bot
        chat = bot.chat(self.person)
        groups = self.people.groups_of(bot.account, self.person)
        button = menu_button(bot, str(self.person))
        return {
            "person": self.person,
            "people": people_of(bot),
            "username": bot.username,
            "keyboard": _keyboard(chat),
            "app": _app(button),
            "toast": self._toast(),
            "groups": [self._group(group) for group in groups],
            "everywhere": [self._known(group) for group in _living(bot)],
        }

    def bubbles(self, chat: TelegramChat) -> list[dict[str, Any]]:
        """What stands in a chat, as this person sees it."""
        shown = chat.bubbles[-SHOWN_BUBBLES:]
        known = {bubble.id: bubble for bubble in chat.bubbles if bubble.id}
        drawn = [self._bubble(chat, bubble, known) for bubble in shown]
        _name_lines(drawn)
        return drawn

    def _group(self, chat: TelegramChat) -> dict[str, Any]:
        bot = self.bot
        user = bot.state.users.get(str(self.person))
        inside = [one for one in (*chat.members.values(), chat.me) if one.inside]
        return {
            "id": chat.id,
            "title": clean_name(chat.title),
            "members": len(inside),
            "migrated_from": chat.migrated_from,
            "typing": self._typing(chat),
            "commands": shown_commands(bot, user, chat) if chat.me.inside else [],
            "topics": [
                {"thread": topic.id, "name": topic.name, "closed": topic.closed}
                for topic in chat.topics.values()
                if not topic.deleted
            ],
            "bubbles": self.bubbles(chat),
        }

    def _typing(self, chat: TelegramChat) -> bool:
        return chat.typing_until is not None and chat.typing_until > self.bot.world.now()

    def _known(self, chat: TelegramChat) -> dict[str, Any]:
        """A group in short, for who has tools to use on it."""
        own = chat.members.get(str(self.person), Standing("left"))
        return {
            "id": chat.id,
            "title": clean_name(chat.title),
            "type": chat.type,
            "forum": chat.forum,
            "slow": chat.slow_mode > 0,
            "bot": chat.me.status if chat.me.inside else "outside",
            "own": own.status if own.inside else "outside",
            "anonymous": own.anonymous,
        }

    def _toast(self) -> dict[str, Any] | None:
        query = self.people.toast(self.bot.account, self.person)
        if query is None or not query.answered:
            return None
        return {"id": query.id, "text": query.text, "alert": query.alert, "url": query.url}

    def _bubble(
        self, chat: TelegramChat, bubble: Bubble, known: dict[str, Bubble]
    ) -> dict[str, Any]:
        own = bubble.author == str(self.person) and bubble.via == "person"
        sent = chat.messages.get(bubble.id)
        message = sent.json if sent else {}
        system = bubble.via == "system"
        return plain_bubble(bubble, self.zone) | {
            "mine": own or (system and bubble.author == str(self.person)),
            "text": self._isolated(bubble.text) if system else bubble.text,
            "name": clean_name(bubble.name),
            "colour": _colour(bubble, chat),
            "edited": bubble.edited,
            "thread": bubble.thread,
            "topic": _topic(chat, bubble),
            "quote": _quote(known.get(bubble.reply_to)),
            "entities": message.get("entities") or message.get("caption_entities") or [],
            "rows": [[_button(button) for button in row] for row in bubble.rows],
            "voice": _voice(bubble, message),
            "size": _size(message),
            "document": (message.get("document") or {}).get("file_name", ""),
            "poll": self._poll(chat, bubble),
        }

    def _poll(self, chat: TelegramChat, bubble: Bubble) -> dict[str, Any] | None:
        """A poll as this person sees it; None where there is none."""
        poll = poll_of(self.bot, chat, bubble.id) if bubble.poll else None
        if poll is None:
            return None
        view = self.people.poll_view(self.bot.account, chat.id, bubble.id, self.person)
        closes: datetime | None = view["closes"]
        return view | {
            "closes": local(closes, self.zone) if closes else None,
            "revoting": bool(poll.body["allows_revoting"]),
        }

    def _isolated(self, line: str) -> str:
        """A line of the platform, in which names that turn the direction stand by themselves."""
        names = {user.name for user in self.bot.state.users.values()}
        for name in sorted(names, key=len, reverse=True):
            if any(unicodedata.bidirectional(char) in TURNING for char in name):
                line = line.replace(name, f"\u2068{clean_name(name)}\u2069")
        return line


def telegram_view(
    api: TelegramApi, people: TelegramPeople, zone: ZoneInfo, person: int
) -> TelegramView | None:
    """The Telegram of ``person``, of 小李 where nobody or a stranger is named; None where there is
    no bot.
    """
    bot = next(iter(api.bots.values()), None)
    if bot is None:
        return None
    there = [one["id"] for one in people_of(bot)]
    whose = person if person in there else TELEGRAM_PERSON
    updates = api.updates[bot.account]
    return TelegramView(bot, people, zone, whose, updates.active, updates.failing)


def people_of(bot: TelegramBot) -> list[dict[str, Any]]:
    """Whose phones there are: 小李, then who is in a group."""
    ids = [TELEGRAM_PERSON]
    for chat in _living(bot):
        ids += [int(key) for key, at in chat.members.items() if at.inside]
    shown = list(dict.fromkeys(ids))[:SHOWN_PEOPLE]
    return [{"id": person, "name": person_name(bot, person)} for person in shown]


def person_name(bot: TelegramBot, person: int) -> str:
    """How the page calls somebody."""
    user = bot.state.users.get(str(person))
    name = user.name if user else PEOPLE.get(person, TELEGRAM_NAME)
    return clean_name(name) or "没有名字的人"


def _living(bot: TelegramBot) -> list[TelegramChat]:
    return [
        chat
        for chat in bot.state.chats.values()
        if chat.type != "private" and chat.migrated_to is None and not chat.deleted
    ]


def _name_lines(drawn: list[dict[str, Any]]) -> None:
    """Give the platform's lines an id, which they have not all: the page tells bubbles by it."""
    taken: Counter[str] = Counter()
    for bubble in drawn:
        if not bubble["id"]:
            line = f"line {bubble['at']} {bubble['text']}"
            taken[line] += 1
            bubble["id"] = f"{line} {taken[line]}"


def _keyboard(chat: TelegramChat | None) -> list[list[dict[str, str]]] | None:
    """The reply keyboard that stands under a chat: rows of texts, and what opens a Mini App."""
    if chat is None or chat.keyboard is None:
        return None
    return [
        [{"text": b["text"], "app": b.get("web_app", {}).get("url", "")} for b in row]
        for row in chat.keyboard["keyboard"]
    ]


def _app(button: dict[str, Any]) -> dict[str, str] | None:
    """What the menu button opens, where the bot set it to a Mini App."""
    if button["type"] != "web_app":
        return None
    return {"text": button["text"], "url": button["web_app"]["url"]}


def _button(button: dict[str, Any]) -> dict[str, str]:
    return {
        "label": button["text"],
        "data": button.get("callback_data", ""),
        "url": button.get("url", ""),
        "app": button.get("web_app", {}).get("url", ""),
    }


def _colour(bubble: Bubble, chat: TelegramChat) -> int:
    """The colour of a writer's name: the same wherever he or she writes."""
    if bubble.name == chat.title or not bubble.author.isdigit():
        return 0
    return int(bubble.author) % COLOURS


def _topic(chat: TelegramChat, bubble: Bubble) -> str:
    """The name of the topic a bubble stands in; "" where there are none."""
    topic = chat.topics.get(str(bubble.thread or 1)) if chat.forum else None
    return topic.name if topic else ""


def _quote(answered: Bubble | None) -> dict[str, str] | None:
    """What stands above an answer. In a topic everything answers the line that opened it."""
    if answered is None or answered.via == "system":
        return None
    words = " ".join(answered.text.split())
    cut = words if len(words) <= QUOTED else f"{words[:QUOTED]}……"
    return {"name": clean_name(answered.name), "text": cut or "[图片或语音]"}


def _size(message: dict[str, Any]) -> list[int]:
    """Width and height of a photo, so that its place is kept while it loads; else empty."""
    photo = message.get("photo")
    return [photo[-1]["width"], photo[-1]["height"]] if photo else []


def _voice(bubble: Bubble, message: dict[str, Any]) -> dict[str, Any] | None:
    """A voice message: where the page finds it, and its length in seconds."""
    if "voice" not in message or not bubble.media:
        return None
    name = bubble.media.rpartition("/")[2]
    return {"src": f"media/{name}", "seconds": message["voice"].get("duration", 0)}
