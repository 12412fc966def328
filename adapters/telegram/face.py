"""What people see of a bot before it says a word: command menus, profile, menu button."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog
from aiogram import Bot
from aiogram.enums import BotCommandScopeType, MenuButtonType
from aiogram.methods import (
    GetMyDescription,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeUnion,
    MenuButtonCommands,
    MenuButtonUnion,
    MenuButtonWebApp,
    WebAppInfo,
)

from adapters.telegram.outcomes import outcome_of
from adapters.telegram.session import FAILURES

log = structlog.get_logger(__name__)

ScopeName = Literal["private", "groups", "administrators"]

SCOPES: dict[ScopeName, BotCommandScopeUnion] = {
    "private": BotCommandScopeAllPrivateChats(type=BotCommandScopeType.ALL_PRIVATE_CHATS),
    "groups": BotCommandScopeAllGroupChats(type=BotCommandScopeType.ALL_GROUP_CHATS),
    "administrators": BotCommandScopeAllChatAdministrators(
        type=BotCommandScopeType.ALL_CHAT_ADMINISTRATORS
    ),
}
"""Whom a command menu is for: private chats, groups, and those who run groups. What tells them
apart is named, for only what was set is sent."""


@dataclass(frozen=True, slots=True)
class BotCommandText:
    """One line of the bot's command menu: the name without slash, and what it does."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class CommandMenu:
    """The command menu of one scope in one language (two letters; empty: all other languages)."""

    scope: ScopeName
    language: str
    commands: Sequence[BotCommandText]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a bot says of itself in one language (two letters; empty: all other languages).

    ``description`` (at most 512 characters) stands in a chat before the first message, ``short``
    (at most 120) on the bot's page and beside links to it.
    """

    language: str
    description: str
    short: str


@dataclass(frozen=True, slots=True)
class MenuPage:
    """The page behind a private chat's menu button; its ``url`` has to begin with https://, or
    the button opens the commands.
    """

    label: str
    url: str


def command_menus(
    commands: Sequence[BotCommandText], menus: Sequence[CommandMenu]
) -> Iterator[SetMyCommands]:
    """The calls that set every menu, ``commands`` for whom none is meant; setting one anew
    changes nothing.
    """
    yield SetMyCommands(commands=_commands(commands))
    for menu in menus:
        call = SetMyCommands(commands=_commands(menu.commands), scope=SCOPES[menu.scope])
        yield call.model_copy(update={"language_code": menu.language}) if menu.language else call


async def dress(
    bot: Bot, account: str, profiles: Sequence[Profile], page: MenuPage | None
) -> None:
    """Set the profile and the menu button. The bot works without, so a refusal is only logged."""
    try:
        for profile in profiles:
            await _describe(bot, profile)
        if page is not None:
            await bot(SetChatMenuButton(menu_button=_menu_button(page)))
    except FAILURES as error:
        log.warning(
            "telegram profile or menu button not set",
            account=account,
            code=outcome_of(error).code,
        )


async def _describe(bot: Bot, profile: Profile) -> None:
    """Set what differs only: Telegram lets a description be set a few times a day."""
    code = profile.language
    if (await bot(GetMyDescription(language_code=code))).description != profile.description:
        await bot(SetMyDescription(description=profile.description, language_code=code))
    short = await bot(GetMyShortDescription(language_code=code))
    if short.short_description != profile.short:
        await bot(SetMyShortDescription(short_description=profile.short, language_code=code))


def _menu_button(page: MenuPage) -> MenuButtonUnion:
    if page.url.startswith("https://"):
        shown = WebAppInfo(url=page.url)
        return MenuButtonWebApp(type=MenuButtonType.WEB_APP, text=page.label, web_app=shown)
    return MenuButtonCommands(type=MenuButtonType.COMMANDS)


def _commands(commands: Sequence[BotCommandText]) -> list[BotCommand]:
    return [BotCommand(command=one.name, description=one.description) for one in commands]
