"""Bot API methods that speak in chats. Each takes the bot and the parameters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from adapters.simulator.bubbles import find_bubble
from adapters.simulator.telegram_bot import Place, TelegramBot, show
from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_json import seconds
from adapters.simulator.telegram_keyboards import read_inline, read_markup
from adapters.simulator.telegram_markup import read_caption, read_text
from adapters.simulator.telegram_media import read_photo, read_voice
from adapters.simulator.telegram_params import Params
from adapters.simulator.telegram_polls import close_poll, poll_of, post_poll, read_poll
from adapters.simulator.telegram_rights import check_sending, check_slow_mode, topic_of
from adapters.simulator.telegram_state import SentMessage, TelegramChat
from adapters.simulator.telegram_updates import QUERY_LIFETIME

TYPING_LASTS = timedelta(seconds=5)
DELETABLE = timedelta(hours=48)
LONGEST_TOAST = 200
MOST_DELETED = 100
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
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


class TelegramMessages:
    """What a bot does in chats."""

    def __init__(self, limited: Callable[[], bool]) -> None:
        """``limited`` says whether Telegram's rates are held."""
        self._limited = limited

    def send_message(self, bot: TelegramBot, params: Params, via: str = "send") -> dict[str, Any]:
        """sendMessage: the Message."""
        place = self._place(bot, params, "can_send_messages")
        text, entities = read_text(params)
        markup = read_markup(params, place.chat.type)
        self._spend(bot, place.chat, params)
        return bot.post(place, {"text": text, "entities": entities}, markup, via)

    def send_poll(self, bot: TelegramBot, params: Params, via: str = "send") -> dict[str, Any]:
        """sendPoll: the Message."""
        place = self._place(bot, params, "can_send_polls")
        body, closes = read_poll(params, bot.world.now())
        markup = read_markup(params, place.chat.type)
        self._spend(bot, place.chat, params)
        return post_poll(bot, place, body, closes, markup, params, via)

    def send_photo(self, bot: TelegramBot, params: Params, via: str = "send") -> dict[str, Any]:
        """sendPhoto: the Message."""
        return self._send_file(bot, params, via, "can_send_photos", read_photo)

    def send_voice(self, bot: TelegramBot, params: Params, via: str = "send") -> dict[str, Any]:
        """sendVoice: the Message."""
        user = bot.state.users.get(params.text("chat_id"))
        if user is not None and user.no_voice:
            raise bad_request("VOICE_MESSAGES_FORBIDDEN")
        return self._send_file(bot, params, via, "can_send_voice_notes", read_voice)

    def edit_text(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """editMessageText: the Message; without ``reply_markup`` the buttons go."""
        chat, sent = self._editable(bot, params)
        if "text" not in sent.json:
            raise bad_request("there is no text in the message to edit")
        text, entities = read_text(params)
        return self._edit(bot, chat, sent, {"text": text, "entities": entities}, params)

    def edit_caption(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """editMessageCaption: the Message; without ``reply_markup`` the buttons go."""
        chat, sent = self._editable(bot, params)
        if not any(kind in sent.json for kind in ("photo", "voice", "document")):
            raise bad_request("there is no caption in the message to edit")
        text, entities = read_caption(params)
        change = {"caption": text, "caption_entities": entities}
        return self._edit(bot, chat, sent, change, params)

    def edit_markup(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """editMessageReplyMarkup: the Message."""
        chat, sent = self._editable(bot, params)
        return self._edit(bot, chat, sent, {}, params)

    def stop_poll(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        """stopPoll: the closed Poll; a ``poll`` update follows for who asked for those."""
        chat = bot.open_place(params.chat())
        key = str(params.number("message_id"))
        sent, poll = chat.messages.get(key), poll_of(bot, chat, key)
        if sent is None:
            raise bad_request("message with poll to stop not found")
        if poll is None:
            raise bad_request("message is not a poll")
        if poll.closed:
            raise bad_request("poll has already been closed")
        markup = read_inline(params, chat.type)
        sent.json.pop("reply_markup", None)
        if markup is not None:
            sent.json["reply_markup"] = markup
        return close_poll(bot, poll)

    def delete_message(self, bot: TelegramBot, params: Params) -> bool:
        """deleteMessage: at most 48 hours old; other people's in private, or with the right."""
        chat = bot.open_place(params.chat())
        key = str(params.number("message_id"))
        sent = chat.messages.get(key)
        if sent is None:
            raise bad_request("message to delete not found")
        if not (sent.ours or chat.type == "private" or chat.me.may("can_delete_messages")):
            raise bad_request("message can't be deleted")
        if bot.world.now() - sent.at > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
        _delete(bot, chat, key)
        return True

    def delete_messages(self, bot: TelegramBot, params: Params) -> bool:
        """deleteMessages: 1 to 100 at once; what cannot be deleted is passed over."""
        chat = bot.open_place(params.chat())
        ids = params.parsed("message_ids")
        if not isinstance(ids, list) or not ids:
            raise bad_request("message identifiers are not specified")
        if len(ids) > MOST_DELETED:
            raise bad_request("too many message identifiers specified")
        rights = chat.type == "private" or chat.me.may("can_delete_messages")
        for key in map(str, ids):
            sent = chat.messages.get(key)
            if sent and (sent.ours or rights) and bot.world.now() - sent.at <= DELETABLE:
                _delete(bot, chat, key)
        return True

    def answer_query(self, bot: TelegramBot, params: Params) -> bool:
        """answerCallbackQuery; does not count against the limits."""
        query = bot.state.queries.get(params.text("callback_query_id"))
        now = bot.world.now()
        if query is None or query.answered or now - query.at > QUERY_LIFETIME:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        text, url = params.text("text"), params.text("url")
        if len(text) > LONGEST_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        if url and not url.startswith(f"https://t.me/{bot.username}?start="):
            raise bad_request("URL_INVALID")
        query.answered = True
        query.text, query.alert, query.url = text, params.flag("show_alert"), url
        bot.world.touch()
        return True

    def send_action(self, bot: TelegramBot, params: Params) -> bool:
        """sendChatAction: shown for 5 seconds."""
        chat = bot.open_place(params.chat())
        topic_of(chat, params.number("message_thread_id"), chat.me)
        if params.text("action") not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        check_sending(chat, chat.me, "can_send_messages")
        chat.typing_until = bot.world.now() + TYPING_LASTS
        bot.world.touch()
        return True

    def _place(self, bot: TelegramBot, params: Params, right: str) -> Place:
        """Where a new message goes, if the bot may send such a one there."""
        chat = bot.open_place(params.chat())
        thread = params.number("message_thread_id")
        topic_of(chat, thread, chat.me)
        check_sending(chat, chat.me, "can_send_messages")
        check_sending(chat, chat.me, right)
        if self._limited():
            check_slow_mode(chat, chat.me, bot.world.now())
        return Place(chat, thread, _answered(chat, params))

    def _send_file(
        self,
        bot: TelegramBot,
        params: Params,
        via: str,
        right: str,
        read: Callable[[TelegramBot, Params], dict[str, Any]],
    ) -> dict[str, Any]:
        place = self._place(bot, params, right)
        caption, entities = read_caption(params)
        markup = read_markup(params, place.chat.type)
        content = read(bot, params)
        if caption:
            content |= {"caption": caption, "caption_entities": entities}
        self._spend(bot, place.chat, params)
        return bot.post(place, content, markup, via)

    def _spend(self, bot: TelegramBot, chat: TelegramChat, params: Params) -> None:
        if self._limited():
            paid = params.flag("allow_paid_broadcast")
            bot.state.paid += bot.limits.spend(chat.id, bot.world.now(), paid=paid)

    def _editable(self, bot: TelegramBot, params: Params) -> tuple[TelegramChat, SentMessage]:
        chat = bot.open_place(params.chat())
        sent = chat.messages.get(str(params.number("message_id")))
        if sent is None:
            raise bad_request("message to edit not found")
        if not sent.ours:
            raise bad_request("message can't be edited")
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
        for field in ("entities", "caption", "caption_entities"):
            if not changed.get(field):
                changed.pop(field, None)
        markup = read_inline(params, chat.type)
        if markup is not None:
            changed["reply_markup"] = markup
        if changed == {k: v for k, v in sent.json.items() if k != "edit_date"}:
            raise bad_request(NOT_MODIFIED)
        if self._limited():
            bot.limits.spend(chat.id, bot.world.now(), edit=True)
        sent.json = changed | {"edit_date": seconds(bot.world.now())}
        bubble = find_bubble(chat.bubbles, str(changed["message_id"]))
        if bubble is not None:
            show(bot, bubble, changed)
            bubble.edited = True
        bot.world.touch()
        return sent.json


def _answered(chat: TelegramChat, params: Params) -> dict[str, Any] | None:
    """The message a new one answers, by ``reply_parameters`` or the older field."""
    given = params.parsed("reply_parameters")
    if given is None and params.has("reply_to_message_id"):
        given = {"message_id": params.number("reply_to_message_id")}
        given["allow_sending_without_reply"] = params.flag("allow_sending_without_reply")
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("message_id"), int):
        raise bad_request("can't parse reply parameters: expected an Object")
    sent = chat.messages.get(str(given["message_id"]))
    if sent is not None:
        return {key: value for key, value in sent.json.items() if key != "reply_to_message"}
    if not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None


def _delete(bot: TelegramBot, chat: TelegramChat, key: str) -> None:
    del chat.messages[key]
    chat.bubbles[:] = [b for b in chat.bubbles if b.id != key]
    bot.world.touch()
