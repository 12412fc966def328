"""A broadcast by real workers, every outcome recorded, beside loops that record nothing."""

import asyncio
import json
from dataclasses import dataclass, field

from bench.bot_api import BotApi, bot_api
from bench.owed import competition, people
from bench.processes import ROOT, BenchFaultError, environment, python
from bench.program import BOT_TOKEN, data_folder
from bench.servers import Servers, servers
from bench.table import Row, Series
from bench.workers import Broadcast, Sent, workers

ROUNDS = 3
PEOPLE = 10_000
AT_ONCE = 40
"""Calls a bare loop has at work at the same time."""
UNLIMITED = {"rate": 0, "bulk_rate": 0, "chat_rate": 0, "group_rate": 0}

BARE_SHARE = 0.8
AIOGRAM_RATIO = 1.5

LATENCY = 0.02
FAR_PEOPLE = 2_000
"""Messages of one round for each worker."""
SEATS = 10
"""Calls each worker has at work with ``LATENCY``: 500 a second at most, so that two workers, the
database and the platform find room on two cores, and what is measured is whether one hinders the
other."""
TWO_TO_ONE = 1.8
CPU_RATIO = 1.15


@dataclass(slots=True)
class Figures:
    """What is measured of a sender in each round."""

    rate: Series = field(default_factory=Series)
    cpu: Series = field(default_factory=Series)
    database: Series = field(default_factory=Series)

    def add(self, sent: Sent) -> None:
        """Take in one round of ours."""
        self.rate.add(sent.rate)
        self.cpu.add(sent.worker_us)
        self.database.add(sent.database_us)


async def measure() -> list[Row]:
    """The rows on a platform that answers at once."""
    ours, bare, aiogram = Figures(), Figures(), Figures()
    async with data_folder() as folder, servers(folder / "var") as at, bot_api(folder) as api:
        await people(at.conn, PEOPLE)
        await competition(at.database_url)
        async with workers(at, api, 1, limits=UNLIMITED) as crew:
            cast = Broadcast(at, api, crew)
            await cast.send(PEOPLE // 10, "warm")
            (folder / "body").write_text(await api.last_body(), encoding="utf-8")
            for number in range(ROUNDS):
                await _peer(at, api, "bare_sender", bare)
                ours.add(await cast.send(PEOPLE, f"round-{number}"))
                await _peer(at, api, "aiogram_sender", aiogram)
    what = "broadcast"
    return [
        Row(
            f"{what}: rate, beside bare aiohttp",
            "/s",
            ours.rate,
            bare.rate,
            BARE_SHARE,
            at_least=True,
        ),
        Row(
            f"{what}: rate, beside aiogram",
            "/s",
            ours.rate,
            aiogram.rate,
            AIOGRAM_RATIO,
            at_least=True,
        ),
        Row(f"{what}: CPU of the worker, beside bare aiohttp", "us", ours.cpu, bare.cpu),
        Row(f"{what}: CPU of the worker, beside aiogram", "us", ours.cpu, aiogram.cpu),
        Row(f"{what}: CPU of PostgreSQL", "us", ours.database),
    ]


async def _peer(at: Servers, api: BotApi, script: str, found: Figures) -> None:
    """One round of a bare loop in a process of its own."""
    body = at.folder.parent / "body"
    url = (
        [f"{api.api}/bot{BOT_TOKEN}/sendMessage"]
        if script == "bare_sender"
        else [api.api, BOT_TOKEN]
    )
    await api.forget()
    said = await _output(
        str(ROOT / f"bench/peers/{script}.py"), *url, str(body), str(PEOPLE), str(AT_ONCE)
    )
    report = await api.report()
    if report.accepted != PEOPLE or report.chats != PEOPLE:
        raise BenchFaultError(f"{script} was to send {PEOPLE} messages, the platform saw {report}")
    found.rate.add(report.rate)
    found.cpu.add(1e6 * float(json.loads(said)["cpu"]) / PEOPLE)


async def _output(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *python(*words),
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    if process.returncode:
        raise BenchFaultError(f"a peer failed: {complained.decode(errors='replace')[-400:]}")
    return said.decode()


async def measure_far() -> list[Row]:
    """The rows on a platform 20 ms away, with one worker and with two."""
    one, two = Figures(), Figures()
    async with (
        data_folder() as folder,
        servers(folder / "var") as at,
        bot_api(folder, delay=LATENCY) as api,
    ):
        await people(at.conn, 2 * FAR_PEOPLE)
        await competition(at.database_url)
        for number in range(ROUNDS):
            one.add(await _far(at, api, 1, f"one-{number}"))
            two.add(await _far(at, api, 2, f"two-{number}"))
    what = "broadcast, 20 ms away"
    return [
        Row(
            f"{what}: rate of two workers, beside one",
            "/s",
            two.rate,
            one.rate,
            TWO_TO_ONE,
            at_least=True,
        ),
        Row(f"{what}: CPU with two workers, beside one", "us", two.cpu, one.cpu, CPU_RATIO),
        Row(f"{what}: CPU of PostgreSQL with two, beside one", "us", two.database, one.database),
    ]


async def _far(at: Servers, api: BotApi, count: int, occurrence: str) -> Sent:
    """One round with ``count`` fresh workers, each with as much to send."""
    async with workers(at, api, count, limits=UNLIMITED, seats=SEATS) as crew:
        return await Broadcast(at, api, crew).send(count * FAR_PEOPLE, occurrence)
