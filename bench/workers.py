"""Delivery workers as the program runs them: `yike run --role worker`, a process each."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import asyncpg
from redis.asyncio import Redis

from bench.bot_api import BotApi, Report
from bench.http import answers, free_port
from bench.owed import ZONE, announce, ended
from bench.processes import BenchFaultError, Running, running
from bench.program import ACCOUNT, BOT_TOKEN, YIKE
from bench.servers import Servers
from bot.store.redis import WAKE

OTHER_ACCOUNT = "bench-other"
HEADSTART = timedelta(seconds=1.5)
"""What is planned becomes due so much later, when everybody is at rest."""
RECORD_SECONDS = 30.0
LOOK_EVERY = 0.05


def settings(
    at: Servers, api: BotApi, *, limits: Mapping[str, float], seats: int | None = None
) -> Path:
    """A settings file for two bots; quiet hours are half a day away, so that all may go."""
    noon = datetime.now(UTC).astimezone(ZoneInfo(ZONE)) + timedelta(hours=12)
    quiet = f"{noon:%H:%M}-{noon + timedelta(minutes=1):%H:%M}"
    lines = [
        "[storage]",
        f'database_url = "{at.database_url}"',
        f'redis_url = "{at.redis_url}"',
        f'data_dir = "{at.folder / "data"}"',
        "[learning]",
        f'quiet_hours = "{quiet}"',
        *(["[delivery]", f"seats = {seats}"] if seats else []),
    ]
    for account, token in ((ACCOUNT, BOT_TOKEN), (OTHER_ACCOUNT, f"4{BOT_TOKEN}")):
        lines += [
            "[[telegram]]",
            f'name = "{account}"',
            f'token = "{token}"',
            'mode = "polling"',
            f'api_url = "{api.api}"',
            *(f"{name} = {value:g}" for name, value in limits.items()),
        ]
    file = at.folder / "workers.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@asynccontextmanager
async def workers(
    at: Servers,
    api: BotApi,
    count: int,
    *,
    limits: Mapping[str, float],
    seats: int | None = None,
) -> AsyncIterator[list[Running]]:
    """``count`` worker processes, ready and at rest."""
    file = settings(at, api, limits=limits, seats=seats)
    async with AsyncExitStack() as stack:
        crew = []
        for _ in range(count):
            port = free_port()
            command = [*YIKE, "run", "--role", "worker", "--config", str(file)]
            own = {"YIKE_SERVER__PORT": str(port)}
            one = await stack.enter_async_context(running(command, at.folder, own))
            await answers(one, port, "/readyz")
            crew.append(one)
        for one in crew:
            await one.idle()
        yield crew


class Broadcast:
    """An announcement to many, from the moment it is due to the last outcome recorded."""

    def __init__(self, at: Servers, api: BotApi, crew: list[Running]) -> None:
        """``crew`` are the workers that will send it."""
        self._at = at
        self._api = api
        self._crew = crew

    async def send(self, count: int, occurrence: str) -> "Sent":
        """Plan it, let it go, and wait until everything is recorded.

        Raises BenchFaultError unless everybody got it once and every outcome is recorded.
        """
        due = datetime.now(UTC) + HEADSTART
        await self._api.forget()
        await announce(self._at.conn, count, due=due, occurrence=occurrence)
        await self._at.conn.execute("vacuum (analyze) delivery")
        worked, database = self._cpu(), self._at.cpu()
        await wait_until(due)
        await wake(self._at.redis_url)
        report = await self._api.until(lambda seen: seen.accepted >= count, *self._crew)
        await recorded(self._at.conn, occurrence, count)
        used = self._cpu() - worked, self._at.cpu() - database
        report = await self._api.report()
        if report.accepted != count or report.chats != count:
            raise BenchFaultError(f"{count} were owed one message each, the platform saw {report}")
        return Sent(report, 1e6 * used[0] / count, 1e6 * used[1] / count)

    def _cpu(self) -> float:
        return sum(one.cpu() for one in self._crew)


class Sent:
    """A broadcast that is over: its report, and microseconds of CPU a message."""

    def __init__(self, report: Report, worker_us: float, database_us: float) -> None:
        """``worker_us`` of all worker processes together, ``database_us`` of PostgreSQL."""
        self.rate = report.rate
        self.worker_us = worker_us
        self.database_us = database_us


async def recorded(conn: asyncpg.Connection, occurrence: str, count: int) -> None:
    """Wait until ``count`` are recorded as sent. Raises BenchFaultError for any other end."""
    begun = perf_counter()
    while await conn.fetchval(
        "select exists (select 1 from delivery where occurrence = $1)", occurrence
    ):
        if perf_counter() - begun > RECORD_SECONDS:
            break
        await asyncio.sleep(LOOK_EVERY)
    if (states := await ended(conn, occurrence)) != {"sent": count, "open": 0}:
        raise BenchFaultError(f"{count} were sent, but recorded are {states}")


async def wait_until(at: datetime) -> None:
    """Sleep up to an instant."""
    await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))


async def wake(redis_url: str) -> None:
    """Call all workers, as a planner does that has planned something."""
    async with Redis.from_url(redis_url) as redis:
        await redis.publish(WAKE, "delivery")
