"""A pack that came as a .zip: unpacked into an empty folder, when nothing in it can do harm."""

import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath

from bot.content import course_file
from bot.content.faults import quoted
from bot.content.files import hidden_character
from bot.content.wrong import WrongInputError, wrong

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
"""Texts shrink to a fifth, a table to a twentieth; a bomb to a thousandth."""
SMALL = 4 * 1024 * 1024
"""Up to so many bytes unpacked, the ratio does not matter."""
MOST_DEPTH = 4
"""Folders above a file: the pack, the course, and what a zip program puts around them."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DAMAGED = wrong("zip-damaged")


class PackRefusedError(WrongInputError):
    """The .zip is not opened; the sentence says why, and what to do."""


def holds_course(data: bytes) -> bool:
    """Whether ``data`` is a .zip with a course.yaml in it, as far as its list of names says."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            return any(PurePosixPath(n).name == course_file.NAME for n in opened.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def unpack(data: bytes, folder: Path) -> Path:
    """Unpack the .zip in ``data`` into the empty ``folder``; where the pack begins in it.

    Everything is judged by the heads before a byte is written, and no entry yields more than its
    head says. Raises PackRefusedError for what is damaged, encrypted or too large, bursts, leaves
    the folder, is a link, or has a name that hides something.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            infos = [one for one in opened.infolist() if not _left_by_systems(one)]
            _check_size(infos, len(data))
            places = _places(infos)
            for info, place in places:
                _write(opened, info, folder / place)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise PackRefusedError(_DAMAGED) from error
    return _begin(folder)


def _left_by_systems(info: zipfile.ZipInfo) -> bool:
    return info.filename.startswith("__MACOSX/")


def _check_size(infos: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_ENTRIES:
        raise PackRefusedError(
            wrong("zip-too-many-files", count=f"{len(infos):,}", most=f"{MOST_ENTRIES:,}")
        )
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise PackRefusedError(wrong("zip-password"))
    # Entries that share their bytes are how small files unpack to huge ones.
    overlapping = sum(info.compress_size for info in infos) > size
    if total > MOST_UNPACKED or overlapping or (total > SMALL and total > MOST_RATIO * size):
        raise PackRefusedError(wrong("zip-bursts", most=MOST_UNPACKED // 2**20))


def _places(infos: list[zipfile.ZipInfo]) -> list[tuple[zipfile.ZipInfo, str]]:
    """Where each file goes, below the folder."""
    found: list[tuple[zipfile.ZipInfo, str]] = []
    taken: set[str] = set()
    for info in infos:
        name = _name(info)
        place = _place(name)
        kind = info.external_attr >> 16
        if stat.S_IFMT(kind) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise PackRefusedError(wrong("zip-link", name=quoted(name)))
        if info.is_dir():
            continue
        if place.casefold() in taken:
            raise PackRefusedError(wrong("zip-twice", name=quoted(name)))
        taken.add(place.casefold())
        found.append((info, place))
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """As it was written: programs of Chinese systems use GB18030 without saying so."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        raise PackRefusedError(wrong("zip-name-unreadable")) from None


def _place(name: str) -> str:
    if (hidden := hidden_character(name)) is not None or "\n" in name:
        char = hidden or "U+000A"
        raise PackRefusedError(wrong("zip-name-hides", name=quoted(name), char=char))
    parts = PurePosixPath(name).parts
    if not parts or "\\" in name or ":" in name or name.startswith("/") or ".." in parts:
        raise PackRefusedError(wrong("zip-leads-out", name=quoted(name)))
    if len(parts) > MOST_DEPTH + 1 or any(len(part.encode()) > _LONGEST for part in parts):
        raise PackRefusedError(wrong("zip-too-deep", name=quoted(name)))
    return "/".join(parts)


_LONGEST = 200
"""Bytes of one name."""


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(info) as source, path.open("xb") as target:
            left = info.file_size + 1
            while left > 0 and (part := source.read(min(left, 1 << 20))):
                target.write(part)
                left -= len(part)
    except OSError as error:
        raise PackRefusedError(wrong("zip-not-written", name=quoted(info.filename))) from error
    if left <= 0:
        raise PackRefusedError(_DAMAGED)


def _begin(folder: Path) -> Path:
    """The pack's folder: below the one or two folders that a zip program puts around it."""
    for _ in range(MOST_DEPTH):
        if (folder / course_file.NAME).exists():
            break
        inside = list(folder.iterdir())
        if len(inside) != 1 or not inside[0].is_dir() or (inside[0] / course_file.NAME).exists():
            break
        folder = inside[0]
    return folder
