"""Valkey 8.1: its command line and its ping. It keeps an append-only file."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from adapters.embedded.binaries import VALKEY, runnable
from adapters.embedded.place import Place
from adapters.embedded.processes import Task
from adapters.embedded.sockets import Answer, ask, socket_path


class Valkey:
    """One Valkey under a data_dir."""

    title = "Valkey"
    program = "valkey-server"
    stop_signals: tuple[tuple[signal.Signals, float], ...] = (
        (signal.SIGTERM, 30.0),
        (signal.SIGKILL, 5.0),
    )

    def __init__(self, place: Place) -> None:
        """Nothing is touched yet."""
        self.place = place
        self.socket = socket_path(place.data, "valkey.sock", place.account)
        self.pid_file = place.data / "valkey.pid"
        self._binary = Path()

    @property
    def url(self) -> str:
        """For redis-py."""
        return f"unix://{quote(str(self.socket))}"

    async def prepare(self, server_lock_fd: int) -> None:  # noqa: ARG002 - nothing runs here
        """Make the data folder at the first start. Raises ServerStartError."""
        self._binary = await asyncio.to_thread(runnable, VALKEY, self.place.account)
        if self.place.data.exists():
            await asyncio.to_thread(self.place.check_data_owner)
        else:
            self.place.keep_data(self.place.new_data())

    @contextmanager
    def task(self, server_lock_fd: int) -> Iterator[Task]:
        """The server to start, after ``prepare``; its paths are relative to its folder."""
        own = self.socket.parent == self.place.data
        options = {
            "port": "0",
            "unixsocket": self.socket.name if own else str(self.socket),
            "unixsocketperm": "700",
            "dir": ".",
            "pidfile": self.pid_file.name,
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "notice",
        }
        command = [str(self._binary)]
        for key, value in options.items():
            command += [f"--{key}", value]
        yield Task(command, self.place.account, self.place.data, (server_lock_fd,))

    def clean(self) -> None:
        """Remove what a killed server left; only called when none of its processes is left."""
        for file in (self.pid_file, self.socket):
            file.unlink(missing_ok=True)

    def ping(self) -> Answer:
        """PING. Blocks for at most two seconds; while the file is read it answers -LOADING."""
        reply = ask(self.socket, b"PING\r\n", enough=len(b"+PONG\r\n"))
        if reply is None:
            return Answer.SILENT
        return Answer.READY if reply.startswith(b"+PONG") else Answer.BUSY
