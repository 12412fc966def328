"""What a person does on the Telegram phone of the demo's page."""

import re
from collections.abc import Callable
from typing import Any

from adapters.simulator.bubbles import Bubble, find_bubble
from adapters.simulator.phones_asked import Body, NonsenseError, id_in, numbers_in, text_in
from adapters.simulator.phones_groups import PEOPLE, GroupTools
from adapters.simulator.phones_state import TELEGRAM_PERSON
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_people import TelegramPeople

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""What a client takes from a deep link (Bot Features, "Deep linking")."""


class TelegramActions:
    """Acts of the first bot's people; ``app_path`` is where its Mini App is."""

    def __init__(self, api: TelegramApi, people: TelegramPeople, app_path: str = "/app/") -> None:
        """``people`` are those of ``api``."""
        self._api = api
        self._people = people
        self._tools = GroupTools(people)
        self.app_path = app_path

    def named(self) -> dict[str, Callable[[Body], object]]:
        """The acts by their names; each takes the page's body, with ``person`` (小李 where it is
        left out) and ``chat`` (the private one). Raise NonsenseError or InputError.
        """
        return {
            "join": self._join,
            "leave": lambda body: self._people.block(self._account, self._person(body)),
            "say": self._say,
            "tap": self._tap,
            "vote": self._vote,
            "launch": self._launch,
            "group": lambda body: self._tools.use(self._account, self._person(body), body),
        }

    @property
    def _account(self) -> str:
        return next(iter(self._api.bots), "")

    def _person(self, body: Body) -> int:
        """Whose phone it is; only people who are known here have one."""
        person = id_in(body, "person") or TELEGRAM_PERSON
        bot = self._api.bots.get(self._account)
        known = bot is not None and str(person) in bot.state.users
        if not known and person not in PEOPLE:
            raise NonsenseError("没有这个人的手机。")
        return person

    def _join(self, body: Body) -> object:
        person, payload = self._person(body), body.get("payload", "")
        if not isinstance(payload, str) or not _PAYLOAD.fullmatch(payload):
            raise NonsenseError("这个链接不对。")
        return self._people.start_chat(self._account, person, PEOPLE.get(person, ""), payload)

    def _say(self, body: Body) -> object:
        person, words = self._person(body), text_in(body, "text")
        chat, thread = id_in(body, "chat"), id_in(body, "thread") or 0
        return self._people.say(self._account, person, words, chat, thread=thread)

    def _tap(self, body: Body) -> object:
        person, chat, data = self._person(body), id_in(body, "chat"), text_in(body, "data")
        bubble = self._bubble(person, body)
        if data not in [known for _, known in bubble.buttons]:
            raise NonsenseError("聊天里没有这个按钮。")
        return self._people.tap(self._account, person, bubble.id, data, chat)

    def _vote(self, body: Body) -> object:
        person, chat, chosen = self._person(body), id_in(body, "chat"), numbers_in(body, "options")
        bubble = self._bubble(person, body)
        return self._people.vote(self._account, person, bubble.id, chosen, chat)

    def _bubble(self, person: int, body: Body) -> Bubble:
        shown = self._people.chat(self._account, id_in(body, "chat") or person)
        bubble = find_bubble(shown, text_in(body, "bubble"))
        if bubble is None:
            raise NonsenseError("聊天里没有这个按钮。")
        return bubble

    def _launch(self, body: Body) -> dict[str, Any]:
        """Where the Mini App opens for this person now: the page's own, or that of a button."""
        person, url = self._person(body), body.get("url") or self.app_path
        if not isinstance(url, str) or not url.startswith(("https://", "/")):
            raise NonsenseError("这个小程序打不开。")
        if url == self.app_path:
            url = f"{url}?account={self._account}"
        return {"url": self._people.launch_url(self._account, person, url)}
