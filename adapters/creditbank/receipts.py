"""The receipts a bank gave back for hand-ins, put into a folder by a person.

A receipt is read, and moved to ``read/`` only when it is asked for what comes behind it: by then
what it said is stored. Until then it is read again, and what is told twice is one. One that was
read is kept for a time: it may be our own hand-in, with account numbers, given back.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from adapters.creditbank.private_files import keep_names, write
from adapters.creditbank.receipt_rows import Read, read_receipt
from adapters.creditbank.tables import UnreadableTableError
from bot.domain.credits import RecognitionPage

log = structlog.get_logger("credit bank")

READ, FAULTS = "read", ".faults.txt"


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How many receipts were read, and the hash of the last one's content."""

    count: int = 0
    hash: str = ""

    @classmethod
    def of(cls, text: str) -> "_Cursor":
        count, _, hash_ = text.partition(" ")
        return cls(int(count), hash_) if count.isascii() and count.isdigit() else cls()

    def __str__(self) -> str:
        return f"{self.count} {self.hash}"


class Receipts:
    """A folder of receipts. All methods are called with the file bank's lock held."""

    def __init__(self, folder: Path, zone: ZoneInfo, target: str) -> None:
        """``zone`` is where days without a time are; ``target`` is named in logs."""
        self._folder, self._zone, self._target = folder, zone, target
        self._said: set[str] = set()

    def waiting(self) -> list[Path]:
        """The receipts that were not read to their end yet, by name."""
        return sorted(
            one
            for one in self._folder.iterdir()
            if one.suffix.lower() in (".csv", ".xlsx")
            and not one.name.startswith((".", "~$"))
            and one.is_file()
            and not one.is_symlink()
        )

    def next_page(self, cursor: str, now: datetime) -> RecognitionPage:
        """What the next receipt says behind ``cursor``; one receipt is one page. Raises OSError.

        The receipt that ``cursor`` covers is moved away first; its file's time is then ``now``.
        """
        covered = _Cursor.of(cursor)
        found: RecognitionPage | None = None
        for path in self.waiting():
            hash_ = sha256(path.read_bytes()).hexdigest()
            if hash_ == covered.hash:
                self._move(path, now)
            elif found is not None:
                return RecognitionPage(found.found, found.cursor, more=True)
            elif (read := self._read(path, hash_)) is not None:
                found = RecognitionPage(read.found, str(_Cursor(covered.count + 1, hash_)))
        return found or RecognitionPage((), cursor)

    def forget(self, before: datetime) -> None:
        """Delete the receipts that were read before then. Raises OSError."""
        for path in (self._folder / READ).iterdir():
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                path.unlink()

    def _read(self, path: Path, hash_: str) -> Read | None:
        """What a receipt says; None: it cannot be read, stays, and is tried again."""
        try:
            read = read_receipt(path, self._zone, hash_)
        except UnreadableTableError as error:
            self._say(path, hash_, [str(error)])
            return None
        self._say(path, hash_, read.faults)
        return read

    def _say(self, path: Path, hash_: str, faults: "list[str] | tuple[str, ...]") -> None:
        """Write what is faulty beside the receipt, and once a line into the log."""
        beside = path.with_name(path.name + FAULTS)
        if not faults:
            beside.unlink(missing_ok=True)
            return
        if hash_ not in self._said:
            write(beside, ("\n".join(faults) + "\n").encode())
            log.warning(
                "a receipt has what cannot be read; see the file beside it",
                target=self._target,
                faults=len(faults),
            )
            self._said.add(hash_)

    def _move(self, path: Path, now: datetime) -> None:
        to = self._folder / READ / path.name
        number = 1
        while to.exists():
            number += 1
            to = self._folder / READ / f"{path.stem}-{number}{path.suffix}"
        os.utime(path, (now.timestamp(), now.timestamp()))
        path.rename(to)
        keep_names(to.parent)
