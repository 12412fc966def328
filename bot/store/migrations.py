"""Migrations: plain SQL files, run by dbmate; and what is still missing."""

import asyncio
import sys
from pathlib import Path

import asyncpg

from bot.domain.errors import StorageUnavailableError
from bot.store.db import Connection

FOLDER = Path(__file__).parent / "migrations"


async def migrate(dbmate_url: str) -> str:
    """Bring the database up to date; returns what dbmate said, one line a migration.

    ``dbmate_url`` is as dbmate takes it (``postgres://…?socket=/dir`` for a Unix socket).
    Raises StorageUnavailableError with dbmate's last line when it fails.
    """
    command = Path(sys.executable).parent / "dbmate"
    process = await asyncio.create_subprocess_exec(
        str(command if command.exists() else "dbmate"),
        *("--url", dbmate_url, "--migrations-dir", str(FOLDER), "--no-dump-schema", "migrate"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    said = output.decode(errors="replace").strip()
    if process.returncode != 0:
        last = said.splitlines()[-1] if said else "no word from it"
        raise StorageUnavailableError(f"The migration failed and was rolled back: {last}")
    return said


async def missing(connection: Connection) -> list[str]:
    """The migrations that this program needs and the database does not have, oldest first."""
    wanted = {file.name.split("_")[0]: file.name for file in sorted(FOLDER.glob("*.sql"))}
    try:
        rows = await connection.fetch("select version from schema_migrations")
    except asyncpg.UndefinedTableError:
        return list(wanted.values())
    have = {row["version"] for row in rows}
    return [name for version, name in wanted.items() if version not in have]
