"""Waiting for a page, with as little work as can be: what is waited for shares our two cores."""

import asyncio
import socket
from time import perf_counter

from bench.processes import PATIENCE, BenchFaultError, Running

LOOK_EVERY = 0.01


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answers(one: Running, port: int, path: str) -> float:
    """Seconds from the start of ``one`` until ``path`` answers 200 there."""
    while perf_counter() - one.begun < PATIENCE:
        if await _status(port, path) == 200:
            return perf_counter() - one.begun
        one.still_there()
        await asyncio.sleep(LOOK_EVERY)
    raise BenchFaultError(f"{path} did not answer within {PATIENCE:.0f} s")


async def _status(port: int, path: str) -> int:
    """The HTTP status of one GET; 0 while nobody listens."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        )
        line = await reader.readline()
        return int(line.split()[1]) if line else 0
    except OSError:
        return 0
    finally:
        writer.close()
