"""A process of ours that is told an instant and says in JSON what it did: planners, claimers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bench.processes import BenchFaultError, environment, python


class Teller:
    """One such process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """It waits to be told an instant."""
        self._process = process

    async def work(self, now: datetime) -> dict[str, float]:
        """Let it do what is due at ``now``; what it says of it.

        Raises BenchFaultError when it has ended; its last words stand on standard error.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("it was started with pipes")
        self._process.stdin.write(f"{now.isoformat()}\n".encode())
        said = await self._process.stdout.readline()
        if not said:
            raise BenchFaultError("a process ended in the middle of its work; see above")
        done: dict[str, float] = json.loads(said)
        return done


@asynccontextmanager
async def teller(module: str, url: str) -> AsyncIterator[Teller]:
    """`python -m MODULE URL` for as long as the context lasts."""
    process = await asyncio.create_subprocess_exec(
        *python("-m", module, url),
        env=environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Teller(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
