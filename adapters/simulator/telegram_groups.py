"""People in Telegram's groups. All of these are methods of ``simulator.telegram``.

``account`` is the bot's name; ``chat_id`` a group's id; ``by`` the person who does it (left out:
the group's owner). Those that tell the bot something return an awaitable: true once the bot took
it. Groups are kept for each bot by itself.

* ``introduce(account, user_id, name, *, last_name, username, language, no_voice)``: who is who
* ``make_group(account, title, owner, members=(), *, forum=False, supergroup=None, chat_id=None)
  -> int``: a group without the bot; forums are supergroups
* ``groups_of(account, user_id) -> list[TelegramChat]``: the groups a person is in, as the list of
  chats shows them; ``group(account, chat_id) -> TelegramChat``
* ``join(account, chat_id, user_id)``, ``leave(account, chat_id, user_id, by=None)``
* ``promote(account, chat_id, user_id, *, rights=None, anonymous=False)``, ``demote(...)``
* ``add_bot(account, chat_id, by=None, *, admin=False, payload=None)`` (a payload: by a startgroup
  link), ``remove_bot(account, chat_id, by=None)``
* ``promote_bot(account, chat_id, rights=None)``, ``demote_bot(account, chat_id)``,
  ``restrict_bot(account, chat_id, allowed=())`` (names out of PERMISSIONS; demote_bot undoes it)
* ``set_permissions(account, chat_id, **allowed)``: of members, such as can_send_polls=False
* ``slow_mode(account, chat_id, seconds)``, ``delete_group(account, chat_id)``
* in ``telegram_topics``: ``open_topic(account, chat_id, name, by=None) -> int`` (the thread),
  ``close_topic``, ``reopen_topic``, ``delete_topic`` ``(account, chat_id, thread)``
* ``migrate_group(account, chat_id, new_id=None)``: to a supergroup of id ``-100…``; see
  ``group(...).migrated_to``
* ``add_to_group(account, chat_id, title, by, *, admin=False)``: make_group and add_bot in one
* in ``telegram_talk``: ``say(account, user_id, text, chat_id=None, *, thread=0, reply_to=0,
  anonymous=None)``
* in ``telegram_people``: ``tap(account, user_id, message_id, data, chat_id=None)``,
  ``toast(account, user_id) -> CallbackQuery | None``, ``start_chat``, ``block``, ``unblock``,
  ``deactivate``, ``forget_files(account)``, ``commands(account, user_id, chat_id=None)``,
  ``menu_button(account, user_id)``, ``launch(account, user_id, start_param="")`` (initData),
  ``launch_url(account, user_id, url, start_param="")``
* in ``telegram_attachments``: ``send_file(account, user_id, kind, content, *, filename, caption,
  seconds)``, in private
* in ``telegram_votes``: ``vote(account, user_id, message_id, options, chat_id=None, ...)``,
  ``poll(account, chat_id, message_id)``, ``poll_view(account, chat_id, message_id, viewer)``

What stands in a chat are ``Bubble``s: ``chat(account, chat_id)``. A topic's name is
``group(...).topics[str(bubble.thread or 1)].name``; the reply keyboard under a chat is
``group(...).keyboard`` or ``private(account, user_id).keyboard`` (the Bot API's own JSON); lines
of the platform have ``via == "system"``. A bubble's ``media`` ends in the name of a kept file.
"""

from collections.abc import Awaitable, Iterable

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_json import user_json
from adapters.simulator.telegram_rights import (
    ADMIN_RIGHTS,
    GENERAL,
    GROUP_RIGHTS,
    PERMISSIONS,
)
from adapters.simulator.telegram_state import Standing, TelegramChat, Topic
from adapters.simulator.telegram_topics import TelegramTopics
from bot.domain.errors import InputError

FIRST_GROUP = 4_000_000_000
FIRST_SUPERGROUP = 2_000_000_000
NO_RIGHTS = dict.fromkeys(PERMISSIONS, False)


