"""What a bot tells Telegram when it starts, and what it asks for `yike doctor`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aiogram import Bot
from aiogram.methods import DeleteWebhook, GetMe, GetWebhookInfo, SetWebhook
from aiogram.types import User, WebhookInfo

from adapters.telegram.face import (
    BotCommandText,
    CommandMenu,
    MenuPage,
    Profile,
    command_menus,
    dress,
)
from adapters.telegram.outcomes import outcome_of
from adapters.telegram.session import FAILURES
from adapters.telegram.updates import WANTED_UPDATES
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError

MAX_CONNECTIONS = 40
"""Updates Telegram delivers at once (Bot API setWebhook: 1-100, its default 40)."""

Mode = Literal["webhook", "polling"]

OURS_TO_MEND = {
    Result.MISCONFIGURED,
    Result.BAD_REQUEST,
    Result.REFUSED,
    Result.GONE,
    Result.MIGRATED,
}

WEBHOOK_FAULTS = (
    ("https", "the address has to begin with https://"),
    ("port", "only the ports 443, 80, 88 and 8443 are allowed"),
    ("resolve", "its host name cannot be resolved"),
    ("ip address", "its host has no public IPv4 address"),
    ("certificate", "its certificate is not accepted"),
)
"""Parts of setWebhook's descriptions (webhook guide) and what they ask for."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What one account wants to be set on Telegram."""

    account: str
    mode: Mode
    webhook_url: str
    webhook_secret: str
    commands: Sequence[BotCommandText]
    menus: Sequence[CommandMenu] = ()
    profiles: Sequence[Profile] = ()
    page: MenuPage | None = None
    max_connections: int = MAX_CONNECTIONS


async def identify(bot: Bot, account: str) -> str:
    """The bot's username without "@". Raises as ``set_up`` does."""
    return (await _itself(bot, account)).username or ""


async def set_up(bot: Bot, setup: Setup) -> None:
    """Set the webhook, or remove it for polling, and the command menus; pending updates stay.

    Then what a bot can do without: its profile and the menu button, where a refusal is only
    logged. Raises PlatformUnavailableError or PlatformMisconfiguredError.
    """
    try:
        if setup.mode == "webhook":
            await bot(
                SetWebhook(
                    url=setup.webhook_url,
                    secret_token=setup.webhook_secret,
                    allowed_updates=WANTED_UPDATES,
                    max_connections=setup.max_connections,
                )
            )
        else:
            await bot(DeleteWebhook())
    except FAILURES as error:
        raise _webhook_error(setup, error) from None
    try:
        for call in command_menus(setup.commands, setup.menus):
            await bot(call)
    except FAILURES as error:
        raise _platform_error(setup.account, "set the commands", error) from None
    await dress(bot, setup.account, setup.profiles, setup.page)


async def _itself(bot: Bot, account: str) -> User:
    try:
        return await bot(GetMe())
    except FAILURES as error:
        raise _platform_error(account, "tell who the bot is", error) from None


async def examine(bot: Bot, setup: Setup) -> str:
    """One sentence on whether the token is good and how updates come. Raises as ``set_up``."""
    itself = await _itself(bot, setup.account)
    try:
        info = await bot(GetWebhookInfo())
    except FAILURES as error:
        raise _platform_error(setup.account, "tell about the webhook", error) from None
    return (
        f"Telegram knows {setup.account} as @{itself.username or ''}; "
        f"{_way(setup, info)}{_groups(itself)}{_trouble(info)}."
    )


def _groups(itself: User) -> str:
    """Whether it may come into groups, and what it reads there, where Telegram says so."""
    joins, reads = itself.can_join_groups, itself.can_read_all_group_messages
    if joins is False:
        return "; it cannot be added to groups (BotFather: /setjoingroups)"
    if joins is None or reads is None:
        return ""
    seen = (
        "reads every message there (privacy mode is off; BotFather: /setprivacy)"
        if reads
        else "reads only commands there (privacy mode is on)"
    )
    return f"; it can be added to groups and {seen}"


def _way(setup: Setup, info: WebhookInfo) -> str:
    if setup.mode == "polling":
        way = "updates are fetched"
        if info.url:
            way = "a webhook is still set, so that nothing can be fetched before the next start"
    elif info.url == setup.webhook_url:
        way = "its webhook is set"
    else:
        way = "its webhook is not set to our address, which the next start does"
    return f"{way}; {info.pending_update_count} updates are waiting"


def _trouble(info: WebhookInfo) -> str:
    if info.last_error_date is None:
        return ""
    at = f"{info.last_error_date:%Y-%m-%d %H:%M} UTC"
    return f"; the last delivery that failed was at {at}: {info.last_error_message or 'no reason'}"


def _webhook_error(
    setup: Setup, error: Exception
) -> PlatformMisconfiguredError | PlatformUnavailableError:
    if setup.mode == "webhook" and outcome_of(error).result is Result.BAD_REQUEST:
        said = str(error).lower()
        why = next((why for part, why in WEBHOOK_FAULTS if part in said), "see server.public_url")
        return PlatformMisconfiguredError(
            f"Telegram does not take the webhook address of account {setup.account}: {why}."
        )
    return _platform_error(setup.account, "set how updates come", error)


def _platform_error(
    account: str, doing: str, error: Exception
) -> PlatformMisconfiguredError | PlatformUnavailableError:
    outcome = outcome_of(error)
    if outcome.code in {"401", "404"}:
        return PlatformMisconfiguredError(
            f"Telegram does not know the token of account {account}: put the token that "
            "BotFather gave into its settings, and check api_url."
        )
    if outcome.result in OURS_TO_MEND:
        return PlatformMisconfiguredError(
            f"Telegram refuses to {doing} for account {account} ({outcome.code})."
        )
    return PlatformUnavailableError(_unavailable(account, doing, outcome))


def _unavailable(account: str, doing: str, outcome: Outcome) -> str:
    wait = "" if outcome.retry_after is None else f", asks to wait {outcome.retry_after:.0f} s"
    return f"Telegram cannot {doing} for account {account} right now ({outcome.code}{wait})."
