"""One bot as Telegram knows it: who it is, its chats, and whether it may write there."""

from typing import Any

from adapters.simulator.bubbles import KEPT_BUBBLES, Bubble, append_bubble
from adapters.simulator.state import SentMessage, TelegramChat, TelegramState, TelegramUser
from adapters.simulator.telegram_errors import bad_request, forbidden
from adapters.simulator.telegram_json import bot_json, chat_json, seconds
from adapters.simulator.telegram_limits import TelegramLimits
from adapters.simulator.world import World


class TelegramBot:
    """Identity, state and limits of one account. ``privacy`` is Telegram's privacy mode."""

    def __init__(
        self, world: World, account: str, token: str, username: str, *, privacy: bool
    ) -> None:
        """Take up the account's state where the world left it."""
        self.world = world
        self.account = account
        self.token = token
        self.username = username
        self.privacy = privacy
        self.limits = TelegramLimits()
        self.state = world.state.telegram.setdefault(account, TelegramState())

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
        """The chat of that id, if the bot has ever seen it."""
        return self.state.chats.get(str(chat_id))

    def open_chat(self, chat_id: int, kind: str, title: str) -> TelegramChat:
        """The chat of that id, opened where it does not exist."""
        chat = self.state.chats.setdefault(str(chat_id), TelegramChat(chat_id, kind))
        chat.title = title or chat.title
        return chat

    def known_chat(self, chat_id: int) -> TelegramChat:
        """The chat of that id, or 400 chat not found."""
        chat = self.chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable_chat(self, chat_id: int) -> TelegramChat:
        """The chat of that id, or the refusal a bot gets when it may not write there."""
        user = self.state.users.get(str(chat_id))
        if user is not None:
            self._check_person(user)
        chat = self.known_chat(chat_id)
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if not chat.member:
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        return chat

    @staticmethod
    def _check_person(user: TelegramUser) -> None:
        if user.deactivated:
            raise forbidden("user is deactivated")
        if not user.started:
            raise forbidden("bot can't initiate conversation with a user")
        if user.blocked:
            raise forbidden("bot was blocked by the user")

    def next_message_id(self) -> int:
        """A fresh message id."""
        self.state.next_message += 1
        return self.state.next_message - 1

    def post(
        self, chat: TelegramChat, text: str, entities: list[dict[str, Any]], markup: Any, via: str
    ) -> dict[str, Any]:
        """Put a message of the bot's into ``chat``; the Message it became."""
        now = self.world.now()
        message: dict[str, Any] = {
            "message_id": self.next_message_id(),
            "from": self.me,
            "chat": chat_json(chat),
            "date": seconds(now),
            "text": text,
        }
        if entities:
            message["entities"] = entities
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        key = str(message["message_id"])
        chat.messages[key] = SentMessage(message, now)
        while len(chat.messages) > KEPT_BUBBLES:
            del chat.messages[next(iter(chat.messages))]
        append_bubble(chat.bubbles, Bubble(key, mine=False, text=text, at=now, via=via))
        chat.bubbles[-1].buttons = buttons_of(message)
        chat.bot_spoke_last = True
        chat.typing_until = None
        self.world.touch()
        return message


def buttons_of(message: dict[str, Any]) -> list[tuple[str, str]]:
    """(label, data) of each button under a message; data is empty where a tap sends nothing."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [(b["text"], b.get("callback_data", "")) for row in rows for b in row]
