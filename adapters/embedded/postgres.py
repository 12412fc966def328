"""PostgreSQL 18: its data folder, its command line, its ping."""

import asyncio
import os
import signal
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from adapters.embedded.binaries import POSTGRES, runnable
from adapters.embedded.place import Place
from adapters.embedded.processes import Task, run_tool
from adapters.embedded.serverlog import last_meaningful_line
from adapters.embedded.sockets import Answer, ask, socket_path
from bot.domain.errors import ServerStartError

MAJOR = "18"
"""Of the pinned wheel; a data folder of another major cannot be read."""

NAME = "yike"
"""Of the database and of the role that owns it."""

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "huge_pages": "off",
    "io_method": "sync",  # three processes fewer than the default, for a small machine
    "jit": "off",
    # A promise kept (design, what always holds): what was committed survives a power cut.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    # No data in logs: errors quote values and details quote rows, so only the server's own
    # events (LOG, FATAL, PANIC) are written, and of those one line.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# Protocol 3.0, message "StartupMessage" (PostgreSQL documentation, 54.7); a reply of
# AuthenticationOk begins with "R", an error with "E" and carries its SQLSTATE in field "C".
_PAIRS = f"user\0{NAME}\0database\0{NAME}\0\0".encode()
_HELLO = struct.pack("!II", 8 + len(_PAIRS), 3 << 16) + _PAIRS
_CANNOT_CONNECT_NOW = b"C57P03\0"


class Postgres:
    """One PostgreSQL under a data_dir."""

    title = "PostgreSQL"
    program = "postgres"
    # Fast shutdown, immediate shutdown (the log makes it safe), and the end of patience.
    stop_signals: tuple[tuple[signal.Signals, float], ...] = (
        (signal.SIGINT, 30.0),
        (signal.SIGQUIT, 10.0),
        (signal.SIGKILL, 5.0),
    )

    def __init__(self, place: Place) -> None:
        """Nothing is touched yet."""
        self.place = place
        self.socket = socket_path(place.data, ".s.PGSQL.5432", place.account)
        self.pid_file = place.data / "postmaster.pid"
        self._binary = Path()

    @property
    def url(self) -> str:
        """For asyncpg and libpq."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket.parent))}"

    async def prepare(self, server_lock_fd: int) -> None:
        """Make the data folder at the first start; check it at a later one.

        initdb works in a folder that only gets its name when the database is in it, and holds
        ``server_lock_fd`` meanwhile, so neither a kill of us nor of it does harm.
        Raises ServerStartError.
        """
        if self.place.data.exists():
            self._check_major()
            await asyncio.to_thread(self.place.check_data_owner)
        self._binary = await asyncio.to_thread(runnable, POSTGRES, self.place.account)
        if self.place.data.exists():
            return
        fresh = self.place.new_data()
        with self._reachable(fresh) as (folder, fds):
            keep = (*fds, server_lock_fd)
            await self._tool(_initdb(self._binary, folder), fresh, keep)
            await self._tool(
                _single(self._binary, folder), fresh, keep, f"CREATE DATABASE {NAME}\n"
            )
        self.place.keep_data(fresh)

    @contextmanager
    def task(self, server_lock_fd: int) -> Iterator[Task]:
        """The server to start, after ``prepare``; leave the context once it is started."""
        own = self.socket.parent == self.place.data
        settings = _SETTINGS | {"unix_socket_directories": "." if own else str(self.socket.parent)}
        options = [f"--{key.replace('_', '-')}={value}" for key, value in settings.items()]
        with self._reachable(self.place.data) as (folder, fds):
            command = [str(self._binary), "-D", folder, *options]
            yield Task(command, self.place.account, self.place.data, (*fds, server_lock_fd))

    def clean(self) -> None:
        """Remove what a killed server left; only called when none of its processes is left.

        PostgreSQL clears up by itself unless the old process number has been given to somebody
        else since, as in a container, where the same numbers come again at every start.
        """
        for file in (
            self.pid_file,
            self.socket,
            self.socket.with_name(f"{self.socket.name}.lock"),
        ):
            file.unlink(missing_ok=True)

    def ping(self) -> Answer:
        """Begin a session and hang up. Blocks for at most two seconds."""
        reply = ask(self.socket, _HELLO, enough=1)
        if reply is None:
            return Answer.SILENT
        return Answer.BUSY if _CANNOT_CONNECT_NOW in reply else Answer.READY

    def _check_major(self) -> None:
        file = self.place.data / "PG_VERSION"
        try:
            major = file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise ServerStartError(
                f"{self.place.data} is not a PostgreSQL data folder (PG_VERSION cannot be read): "
                "move it away, or restore it from a backup."
            ) from None
        if major != MAJOR:
            raise ServerStartError(
                f"{self.place.data} was made by PostgreSQL {major}, and this Yike brings {MAJOR}: "
                f"use the Yike that made it to run 'yike backup', move {self.place.home} away and "
                "run 'yike restore', or choose another storage.data_dir."
            )

    @contextmanager
    def _reachable(self, folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """A path by which the server's user gets to ``folder``, and descriptors to inherit."""
        if not self.place.account.switched:
            yield str(folder), ()
            return
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            yield f"/proc/self/fd/{fd}", (fd,)
        finally:
            os.close(fd)

    async def _tool(
        self, command: list[str], folder: Path, keep_fds: tuple[int, ...], text: str = ""
    ) -> None:
        try:
            status, said = await run_tool(
                Task(command, self.place.account, folder, keep_fds), text
            )
        except TimeoutError:
            status, said = 1, "it took longer than five minutes"
        if status != 0:
            raise ServerStartError(
                f"The database could not be made in {self.place.home}: {last_meaningful_line(said)}"
            )


def _initdb(program: Path, folder: str) -> list[str]:
    """Trust is safe here: whoever reaches the socket has passed a folder closed to others."""
    return [
        str(program.with_name("initdb")),
        f"--pgdata={folder}",
        f"--username={NAME}",
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
    ]


def _single(program: Path, folder: str) -> list[str]:
    return [str(program), "--single", "-D", folder, "--exit-on-error=on", "postgres"]
