"""Processes of the program that hand in at credit banks: killed, started again, their clocks
moved.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Role
from bot.clock import MovableClock
from bot.config import Settings, check
from tests.faults.people import MORNING
from tests.faults.programs import ForkedProcess, Start, Values


@dataclass
class Pushers:
    """``banks`` are the settings of the credit banks. ``clock`` is the time of them all, and of
    the test. ``running`` are the processes by name, ``worker-1`` or ``schedules-1``.
    """

    database_url: str
    redis_url: str
    folder: Path
    banks: list[dict[str, Any]]
    clock: MovableClock = field(default_factory=lambda: clock_at(MORNING.now))
    running: dict[str, ForkedProcess] = field(default_factory=dict)
    kills: int = 0
    steps: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def values(self) -> Values:
        """The settings file."""
        return {
            "server": {"port": 0},
            "storage": {
                "data_dir": str(self.folder / "data"),
                "database_url": self.database_url,
                "redis_url": self.redis_url,
            },
            "security": dict.fromkeys(("pseudonym_key", "data_key", "signing_key"), "k" * 32),
            "credit_bank": self.banks,
        }

    @property
    def settings(self) -> Settings:
        """The settings, checked."""
        return check(self.values)

    async def start(self, *names: str) -> None:
        """Start processes, or start them again."""
        async with self._turn:
            await asyncio.gather(*map(self._start, names))

    async def _start(self, name: str) -> None:
        role = Role(name.partition("-")[0])
        process = ForkedProcess(Start(self.values, [role], self.folder / f"{name}.log"))
        await process.start(self.clock.offset)
        self.running[name] = process

    async def kill(self, name: str) -> None:
        """``kill -9``, and start it again."""
        async with self._turn:
            await self.running[name].kill()
            self.kills += 1
            await self._start(name)

    async def stop(self, *names: str) -> list[int | None]:
        """SIGTERM to these (to all, if none is named); their exit codes."""
        async with self._turn:
            ending = [self.running.pop(name) for name in names or tuple(self.running)]
            for process in ending:
                process.terminate()
            return list(await asyncio.gather(*(process.ended() for process in ending)))

    async def move(self, by: timedelta) -> None:
        """Move the clock of all."""
        async with self._turn:
            self.steps += 1
            self.clock.move(by)
            offset = self.clock.offset
            await asyncio.gather(*(one.move(offset) for one in self.running.values()))

    async def end(self) -> None:
        """Nobody is left behind."""
        await asyncio.gather(*(one.kill() for one in self.running.values()))

    def said(self) -> str:
        """What all processes wrote."""
        return "".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def lines(self, words: str) -> list[str]:
        """The lines of the log with these words."""
        return [line for line in self.said().splitlines() if words in line]


def clock_at(at: datetime) -> MovableClock:
    """A clock that runs on from ``at``."""
    clock = MovableClock()
    clock.move(at - clock.now())
    return clock


def xapi(port: int, **more: object) -> dict[str, Any]:
    """The settings of the simulator's record store behind ``port``."""
    return {
        "name": "lrs",
        "kind": "xapi",
        "url": f"http://127.0.0.1:{port}/bank/xAPI",
        "username": "bot",
        "password": "bot-secret",
        **more,
    }


def names(count: int) -> Sequence[str]:
    """``worker-1`` …"""
    return [f"worker-{number}" for number in range(1, count + 1)]
