"""``yike backup``: the whole database in one file, as of one moment, while the program runs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.backup_file import BackupError, Manifest, file_name, older, packing, too_old
from bot.postgres_tools import Told, read_from
from bot.progress import progress
from bot.storage import Storage, postgres_tool
from bot.store import dumping
from bot.store.privacy import carrying


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup was made; ``deleted`` are the older ones that are kept no longer."""

    file: Path
    manifest: Manifest
    deleted: Sequence[Path]


async def back_up(
    place: Storage, folder: Path, now: datetime, keys: Mapping[str, str], days: int
) -> BackedUp:
    """Write a backup into ``folder``, then delete those in it that are older than ``days``.

    ``keys`` are fingerprints of the keys that the database was written with, by name. Raises
    BackupError or StorageUnavailableError; then no backup was made, and none deleted.
    """
    file = folder / file_name(now)
    if file.exists():
        raise BackupError(f"{file} exists already; wait a second and try again.")
    async with dumping.snapshot(place.database_url) as (conn, name):
        migrations = await dumping.migrations(conn)
        if await carrying.half_restored(conn):
            raise BackupError(f"There is nothing to back up: {carrying.HALF_RESTORED}")
        if not migrations:
            raise BackupError("There is nothing to back up: the database was never migrated.")
        counts = {}
        found = await dumping.tables(conn)
        with progress("Counting rows", len(found)) as advance:
            for table in found:
                counts[table] = await dumping.count_rows(conn, table)
                advance(1)
        manifest = Manifest(now, migrations, counts, keys)
        with packing(file) as pack, dumping.for_tools(place.database_url) as url:
            command = [str(postgres_tool("pg_dump", place)), *_DUMP, f"--snapshot={name}", url]
            with tables_done("Writing the backup", len(counts), "dumping contents of") as told:
                await read_from(command, pack.add, told)
            manifest = pack.finish(manifest)
    return BackedUp(file, manifest, _delete(older(folder, too_old(now, days))))


_DUMP = (
    *("--format=custom", "--no-owner", "--no-privileges"),
    *("--no-unlogged-table-data", "--no-password", "--verbose"),
)
"""What a crash of the server takes away is not worth keeping, and names people."""


@contextmanager
def tables_done(what: str, total: int, words: str) -> Iterator[Told]:
    """Show how many tables a program of PostgreSQL is done with, by the lines it says of each."""
    with progress(what, total) as advance:
        yield lambda line: advance(1) if words in line else None


def _delete(files: Sequence[Path]) -> list[Path]:
    deleted = []
    for file in files:
        try:
            file.unlink()
        except OSError as error:
            raise BackupError(
                f"The backup was made, but {file}, which is kept no longer, cannot be deleted "
                f"({error.strerror})."
            ) from error
        deleted.append(file)
    return deleted
