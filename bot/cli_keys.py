"""`yike keys`: what is encrypted at rest, and changing its key."""

from typing import Any

import typer

from bot.cli_shared import Config, say, with_database

app = typer.Typer(help="The keys of what is encrypted at rest.", no_args_is_help=True)


@app.command("status")
def keys_status(config: Config = None) -> None:
    """How much is encrypted under which key."""
    from bot.commands_keys import status_lines
    from bot.identity import vault_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:  # noqa: ARG001 - one shape for all
        return await status_lines(db, vault_of(settings))

    with_database(config, work)


@app.command("renew")
def keys_renew(config: Config = None) -> None:
    """Encrypt anew, under the present data_key, what is under an earlier one.

    Put the new key into [security] data_key and the old one into previous_data_keys, restart the
    program everywhere, then run this; after it the old key is needed only for old backups.
    """
    from bot.commands_keys import none_left, renew_all
    from bot.identity import vault_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:  # noqa: ARG001 - one shape for all
        vault = vault_of(settings)
        for line in await renew_all(db, vault):
            say(line)
        await none_left(db, vault)
        return []

    with_database(config, work)
