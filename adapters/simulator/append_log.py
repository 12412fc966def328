"""A file that only grows: lines that are written whole, batch by batch, and read by position."""

import os
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

_MORE, _LAST = b"+", b"."
"""The first byte of each line: more of the same batch follows, or the batch ends here."""


class AppendLog:
    """Lines of bytes on the disk. What ``append`` returned from survives the process's end.

    A batch is kept whole or not at all: what a killed process left of one is cut off at the next
    start. Without a path the lines live in a file that has no name and ends with the process, so
    that memory stays flat either way.
    """

    def __init__(self, path: Path | None) -> None:
        """``path`` is made with the first line; only its owner may read it."""
        self._path = path
        self._fd = -1
        self._end = 0

    def replay(self) -> Iterator[tuple[int, bytes]]:
        """Every line of every whole batch, oldest first, with the position of its first byte.

        To be read to its end before the first ``append``. What follows the last whole batch is
        cut off. Raises ValueError for a line that this class has not written, and OSError.
        """
        if self._path is None or not self._path.exists():
            return
        whole = at = 0
        batch: list[tuple[int, bytes]] = []
        with self._path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                if line[:1] not in (_MORE, _LAST):
                    raise ValueError(f"the line at {at} begins with neither + nor .")
                batch.append((at + 1, line[1:-1]))
                at += len(line)
                if line.startswith(_LAST):
                    whole = at
                    yield from batch
                    batch.clear()
        self._open()
        os.ftruncate(self._fd, whole)
        self._end = whole

    def append(self, lines: Sequence[bytes]) -> list[int]:
        """Write one batch of lines (without line breaks in them); returns the position of each.

        Raises OSError, and then nothing of the batch is kept.
        """
        self._open()
        at = self._end
        positions: list[int] = []
        parts: list[bytes] = []
        for number, line in enumerate(lines, start=1):
            positions.append(at + 1)
            parts += (_LAST if number == len(lines) else _MORE, line, b"\n")
            at += len(line) + 2
        try:
            self._write(b"".join(parts))
        except OSError:
            os.ftruncate(self._fd, self._end)
            raise
        self._end = at
        return positions

    def read(self, at: int, size: int) -> bytes:
        """``size`` bytes from position ``at``."""
        return os.pread(self._fd, size, at)

    def _write(self, content: bytes) -> None:
        view, at = memoryview(content), self._end
        while view:
            written = os.pwrite(self._fd, view, at)
            view, at = view[written:], at + written

    def _open(self) -> None:
        if self._fd >= 0:
            return
        if self._path is None:
            self._fd, name = tempfile.mkstemp(prefix="simulator-")
            Path(name).unlink()
        else:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        weakref.finalize(self, os.close, self._fd)
