"""File locks (``flock``) that the kernel lets go of when their holders die, however they die.

Three of them stand beside each server: ``users.lock`` is held shared by every process that uses
the server, ``start.lock`` by the one that is starting or stopping it, and ``server.lock`` by the
server itself, which inherits it from its starter: it is free exactly when no process of that
server is left, whatever stale process numbers say.
"""

import fcntl
import os
from pathlib import Path

from adapters.embedded.polling import until


class FileLock:
    """One opening of a lock file; two openings exclude each other also within a process.

    flock(2): the lock belongs to the open file, so a child that inherits the descriptor shares
    it. That is why a lock is only ever given up by closing and never by ``LOCK_UN``, which would
    take it from the child as well.
    """

    def __init__(self, path: Path, keeper: tuple[int, int]) -> None:
        """Open ``path``, made when absent and given to ``keeper`` (uid, gid) when we are root.

        Raises OSError. A symbolic link is refused: root must not be led elsewhere.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._path = path
        self._fd = os.open(path, flags, 0o600)
        if os.geteuid() == 0:
            os.fchown(self._fd, *keeper)

    @property
    def fd(self) -> int:
        """The descriptor, for a child to inherit."""
        return self._fd

    def try_shared(self) -> bool:
        """Take the lock together with others, at once or not at all."""
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """Take the lock alone, at once or not at all; a shared hold is lost when this fails."""
        return self._try(fcntl.LOCK_EX)

    async def exclusive(self, seconds: float) -> bool:
        """Take the lock alone within ``seconds``; whether it was got."""
        return await until(self.try_exclusive, seconds)

    def in_place(self) -> bool:
        """Whether the path still names the file that is open here."""
        try:
            there = self._path.stat()
        except OSError:
            return False
        return os.path.samestat(os.fstat(self._fd), there)

    def close(self) -> None:
        """Give up this opening, and the lock with it unless a child shares it. Safe to repeat."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _try(self, mode: int) -> bool:
        try:
            fcntl.flock(self._fd, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
