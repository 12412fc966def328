"""The organisers' console of a deployment, from its settings."""

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import SecretStr

from bot.allowances import world_of
from bot.config import Settings, secret_keys
from bot.credit_office import CreditOffice
from bot.domain.running import Changeable
from bot.identity import vault_of
from bot.learning.shelf import Shelf
from bot.ports import Channel, Clock
from bot.running_settings import RunningSettings
from bot.store.db import Database
from bot.web import console
from bot.web.console.house import House

if TYPE_CHECKING:
    from redis.asyncio import Redis


def console_house(  # noqa: PLR0913 - what the composition root has at hand
    settings: Settings,
    *,
    db: Database,
    redis: "Redis",
    clock: Clock,
    channels: Mapping[str, Channel],
    shelf: Shelf,
    office: CreditOffice,
    wake: Callable[[str], None],
    running: RunningSettings,
    spawn: Callable[[str, Coroutine[Any, Any, None]], object],
) -> House:
    """The deployment as the console needs it."""

    async def reread() -> None:
        await running.read(db)
        wake("settings")

    return House(
        db=db,
        redis=redis,
        clock=clock,
        channels=channels,
        shelf=shelf,
        world=world_of(settings, channels),
        secret=secret_keys(settings)["pseudonym_key"],
        vault=vault_of(settings),
        public_url=settings.server.public_url,
        zone=settings.learning.zone_info,
        quiet=settings.learning.quiet,
        wake=wake,
        running=lambda: running.now,
        file=running.file,
        fixed=fixed_settings(settings),
        proxies=settings.server.trusted_proxies,
        banks=office.titles,
        credit=office.banks,
        spawn=spawn,
        reread=reread,
    )


SHOWN = (
    "server",
    "storage",
    "learning",
    "content",
    "groups",
    "delivery",
    "privacy",
    "institution",
)
"""Sections whose values the staff may see; accounts and keys are not among them."""


def fixed_settings(settings: Settings) -> list[tuple[str, str]]:
    """The settings that hold until the next start, by key, as they are; nothing secret."""
    changeable = {one.value for one in Changeable}
    found = []
    for section in SHOWN:
        for name, value in getattr(settings, section):
            key = f"{section}.{name}"
            if key not in changeable and not isinstance(value, SecretStr):
                shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
                found.append((key, shown))
    return found


def console_pages(house: House) -> list[web.RouteDef]:
    """Everything below /console/."""
    return console.routes(house)
