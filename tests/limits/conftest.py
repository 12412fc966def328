"""A Redis that can hang, refuse and come back, and a town of processes on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from enum import Enum
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from bot.store import redis as shared


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the emptied Redis."""
    client = shared.connect(redis_url)
    yield client
    await client.aclose()


class Mood(Enum):
    """How the way to Redis behaves."""

    OPEN = "open"
    HANGING = "hanging"
    CLOSED = "closed"


class Way:
    """A relay to the real Redis that can hang or end connections."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._writers: set[asyncio.StreamWriter] = set()
        self.mood = Mood.OPEN
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        if self.mood is Mood.CLOSED:
            writer.close()
            return
        there, back = await asyncio.open_unix_connection(self._path)
        self._writers |= {writer, back}
        with suppress(OSError):
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self.mood is Mood.OPEN:
                writer.write(data)
        writer.close()

    def close(self) -> None:
        """End all connections, and those to come at once."""
        self.mood = Mood.CLOSED
        for writer in self._writers:
            writer.close()


@pytest.fixture
async def way(redis_url: str) -> AsyncIterator[Way]:
    """A relay on a free port."""
    way = Way(urlsplit(redis_url).path)
    server = await asyncio.start_server(way.serve, "127.0.0.1", 0)
    way.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield way
    server.close()
    way.close()
