"""`yike learner`: a person's own data, handed out or erased."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_shared import Config, with_database

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.keys.vault import Vault
    from bot.ledger.statements import Issuer

app = typer.Typer(help="A person's own data: a copy of it, its erasure.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="ADDRESS", help="ACCOUNT:PLATFORM_ID.")]


@app.command("export")
def learner_export(
    address: Who,
    to: Annotated[Path | None, typer.Option(help="The file to write, a ZIP.")] = None,
    config: Config = None,
) -> None:
    """Write a copy of everything we hold of a person, as JSON and CSV in a ZIP file."""
    from bot.commands_learner import address_of, export

    who = address_of(address)

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        return await export(db, clock, who, _keys(settings), to)

    with_database(config, work)


@app.command("erase")
def learner_erase(
    address: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what.")] = False,
    config: Config = None,
) -> None:
    """Erase a person, at all addresses and everywhere, and have credit banks do the same."""
    from bot.commands_learner import address_of, erase

    who = address_of(address)

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        return await erase(db, clock, who, _keys(settings)[1], yes=yes)

    with_database(config, work)


@app.command("erasures")
def learner_erasures(
    to: Annotated[Path, typer.Option(help="The file to write.")], config: Config = None
) -> None:
    """Write who was erased, as hashes that name nobody, for `yike restore --erasures`."""
    from bot.commands_learner import write_erasures

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        del clock, settings
        return await write_erasures(db, to)

    with_database(config, work)


def _keys(settings: "Settings") -> "tuple[Vault, Issuer]":
    from bot.identity import issuer_of, vault_of

    return vault_of(settings), issuer_of(settings)
