"""The played Bot API (``bench/peers/bot_api.py``) as a process to ask how it went."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bench.http import answers, free_port
from bench.processes import ROOT, BenchFaultError, Running, python, running

LOOK_EVERY = 0.05
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Report:
    """What the platform took, and what it refused by which limit (bot, group, chat); ``first``
    and ``last`` are moments on the monotonic clock.
    """

    accepted: int
    chats: int
    refused: dict[str, int]
    first: float
    last: float

    @property
    def rate(self) -> float:
        """Messages a second, from the first to the last."""
        return (self.accepted - 1) / (self.last - self.first) if self.accepted > 1 else 0.0


class BotApi:
    """A running one."""

    def __init__(self, http: aiohttp.ClientSession, one: Running, port: int) -> None:
        """It listens on ``port``."""
        self._http = http
        self.process = one
        self.origin = f"http://127.0.0.1:{port}"
        self.api = f"{self.origin}/telegram-api"

    async def report(self) -> Report:
        """How it stands."""
        return Report(**await self._ask("/report"))

    async def arrivals(self, low: int, high: int) -> list[tuple[int, float]]:
        """(chat, moment) of every message to a chat from ``low`` to ``high``, in order."""
        return [(chat, at) for chat, at in await self._ask(f"/arrivals?{low}&{high}")]

    async def last_body(self) -> str:
        """The newest message's bytes."""
        return str(await self._ask("/last"))

    async def forget(self) -> None:
        """Count from nothing again."""
        await self._ask("/forget")

    async def until(
        self, enough: Callable[[Report], bool], *alive: Running, seconds: float = PATIENCE
    ) -> Report:
        """Its report once there is ``enough``, looked at 20 times a second.

        Raises BenchFaultError when one of ``alive`` has ended or ``seconds`` have passed.
        """
        begun = perf_counter()
        while perf_counter() - begun < seconds:
            report = await self.report()
            if enough(report):
                return report
            for one in (*alive, self.process):
                one.still_there()
            await asyncio.sleep(LOOK_EVERY)
        raise BenchFaultError(f"only {await self.report()} within {seconds:.0f} s")

    async def _ask(self, target: str) -> Any:
        async with self._http.get(self.origin + target) as response:
            return json.loads(await response.read())


@asynccontextmanager
async def bot_api(
    folder: Path, *, delay: float = 0, a_second: float = 0, a_minute: float = 0
) -> AsyncIterator[BotApi]:
    """One that answers after ``delay`` seconds, with strict limits if there are any."""
    port = free_port()
    script = str(ROOT / "bench/peers/bot_api.py")
    command = python(script, str(port), str(delay), str(a_second), str(a_minute))
    async with running(command, folder) as one, aiohttp.ClientSession() as http:
        await answers(one, port, "/readyz")
        yield BotApi(http, one, port)
