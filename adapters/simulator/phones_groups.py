"""Telegram's groups in the demo: the one it begins with, and what a tester does with groups."""

from collections.abc import Callable
from functools import partial

from adapters.simulator.phones_asked import Body, NonsenseError, id_in, text_in
from adapters.simulator.phones_state import TELEGRAM_NAME, TELEGRAM_PERSON
from adapters.simulator.telegram_people import TelegramPeople

GROUP_TITLE = "天河老友学习群"
OWNER = 600_100_201
PEOPLE = {
    OWNER: "王阿姨",
    TELEGRAM_PERSON: TELEGRAM_NAME,
    600_100_202: "老张",
    600_100_203: "أمينة",
}
"""Who is in the demo's groups, by Telegram id; Guangzhou's neighbours write in many scripts."""

SLOW = 30
"""Seconds between two messages of a member, where slow mode is switched on."""
TITLE_LENGTH = 128
"""Characters of a group's title (Bot API)."""


def introduce_people(people: TelegramPeople, account: str) -> None:
    """Let the demo's people have Telegram; saying it again changes nothing."""
    for person, name in PEOPLE.items():
        people.introduce(account, person, name)


def seed_group(people: TelegramPeople, account: str) -> int:
    """Have the demo's group exist, with the bot just added by its owner; the group's id.

    ``people`` are ``simulator.telegram``, ``account`` is the bot's name. Where the owner is in a
    group of that title nothing is done, also after she put the bot out or made it a supergroup.
    The bot hears of it once it has a webhook or fetches; nobody has to wait for that here.
    """
    introduce_people(people, account)
    for group in people.groups_of(account, OWNER):
        if group.title == GROUP_TITLE:
            return group.id
    chat = people.make_group(account, GROUP_TITLE, OWNER, [p for p in PEOPLE if p != OWNER])
    people.add_bot(account, chat, OWNER)
    return chat


class GroupTools:
    """What stands beside the phone for who tries groups out: each tool is a ``do`` of the page's."""

    def __init__(self, people: TelegramPeople) -> None:
        """``people`` are ``simulator.telegram``."""
        self._people = people

    def use(self, account: str, person: int, body: Body) -> object:
        """Do what ``body["do"]`` names, in the group ``body["chat"]``, as ``person`` where it is
        somebody's act. Raises NonsenseError or InputError.
        """
        do = text_in(body, "do")
        if do == "make":
            return self._make(account, person, body)
        chat = id_in(body, "chat")
        if chat is None:
            raise NonsenseError("请先选一个群。")
        if do == "topic":
            return self._people.open_topic(account, chat, text_in(body, "name"), person)
        tool = self._tools(account, chat, person).get(do)
        if tool is None:
            raise NonsenseError("没有这个工具。")
        return tool()

    def _make(self, account: str, person: int, body: Body) -> object:
        """A new group of the demo's people, with the bot in it; ``person`` owns it."""
        title = text_in(body, "title").strip()
        if len(title) > TITLE_LENGTH:
            raise NonsenseError("群名太长了。")
        introduce_people(self._people, account)
        others = [one for one in PEOPLE if one != person]
        forum = body.get("forum") is True
        chat = self._people.make_group(account, title, person, others, forum=forum)
        return self._people.add_bot(account, chat, person)

    def _tools(self, account: str, chat: int, person: int) -> dict[str, Callable[[], object]]:
        people = self._people
        return {
            "add": partial(people.add_bot, account, chat, person),
            "remove": partial(people.remove_bot, account, chat),
            "promote": partial(people.promote_bot, account, chat),
            "demote": partial(people.demote_bot, account, chat),
            "restrict": partial(people.restrict_bot, account, chat),
            "migrate": partial(people.migrate_group, account, chat),
            "slow": partial(people.slow_mode, account, chat, SLOW),
            "fast": partial(people.slow_mode, account, chat, 0),
            "admin": partial(people.promote, account, chat, person),
            "plain": partial(people.demote, account, chat, person),
            "anonymous": partial(people.promote, account, chat, person, anonymous=True),
            "join": partial(people.join, account, chat, person),
            "leave": partial(people.leave, account, chat, person),
        }
