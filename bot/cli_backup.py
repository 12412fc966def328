"""`yike backup` and `yike restore`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_shared import Config, say, settings_of

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.restore import Keys


def backup(
    to: Annotated[
        Path | None, typer.Option(help="The folder; else `backups` under data_dir.")
    ] = None,
    config: Config = None,
) -> None:
    """Write the whole database into one file, also while the program runs."""
    from bot.backup import BackedUp, back_up
    from bot.clock import SystemClock
    from bot.storage import storage

    settings = settings_of(config)
    folder = to or settings.storage.data_dir / "backups"

    async def work() -> BackedUp:
        prints = _keys(settings).fingerprints
        async with storage(settings, redis=False) as place:
            days = settings.privacy.backup_days
            return await back_up(place, folder, SystemClock().now(), prints, days)

    done = asyncio.run(work())
    rows = sum(done.manifest.tables.values())
    say(f"{done.file}: {rows:,} rows, {done.manifest.size:,} bytes")
    for file in done.deleted:
        say(f"deleted {file.name}: older than {settings.privacy.backup_days} days")
    say(f"The keys are not in it ({_where(settings)}): keep a copy of them elsewhere.")


def restore(
    file: Path,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also in the place of data that are there.")
    ] = False,
    erasures: Annotated[
        Path | None,
        typer.Option(help="Who was erased since, as `yike learner erasures` wrote it."),
    ] = None,
    other_keys: Annotated[
        bool, typer.Option("--other-keys", help="Although the keys are not the backup's.")
    ] = False,
    config: Config = None,
) -> None:
    """Put a backup in the place of the database; the program must be stopped."""
    from bot.clock import SystemClock
    from bot.commands_learner import read_erasures
    from bot.restore import Restored, Wanted
    from bot.restore import restore as put_back
    from bot.storage import storage

    settings = settings_of(config)
    known = read_erasures(erasures) if erasures else ()
    wanted = Wanted(file, replace, known, other_keys)

    async def work() -> Restored:
        async with storage(settings, redis=False) as place:
            return await put_back(place, wanted, _keys(settings), SystemClock())

    done = asyncio.run(work())
    say(f"Restored as of {done.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    for count, what in (
        (done.erased, "People erased"),
        (done.taken_back, "Consents withdrawn"),
        (done.accounts, "Account numbers deleted"),
        (done.voided, "Entries voided"),
        (done.certificates, "Certificates revoked, closed or without the name"),
    ):
        if count:
            say(f"{what} again, since they had been so: {count:,}")
    if done.findings:
        say(f"The audit of its ledger found {done.findings:,}: see `yike credits audit`.")
    else:
        say("The ledger's audit found nothing.")
    say("What was sent to credit banks since then is not known here: `yike credits reconcile`.")


def _keys(settings: "Settings") -> "Keys":
    from bot.backup_file import fingerprint
    from bot.config import secret_keys
    from bot.identity import issuer_of, signing_key_of
    from bot.restore import Keys

    keys = secret_keys(settings)
    prints = {name: fingerprint(key) for name, key in keys.items()}
    return Keys(prints, issuer_of(settings), signing_key_of(settings))


def _where(settings: "Settings") -> str:
    """Where somebody finds the keys: those of the settings are kept with these."""
    given = [
        name
        for name in ("pseudonym_key", "data_key", "signing_key")
        if getattr(settings.security, name).get_secret_value()
    ]
    folder = str(settings.storage.data_dir / "keys")
    if not given:
        return folder
    named = "[security] " + ", ".join(given)
    return named if len(given) == 3 else f"{folder}, and {named}"