class TelegramGroups(TelegramTopics):
    """What people do with groups; the module's head lists it.

    Raises InputError for what no person could do.
    """

    def group(self, account: str, chat_id: int) -> TelegramChat:
        """A group as Telegram keeps it, also one that was migrated or deleted."""
        chat = self._bot(account).chat(chat_id)
        if chat is None or chat.type == "private":
            raise InputError("There is no such group.")
        return chat

    def groups_of(self, account: str, user_id: int) -> list[TelegramChat]:
        """The living groups a person is in."""
        return [
            chat
            for chat in self._bot(account).state.chats.values()
            if chat.migrated_to is None
            and not chat.deleted
            and str(user_id) in chat.members
            and chat.members[str(user_id)].inside
        ]

    def make_group(
        self,
        account: str,
        title: str,
        owner: int,
        members: Iterable[int] = (),
        *,
        forum: bool = False,
        supergroup: bool | None = None,
        chat_id: int | None = None,
    ) -> int:
        """A new group without the bot; its id.

        ``supergroup`` left out: a forum is one, and what has an id of one.
        """
        bot = self._bot(account)
        is_super = forum or (
            str(chat_id or 0).startswith("-100") if supergroup is None else supergroup
        )
        number = chat_id if chat_id is not None else _free_id(bot, is_super)
        if number >= 0 or bot.chat(number) is not None:
            raise InputError("A group's id is negative and not in use yet.")
        chat = bot.open_chat(number, "supergroup" if is_super else "group", title)
        chat.forum, chat.added_by = forum, owner
        if forum:
            chat.topics[str(GENERAL)] = Topic(GENERAL, "General")
        chat.members = {str(bot.user(person).id): Standing() for person in (owner, *members)}
        chat.members[str(owner)].status = "creator"
        bot.world.touch()
        return number

    def delete_group(self, account: str, chat_id: int) -> None:
        """The owner deletes the group; no update tells the bot."""
        self._group(self._bot(account), chat_id).deleted = True
        self._bot(account).world.touch()

    def join(self, account: str, chat_id: int, user_id: int) -> Awaitable[bool]:
        """A person comes into the group."""
        bot = self._bot(account)
        chat, user = self._group(bot, chat_id), bot.user(user_id)
        if chat.members.get(str(user_id), Standing("left")).inside:
            raise InputError("This person is in the group already.")
        self._person_changes(bot, chat, user, Standing())
        line = f"{user.name}加入了群组"
        return self._service(bot, user, chat, {"new_chat_members": [user_json(user)]}, line)

    def leave(
        self, account: str, chat_id: int, user_id: int, by: int | None = None
    ) -> Awaitable[bool]:
        """A person goes, or is put out ``by`` another."""
        bot = self._bot(account)
        chat, user = self._group(bot, chat_id), bot.user(user_id)
        self._standing(chat, user_id)
        put_out = by is not None and by != user_id
        self._person_changes(bot, chat, user, Standing("kicked" if put_out else "left"))
        doer = bot.user(user_id if by is None else by)
        line = f"{doer.name}移除了{user.name}" if put_out else f"{user.name}离开了群组"
        return self._service(bot, doer, chat, {"left_chat_member": user_json(user)}, line)

    def promote(
        self,
        account: str,
        chat_id: int,
        user_id: int,
        *,
        rights: Iterable[str] | None = None,
        anonymous: bool = False,
    ) -> Awaitable[bool]:
        """Make a person an administrator (of all rights where none are named), or an anonymous one.

        The owner stays the owner, and may become anonymous.
        """
        bot = self._bot(account)
        chat, user = self._group(bot, chat_id), bot.user(user_id)
        old = self._standing(chat, user_id)
        owner = old.status == "creator"
        new = Standing("creator") if owner else _administrator(rights)
        new.anonymous, new.last_at = anonymous, old.last_at
        return self._person_changes(bot, chat, user, new)

    def demote(self, account: str, chat_id: int, user_id: int) -> Awaitable[bool]:
        """Make an administrator a plain member."""
        bot = self._bot(account)
        chat, user = self._group(bot, chat_id), bot.user(user_id)
        if self._standing(chat, user_id).status != "administrator":
            raise InputError("This person is no administrator.")
        return self._person_changes(bot, chat, user, Standing())

    def add_bot(
        self,
        account: str,
        chat_id: int,
        by: int | None = None,
        *,
        admin: bool = False,
        payload: str | None = None,
    ) -> Awaitable[bool]:
        """Take the bot in, as a member or an administrator of all rights.

        With a ``payload`` it was done by a startgroup link, and ``/start@bot payload`` follows.
        """
        bot = self._bot(account)
        chat = self._group(bot, chat_id)
        if chat.me.inside:
            raise InputError("The bot is in this group already.")
        user = self._doer(bot, chat, by)
        self._standing(chat, user.id)
        chat.added_by = user.id
        line = f"{user.name}把{bot.me['first_name']}加进了群组"
        self._service(bot, user, chat, {"new_chat_members": [bot.me]}, line, about_me=True)
        place = _administrator(None) if admin else Standing()
        joined = self._membership(bot, chat, user, place)
        if payload is not None:
            self.say(account, user.id, f"/start@{bot.username} {payload}".rstrip(), chat_id)
        return joined

    def remove_bot(self, account: str, chat_id: int, by: int | None = None) -> Awaitable[bool]:
        """Put the bot out of a group; who took it in puts it out unless ``by`` is named."""
        bot = self._bot(account)
        chat = self._own_group(bot, chat_id)
        user = bot.user(chat.added_by if by is None else by)
        line = f"{user.name}移除了{bot.me['first_name']}"
        self._service(bot, user, chat, {"left_chat_member": bot.me}, line, about_me=True)
        return self._membership(bot, chat, user, Standing("kicked"))

    def promote_bot(
        self, account: str, chat_id: int, rights: Iterable[str] | None = None
    ) -> Awaitable[bool]:
        """Make the bot an administrator, of all rights where none are named."""
        return self._place_bot(account, chat_id, _administrator(rights), "设为管理员")

    def demote_bot(self, account: str, chat_id: int) -> Awaitable[bool]:
        """Make the bot a plain member, whatever it was."""
        return self._place_bot(account, chat_id, Standing(), "设为普通成员")

    def restrict_bot(
        self, account: str, chat_id: int, allowed: Iterable[str] = ()
    ) -> Awaitable[bool]:
        """Let the bot do no more than ``allowed`` (names out of PERMISSIONS); supergroups only."""
        if self.group(account, chat_id).type != "supergroup":
            raise InputError("Only supergroups restrict single members.")
        rights = NO_RIGHTS | dict.fromkeys(allowed, True)
        return self._place_bot(account, chat_id, Standing("restricted", rights), "限制发言")

    def set_permissions(self, account: str, chat_id: int, **allowed: bool) -> None:
        """What members may do, by the names out of PERMISSIONS; no update tells the bot."""
        if unknown := set(allowed) - set(PERMISSIONS):
            raise InputError(f"There is no permission {min(unknown)}.")
        self._group(self._bot(account), chat_id).permissions |= allowed
        self._bot(account).world.touch()

    def slow_mode(self, account: str, chat_id: int, seconds: int) -> None:
        """How long members wait between two messages; 0 ends it."""
        chat = self._group(self._bot(account), chat_id)
        if chat.type != "supergroup" or seconds < 0:
            raise InputError("Slow mode is for supergroups, in seconds from 0.")
        chat.slow_mode = seconds
        self._bot(account).world.touch()

    def migrate_group(
        self, account: str, chat_id: int, new_id: int | None = None
    ) -> Awaitable[bool]:
        """Turn a group into a supergroup: service messages in the old chat and in the new."""
        bot = self._bot(account)
        chat = self._group(bot, chat_id)
        if chat.type != "group":
            raise InputError("Only a plain group becomes a supergroup.")
        number = int(f"-100{-chat_id}") if new_id is None else new_id
        owner = self._doer(bot, chat, None)
        self.make_group(account, chat.title, owner.id, supergroup=True, chat_id=number)
        fresh = self.group(account, number)
        fresh.members, chat.members = chat.members, {}
        fresh.me, fresh.met, fresh.added_by = chat.me, chat.met, chat.added_by
        fresh.permissions, fresh.migrated_from = chat.permissions, chat_id
        line = "群组已升级为超级群组"
        self._service(bot, owner, fresh, {"migrate_from_chat_id": chat_id}, line)
        told = self._service(bot, owner, chat, {"migrate_to_chat_id": number}, line)
        chat.me, chat.migrated_to = Standing("left"), number
        return told

    def add_to_group(
        self, account: str, chat_id: int, title: str, by: int, *, admin: bool = False
    ) -> Awaitable[bool]:
        """Take the bot into a group (``-100…``: a supergroup), which is made where there is none."""
        if chat_id >= 0:
            raise InputError("A group's id is negative.")
        if self._bot(account).chat(chat_id) is None:
            self.make_group(account, title, by, chat_id=chat_id)
        return self.add_bot(account, chat_id, by, admin=admin)

    def remove_from_group(self, account: str, chat_id: int) -> Awaitable[bool]:
        """The same as ``remove_bot``."""
        return self.remove_bot(account, chat_id)

    def _place_bot(
        self, account: str, chat_id: int, standing: Standing, line: str
    ) -> Awaitable[bool]:
        bot = self._bot(account)
        chat = self._own_group(bot, chat_id)
        standing.last_at = chat.me.last_at
        user = self._doer(bot, chat, None)
        self._line(bot, user, chat, f"{user.name}把{bot.me['first_name']}{line}")
        return self._membership(bot, chat, user, standing)


def _administrator(rights: Iterable[str] | None) -> Standing:
    """An administrator of ``rights``; of all where they are left out."""
    chosen = (*ADMIN_RIGHTS, *GROUP_RIGHTS) if rights is None else ("can_manage_chat", *rights)
    return Standing("administrator", dict.fromkeys(chosen, True))


def _free_id(bot: TelegramBot, is_super: bool) -> int:
    count = len(bot.state.chats)
    return int(f"-100{FIRST_SUPERGROUP + count}") if is_super else -(FIRST_GROUP + count)
