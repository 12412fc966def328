"""`yike group`: the cohorts people join by scanning a code."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_shared import Account, Config, known_accounts, with_channels, with_database

app = typer.Typer(help="Groups, and the QR codes that lead into them.", no_args_is_help=True)


@app.command("create")
def group_create(
    address: Annotated[str, typer.Argument(help="ACCOUNT:SCENE, such as city-wechat:class-7.")],
    title: Annotated[str, typer.Option(help="What people know the group by.")],
    by: Annotated[str, typer.Option(help="Who invites; stands on the poster.")] = "",
    poster: Annotated[
        Path | None, typer.Option(help="A folder for the poster to print, as PNG and SVG.")
    ] = None,
    config: Config = None,
) -> None:
    """Make a WeChat cohort with its QR code, or find it again."""
    from bot.commands_group import cohort, create

    async def work(db: Any, clock: Any, settings: Any, channels: Any) -> list[str]:
        zone = settings.learning.zone
        wanted = cohort(address, channels, title=title, zone=zone, by=by)
        return await create(db, clock, channels, wanted, poster)

    with_channels(config, work)


@app.command("list")
def group_list(account: Account = None, config: Config = None) -> None:
    """Every group that is known, with its members and its code."""
    from bot.commands_group import listed

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock
        if account is not None:
            known_accounts(settings, account, "--account")
        return await listed(db, account)

    with_database(config, work)
