"""The program itself, ``yike run --role …``, as a process that a test kills, stops, and whose
clock it moves: forked from one that has imported everything (see ``tests.flow.bot_process``), or
run by its command, with the machine's clock.
"""

import asyncio
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from bot.app import Role, run
from bot.clock import MovableClock
from bot.config import check
from bot.logs import set_up_logs
from tests.faults.bot_api import ROOT
from tests.flow.bot_process import FORKED

STOP_SECONDS = 60
"""More than a process may take to bring what is in flight to its end."""


Values: TypeAlias = "dict[str, dict[str, Any] | list[dict[str, Any]]]"
"""Settings before they are checked: sections, and lists of sections."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a process is started with. ``log`` takes its output (a file, or a FIFO that the test
    reads); ``file_bytes`` is the size to which it may write files, as on a full disk.
    """

    settings: Values
    roles: Sequence[Role]
    log: Path
    file_bytes: int | None = None


class Process(Protocol):
    """One process of the program."""

    async def start(self, offset: timedelta) -> None:
        """Start it with its clock ``offset`` ahead; returns when it can be asked to stop."""

    async def move(self, offset: timedelta) -> None:
        """Put its clock ``offset`` ahead; returns when that is done."""

    async def kill(self) -> None:
        """``kill -9``; returns when it is gone."""

    def terminate(self) -> None:
        """``SIGTERM``: it is to stop gracefully."""

    async def ended(self) -> int | None:
        """Its exit code, once it has ended by itself; None: it does not."""


@dataclass
class ForkedProcess:
    """A ``Process`` that starts in a moment, and whose clock can be moved."""

    given: Start
    _process: ForkServerProcess | None = field(default=None, init=False)
    _pipe: "Connection | None" = field(default=None, init=False)

    async def start(self, offset: timedelta) -> None:
        self._pipe, inner = FORKED.Pipe()
        self._process = FORKED.Process(target=serve, args=(self.given, offset, inner), daemon=True)
        await asyncio.to_thread(self._process.start)
        inner.close()
        await asyncio.to_thread(self._pipe.recv_bytes)

    async def move(self, offset: timedelta) -> None:
        assert self._pipe is not None
        self._pipe.send(offset)
        await asyncio.to_thread(self._pipe.recv_bytes)

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await asyncio.to_thread(self._process.join)

    def terminate(self) -> None:
        assert self._process is not None
        self._process.terminate()

    async def ended(self) -> int | None:
        assert self._process is not None
        await asyncio.to_thread(self._process.join, STOP_SECONDS)
        return self._process.exitcode


@dataclass
class CommandProcess:
    """A ``Process`` run by ``python -m bot run``, by the machine's clock. Stop it only when it
    has sent something: before it hears SIGTERM the kernel would end it.
    """

    given: Start
    _process: "asyncio.subprocess.Process | None" = field(default=None, init=False)

    async def start(self, offset: timedelta) -> None:
        config = self.given.log.with_suffix(".toml")
        config.write_text(as_toml(self.given.settings), encoding="utf-8")
        roles = [word for role in self.given.roles for word in ("--role", role.value)]
        with self.given.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(config), *roles),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    async def move(self, offset: timedelta) -> None:
        raise AssertionError("nobody moves the machine's clock")

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    def terminate(self) -> None:
        assert self._process is not None
        self._process.terminate()

    async def ended(self) -> int | None:
        assert self._process is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        return self._process.returncode


def as_toml(settings: Values) -> str:
    """A settings file. What stands in it here is written in TOML as in JSON."""
    lines: list[str] = []
    for section, given in settings.items():
        for table in given if isinstance(given, list) else [given]:
            lines.append(f"[[{section}]]" if isinstance(given, list) else f"[{section}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    return "\n".join(lines)


def serve(given: Start, offset: timedelta, pipe: "Connection") -> None:
    """What runs in the process."""
    log = os.open(given.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if given.file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (given.file_bytes, given.file_bytes))
    set_up_logs()
    well = asyncio.run(_serve(given, MovableClock(offset), pipe))
    sys.stdout.flush()
    sys.exit(0 if well else 1)


async def _serve(given: Start, clock: MovableClock, pipe: "Connection") -> bool:
    loop = asyncio.get_running_loop()

    def told() -> None:
        try:
            clock.move(pipe.recv() - clock.offset)
            pipe.send_bytes(b"moved")
        except (EOFError, OSError):  # the test is over, however it ended
            loop.remove_reader(pipe.fileno())
            os.kill(os.getpid(), signal.SIGTERM)

    async def ready() -> None:
        """Say when SIGTERM is heard: before that the kernel would end us."""
        while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            await asyncio.sleep(0)
        pipe.send_bytes(b"ready")
        loop.add_reader(pipe.fileno(), told)

    saying = asyncio.create_task(ready())
    try:
        return await run(check(given.settings), clock, given.roles)
    finally:
        saying.cancel()
