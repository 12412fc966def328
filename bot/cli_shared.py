"""What the commands share: how they speak, read settings, and get at the database."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.domain.errors import InputError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.ports import Channel, Clock
    from bot.store.db import Database

Config = Annotated[
    Path | None,
    typer.Option("--config", help="The settings file; else YIKE_CONFIG, else yike.toml."),
]
Account = Annotated[str | None, typer.Option("--account", help="Only this account.")]
AsJson = Annotated[bool, typer.Option("--json", help="All of it, for a program.")]


def say(words: str) -> None:
    """A line for the person at the terminal, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def settings_of(config: Path | None) -> "Settings":
    """The settings; raises SettingsError."""
    from bot.config import load_settings

    return load_settings(config)


def accounts_of(settings: "Settings") -> list[str]:
    """The names of all accounts, Telegram's and WeChat's."""
    return [bot.name for bot in settings.telegram] + [one.name for one in settings.wechat]


def known_accounts(settings: "Settings", account: str, what: str) -> None:
    """Raises InputError when the settings do not have ``account``, which ``what`` names."""
    known = accounts_of(settings)
    if account not in known:
        raise InputError(
            f'{what} names the account "{account}", which the settings do not have; '
            f"known are: {', '.join(sorted(known)) or 'none'}."
        )


def with_transaction(
    config: Path | None, work: Callable[[Any, Any, "Settings"], Awaitable[None]]
) -> None:
    """Run ``work(connection, now, settings)`` in one transaction."""
    from bot.clock import SystemClock
    from bot.storage import database

    settings = settings_of(config)

    async def inside() -> None:
        async with database(settings) as db, db.transaction() as conn:
            await work(conn, SystemClock().now(), settings)

    asyncio.run(inside())


def with_database(
    config: Path | None,
    work: Callable[["Database", "Clock", "Settings"], Awaitable[list[str]]],
) -> None:
    """Run ``work(database, clock, settings)`` and say its lines."""
    from bot.clock import SystemClock
    from bot.storage import database

    settings = settings_of(config)

    async def inside() -> list[str]:
        async with database(settings) as db:
            return await work(db, SystemClock(), settings)

    for line in asyncio.run(inside()):
        say(line)


def with_channels(
    config: Path | None,
    work: Callable[
        ["Database", "Clock", "Settings", Mapping[str, "Channel"]], Awaitable[list[str]]
    ],
) -> None:
    """Run ``work(database, clock, settings, channels)`` and say its lines; nothing is sent by
    building the channels.
    """
    from bot.clock import SystemClock
    from bot.platforms import build_channels
    from bot.storage import storage
    from bot.store import redis as shared
    from bot.store.db import Database

    settings, clock = settings_of(config), SystemClock()

    async def inside() -> list[str]:
        async with storage(settings) as place:
            db = await Database.connect(place.database_url, size=2)
            redis = shared.connect(place.redis_url)
            channels = build_channels(settings, redis, clock, db)
            try:
                return await work(db, clock, settings, channels)
            finally:
                for channel in channels.values():
                    await channel.stop()
                await redis.aclose()
                await db.close()

    for line in asyncio.run(inside()):
        say(line)
