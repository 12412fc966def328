"""`yike credits`: what goes to the credit banks, and whether the ledger is as it was written."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_shared import AsJson, Config, say, with_database

app = typer.Typer(help="What goes to the credit banks, and the ledger.", no_args_is_help=True)

Bank = Annotated[str | None, typer.Argument(metavar="[TARGET]", help="Only this credit bank.")]
Since = Annotated[
    str,
    typer.Option(metavar="WHEN", help="2026-11-22 or 2026-11-22T08:00, the deployment's time."),
]
Key = Annotated[str, typer.Argument(metavar="KEY", help="Of the entry, its claim or a statement.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with it.")]
Public = Annotated[
    str,
    typer.Option(
        "--reason",
        help="Why: the learner reads it, and whoever opens the certificate's page. Name nobody.",
    ),
]


def _names(settings: Any) -> list[str]:
    return [bank.name for bank in settings.credit_bank]


def _coloured(line: str) -> str:
    """What is to be looked at stands out, on a terminal."""
    if sys.stdout.isatty() and line.startswith("  - "):
        return typer.style(line, fg=typer.colors.RED)
    return line


@app.command("status")
def credits_status(config: Config = None, as_json: AsJson = False) -> None:
    """Per credit bank: queued, oldest, waiting, accepted, refused, trouble, the last comparison."""
    from bot.commands_credits import status_lines

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        zone = settings.learning.zone_info
        lines = await status_lines(db, clock, _names(settings), zone, as_json=as_json)
        return [_coloured(line) for line in lines]

    with_database(config, work)


@app.command("dead")
def credits_dead(target: Bank = None, config: Config = None, as_json: AsJson = False) -> None:
    """What was refused for good, with the bank's words."""
    from bot.commands_credits import dead_lines, known_target

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:  # noqa: ARG001 - one shape for all
        known_target(_names(settings), target)
        return await dead_lines(db, target, settings.learning.zone_info, as_json=as_json)

    with_database(config, work)


@app.command("retry")
def credits_retry(target: Bank = None, config: Config = None) -> None:
    """Queue refused statements again."""
    from bot.commands_credits import known_target, retry

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        known_target(_names(settings), target)
        return await retry(db, clock, _names(settings) if target is None else [target])

    with_database(config, work)


@app.command("replay")
def credits_replay(since: Since, target: Bank = None, config: Config = None) -> None:
    """Hand in again what was accepted since then, byte for byte: for a bank that lost it."""
    from bot.commands_credits import instant, known_target, replay
    from bot.platforms import targets_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        known_target(_names(settings), target)
        meant = [one for one in targets_of(settings) if target in (None, one.name)]
        return await replay(db, clock, meant, instant(since, settings.learning.zone_info))

    with_database(config, work)


@app.command("drop")
def credits_drop(
    statement: Annotated[str, typer.Argument(metavar="ID", help="As yike credits dead lists it.")],
    reason: Reason,
    target: Bank = None,
    config: Config = None,
) -> None:
    """Give up what was refused for good; it stays in the ledger."""
    from bot.commands_credits import drop, key_of, known_target

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        known_target(_names(settings), target)
        targets = _names(settings) if target is None else [target]
        return await drop(db, clock, key_of(statement), targets, reason)

    with_database(config, work)


@app.command("reconcile")
def credits_reconcile(
    target: Bank = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Instead of the last 35 days.")
    ] = None,
    config: Config = None,
) -> None:
    """Compare our books with the credit banks', now; what one lost is queued again."""
    from bot.commands_credits import instant, known_target, reconcile_lines
    from bot.platforms import build_banks

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        known_target(_names(settings), target)
        zone = settings.learning.zone_info
        begin = instant(since, zone) if since else None
        banks = build_banks(settings, clock)
        try:
            meant = [bank for bank in banks if target in (None, bank.name)]
            await reconcile_lines(db, clock, meant, begin, zone, say)
        finally:
            for bank in banks:
                await bank.stop()
        return []

    with_database(config, work)


@app.command("audit")
def credits_audit(
    heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Each day's head, kept outside: compared and written."),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day (UTC) on.")
    ] = None,
    config: Config = None,
) -> None:
    """Prove that nothing in the ledger was changed, taken out, put in or reordered.

    Keep FILE on another machine: it alone shows that an older state was restored.
    """
    from bot.commands_ledger import audit_lines
    from bot.identity import signing_key_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        day = since.date() if since else None
        key = signing_key_of(settings)
        await audit_lines(db, clock, key, heads=heads, since=day, say=say)
        return []

    with_database(config, work)


@app.command("void")
def credits_void(key: Key, reason: Public, config: Config = None) -> None:
    """Have an entry count no more: credit banks are asked to take it back."""
    from bot.commands_credits import key_of
    from bot.commands_ledger import void
    from bot.identity import issuer_of
    from bot.platforms import targets_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        return await void(
            db, clock, key_of(key), reason, issuer_of(settings), targets_of(settings)
        )

    with_database(config, work)


@app.command("correct")
def credits_correct(key: Key, reason: Public, config: Config = None) -> None:
    """Void an entry, and add one in its place from the course as it is taught now."""
    from bot.commands_credits import key_of
    from bot.commands_ledger import correct
    from bot.identity import issuer_of
    from bot.platforms import targets_of

    async def work(db: Any, clock: Any, settings: Any) -> list[str]:
        return await correct(
            db, clock, key_of(key), reason, issuer_of(settings), targets_of(settings)
        )

    with_database(config, work)
