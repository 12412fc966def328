"""Outcomes on disk, while the database is away and the process must stop.

One file for each stop, named so that no two processes share one; a line of JSON for each outcome.
The files hold platform ids, so only their owner may read them.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.delivery.record import Record
from bot.domain.errors import SpoolError

log = structlog.get_logger("delivery")


class Spool:
    """A folder of outcomes that wait for the next start."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when it is first needed."""
        self._folder = folder

    def keep(self, records: Sequence[Record]) -> Path:
        """Write ``records`` to a file of their own, safe on the disk when this returns.

        Raises SpoolError when the disk does not take them; nothing half-written stays.
        """
        name = f"outcomes-{os.getpid()}-{token_hex(6)}.jsonl"
        part, whole = self._folder / f"{name}.part", self._folder / name
        lines = b"".join(_adapter().dump_json(one) + b"\n" for one in records)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(part, "xb", opener=_private) as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            part.rename(whole)
            _sync(self._folder)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise SpoolError(
                f"The spool {self._folder.name} under data_dir takes no outcomes "
                f"({error.strerror}); make room there or mend its rights."
            ) from error
        return whole

    def files(self) -> list[Path]:
        """What earlier processes left."""
        return sorted(self._folder.glob("outcomes-*.jsonl")) if self._folder.is_dir() else []

    def read(self, file: Path) -> list[Record]:
        """The outcomes of one file; a line that cannot be read is left out, and said.

        Raises SpoolError when the file is not to be read.
        """
        records, bad = [], 0
        try:
            lines = file.read_bytes().splitlines()
        except FileNotFoundError:  # another process was faster
            return []
        except OSError as error:
            raise SpoolError(
                f"A file of the spool {self._folder.name} under data_dir cannot be read "
                f"({error.strerror}); mend its rights and start again."
            ) from error
        for line in lines:
            try:
                records.append(_adapter().validate_json(line))
            except ValidationError:
                bad += 1
        if bad:
            log.warning("spooled outcomes cannot be read; their leases end", count=bad)
        return records

    def remove(self, file: Path) -> None:
        """What was written to the database is not needed any more; left, it changes nothing."""
        with suppress(OSError):
            file.unlink()


_ADAPTER: list[TypeAdapter[Record]] = []


def _adapter() -> TypeAdapter[Record]:
    """Made when it is first needed: most processes never spool."""
    if not _ADAPTER:
        _ADAPTER.append(TypeAdapter(Record))
    return _ADAPTER[0]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
