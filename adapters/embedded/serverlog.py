"""The log a server writes, and its last meaningful line for the person who must mend it."""

import os
import re
from pathlib import Path

_KEEP_BYTES = 1 << 20
_PREFIX = re.compile(r"^(\d{4}-\d\d-\d\d \S+ \S+ \[\d+\]|\d+:[A-Z] .{20,30}? [-.*#])\s+")
_SERIOUS = re.compile(r"FATAL|PANIC|ERROR|could not|can't|cannot|fail|bad |denied", re.IGNORECASE)


def open_log(path: Path, keeper: tuple[int, int]) -> int:
    """Open the log to append to; what is over 1 MiB is put aside first, as ``….log.1``."""
    if path.exists() and path.stat().st_size > _KEEP_BYTES:
        path.rename(path.with_name(path.name + ".1"))
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    fd = os.open(path, flags, 0o600)
    if os.geteuid() == 0:
        os.fchown(fd, *keeper)
    return fd


def said_since(path: Path, offset: int) -> str:
    """What was written to the log after its first ``offset`` bytes."""
    with path.open("rb") as log:
        log.seek(offset)
        return log.read(_KEEP_BYTES).decode(errors="replace")


def last_meaningful_line(text: str) -> str:
    """The last line that tells of trouble, else the last one; without time and process number."""
    lines = [line for raw in text.splitlines() if (line := _PREFIX.sub("", raw.strip()))]
    serious = [line for line in lines if _SERIOUS.search(line)]
    return (serious or lines or ["nothing"])[-1]
