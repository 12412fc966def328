"""`yike deliveries`: what is owed and what arrived."""

from typing import Annotated, Any

import typer

from bot.cli_shared import Account, AsJson, Config, accounts_of, with_database

app = typer.Typer(help="What is owed and what arrived.", no_args_is_help=True)


@app.command("status")
def deliveries_status(
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """What is owed, how punctual it was, what failed and why, and what to do about it."""
    from bot.commands_deliveries import status_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        zone = settings.learning.zone_info
        return await status_lines(db, clock, accounts_of(settings), zone, as_json=as_json)

    with_database(config, work)


@app.command("retry")
def deliveries_retry(
    account: Account = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, such as lesson.")] = None,
    config: Config = None,
) -> None:
    """Plan failed deliveries again that are still useful."""
    from bot.commands_deliveries import only, retry

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        accounts = accounts_of(settings)
        return await retry(db, clock, await only(db, accounts, account, kind))

    with_database(config, work)


@app.command("cancel")
def deliveries_cancel(
    kind: Annotated[str, typer.Option(help="Which kind, such as announcement.")],
    subject: Annotated[
        str | None, typer.Option(help="Only of this course or competition, by its id.")
    ] = None,
    account: Account = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; else only say what it would.")
    ] = False,
    config: Config = None,
) -> None:
    """Cancel what is planned or held; says what that is, and does it with --yes."""
    from bot.commands_deliveries import cancel, only

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        accounts = accounts_of(settings)
        return await cancel(db, clock, await only(db, accounts, account, kind, subject), yes=yes)

    with_database(config, work)
