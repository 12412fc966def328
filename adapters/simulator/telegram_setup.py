"""Bot API methods that connect a bot: webhook and polling."""

import ipaddress
import re
from datetime import timedelta
from typing import Any

from yarl import URL

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import TelegramRefusal, bad_request, too_many
from adapters.simulator.telegram_json import seconds
from adapters.simulator.telegram_params import Params
from adapters.simulator.telegram_updates import Updates

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_POLL = 50


def get_me(bot: TelegramBot) -> dict[str, Any]:
    """getMe."""
    return bot.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_webhook(bot: TelegramBot, updates: Updates, params: Params, *, limited: bool) -> bool:
    """setWebhook; ``allowed_updates`` left out keeps what was set before. At most once a second.

    Plays a ``--local`` server, so plain HTTP on any port is taken, but near by only: to an address
    of this machine or of a private network.
    """
    url = params.text("url")
    if not url:
        return delete_webhook(bot, updates, params)
    _check_url(url)
    webhook, now = bot.state.webhook, bot.world.now()
    if limited and webhook.set_at and now - webhook.set_at < timedelta(seconds=1):
        raise too_many(1)
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = params.number("max_connections", 40)
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    if params.has("allowed_updates"):
        webhook.allowed_updates = _names(params.parsed("allowed_updates"))
    webhook.url, webhook.secret, webhook.max_connections = url, secret, connections
    webhook.set_at, webhook.last_error, webhook.last_error_at = now, "", None
    webhook.gone_since = None
    if params.flag("drop_pending_updates"):
        updates.drop_pending()
    updates.webhook_changed()
    return True


def _check_url(url: str) -> None:
    try:
        address = URL(url)
    except ValueError:
        raise bad_request("bad webhook: invalid URL specified") from None
    if not address.host:
        raise bad_request("bad webhook: invalid URL specified")
    if address.scheme == "https":
        return
    if address.scheme != "http" or not _is_near(address.host):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of its own network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _names(value: Any) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    return value or None


def delete_webhook(bot: TelegramBot, updates: Updates, params: Params) -> bool:
    """deleteWebhook."""
    bot.state.webhook.url = bot.state.webhook.secret = ""
    if params.flag("drop_pending_updates"):
        updates.drop_pending()
    updates.webhook_changed()
    return True


def webhook_info(bot: TelegramBot) -> dict[str, Any]:
    """getWebhookInfo."""
    webhook = bot.state.webhook
    info: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(bot.state.pending),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.allowed_updates:
        info["allowed_updates"] = webhook.allowed_updates
    if webhook.last_error_at is not None:
        info["last_error_date"] = seconds(webhook.last_error_at)
        info["last_error_message"] = webhook.last_error
    return info


async def get_updates(bot: TelegramBot, updates: Updates, params: Params) -> list[dict[str, Any]]:
    """getUpdates: long poll; 409 while a webhook is set or when another poll takes over."""
    if bot.state.webhook.url:
        raise TelegramRefusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    if params.has("allowed_updates"):
        bot.state.webhook.allowed_updates = _names(params.parsed("allowed_updates"))
    limit = params.number("limit", 100)
    patience = min(max(params.number("timeout"), 0), LONGEST_POLL)
    return await updates.poll(
        params.number("offset"), limit if 1 <= limit <= 100 else 100, patience
    )
