"""Bringing a server up and down. All of it happens while ``start.lock`` is held."""

import asyncio
import logging
import os
import subprocess
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from signal import Signals
from typing import Protocol

from adapters.embedded.lease import FileLock
from adapters.embedded.place import Place
from adapters.embedded.polling import INTERVAL, until
from adapters.embedded.processes import Task, live_pid, start_server
from adapters.embedded.serverlog import last_meaningful_line, open_log, said_since
from adapters.embedded.sockets import Answer, make_socket_folder, remove_socket_folder
from bot.domain.errors import ServerStartError

BUSY_SECONDS = 600.0
"""How long a server may say that it is still at it: recovery after a power cut takes its time."""

SILENT_SECONDS = 30.0
"""How long a server may exist without a word before it is stopped and started anew."""

_log = logging.getLogger(__name__)


class Server(Protocol):
    """What PostgreSQL and Valkey differ in."""

    title: str
    program: str
    """The name of its process."""
    place: Place
    socket: Path
    pid_file: Path
    stop_signals: tuple[tuple[Signals, float], ...]

    @property
    def url(self) -> str:
        """Where clients connect."""

    async def prepare(self, server_lock_fd: int) -> None:
        """Make or check the data folder. Raises ServerStartError."""

    def task(self, server_lock_fd: int) -> AbstractContextManager[Task]:
        """The program to start."""

    def clean(self) -> None:
        """Remove what a killed server left."""

    def ping(self) -> Answer:
        """Ask whether it serves; blocks for at most two seconds."""


class Launcher:
    """Starts, takes over and stops one server."""

    def __init__(self, server: Server) -> None:
        """Nothing is touched yet."""
        self._server = server
        self._child: subprocess.Popen[bytes] | None = None

    async def ensure_running(self) -> None:
        """Return when the server answers: found running, or started. Raises ServerStartError."""
        while True:
            lock = self._server.place.lock("server")
            try:
                if lock.try_exclusive():
                    return await self._start(lock)
            finally:
                lock.close()
            if await self._found_running():
                return None

    async def stop(self) -> None:
        """Stop the server and return when all its processes are gone."""
        for sign, seconds in self._server.stop_signals:
            if (pid := self._pid()) is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
            if await until(self._gone, seconds):
                remove_socket_folder(self._server.socket, self._server.place.data)
                return
        _log.warning("%s in %s does not stop", self._server.title, self._server.place.home)

    async def _start(self, lock: FileLock) -> None:
        """Start the server; no process holds ``lock``, so none that we started is left."""
        server = self._server
        make_socket_folder(server.socket, server.place.data, server.place.account)
        if await self._stranger_serves():
            return
        server.clean()
        await server.prepare(lock.fd)
        await self._wait_ready(*self._spawn(lock))

    async def _stranger_serves(self) -> bool:
        """Whether a server that we did not start serves our folder; never start beside one.

        A second Valkey on the same folder starts without complaint and ruins its file.
        Raises ServerStartError when the stranger's server is of no use to us.
        """
        server = self._server
        answer = await asyncio.to_thread(server.ping)
        pid = self._pid()
        if pid is None and answer is Answer.SILENT:
            return False
        if pid is not None and answer is Answer.READY:
            return True
        what = f"Process {pid} already works" if pid else f"Another program serves {server.socket}"
        raise ServerStartError(
            f"{what}, so {server.title} is not started in {server.place.data}: stop that first."
        )

    def _spawn(self, lock: FileLock) -> "tuple[subprocess.Popen[bytes], int]":
        """Start the process, in a few ms; also the length of its log before."""
        place = self._server.place
        log_fd = open_log(place.log, place.keeper)
        try:
            offset = os.fstat(log_fd).st_size
            with self._server.task(lock.fd) as task:
                child = self._child = start_server(task, log_fd)
        finally:
            os.close(log_fd)
        return child, offset

    async def _wait_ready(self, child: "subprocess.Popen[bytes]", offset: int) -> None:
        server = self._server
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                while await asyncio.to_thread(server.ping) is not Answer.READY:
                    if child.poll() is not None:
                        raise self._failed(offset)
                    await asyncio.sleep(INTERVAL)
        except TimeoutError:
            raise self._failed(offset) from None

    def _failed(self, offset: int) -> ServerStartError:
        server = self._server
        words = last_meaningful_line(said_since(server.place.log, offset))
        return ServerStartError(
            f"{server.title} did not start; its last words in {server.place.log}: {words}"
        )

    async def _found_running(self) -> bool:
        """Wait for a server that exists: True once it answers, False when it is to be started.

        It may be starting or stopping, and its starter may be dead. One that stays mute is
        stopped. Raises ServerStartError when even that does not help.
        """
        now = asyncio.get_running_loop().time
        begun = heard = now()
        while not self._gone():
            answer = await asyncio.to_thread(self._server.ping)
            if answer is Answer.READY:
                return True
            if answer is Answer.BUSY:
                heard = now()
            if now() - begun > BUSY_SECONDS or now() - heard > SILENT_SECONDS:
                await self.stop()
                if not self._gone():
                    raise self._stuck()
            await asyncio.sleep(INTERVAL)
        return False

    def _stuck(self) -> ServerStartError:
        server = self._server
        return ServerStartError(
            f"Processes of an earlier {server.title} still work in {server.place.data} and do not "
            f"answer: end them (fuser {server.place.home / 'server.lock'} lists them)."
        )

    def _pid(self) -> int | None:
        """The server's process, as far as it can be known for certain."""
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        server = self._server
        return live_pid(server.pid_file, server.place.data, server.program)

    def _gone(self) -> bool:
        """Whether no process of the server is left: its lock is free, and no stranger serves."""
        lock = self._server.place.lock("server")
        try:
            return lock.try_exclusive() and self._pid() is None
        finally:
            lock.close()
