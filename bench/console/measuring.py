"""How fast the console's pages come, what a long export costs, and whether memory stays flat."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import get_type_hints

import aiohttp
import asyncpg

from adapters.embedded import dbmate_url, embedded_servers
from bench.console.contests import JUDGES, ended
from bench.console.filling import CONTEST, ENTRIES, LEARNERS, NEWS, fill
from bench.http import answers, free_port
from bench.platforms import platforms
from bench.processes import BenchFaultError, Running, running
from bench.program import ACCOUNT, YIKE, data_folder, read_settings, settings
from bench.servers import LARGE
from bench.table import Row, Series
from bot.clock import SystemClock
from bot.config import secret_keys
from bot.domain.pseudonyms import person_hash
from bot.store import redis as shared
from bot.store.migrations import migrate
from bot.store.partitions import Month, keep_months
from bot.web.console.cookies import SESSION
from bot.web.console.routes import all_ways
from bot.web.console.sessions import Sessions
from bot.web.console.visit import Stream

PAGE_MS = 100
LOOKS = 25
"""Times each page is asked for, one after the other, after one that warms it up."""
OPERATORS = JUDGES
"""So many look in turn: one person may look six hundred times a minute. They judge, too."""
MEMORY_MB = 40
"""More than that after two thousand pages and the exports would not be flat."""
FILLED = {
    "row": "7",
    "learner": "7",
    "group": "7",
    "key": CONTEST,
    "competition": CONTEST,
    "number": "7",
    "stage": "selection",
}
"""What stands for the named parts of paths."""


async def measure() -> list[Row]:
    """The rows of the table."""
    async with platforms() as played, data_folder() as folder:
        port = free_port()
        file = settings(folder, port, played.url, telegram=False)
        async with embedded_servers(folder / "var") as urls:
            await migrate(dbmate_url(urls.database_url))
            conn = await asyncpg.connect(urls.database_url)
            try:
                await _prepare(conn)
                names = await _signed_in(conn, urls.redis_url, file, folder)
            finally:
                await conn.close()
            command = [*YIKE, "run", "--config", str(file), "--role", "web", "--role", "schedules"]
            async with running(command, folder) as one:
                await answers(one, port, "/readyz")
                await _caught_up(urls.database_url)
                return await _measured(one, f"http://127.0.0.1:{port}", names)


async def _prepare(conn: asyncpg.Connection) -> None:
    begun = perf_counter()
    for setting in LARGE:
        await conn.execute(f"alter system set {setting}")
    await conn.execute("select pg_reload_conf()")
    now = datetime.now(UTC)
    async with conn.transaction():
        await keep_months(conn, now)
    this = Month.of(now)
    for back in range(1, 4):
        month = this.after(-back)
        await conn.execute(
            f"create table if not exists {month.table} partition of delivery_past for values "
            f"from ('{month.begin.isoformat()}') to ('{month.after(1).begin.isoformat()}')"
        )
    await fill(conn, now)
    print(f"console: filled in {perf_counter() - begun:.0f} s", file=sys.stderr)


async def _signed_in(
    conn: asyncpg.Connection, redis_url: str, file: Path, folder: Path
) -> list[str]:
    """Sessions of some operators, as signing in makes them."""
    key = secret_keys(read_settings(file, folder))["pseudonym_key"]
    redis = shared.connect(redis_url)
    names = []
    for number in range(1, OPERATORS + 1):
        person = person_hash(key, ACCOUNT, "o" + str(number).zfill(27))
        await conn.execute(
            "insert into role_grant (account, person, role, granted_at) values ($1, $2, 'operator', $3)",
            ACCOUNT,
            person,
            datetime.now(UTC),
        )
        await conn.execute(
            "update judge set account = $1, person = $2 where id = $3", ACCOUNT, person, number
        )
        names.append(await Sessions(redis, SystemClock()).begin(number, number))
    await redis.aclose()
    return names


async def _measured(one: Running, base: str, names: Sequence[str]) -> list[Row]:
    slow: list[tuple[float, str]] = []
    pages = Series()
    turns = cycle(names)
    async with aiohttp.ClientSession() as http:
        paths = _paths()
        await _reported(http, base, turns)
        found = [path for path in paths if await _is_there(http, base, path, next(turns))]
        await one.idle()
        before, _ = one.memory()
        for path in found:
            times = sorted([await _look(http, base, path, next(turns)) for _ in range(LOOKS)])
            at_95 = 1000 * times[int(0.95 * len(times))]
            if at_95 > PAGE_MS:
                print(f"console: {at_95:6.1f} ms at 95 %  {path}", file=sys.stderr, flush=True)
            pages.add(at_95)
            slow.append((at_95, path))
        exports, first = Series(), Series()
        everybody = Series()
        for path, expected in _exports():
            begun, to_first, rows = await _export(http, base, path, next(turns))
            (everybody if expected == LEARNERS else exports).add(begun)
            first.add(to_first)
            if path.endswith("csv") and rows != expected + 1:
                raise BenchFaultError(f"{path} has {rows} lines, of {expected} and a head")
        await one.idle()
        after, _ = one.memory()
    for ms, path in sorted(slow, reverse=True)[:12]:
        print(f"console: {ms:6.1f} ms  {path}", file=sys.stderr)
    worst, grown = Series(), Series()
    worst.add(max(pages.values))
    grown.add(after - before)
    return [
        Row(f"console: p95 of {len(found)} pages, 10 million deliveries", "ms", pages),
        Row("console: p95 of the slowest page", "ms", worst, limit=PAGE_MS),
        Row(f"console: {ENTRIES:,} entries exported", "s", exports),
        Row(f"console: {LEARNERS:,} receivers exported", "s", everybody),
        Row("console: the exports' first bytes", "s", first, limit=2.0),
        Row("console: memory after all that, grown by", "MB", grown, limit=MEMORY_MB),
    ]


async def _caught_up(database_url: str) -> None:
    """Wait until what had ended before the first start is counted, as it is for every later look."""
    conn = await asyncpg.connect(database_url)
    upto = "select max(upto) > now() - interval '5 minutes' from delivery_hours_counted"
    try:
        async with asyncio.timeout(300):
            while True:
                if await conn.fetchval(upto):
                    return
                await asyncio.sleep(0.5)
    finally:
        await conn.close()


async def _reported(http: aiohttp.ClientSession, base: str, turns: Iterator[str]) -> None:
    """Wait until the large announcement was counted for the first time."""
    url = f"{base}/console/announcements/{NEWS}/groups"
    async with asyncio.timeout(120):
        while True:
            async with http.get(url, cookies={SESSION: next(turns)}) as answer:
                if "<table" in await answer.text():
                    return
            await asyncio.sleep(0.5)


def _paths() -> list[str]:
    """Every page that shows something of our rows; files and what needs more than a name are left out."""
    found = []
    for way in all_ways():
        if way.method != "GET" or get_type_hints(way.handler)["return"] is Stream:
            continue
        path = "" if way.path == "home" else way.path
        for name, value in FILLED.items():
            filled = value
            if way.path.startswith("announcements"):
                filled = NEWS if name == "key" else value
            elif "/result" in way.path and name == "key":
                filled = ended(CONTEST)
            path = path.replace(f"{{{name}}}", filled)
        if "{" not in path:
            found.append(path)
    return found


def _exports() -> Sequence[tuple[str, int]]:
    """Where a competition's entries and an announcement's receivers are had as files, and how many
    there are.
    """
    return [
        (f"competitions/{CONTEST}/entries/file?as=csv", ENTRIES),
        (f"competitions/{CONTEST}/entries/file?as=xlsx", ENTRIES),
        (f"announcements/{NEWS}/receivers.csv", LEARNERS),
    ]


async def _is_there(http: aiohttp.ClientSession, base: str, path: str, name: str) -> bool:
    """Look for the first time; pages of what we have none of are named and left out."""
    async with _asked(http, base, path, name) as answer:
        await answer.read()
    if answer.status == 404:
        print(f"console: nothing at {path}", file=sys.stderr)
    elif answer.status != 200:
        raise BenchFaultError(f"/console/{path}: HTTP {answer.status}")
    return answer.status == 200


async def _look(http: aiohttp.ClientSession, base: str, path: str, name: str) -> float:
    begun = perf_counter()
    async with _asked(http, base, path, name) as answer:
        await answer.read()
    if answer.status != 200:
        raise BenchFaultError(f"/console/{path}: HTTP {answer.status}")
    return perf_counter() - begun


def _asked(
    http: aiohttp.ClientSession, base: str, path: str, name: str
) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    url = f"{base}/console/{path}"
    return http.get(url, allow_redirects=False, cookies={SESSION: name})


async def _export(
    http: aiohttp.ClientSession, base: str, path: str, name: str
) -> tuple[float, float, int]:
    """Seconds in all, seconds to the first bytes, and the line ends."""
    begun, first, lines = perf_counter(), 0.0, 0
    timeout = aiohttp.ClientTimeout(total=300)
    async with http.get(
        f"{base}/console/{path}", timeout=timeout, cookies={SESSION: name}
    ) as answer:
        if answer.status != 200:
            raise BenchFaultError(f"/console/{path}: HTTP {answer.status}")
        async for part in answer.content.iter_any():
            first = first or perf_counter() - begun
            lines += part.count(b"\n")
    return perf_counter() - begun, first, lines
