"""Pushing statements to a credit bank, beside a bare client that posts the same batches; and a
large backlog that drains.

The bank is the simulator's strict store in a process of its own, begun anew for each round.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from bench import ralph
from bench.peers import lrs
from bench.processes import ROOT, BenchFaultError, Running, environment, python, running
from bench.program import data_folder
from bench.servers import LARGE, Servers, servers
from bench.statements import owe, queue_again, write_batches
from bench.table import Row, Series

Login = tuple[str, str, str]
"""Base address, user and password of a store."""
Store = Callable[[Path], AbstractAsyncContextManager[tuple[Login, Running | None]]]

ROUNDS = 3
STATEMENTS = 10_000
FEW_STATEMENTS = 2_000
"""For Ralph, which gets slower with every statement it holds."""
BARE_SHARE = 0.9
BACKLOG = 200_000
FLAT = 20.0
"""MB by which the pusher may grow from a tenth of the backlog to its end."""


@dataclass(slots=True)
class Figures:
    """What is measured of a pusher in each round."""

    rate: Series = field(default_factory=Series)
    cpu: Series = field(default_factory=Series)

    def add(self, said: str, count: int) -> None:
        """Take in what one printed at its end."""
        found = json.loads(said)
        self.rate.add(count / float(found["seconds"]))
        self.cpu.add(1e6 * float(found["cpu"]) / count)


async def measure() -> list[Row]:
    """The rows on throughput at the simulator's store, which is quick."""
    return await _beside_bare("push", STATEMENTS, _store)


async def measure_ralph() -> list[Row]:
    """The same at a store that others wrote; none where it is not beside the repository."""
    if not ralph.is_there():
        print("push-ralph: not measured, there is no shared/tools/lrs here", file=sys.stderr)
        return []
    return await _beside_bare("push to Ralph", FEW_STATEMENTS, _ralph)


async def _beside_bare(what: str, count: int, store: Store) -> list[Row]:
    ours, bare, database = Figures(), Figures(), Series()
    async with data_folder() as folder, servers(folder / "var") as at:
        await owe(at.conn, count)
        file = folder / "batches"
        await write_batches(at.conn, file)
        for _ in range(ROUNDS):
            async with store(folder) as (login, _process):
                script = str(ROOT / "bench/peers/bare_pusher.py")
                bare.add(await _output(script, *login, str(file)), count)
            async with store(folder) as (login, _process):
                used = at.cpu()
                said = await _output("-m", "bench.pusher", at.database_url, *login, str(count))
                ours.add(said, count)
                database.add(1e6 * (at.cpu() - used) / count)
            await _all_accepted(at, count)
            await queue_again(at.conn)
    rate = f"{what}: rate, beside bare aiohttp"
    return [
        Row(rate, "/s", ours.rate, bare.rate, BARE_SHARE, at_least=True),
        Row(f"{what}: CPU of the worker, beside bare aiohttp", "us", ours.cpu, bare.cpu),
        Row(f"{what}: CPU of PostgreSQL", "us", database),
    ]


async def measure_drain() -> list[Row]:
    """The rows on a backlog of 200,000."""
    rate, growth, size, store = Series(), Series(), Series(), Series()
    async with data_folder() as folder, servers(folder / "var", *LARGE) as at:
        await owe(at.conn, BACKLOG)
        async with _store(folder) as (login, holder):
            if holder is None:
                raise BenchFaultError("the store is no process of ours")
            command = python("-m", "bench.pusher", at.database_url, *login, str(BACKLOG))
            place = Path(mkdtemp(dir=folder))
            async with running(command, place) as pusher:
                sizes = await _watch(at, pusher)
                if await asyncio.to_thread(pusher.process.wait, 60):
                    pusher.still_there()
                said = (place / "said.log").read_text(encoding="utf-8").splitlines()[-1]
            store.add(holder.memory()[0])
        await _all_accepted(at, BACKLOG)
    rate.add(BACKLOG / float(json.loads(said)["seconds"]))
    size.add(max(sizes))
    growth.add(sizes[-1] - sizes[0])
    what = f"draining {BACKLOG:,} statements"
    return [
        Row(f"{what}: rate", "/s", rate),
        Row(f"{what}: resident size of the worker, most", "MB", size),
        Row(f"{what}: growth of the worker from a tenth on", "MB", growth, limit=FLAT),
        Row(f"{what}: resident size of the store", "MB", store),
    ]


async def _watch(at: Servers, pusher: Running) -> list[float]:
    """The worker's resident size each second, from when a tenth is done until it ends."""
    sizes: list[float] = []
    while pusher.process.poll() is None:
        if not sizes:
            left = await at.conn.fetchval("select count(*) from push where state <> 'accepted'")
            if left > BACKLOG * 9 // 10:
                await asyncio.sleep(0.5)
                continue
        try:
            sizes.append(pusher.memory()[0])
        except (OSError, KeyError):
            break
        await asyncio.sleep(1)
    return sizes


@asynccontextmanager
async def _store(folder: Path) -> AsyncIterator[tuple[Login, Running | None]]:
    """The simulator's, fresh and empty: how to get in, and its process."""
    place = Path(mkdtemp(dir=folder))
    async with running(python("-m", "bench.peers.lrs", str(place)), place) as process:
        for _ in range(300):
            if (place / "address").exists():
                break
            process.still_there()
            await asyncio.sleep(0.1)
        yield ((place / "address").read_text(encoding="ascii"), lrs.USER, lrs.PASSWORD), process


@asynccontextmanager
async def _ralph(folder: Path) -> AsyncIterator[tuple[Login, Running | None]]:  # noqa: ARG001 - its own folder
    """Ralph, fresh and empty."""
    async with ralph.ralph() as url:
        yield (url, ralph.USER, ralph.PASSWORD), None


async def _all_accepted(at: Servers, count: int) -> None:
    done = await at.conn.fetchval("select count(*) from push where state = 'accepted'")
    if done != count:
        raise BenchFaultError(f"{done} of {count} statements were accepted")


async def _output(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *python(*words),
        cwd=ROOT,
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    if process.returncode:
        raise BenchFaultError(f"a pusher failed: {complained.decode(errors='replace')[-600:]}")
    return said.decode().splitlines()[-1]
