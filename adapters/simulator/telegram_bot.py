"""One bot as Telegram knows it: who it is, its chats, and whether it may write there."""

from dataclasses import dataclass
from heapq import heapify
from typing import Any

from adapters.simulator.bubbles import KEPT_BUBBLES, Bubble, append_bubble
from adapters.simulator.telegram_errors import bad_request, forbidden
from adapters.simulator.telegram_json import bot_id, bot_json, chat_json, seconds
from adapters.simulator.telegram_limits import TelegramLimits
from adapters.simulator.telegram_rights import GENERAL
from adapters.simulator.telegram_state import (
    SentMessage,
    Standing,
    TelegramChat,
    TelegramState,
    TelegramUser,
)
from adapters.simulator.wechat_files import Files, address
from adapters.simulator.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: the chat, the topic (0: none, or General), the message it answers."""

    chat: TelegramChat
    thread: int = 0
    reply_to: dict[str, Any] | None = None


class TelegramBot:
    """Identity, state and limits of one account. ``privacy`` is Telegram's privacy mode.

    ``closings`` is a heap of (when, poll) of the polls that close by themselves.
    """

    def __init__(
        self,
        world: World,
        files: Files,
        account: str,
        token: str,
        username: str,
        *,
        privacy: bool,
    ) -> None:
        """Take up the account's state where the world left it."""
        self.world = world
        self.files = files
        self.account = account
        self.token = token
        self.username = username
        self.privacy = privacy
        self.id = bot_id(token)
        self.limits = TelegramLimits()
        self.state = world.state.telegram.setdefault(account, TelegramState())
        open_polls = (p for p in self.state.polls.values() if not p.closed)
        self.closings = [(p.closes, p.id) for p in open_polls if p.closes is not None]
        heapify(self.closings)

    @property
    def me(self) -> dict[str, Any]:
        """The bot as User."""
        return bot_json(self.token, self.username)

    def user(self, user_id: int, name: str = "") -> TelegramUser:
        """The person of that id; made known where he or she is not yet."""
        known = self.state.users.get(str(user_id))
        if known is None:
            known = TelegramUser(user_id, name or f"用户{user_id}")
            self.state.users[str(user_id)] = known
        known.name = name or known.name
        return known

    def chat(self, chat_id: int) -> TelegramChat | None:
        """The chat of that id, if it exists."""
        return self.state.chats.get(str(chat_id))

    def open_chat(self, chat_id: int, kind: str, title: str) -> TelegramChat:
        """The chat of that id, opened where it does not exist."""
        chat = self.state.chats.get(str(chat_id))
        if chat is None:
            group = kind != "private"
            chat = TelegramChat(chat_id, kind, met=not group)
            chat.me = Standing("left" if group else "member")
            self.state.chats[str(chat_id)] = chat
        chat.title = title or chat.title
        return chat

    def known_chat(self, chat_id: int) -> TelegramChat:
        """The chat of that id, or 400 chat not found."""
        chat = self.chat(chat_id)
        if chat is None or not chat.met:
            raise bad_request("chat not found")
        return chat

    def open_place(self, chat_id: int) -> TelegramChat:
        """The chat of that id, or the refusal a bot gets when it is not there (any more)."""
        user = self.state.users.get(str(chat_id))
        if user is not None:
            self._check_person(user)
        chat = self.known_chat(chat_id)
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.deleted:
            raise forbidden("the group chat was deleted")
        if chat.me.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if not chat.me.inside:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    @staticmethod
    def _check_person(user: TelegramUser) -> None:
        if user.deactivated:
            raise forbidden("user is deactivated")
        if not user.started:
            raise forbidden("bot can't initiate conversation with a user")
        if user.blocked:
            raise forbidden("bot was blocked by the user")

    def next_message_id(self, chat: TelegramChat) -> int:
        """A fresh message id: supergroups count for themselves, all other chats together."""
        counter = chat if chat.type == "supergroup" else self.state
        counter.next_message += 1
        return counter.next_message - 1

    def keep(self, chat: TelegramChat, message: dict[str, Any], *, ours: bool) -> None:
        """Remember a message to be edited, deleted or answered."""
        key = str(message["message_id"])
        chat.messages[key] = SentMessage(message, self.world.now(), ours)
        while len(chat.messages) > KEPT_BUBBLES:
            del chat.messages[next(iter(chat.messages))]

    def head(self, place: Place, writer: dict[str, Any]) -> dict[str, Any]:
        """The fields every new message begins with; takes a message id."""
        head: dict[str, Any] = {
            "message_id": self.next_message_id(place.chat),
            "from": writer,
            "chat": chat_json(place.chat),
            "date": seconds(self.world.now()),
        }
        if place.thread and place.thread != GENERAL:
            head |= {"message_thread_id": place.thread, "is_topic_message": True}
        if place.reply_to is not None:
            head["reply_to_message"] = place.reply_to
        return head

    def post(
        self, place: Place, content: dict[str, Any], markup: dict[str, Any] | None, via: str
    ) -> dict[str, Any]:
        """Put a message of the bot's into a chat; the Message it became.

        ``content`` is what it holds (``text``, ``photo`` …) in the Message's own fields.
        """
        chat = place.chat
        message = self.head(place, self.me) | {k: v for k, v in content.items() if v != []}
        if markup is not None and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup is not None:
            self._stand(chat, markup)
        self.keep(chat, message, ours=True)
        bubble = Bubble(
            str(message["message_id"]), mine=False, text="", at=self.world.now(), via=via
        )
        bubble.name, bubble.thread = self.me["first_name"], place.thread
        bubble.reply_to = str(place.reply_to["message_id"]) if place.reply_to else ""
        show(self, bubble, message)
        append_bubble(chat.bubbles, bubble)
        chat.bot_spoke_last = True
        chat.typing_until = None
        chat.me.last_at = self.world.now()
        self.world.touch()
        return message

    @staticmethod
    def _stand(chat: TelegramChat, markup: dict[str, Any]) -> None:
        """A reply keyboard stands from now on, or goes."""
        if "keyboard" in markup:
            chat.keyboard = markup
        elif "remove_keyboard" in markup:
            chat.keyboard = None


def show(bot: TelegramBot, bubble: Bubble, message: dict[str, Any]) -> None:
    """Let ``bubble`` show what ``message`` says now."""
    poll = message.get("poll")
    bubble.text = message.get("text") or message.get("caption", "")
    if poll is not None:
        bubble.text, bubble.poll = poll["question"], poll["id"]
    bubble.rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    bubble.buttons = [
        (b["text"], b["callback_data"]) for row in bubble.rows for b in row if "callback_data" in b
    ]
    bubble.links = [(b["text"], b["url"]) for row in bubble.rows for b in row if "url" in b]
    if file_id := _file_id(message):
        bubble.media = address(bot.state.files[file_id].name)


def _file_id(message: dict[str, Any]) -> str:
    """The id of the file in a message, the largest of a photo; "" where it holds none."""
    if photo := message.get("photo"):
        return str(photo[-1]["file_id"])
    held = message.get("voice") or message.get("document") or {}
    return str(held.get("file_id", ""))
