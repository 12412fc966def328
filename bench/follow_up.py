"""How soon a follow-up that somebody waits for leaves while a broadcast is running."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from time import monotonic

from bench.bot_api import BotApi, bot_api
from bench.broadcast import UNLIMITED
from bench.limits import A_MINUTE, A_SECOND, ALLOWED
from bench.owed import announce, chat_of, competition, follow_up, people
from bench.processes import BenchFaultError
from bench.program import data_folder
from bench.servers import Servers, servers
from bench.table import Row, Series
from bench.workers import HEADSTART, wait_until, wake, workers

BROADCAST = 100_000
FOLLOW_UPS = 220
P99_MS = 200
A_SECOND_UNLIMITED, A_SECOND_LIMITED = 25.0, 8.0
"""Follow-ups a second; eight of Telegram's thirty are four times what is kept free for them."""
ARRIVES_SECONDS = 20.0


async def measure() -> list[Row]:
    """The rows without limits and with Telegram's."""
    free = await _run({}, UNLIMITED, A_SECOND_UNLIMITED)
    strict = {"a_second": A_SECOND, "a_minute": A_MINUTE}
    limited = await _run(strict, ALLOWED, A_SECOND_LIMITED)
    what = "follow-up during a broadcast"
    return [
        *_rows(f"{what}, no limits", free),
        *_rows(f"{what}, limits on", limited),
    ]


def _rows(what: str, waits: list[float]) -> list[Row]:
    at = sorted(waits)
    return [
        Row(f"{what}: median", "ms", Series([at[len(at) // 2]])),
        Row(
            f"{what}: p99", "ms", Series([at[min(len(at) - 1, int(0.99 * len(at)))]]), limit=P99_MS
        ),
    ]


async def _run(
    strict: Mapping[str, float], limits: Mapping[str, float], rate: float
) -> list[float]:
    """Milliseconds from each commit to its arrival, while one worker sends a broadcast."""
    async with (
        data_folder() as folder,
        servers(folder / "var") as at,
        bot_api(folder, **strict) as api,
    ):
        await people(at.conn, BROADCAST + FOLLOW_UPS)
        await competition(at.database_url)
        async with workers(at, api, 1, limits=limits) as crew:
            due = datetime.now(UTC) + HEADSTART
            await announce(at.conn, BROADCAST, due=due, occurrence="long")
            await at.conn.execute("vacuum (analyze) delivery")
            await wait_until(due)
            await wake(at.redis_url)
            await api.until(lambda seen: seen.accepted > 2 * A_SECOND, *crew)
            committed = await _owe(at, rate)
            if (await api.report()).accepted >= BROADCAST:
                raise BenchFaultError("the broadcast was over before the last follow-up")
            return await _waits(api, committed)


async def _owe(at: Servers, rate: float) -> dict[int, float]:
    """Owe the follow-ups at uneven moments; by chat, when each was committed."""
    uneven, committed = Random(4), {}
    for number in range(BROADCAST + 1, BROADCAST + FOLLOW_UPS + 1):
        await asyncio.sleep(uneven.expovariate(rate))
        await follow_up(at.conn, number, datetime.now(UTC))
        committed[chat_of(number)] = monotonic()
        await wake(at.redis_url)
    return committed


async def _waits(api: BotApi, committed: Mapping[int, float]) -> list[float]:
    low, high = min(committed), max(committed)
    begun = monotonic()
    while len(arrived := dict(await api.arrivals(low, high))) < len(committed):
        if monotonic() - begun > ARRIVES_SECONDS:
            raise BenchFaultError(f"only {len(arrived)} of {len(committed)} follow-ups arrived")
        await asyncio.sleep(0.1)
    return [1000 * (arrived[chat] - moment) for chat, moment in committed.items()]
