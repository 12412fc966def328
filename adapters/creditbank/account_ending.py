"""Taking account numbers out of hand-ins that were made: everything else in them stays."""

import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.creditbank import hand_in
from adapters.creditbank.file_rows import harmless
from adapters.creditbank.private_files import keep_names, make_folder
from adapters.creditbank.signature import instant

REMOVED_AT = "accounts_removed_at"
"""In a manifest: since when no account number is left in the hand-in."""
_AS_MADE = "files_as_made"
_OLD, _NEW = ".old-", ".new-"
_OURS = (hand_in.CSV, hand_in.XLSX, hand_in.MANIFEST)


def take_out(place: Path, now: datetime, of: Collection[str] | None = None) -> None:
    """Empty ``cb_id`` in the rows ``of`` these outer ids, None: in all, and renew the manifest. The
    hashes of the files as they were handed in stay in it.

    A file that was not as it was made stays so: its old hash is kept, its rows are as they stand.
    A CSV that somebody made something else than our table goes with its XLSX, when all are meant.
    Nobody sees a hand-in half changed, but in the moment of the exchange. Raises OSError,
    DamagedHandInError.
    """
    told = hand_in.manifest_in(place)
    as_made = all(hand_in.is_as_made(place, told, name) for name in (hand_in.CSV, hand_in.XLSX))
    table = _without(hand_in.table_in(place), of)
    if not table and of is not None:
        return
    new = place.with_name(f"{_NEW}{place.name}")
    shutil.rmtree(new, ignore_errors=True)
    make_folder(new)
    files = hand_in.write_table(new, table) if table else []
    hand_in.write_manifest(new, _renewed(told, files if as_made else None, now, whole=of is None))
    _keep_others(place, new)
    keep_names(new)
    _exchange(place, new)


def mend(folder: Path) -> None:
    """Bring to its end what a crash cut off while a hand-in was exchanged for its new self."""
    for old in folder.glob(f"{_OLD}*"):
        place = folder / old.name.removeprefix(_OLD)
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)
    for new in folder.glob(f"{_NEW}*"):
        shutil.rmtree(new)


def _without(table: hand_in.Table, of: Collection[str] | None) -> hand_in.Table:
    if not table or not {"cb_id", "outer_id"} <= set(table[0]):
        return []
    account, outer = table[0].index("cb_id"), table[0].index("outer_id")

    def goes(row: list[str]) -> bool:
        return account < len(row) and (of is None or (outer < len(row) and row[outer] in of))

    rows = ([*row[:account], "", *row[account + 1 :]] if goes(row) else row for row in table[1:])
    return [[harmless(cell) for cell in row] for row in (table[0], *rows)]


def _renewed(
    told: dict[str, Any], files: list[dict[str, Any]] | None, now: datetime, *, whole: bool
) -> dict[str, Any]:
    """A manifest with the new files' hashes, None: with the old ones, and what was done when."""
    renewed = {_AS_MADE: told.get("files", []), **told}
    if files is not None:
        renewed["files"] = files
    if whole:
        renewed[REMOVED_AT] = instant(now)
    return renewed


def _keep_others(place: Path, new: Path) -> None:
    """What a person put beside our files."""
    for one in place.iterdir():
        if one.name in _OURS:
            continue
        if one.is_dir() and not one.is_symlink():
            shutil.copytree(one, new / one.name, symlinks=True)
        else:
            shutil.copy2(one, new / one.name, follow_symlinks=False)


def _exchange(place: Path, new: Path) -> None:
    old = place.with_name(f"{_OLD}{place.name}")
    place.rename(old)
    new.rename(place)
    keep_names(place.parent)
    shutil.rmtree(old)
