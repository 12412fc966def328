"""The program in a process of its own, which a test may kill at any time.

The processes are forked from one that has imported everything, so that a start takes a fraction
of a second. A process is told over its pipe where the clock stands and stops when that closes.
"""

import asyncio
import multiprocessing
import os
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.app import Program
from bot.clock import MovableClock
from bot.config import Settings
from bot.logs import set_up_logs
from bot.storage import Storage

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    [
        *("__main__", "tests.flow.bot_process", "adapters.telegram", "adapters.wechat"),
        *("bot.timetable", "schedules.ticker"),
    ]
)


@dataclass
class BotProcess:
    """One process. ``log`` is the file that its standard error is added to."""

    settings: Settings
    place: Storage
    log: Path
    _process: ForkServerProcess | None = field(default=None, init=False)
    _pipe: "Connection | None" = field(default=None, init=False)

    async def start(self, offset: timedelta) -> None:
        """Start it with its clock ``offset`` ahead; returns when its platforms are set up.

        Raises EOFError when it ends before that.
        """
        self._pipe, inner = FORKED.Pipe()
        self._process = FORKED.Process(
            target=serve, args=(self.settings, self.place, self.log, offset, inner), daemon=True
        )
        await asyncio.to_thread(self._process.start)
        inner.close()
        await self._said()

    async def move(self, offset: timedelta) -> None:
        """Put its clock ``offset`` ahead. Raises EOFError when it is dead."""
        if self._pipe is None:
            raise EOFError
        try:
            self._pipe.send(offset)
        except OSError:
            raise EOFError from None
        await self._said()

    async def kill(self) -> None:
        """End it at once, as the machine's power supply would; returns when it is gone."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.join)

    async def stop(self) -> int | None:
        """Let it stop gracefully; its exit code."""
        if self._pipe is None or self._process is None:
            return None
        self._pipe.close()
        await asyncio.to_thread(self._process.join, 30)
        return self._process.exitcode

    async def _said(self) -> None:
        if self._pipe is None:
            raise EOFError
        try:
            await asyncio.to_thread(self._pipe.recv_bytes)
        except OSError:
            raise EOFError from None


def serve(
    settings: Settings, place: Storage, log: Path, offset: timedelta, pipe: "Connection"
) -> None:
    """What runs in the process."""
    with log.open("a") as file:
        os.dup2(file.fileno(), 2)
    set_up_logs()
    asyncio.run(_serve(settings, place, MovableClock(offset), pipe))


async def _serve(
    settings: Settings, place: Storage, clock: MovableClock, pipe: "Connection"
) -> None:
    program = Program(settings, clock)
    ended = asyncio.Event()

    def told() -> None:
        try:
            clock.move(pipe.recv() - clock.offset)
        except (EOFError, OSError):
            ended.set()
            asyncio.get_running_loop().remove_reader(pipe.fileno())
        else:
            pipe.send_bytes(b"moved")

    try:
        await program.start(place)
        await program.life.settle()
        pipe.send_bytes(b"ready")
        asyncio.get_running_loop().add_reader(pipe.fileno(), told)
        await ended.wait()
    finally:
        await program.stop()
