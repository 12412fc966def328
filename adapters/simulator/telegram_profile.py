"""Bot API methods that say what a bot is and offers: commands, descriptions, menu button."""

import re
from collections.abc import Iterator
from typing import Any

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_keyboards import check_web_page
from adapters.simulator.telegram_params import Params
from adapters.simulator.telegram_state import Standing, TelegramChat, TelegramUser

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
MOST_COMMANDS = 100
LONGEST_COMMAND_DESCRIPTION = 256
MENU_BUTTONS = frozenset({"commands", "web_app", "default"})
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
"""The scopes of commands, with what else each one names."""

TEXTS = {"name": 64, "description": 512, "short_description": 120}
"""A bot's own words, and how long each may be (Bot API)."""


def get_me(bot: TelegramBot) -> dict[str, Any]:
    """getMe."""
    return bot.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_commands(bot: TelegramBot, params: Params) -> bool:
    """setMyCommands: at most 100, name 1-32 of a-z 0-9 _, description 1-256."""
    commands = params.parsed("commands") or []
    if not isinstance(commands, list) or not all(isinstance(c, dict) for c in commands):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= LONGEST_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.state.commands[_scope(bot, params)] = [
        {"command": c["command"].removeprefix("/"), "description": c["description"]}
        for c in commands
    ]
    bot.world.touch()
    return True


def get_commands(bot: TelegramBot, params: Params) -> list[dict[str, str]]:
    """getMyCommands of exactly this scope and language."""
    return bot.state.commands.get(_scope(bot, params), [])


def delete_commands(bot: TelegramBot, params: Params) -> bool:
    """deleteMyCommands of exactly this scope and language."""
    bot.state.commands.pop(_scope(bot, params), None)
    bot.world.touch()
    return True


def shown_commands(
    bot: TelegramBot, user: TelegramUser | None = None, chat: TelegramChat | None = None
) -> list[dict[str, str]]:
    """The commands ``user`` is offered in the private chat, or in the group ``chat``.

    The narrowest scope that has any, in the person's language before the common one (Bot API,
    "Determining list of commands"). With nobody named: as a Chinese reader has them.
    """
    language = (user.language if user else "zh")[:2]
    person = user.id if user else 0
    scopes = _private_scopes(person) if chat is None else _group_scopes(chat, person)
    found = (
        bot.state.commands.get(f"{scope};{code}") for scope in scopes for code in (language, "")
    )
    return next((commands for commands in found if commands), [])


def _private_scopes(person: int) -> list[str]:
    return [f"chat_id={person},type=chat", "type=all_private_chats", "type=default"]


def _group_scopes(chat: TelegramChat, person: int) -> Iterator[str]:
    """The scopes of a group, narrowest first."""
    rules = chat.members.get(str(person), Standing()).rules
    yield f"chat_id={chat.id},type=chat_member,user_id={person}"
    if rules:
        yield f"chat_id={chat.id},type=chat_administrators"
    yield f"chat_id={chat.id},type=chat"
    if rules:
        yield "type=all_chat_administrators"
    yield "type=all_group_chats"
    yield "type=default"


def _scope(bot: TelegramBot, params: Params) -> str:
    """A scope and a language as one key. Raises TelegramRefusal 400 for what is neither."""
    given = params.parsed("scope")
    parts = {"type": "default"} if given is None else given
    if not isinstance(parts, dict):
        raise bad_request("can't parse BotCommandScope: expected an Object")
    needed = SCOPES.get(str(parts.get("type")))
    if needed is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    for name in needed:
        if not re.fullmatch(r"-?[0-9]+", str(parts.get(name, ""))):
            raise bad_request(f"can't parse BotCommandScope: can't find field {name}")
    if "chat_id" in needed:
        bot.known_chat(int(parts["chat_id"]))
    named = ",".join(f"{key}={parts[key]}" for key in sorted({"type", *needed}))
    return f"{named};{_language(params)}"


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def set_text(bot: TelegramBot, params: Params, kind: str) -> bool:
    """setMyName, setMyDescription, setMyShortDescription of a language; empty takes it away."""
    words, key = params.text(kind), f"{kind};{_language(params)}"
    if len(words) > TEXTS[kind]:
        raise bad_request(f"BOT_{kind.upper()}_TOO_LONG")
    bot.state.texts.pop(key, None)
    if words:
        bot.state.texts[key] = words
    bot.world.touch()
    return True


def get_text(bot: TelegramBot, params: Params, kind: str) -> dict[str, str]:
    """getMyName, getMyDescription, getMyShortDescription: the common one where none is set."""
    texts = bot.state.texts
    common = texts.get(f"{kind};", bot.me["first_name"] if kind == "name" else "")
    return {kind: texts.get(f"{kind};{_language(params)}", common)}


def set_menu_button(bot: TelegramBot, params: Params) -> bool:
    """setChatMenuButton, for one private chat or for all; a Mini App is on https."""
    if params.has("chat_id") and bot.known_chat(params.chat()).type != "private":
        raise bad_request("chat not found")
    button = params.parsed("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: unallowed type specified")
    if button["type"] == "web_app":
        app = button.get("web_app")
        if not isinstance(app, dict) or not str(button.get("text", "")).strip():
            raise bad_request("can't parse menu button: text and web_app are required")
        check_web_page(app.get("url"), "menu button Web App URL")
    bot.state.menu_buttons[params.text("chat_id")] = button
    bot.world.touch()
    return True


def get_menu_button(bot: TelegramBot, params: Params) -> dict[str, Any]:
    """getChatMenuButton."""
    return menu_button(bot, params.text("chat_id"))


def menu_button(bot: TelegramBot, chat_id: str) -> dict[str, Any]:
    """The button beside the field where one writes, in the private chat ``chat_id``."""
    buttons = bot.state.menu_buttons
    own = buttons.get(chat_id, {"type": "default"})
    return own if own["type"] != "default" else buttons.get("", {"type": "commands"})
