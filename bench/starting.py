"""How long commands take to start, and how much memory the demo's process rests in."""

import asyncio
from pathlib import Path

from bench.http import answers, free_port
from bench.platforms import platforms
from bench.processes import python, running, timed
from bench.program import PACK, YIKE, data_folder, settings
from bench.table import Row, Series

ROUNDS = 3
START_RATIO = 1.7
MEMORY_RATIO = 1.4
COMMAND_SECONDS = 1.0

_AIOGRAM = python("-c", "import aiogram")
_LIBRARIES = "import aiogram, wechatpy, aiohttp, asyncpg, redis, pathlib, signal"
_RESTING = python("-c", f"{_LIBRARIES}; pathlib.Path('ready').touch(); signal.pause()")


async def measure_demo() -> list[Row]:
    """The rows on the demo's warm start and its memory at rest."""
    start, imports = Series(), Series()
    resident, proportional = (Series(), Series()), (Series(), Series())
    async with data_folder() as folder:
        await _demo(folder)  # the first start makes the database
        for _ in range(ROUNDS):
            imports.add(await timed(_AIOGRAM, folder))
            seconds, memory = await _demo(folder)
            start.add(seconds)
            for series, size in zip((resident, proportional), memory, strict=True):
                series[0].add(size)
            for series, size in zip(
                (resident, proportional), await _libraries(folder), strict=True
            ):
                series[1].add(size)
    return [
        Row("demo: warm start until /phones/ answers", "s", start, imports, START_RATIO),
        Row("demo at rest: resident memory", "MB", *resident, MEMORY_RATIO),
        Row("demo at rest: proportional memory", "MB", *proportional, MEMORY_RATIO),
    ]


async def _demo(folder: Path) -> tuple[float, tuple[float, float]]:
    """Seconds until the phones answer, and the memory once it is at rest."""
    port = free_port()
    own = {"YIKE_SERVER__PORT": str(port), "YIKE_SERVER__PUBLIC_URL": f"http://127.0.0.1:{port}"}
    async with running([*YIKE, "demo"], folder, own) as one:
        seconds = await answers(one, port, "/phones/")
        await one.idle()
        return seconds, one.memory()


async def _libraries(folder: Path) -> tuple[float, float]:
    """The memory of a process that only imports what we are built on."""
    ready = folder / "ready"
    ready.unlink(missing_ok=True)
    async with running(_RESTING, folder) as one:
        while not ready.exists():
            one.still_there()
            await asyncio.sleep(0.05)
        await one.idle()
        return one.memory()


async def measure_commands() -> list[Row]:
    """The rows on commands that must not keep anybody waiting."""
    async with platforms() as played, data_folder() as folder:
        port = free_port()
        file = settings(folder, port, played.url, telegram=False)
        commands = {
            "yike --help": [*YIKE, "--help"],
            "yike pack check packs/yike-basics": [*YIKE, "pack", "check", str(PACK)],
            "yike credits status, servers down": [
                *YIKE,
                "credits",
                "status",
                "--config",
                str(file),
            ],
        }
        found = {name: Series() for name in commands}
        ready = Series()
        await _ready(folder, port, file)  # the first start makes the database
        for _ in range(ROUNDS):
            for name, command in commands.items():
                found[name].add(await timed(command, folder))
            ready.add(await _ready(folder, port, file))
    rows = [Row(name, "s", series, limit=COMMAND_SECONDS) for name, series in found.items()]
    what = "yike run, WeChat only, until /readyz answers"
    return [*rows, Row(what, "s", ready, limit=COMMAND_SECONDS)]


async def _ready(folder: Path, port: int, file: Path) -> float:
    async with running([*YIKE, "run", "--config", str(file)], folder) as one:
        return await answers(one, port, "/readyz")
