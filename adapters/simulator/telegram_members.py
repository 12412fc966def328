"""Bot API methods that tell about chats and who is in them."""

from typing import Any

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_json import chat_full_json, member_json, user_json
from adapters.simulator.telegram_params import Params
from adapters.simulator.telegram_state import Standing, TelegramChat


def get_chat(bot: TelegramBot, params: Params) -> dict[str, Any]:
    """getChat: ChatFullInfo."""
    return chat_full_json(_inside(bot, params))


def get_member(bot: TelegramBot, params: Params) -> dict[str, Any]:
    """getChatMember: of the bot or of a person who was seen.

    Raises TelegramRefusal 400 for who is not known to Telegram's server at all.
    """
    chat = _inside(bot, params)
    user_id = params.number("user_id")
    if user_id == bot.id:
        return member_json(bot.me, chat.me)
    person = bot.state.users.get(str(user_id))
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    default = Standing("member" if chat.id == user_id else "left")
    return member_json(user_json(person), chat.members.get(str(user_id), default))


def get_administrators(bot: TelegramBot, params: Params) -> list[dict[str, Any]]:
    """getChatAdministrators: the owner first; of bots only the one that asks."""
    chat = _inside(bot, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    people = [
        member_json(user_json(bot.user(int(key))), standing)
        for key, standing in chat.members.items()
        if standing.rules
    ]
    people.sort(key=lambda member: member["status"] != "creator")
    return people + ([member_json(bot.me, chat.me)] if chat.me.rules else [])


def count_members(bot: TelegramBot, params: Params) -> int:
    """getChatMemberCount: people and the bot."""
    chat = _inside(bot, params)
    if chat.type == "private":
        return 2
    return sum(standing.inside for standing in (*chat.members.values(), chat.me))


def _inside(bot: TelegramBot, params: Params) -> TelegramChat:
    """The chat asked for. Raises the refusals of a group the bot is not in (any more)."""
    chat = bot.known_chat(params.chat())
    return chat if chat.type == "private" else bot.open_place(chat.id)
