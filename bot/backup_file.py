"""One backup is one file: a ZIP container, not compressed again, with the database as ``pg_dump``
wrote it (custom format) and, after that, a manifest that says what is in it.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.errors import InputError, YikeError

DUMP, MANIFEST = "database.dump", "manifest.json"
FORM = 1
CHUNK = 1 << 20
_NAME = re.compile(r"yike-(\d{8}-\d{6})\.backup")
_TIME = "%Y%m%d-%H%M%S"


class BackupError(YikeError):
    """A backup cannot be written or brought back; nothing that was there before was changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``made_at`` is the instant of its view; ``migrations`` the versions of
    its schema; ``tables`` the rows of each table; ``keys`` a fingerprint of each key that the
    database was written with, which are not in it; ``size`` and ``sha256`` are the dump's.
    """

    made_at: datetime
    migrations: Sequence[str]
    tables: Mapping[str, int]
    keys: Mapping[str, str]
    size: int = 0
    sha256: str = ""
    form: int = FORM

    def to_json(self) -> str:
        """As the file holds it."""
        values = asdict(self) | {"made_at": self.made_at.astimezone(UTC).isoformat()}
        return json.dumps(values, indent=1)


def fingerprint(key: bytes) -> str:
    """By which a key is known again: 16 hexadecimal characters."""
    return hashlib.sha256(b"yike key fingerprint\0" + key).hexdigest()[:16]


class Packing:
    """A backup that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Nothing is in it yet."""
        self._archive = archive
        self._sum = hashlib.sha256()
        self._size = 0
        info = zipfile.ZipInfo(DUMP, (1980, 1, 1, 0, 0, 0))
        self._member = archive.open(info, "w", force_zip64=True)

    def add(self, part: bytes) -> None:
        """The next bytes of the dump."""
        self._sum.update(part)
        self._size += len(part)
        self._member.write(part)

    def finish(self, manifest: Manifest) -> Manifest:
        """The dump is whole; the manifest, with its size and sum, as it was written."""
        self._member.close()
        whole = Manifest(
            manifest.made_at,
            manifest.migrations,
            manifest.tables,
            manifest.keys,
            self._size,
            self._sum.hexdigest(),
        )
        self._archive.writestr(MANIFEST, whole.to_json())
        return whole


@contextmanager
def packing(file: Path) -> Iterator[Packing]:
    """Write ``file``, for its owner alone; it gets its name when it is whole and on the disk.

    Raises BackupError; nothing half-written stays.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                yield Packing(archive)
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written ({error.strerror or error}).") from error
    finally:
        with suppress(OSError):
            part.unlink()


class Backup:
    """A backup that was opened: its manifest has been read, its bytes not yet."""

    def __init__(self, file: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        """Use ``opened``."""
        self.manifest = manifest
        self._file = file
        self._archive = archive

    def parts(self) -> Iterator[bytes]:
        """The dump, piece by piece. Raises InputError where the file is damaged."""
        try:
            with self._archive.open(DUMP) as member:
                while part := member.read(CHUNK):
                    yield part
        except (OSError, zipfile.BadZipFile, EOFError):
            raise self._damaged() from None

    def check(self) -> Iterator[int]:
        """Read it whole, telling of so many bytes each; raises InputError where its sum is not the
        manifest's.
        """
        found = hashlib.sha256()
        for part in self.parts():
            found.update(part)
            yield len(part)
        if found.hexdigest() != self.manifest.sha256:
            raise self._damaged()

    def _damaged(self) -> InputError:
        return InputError(f"{self._file} is damaged (its checksum is another); take another one.")


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """Raises InputError when ``file`` is no whole backup, or one of a later form."""
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}).") from None
    except zipfile.BadZipFile:
        raise InputError(f"{file} is no backup of Yike, or not a whole one.") from None
    with archive:
        yield Backup(file, archive, _manifest(file, archive))


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        values = json.loads(archive.read(MANIFEST))
        form = values["form"]
        if form != FORM:
            raise InputError(f"{file} was written by a later Yike (form {form}); use that one.")
        return Manifest(
            datetime.fromisoformat(values["made_at"]),
            [str(one) for one in values["migrations"]],
            {str(name): int(rows) for name, rows in values["tables"].items()},
            {str(name): str(one) for name, one in values["keys"].items()},
            int(values["size"]),
            str(values["sha256"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, zipfile.BadZipFile):
        raise InputError(f"{file} is no backup of Yike, or not a whole one.") from None


def file_name(made_at: datetime) -> str:
    """What a backup of that instant is called."""
    return f"yike-{made_at.astimezone(UTC).strftime(_TIME)}.backup"


def older(folder: Path, before: datetime) -> list[Path]:
    """Backups in ``folder`` whose names say that they were made before ``before``, oldest first."""
    found = []
    for file in sorted(folder.glob("yike-*.backup")):
        match = _NAME.fullmatch(file.name)
        with suppress(ValueError):
            if match and datetime.strptime(match[1], _TIME).replace(tzinfo=UTC) < before:
                found.append(file)
    return found


def too_old(now: datetime, days: int) -> datetime:
    """Backups made before this are kept no longer."""
    return now - timedelta(days=days)
