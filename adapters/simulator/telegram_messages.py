"""Bot API methods that speak in chats. Each takes the bot and the parameters."""

from datetime import timedelta
from typing import Any

from adapters.simulator.bubbles import find_bubble
from adapters.simulator.state import SentMessage, TelegramChat
from adapters.simulator.telegram_bot import TelegramBot, buttons_of
from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_json import (
    chat_full_json,
    member_json,
    seconds,
    user_json,
)
from adapters.simulator.telegram_markup import read_markup, read_text
from adapters.simulator.telegram_params import Params
from adapters.simulator.telegram_updates import QUERY_LIFETIME

TYPING_LASTS = timedelta(seconds=5)
DELETABLE = timedelta(hours=48)
LONGEST_TOAST = 200
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


class TelegramMessages:
    """What a bot does in chats. ``limited`` says whether Telegram's rates are held."""

    def __init__(self) -> None:
        """With limits, as the real one."""
        self.limited = True

    def send_message(self, bot: TelegramBot, params: Params, via: str = "send") -> dict[str, Any]:
        """sendMessage: the Message."""
        chat = bot.writable_chat(params.chat())
        text, entities = read_text(params)
        markup = read_markup(params)
        self._spend(bot, chat.id, edit=False)
        return bot.post(chat, text, entities, markup, via)

    def edit_text(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """editMessageText: the Message; without ``reply_markup`` the buttons go."""
        chat, sent = self._editable(bot, params)
        text, entities = read_text(params)
        return self._edit(bot, chat, sent, {"text": text, "entities": entities}, params)

    def edit_markup(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """editMessageReplyMarkup: the Message."""
        chat, sent = self._editable(bot, params)
        return self._edit(bot, chat, sent, {}, params)

    def delete_message(self, bot: TelegramBot, params: Params) -> bool:
        """deleteMessage: of the bot's own, at most 48 hours old."""
        chat = bot.writable_chat(params.chat())
        key = str(params.number("message_id"))
        sent = chat.messages.get(key)
        if sent is None:
            raise bad_request("message to delete not found")
        if bot.world.now() - sent.at > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
        del chat.messages[key]
        chat.bubbles[:] = [b for b in chat.bubbles if b.id != key]
        bot.world.touch()
        return True

    def answer_query(self, bot: TelegramBot, params: Params) -> bool:
        """answerCallbackQuery; does not count against the limits."""
        query = bot.state.queries.get(params.text("callback_query_id"))
        now = bot.world.now()
        if query is None or query.answered or now - query.at > QUERY_LIFETIME:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if len(params.text("text")) > LONGEST_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        query.answered = True
        bot.world.touch()
        return True

    def send_action(self, bot: TelegramBot, params: Params) -> bool:
        """sendChatAction: shown for 5 seconds."""
        chat = bot.writable_chat(params.chat())
        if params.text("action") not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat.typing_until = bot.world.now() + TYPING_LASTS
        bot.world.touch()
        return True

    def get_chat(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """getChat: ChatFullInfo."""
        return chat_full_json(bot.known_chat(params.chat()))

    def get_member(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """getChatMember: of the bot or of a person who was seen."""
        chat = bot.known_chat(params.chat())
        user_id = params.number("user_id")
        if user_id == bot.me["id"]:
            inside = "administrator" if chat.admin else "member"
            return member_json(bot.me, inside if chat.member else "left")
        person = bot.state.users.get(str(user_id))
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return member_json(user_json(person), "member")

    def _spend(self, bot: TelegramBot, chat: int, *, edit: bool) -> None:
        if self.limited:
            bot.limits.spend(chat, bot.world.now(), edit=edit)

    def _editable(self, bot: TelegramBot, params: Params) -> tuple[TelegramChat, SentMessage]:
        chat = bot.writable_chat(params.chat())
        sent = chat.messages.get(str(params.number("message_id")))
        if sent is None:
            raise bad_request("message to edit not found")
        return chat, sent

    def _edit(
        self,
        bot: TelegramBot,
        chat: TelegramChat,
        sent: SentMessage,
        change: dict[str, Any],
        params: Params,
    ) -> dict[str, Any]:
        changed = {k: v for k, v in sent.json.items() if k not in ("reply_markup", "edit_date")}
        changed |= change
        if not changed.get("entities"):
            changed.pop("entities", None)
        markup = read_markup(params)
        if markup is not None and "inline_keyboard" in markup:
            changed["reply_markup"] = markup
        if changed == {k: v for k, v in sent.json.items() if k != "edit_date"}:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        self._spend(bot, chat.id, edit=True)
        sent.json = changed | {"edit_date": seconds(bot.world.now())}
        bubble = find_bubble(chat.bubbles, str(changed["message_id"]))
        if bubble is not None:
            bubble.text, bubble.buttons = changed["text"], buttons_of(changed)
        bot.world.touch()
        return sent.json
