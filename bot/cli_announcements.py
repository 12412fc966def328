"""`yike announcement`: organisers' own announcements on disk."""

from pathlib import Path
from typing import Any

import typer

from bot.cli_shared import Config, accounts_of, say, settings_of, with_database

app = typer.Typer(help="Announcements on disk: check, import, cancel.", no_args_is_help=True)


@app.command("check")
def announcement_check(file: Path, config: Config = None) -> None:
    """Read an announcement's file and say what is in it, or what is wrong with it."""
    from bot.commands_announcements import check_lines

    for line in check_lines(file, settings_of(config).learning.zone_info):
        say(line)


@app.command("import")
def announcement_import(file: Path, config: Config = None) -> None:
    """Take in an announcement; it goes to its groups when it is due. This approves it."""
    from bot.commands_announcements import import_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        zone = settings.learning.zone_info
        return await import_lines(db, clock, accounts_of(settings), zone, file)

    with_database(config, work)


@app.command("cancel")
def announcement_cancel(key: str, config: Config = None) -> None:
    """Stop what has not gone out of an announcement, and say what has."""
    from bot.commands_announcements import cancel_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del settings
        return await cancel_lines(db, clock, key)

    with_database(config, work)
