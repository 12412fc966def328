"""What ``yike announcement`` does; how its commands are called stands in ``bot/cli.py``."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.competitions import announcing
from bot.competitions.announcing import Act
from bot.content.announcement_file import load_announcement
from bot.domain.announcements import Announcement
from bot.domain.errors import InputError
from bot.ports import Clock
from bot.progress import progress
from bot.store.announcing import stopping
from bot.store.audit import COMMAND_LINE
from bot.store.db import Database

AT_ONCE = 1000
"""Deliveries ended in one transaction."""


def check_lines(file: Path, zone: ZoneInfo) -> list[str]:
    """`yike announcement check FILE`: what is in it. Raises InputError that names each fault."""
    return [_summary(load_announcement(file), zone)]


async def import_lines(
    db: Database, clock: Clock, accounts: Collection[str], zone: ZoneInfo, file: Path
) -> list[str]:
    """`yike announcement import FILE`: an operator's act, which approves it.

    Raises InputError when the file is wrong, names an account that the settings do not have, is
    over, or was cancelled before.
    """
    found = load_announcement(file)
    for group in found.groups:
        if group.account not in accounts:
            raise InputError(
                f'The group {group} names the account "{group.account}", which the settings do '
                f"not have; known are: {', '.join(sorted(accounts)) or 'none'}."
            )
    async with db.transaction() as conn:
        done = await announcing.take_in(conn, found, Act(COMMAND_LINE, clock.now()))
    return [str(done), _summary(found, zone)]


async def cancel_lines(db: Database, clock: Clock, key: str) -> list[str]:
    """`yike announcement cancel KEY`: what has not gone is stopped, and what has is said.

    Raises InputError when there is no such announcement.
    """
    async with db.transaction() as conn:
        if not await announcing.cancel(conn, key, Act(COMMAND_LINE, clock.now())):
            raise InputError(f'There is no announcement "{key}"; look its id up in its file.')
    ended = 0
    with progress("Cancelling") as advance:
        for step in (stopping.cancel_planned, stopping.cancel_held):
            while True:
                async with db.transaction() as conn:
                    count = await step(conn, key, clock.now(), AT_ONCE)
                ended += count
                advance(count)
                if count < AT_ONCE:
                    break
    async with db.connection() as conn:
        flying, mass = await stopping.on_their_way(conn, key)
    lines = [f"{key}: cancelled; {ended:,} that were planned or held are not sent."]
    if flying:
        lines.append(f"{flying:,} are on their way and cannot be taken back.")
    if mass:
        lines.append(
            f"{mass:,} are receivers of a mass message that is going out; what the platform has "
            "taken cannot be taken back, the rest ends."
        )
    return lines


def _summary(found: Announcement, zone: ZoneInfo) -> str:
    urgent = ", urgent" if found.urgent else ""
    return (
        f"{found.key}: {len(found.groups)} groups, from {_local(found.due, zone)} to "
        f"{_local(found.expires, zone)}{urgent}"
    )


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
