"""The collection inside an Anki package: opened without letting it do anything.

An .apkg or .colpkg is a zip with an SQLite file in it: ``collection.anki2`` or ``collection.anki21``
as they are, ``collection.anki21b`` packed with zstd (then ``collection.anki2`` is a note to update).
The file comes from strangers: its own views, triggers, functions and virtual tables never run.
"""

import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import zstandard

from bot.content.banks.model import refused
from bot.content.banks.zips import open_zip
from bot.content.wrong import wrong

MOST_BYTES = 200 * 1024 * 1024
"""A larger collection is refused; text alone never makes one."""

_MOST_ENTRIES = 50_000
"""Packages hold their pictures and sounds as files of their own."""

_MOST_FIELD = 8 * 1024 * 1024
_STEP = 100_000
_MOST_STEPS = 2_000
"""Steps of SQLite's machine, in hundred thousands: some hundred times what 50,000 notes take."""

_ENTRIES = ("collection.anki21b", "collection.anki21", "collection.anki2")
_TABLES = frozenset({"col", "notes", "cards", "notetypes", "fields", "decks"})
_PLAIN_TABLE = re.compile(
    r"CREATE\s+TABLE\b(?!.*\b(?:GENERATED|AS\s*\())", re.IGNORECASE | re.DOTALL
)
_PIECE = 1024 * 1024


@contextmanager
def collection(data: bytes, name: str) -> Iterator[sqlite3.Connection]:
    """The collection of a package, read-only, for SELECTs on Anki's own tables.

    Raises BankRefusedError for what is broken, too large, or no collection, also when that shows
    while it is read.
    """
    with TemporaryDirectory(prefix="yike-anki-") as folder:
        path = Path(folder, "collection.db")
        _unpack(data, name, path)
        try:
            with closing(_connect(path)) as connection:
                _check_tables(connection, name)
                connection.set_authorizer(_only_reading)
                yield connection
        except sqlite3.Error as error:
            raise refused(name, wrong("anki-unreadable")) from error


def _unpack(data: bytes, name: str, path: Path) -> None:
    with open_zip(data, name, entries=_MOST_ENTRIES) as package:
        entry = next((one for one in _ENTRIES if one in package.namelist()), None)
        if entry is None:
            raise refused(name, wrong("anki-too-new"))
        try:
            with package.open(entry) as packed, path.open("xb") as file:
                unpacked = zstandard.ZstdDecompressor().stream_reader(packed)
                _copy(unpacked if entry.endswith("b") else packed, file, name)
        except (
            zipfile.BadZipFile,
            zstandard.ZstdError,
            zlib.error,
            EOFError,
            NotImplementedError,
            ValueError,
            OSError,
        ) as error:
            raise refused(name, wrong("anki-damaged")) from error


def _copy(source: Any, file: IO[bytes], name: str) -> None:
    """Copy what ``source`` yields, never more than a collection may have."""
    size = 0
    while piece := source.read(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise refused(name, wrong("anki-too-large", most=MOST_BYTES // 2**20))
        file.write(piece)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_FIELD)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    # Anki's own order of names; only there so that SQLite knows it.
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    steps = iter(range(_MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEP)
    return connection


def _check_tables(connection: sqlite3.Connection, name: str) -> None:
    """Refuse a file whose tables are not plain ones of Anki's names."""
    found = {
        table: (kind, sql)
        for kind, table, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
        if table in _TABLES
    }
    plain = all(
        kind == "table" and isinstance(sql, str) and _PLAIN_TABLE.match(sql)
        for kind, sql in found.values()
    )
    if not plain or not {"col", "notes", "cards"} <= found.keys():
        raise refused(name, wrong("anki-no-collection"))


def _only_reading(action: int, first: str | None, *_rest: str | None) -> int:
    """SQLite asks this of each thing a statement would do: only Anki's tables are read."""
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and first in _TABLES | {"sqlite_master"}:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
