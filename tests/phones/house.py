"""The demo's own house: the whole program behind the phones page, with the platforms and banks it
is played to, on a fresh database, its clock standing still.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from adapters.embedded import dbmate_url
from adapters.simulator import Simulator
from bot import demo
from bot.app import Program, Role
from bot.clock import FrozenClock
from bot.config import Settings, check
from bot.storage import Storage
from tests.flow.town import Town, free_port

ASKED = {"X-Requested-With": "phones"}


@dataclass
class House:
    """The demo, running."""

    town: Town
    http: ClientSession
    url: str

    async def ask(self, path: str, **body: str) -> None:
        """Do something on the page; what follows from it has happened when this returns."""
        url = f"{self.url}api/{path}"
        async with self.http.post(url, json=body, headers=ASKED) as answer:
            assert answer.status == 204, await answer.text()
        await self.town.simulator.settle()
        await self.town.nothing_due()

    async def pass_time(self, seconds: int) -> None:
        """Let the demo's clock run on, a second at a time, since a chat takes one message a second;
        what is due by then has happened when this returns.
        """
        for _ in range(seconds):
            self.town.clock.set(self.town.clock.now() + timedelta(seconds=1))
            await self.town.simulator.settle()
        await self.town.nothing_due()

    async def known(self, platform_id: str) -> bool:
        """Whether an address of that platform id is kept."""
        query = "select 1 from address where platform_id = $1"
        return bool(await self.town.rows(query, platform_id))

    async def forgets(self, platform_id: str) -> None:
        """Let a minute of the demo's clock go by, within which an address is to be erased; the
        job that does it has ended when this returns. Raises TimeoutError where it does not.
        """
        await self.pass_time(60)
        async with asyncio.timeout(20):
            while await self.known(platform_id):
                await asyncio.sleep(0.01)

    async def month(self) -> dict[str, Any]:
        """The month, as the page gets it."""
        async with self.http.get(f"{self.url}api/state") as answer:
            found: dict[str, Any] = (await answer.json())["month"]
            return found

    async def play(self) -> dict[str, Any]:
        """A whole month."""
        await self.ask("month", do="begin")
        while not (month := await self.month())["over"]:
            await self.ask("month", do="step")
        return month


@asynccontextmanager
async def open_house(
    database_url: str, redis_url: str, folder: Path, begin: datetime
) -> AsyncIterator[House]:
    """The demo, from ``begin`` on; ``folder`` keeps its keys."""
    clock = FrozenClock(begin)
    simulator = Simulator(clock, retry_delays=(0, 0.05, 0.1))
    await simulator.start()
    given = check({"server": {"port": free_port()}, "storage": {"data_dir": folder}})
    settings: Settings = demo.demo_settings(given, simulator.url)
    demo.play(settings, simulator)
    place = Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
    await demo.fill(place, settings, clock)
    program = Program(settings, clock, tuple(Role), demo.phones(simulator, settings))
    town = Town(clock, simulator, settings, place, [program])
    await program.start(place)
    await program.life.settle()
    async with ClientSession() as http:
        yield House(town, http, f"{settings.server.public_url}/phones/")
    await town.stop()
    await simulator.stop()
