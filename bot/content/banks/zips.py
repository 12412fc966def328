"""Zip files that people bring: opened only when they cannot swamp or trick the program."""

import zipfile
from io import BytesIO

from bot.content.banks.model import refused
from bot.content.wrong import wrong

MOST_ENTRIES = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 150
"""Spreadsheets shrink to a tenth or a fiftieth; a bomb to a thousandth."""

SMALL = 8 * 1024 * 1024
"""Up to so many bytes unpacked, the ratio does not matter."""

_ENCRYPTED = 0x1


def open_zip(
    data: bytes, name: str, *, entries: int = MOST_ENTRIES, unpacked: int = MOST_UNPACKED
) -> zipfile.ZipFile:
    """The zip in ``data``, whose entries together unpack to at most ``unpacked`` bytes.

    An entry never yields more than its head says, so the heads can be trusted for this. Raises
    BankRefusedError for what is broken, encrypted, or made to burst.
    """
    try:
        opened = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise refused(name, wrong("bank-damaged")) from error
    _check(opened.infolist(), len(data), name, entries, unpacked)
    return opened


def _check(
    infos: list[zipfile.ZipInfo], size: int, name: str, entries: int, unpacked: int
) -> None:
    total = sum(info.file_size for info in infos)
    if len(infos) > entries:
        raise refused(name, wrong("bank-too-many-files", count=len(infos), most=entries))
    if total > unpacked:
        raise refused(
            name, wrong("bank-unpacks-large", size=total // 2**20, most=unpacked // 2**20)
        )
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise refused(name, wrong("bank-password"))
    # Entries that share their bytes are how small files unpack to huge ones.
    overlapping = sum(info.compress_size for info in infos) > size
    if overlapping or (total > SMALL and total > MOST_RATIO * size):
        raise refused(name, wrong("bank-bursts"))


def read_entry(opened: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """The bytes of one entry. Raises BankRefusedError when it is missing or damaged."""
    try:
        return opened.read(entry)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as e:
        raise refused(name, wrong("bank-damaged")) from e
    except zipfile.zlib.error as e:  # type: ignore[attr-defined] # what zipfile lets through
        raise refused(name, wrong("bank-damaged-entry")) from e
