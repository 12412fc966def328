"""`yike token`: who may call the public API."""

from typing import Annotated, Any

import typer

from bot.cli_shared import Config, with_database

app = typer.Typer(help="Tokens of the public API: create, list, revoke.", no_args_is_help=True)


@app.command("create")
def token_create(
    name: Annotated[str, typer.Argument(help="Whose it is; acts are told by it: city-hall.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may, as completions:read; several times.")
    ] = None,
    days: Annotated[int, typer.Option(help="How long it is good; 0: until it is revoked.")] = 365,
    config: Config = None,
) -> None:
    """Make a token; it is shown this once."""
    from bot.commands_tokens import create_token

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del settings
        return await create_token(db, clock, name, scope or [], days)

    with_database(config, work)


@app.command("list")
def token_list(config: Config = None) -> None:
    """Every token: what it may, until when, and when it was last used."""
    from bot.commands_tokens import list_tokens

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        return await list_tokens(db, clock, settings.learning.zone_info)

    with_database(config, work)


@app.command("revoke")
def token_revoke(name: str, config: Config = None) -> None:
    """From now on the token opens nothing, and its subscribers are told nothing more."""
    from bot.commands_tokens import revoke_token

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del settings
        return await revoke_token(db, clock, name)

    with_database(config, work)
