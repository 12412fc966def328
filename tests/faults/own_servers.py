"""A PostgreSQL and a Valkey of a test's own, to be stopped at once and started again."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.embedded import dbmate_url, embedded_servers
from bot.store.migrations import migrate

STOP_SECONDS = 30


class OwnServers:
    """Both servers in one folder; their addresses stay the same across restarts."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        """Nothing runs yet."""
        self._folder = folder
        self._stack = stack
        self.database_url = ""
        self.redis_url = ""

    async def start(self, *, postgres: bool = True, redis: bool = True) -> None:
        """Start what does not run; returns when it answers."""
        urls = await self._stack.enter_async_context(
            embedded_servers(self._folder, postgres=postgres, redis=redis)
        )
        self.database_url = urls.database_url or self.database_url
        self.redis_url = urls.redis_url or self.redis_url

    async def cut_postgres(self) -> None:
        """Stop PostgreSQL as in a crash ("immediate"): no connection is waited for, and the next
        start recovers from the log.
        """
        await _end(self._folder / "postgres" / "data" / "postmaster.pid", signal.SIGQUIT)

    async def cut_redis(self) -> None:
        """Kill Valkey."""
        await _end(self._folder / "valkey" / "data" / "valkey.pid", signal.SIGKILL)


async def _end(pid_file: Path, sign: signal.Signals) -> None:
    """Send ``sign`` to the process that a file names, and wait for its end."""
    pid = int(pid_file.read_text().split("\n", 1)[0])
    process = os.pidfd_open(pid)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(process, ended.set)
    try:
        os.kill(pid, sign)
        async with asyncio.timeout(STOP_SECONDS):
            await ended.wait()
    finally:
        loop.remove_reader(process)
        os.close(process)


@asynccontextmanager
async def own_servers() -> AsyncIterator[OwnServers]:
    """Running and migrated; in memory where there is room, like the session's."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    with TemporaryDirectory(prefix="yike-own-", dir=memory if roomy else None) as folder:
        async with AsyncExitStack() as stack:
            servers = OwnServers(Path(folder), stack)
            await servers.start()
            await migrate(dbmate_url(servers.database_url))
            yield servers
