"""`yike hook`: subscribers who are told over HTTP of what happens."""

from typing import Annotated, Any

import typer

from bot.cli_shared import Config, with_database

app = typer.Typer(help="Subscribers of the API: add, list, end.", no_args_is_help=True)


@app.command("add")
def hook_add(
    url: Annotated[str, typer.Argument(help="Where it is told: https://…")],
    event: Annotated[
        list[str] | None, typer.Option(help="Of what, as course.passed; several times.")
    ] = None,
    config: Config = None,
) -> None:
    """Tell somebody of what happens from now on; the secret is shown this once."""
    from bot.commands_tokens import add_hook
    from bot.identity import vault_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        private = settings.api.private_hooks
        return await add_hook(db, clock, vault_of(settings), url, event or [], private=private)

    with_database(config, work)


@app.command("list")
def hook_list(config: Config = None) -> None:
    """Every subscriber, also those that have ended."""
    from bot.commands_tokens import list_hooks

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock, settings
        return await list_hooks(db)

    with_database(config, work)


@app.command("end")
def hook_end(key: str, config: Config = None) -> None:
    """Tell a subscriber nothing more."""
    from bot.commands_tokens import end_hook

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del settings
        return await end_hook(db, clock, key)

    with_database(config, work)
