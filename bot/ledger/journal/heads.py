"""The head of each day, kept in a file outside: what a restored older state cannot match.

One line a day: ``2026-11-22 HEAD COUNT``, the head in hexadecimal and how many entries were sealed on
that day when it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.errors import InputError

HEAD_BYTES = 32


@dataclass(frozen=True, slots=True)
class DayHead:
    """The head after ``count`` entries of a day."""

    head: bytes
    count: int


def read_heads(file: Path) -> dict[date, DayHead]:
    """The days in a file; none where there is no such file. Raises InputError."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The heads in {file} cannot be read ({type(error).__name__}).") from None
    found: dict[date, DayHead] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            day, head = _read(line, f"Line {number} of {file}")
            found[day] = head
    return found


def _read(line: str, where: str) -> tuple[date, DayHead]:
    try:
        day, head, count = line.split()
        read = date.fromisoformat(day), DayHead(bytes.fromhex(head), int(count))
    except ValueError:
        read = None
    if read is None or len(read[1].head) != HEAD_BYTES or read[1].count < 1:
        raise InputError(f'{where} does not read "2026-11-22 HEAD COUNT"; mend or restore it.')
    return read


def write_heads(file: Path, heads: Mapping[date, DayHead]) -> None:
    """Write the days in their order, all or nothing. Raises InputError."""
    lines = [f"{day} {one.head.hex()} {one.count}\n" for day, one in sorted(heads.items())]
    fresh = file.with_name(f"{file.name}.new")
    try:
        fresh.write_text("".join(lines), encoding="ascii")
        fresh.replace(file)
    except OSError as error:
        raise InputError(
            f"The heads cannot be written to {file} ({type(error).__name__}); name another file."
        ) from None
