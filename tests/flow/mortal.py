"""A town whose program is a process of its own, killed at chosen places and started again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from adapters.simulator import Bubble, Simulator
from bot.clock import MovableClock
from bot.content.load import load_pack
from bot.storage import Storage
from bot.store.content_import import import_courses
from bot.store.db import Database
from tests.flow.bot_process import BotProcess
from tests.flow.relays import At, FrontDoor, Gate, Later
from tests.flow.scenario import EXTRA
from tests.flow.town import (
    MORNING,
    PACKS,
    SOMETHING_DUE,
    TEACHER,
    Chats,
    free_port,
    play,
    settings_of,
)

Answer = TypeVar("Answer")
LEASES_END = timedelta(seconds=151)
"""Longer than a delivery's lease and a statement's."""


@dataclass(frozen=True, slots=True)
class Hung:
    """A place outside: the platform was called, nothing happened there and no answer came."""

    call: str


Place = At | Later | Hung


@dataclass
class MortalTown(Chats):
    """Real people do not notice that it dies; ``killed_at`` tells where it did."""

    clock: MovableClock
    simulator: Simulator
    process: BotProcess
    door: FrontDoor
    gate: Gate
    db: Database
    killed_at: list[Place] = field(default_factory=list)

    async def start(self) -> None:
        """Start the program and open its door."""
        await self.process.start(self.clock.offset)
        self.door.open.set()

    async def die_at(self, places: Sequence[Place]) -> None:
        """Kill the program at each of ``places`` in turn; after each, three minutes pass and it is
        started again. The next place may come while it starts.
        """
        async with asyncio.TaskGroup() as starts:
            for place in places:
                await self._reach(place)
                self.door.open.clear()
                await self.process.kill()
                self.gate.free()
                self.simulator.faults.release()
                self.clock.move(LEASES_END)
                self.killed_at.append(place)
                starts.create_task(self._start_again())

    async def _start_again(self) -> None:
        with suppress(EOFError):  # it was killed while it started
            await self.start()

    async def _reach(self, place: Place) -> None:
        if isinstance(place, At | Later):
            await self.gate.reach(place)
            return
        self.simulator.faults.add(place.call, hang=True)
        await self.simulator.until(lambda: self.simulator.faults.hanging > 0)

    async def move_to(self, at: datetime) -> None:
        self.clock.move(at - self.clock.now())
        with suppress(EOFError):  # it has just been killed and will start with the clock moved
            await self.process.move(self.clock.offset)
        await self.nothing_due()

    async def nothing_due(self) -> None:
        async with asyncio.timeout(60):
            while await self._due():
                await asyncio.sleep(0.02)
        await self.simulator.settle()

    async def _due(self) -> bool:
        async with self.db.connection() as conn:
            return bool(await conn.fetchval(SOMETHING_DUE, self.clock.now()))

    async def rows(self, query: str, *values: object) -> list[dict[str, object]]:
        async with self.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(query, *values)]

    async def wechat_follows(self, openid: str = TEACHER) -> str:
        return await self._then_quiet(super().wechat_follows(openid))

    async def wechat_touches(self, key: str, openid: str = TEACHER) -> str:
        return await self._then_quiet(super().wechat_touches(key, openid))

    async def wechat_says(self, text: str, openid: str = TEACHER) -> str:
        return await self._then_quiet(super().wechat_says(text, openid))

    async def telegram_answer(self, chat: int, before: int) -> Bubble:
        return await self._then_quiet(super().telegram_answer(chat, before))

    async def _then_quiet(self, answer: "Awaitable[Answer]") -> "Answer":
        """The answer, once nothing more is on its way that could be taken for the next one."""
        found = await answer
        await self.nothing_due()
        return found


@asynccontextmanager
async def open_mortal_town(
    place: Storage, folder: Path, *, telegram: bool
) -> AsyncIterator[MortalTown]:
    """A town on a fresh database with its program running, with Telegram or on WeChat alone."""
    clock = MovableClock()
    clock.move(MORNING - clock.now())
    simulator = Simulator(clock, retry_delays=(0, 0.05, 0.1, 0.2))
    await simulator.start()
    simulator.telegram.limits = False
    simulator.wechat.patience = 20
    behind = free_port()
    door = FrontDoor(behind)
    await door.start()
    settings = settings_of(simulator.url, door.port, folder)
    play(simulator, settings)
    settings = settings.model_copy(
        update={
            "server": settings.server.model_copy(update={"port": behind}),
            "telegram": settings.telegram if telegram else (),
        }
    )
    db = await Database.connect(place.database_url, size=2)
    with TemporaryDirectory(prefix="yike-gate-") as short:
        gate, guarded = _gate(place, Path(short))
        await gate.start()
        process = BotProcess(settings, guarded, folder / "log")
        town = MortalTown(clock, simulator, process, door, gate, db)
        try:
            await _teach(db, clock)
            await town.start()
            yield town
        finally:
            await process.kill()
            await db.close()
            await gate.stop()
            await door.stop()
            await simulator.stop()


def _gate(place: Storage, folder: Path) -> tuple[Gate, Storage]:
    """A gate before the database of ``place``, and the place as it is seen from before it."""
    (socket,) = parse_qs(urlsplit(place.database_url).query)["host"]
    gate = Gate(folder, Path(socket) / ".s.PGSQL.5432")
    url = place.database_url.replace(quote(socket, safe="/"), str(folder))
    return gate, replace(place, database_url=url)


async def _teach(db: Database, clock: MovableClock) -> None:
    async with db.transaction() as conn:
        courses = (*load_pack(PACKS).courses, EXTRA)
        await import_courses(conn, courses, at=clock.now(), approver="test")
