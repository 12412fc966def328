"""What stands between a program that may be killed and the world: its front door and the way to
its database.

The front door keeps platforms waiting while the program is started again, as a load balancer
does. The gate counts the statements on their way to PostgreSQL and stands still at a chosen one,
so that a test can kill the program at exactly that point.
"""

import asyncio
import struct
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
STATEMENT, BIND, QUERY, READY = b"P", b"B", b"Q", b"Z"
"""PostgreSQL's message types (Frontend/Backend Protocol, "Message Formats")."""


@dataclass(frozen=True, slots=True)
class At:
    """A place among the statements of a program.

    ``sayings`` are parts of statements that one connection says in this order; the place is the
    last of them, before PostgreSQL hears it, or ``after`` it is done and before the program
    hears of that.
    """

    sayings: tuple[str, ...]
    after: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """The place ``statements`` statements from now, whatever they are."""

    statements: int
    after: bool = False


class FrontDoor:
    """Takes calls at ``port`` and hands them on to ``behind`` while it is ``open``."""

    def __init__(self, behind: int) -> None:
        self.open = asyncio.Event()
        self.port = 0
        self._behind = behind
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _take(self, reader: Reader, writer: Writer) -> None:
        await self.open.wait()
        try:
            inner = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        await _until_one_ends((writer, inner[1]), _copy(reader, inner[1]), _copy(inner[0], writer))


class Gate:
    """A socket folder that leads to PostgreSQL's own; ``said`` is how often each statement passed."""

    def __init__(self, folder: Path, server: Path) -> None:
        """``folder`` is where the program looks for the socket, ``server`` the real socket."""
        self.said = Counter[str]()
        self._path, self._target = folder / server.name, server
        self._server: asyncio.Server | None = None
        self._place: At | Later | None = None
        self._left = 0
        self._heard: Counter[_Passage] = Counter()
        self._reached = asyncio.Event()

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._take, self._path)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def reach(self, place: At | Later) -> None:
        """Wait until the program is at ``place``; then nothing passes any more till ``free``."""
        self._place = place
        self._heard.clear()
        self._left = place.statements if isinstance(place, Later) else 0
        await self._reached.wait()

    def free(self) -> None:
        """Let new connections pass; those that stood still are never moved again."""
        self._reached = asyncio.Event()

    async def _take(self, reader: Reader, writer: Writer) -> None:
        try:
            inner = await asyncio.open_unix_connection(self._target)
        except OSError:
            writer.close()
            return
        passage = _Passage(self, self._reached)
        await _until_one_ends(
            (writer, inner[1]), passage.out(reader, inner[1]), passage.back(inner[0], writer)
        )

    def is_here(self, said: str, passage: "_Passage") -> bool:
        """Whether ``said`` is the place we wait for."""
        self.said[said] += 1
        match self._place:
            case At(sayings=sayings):
                self._heard[passage] += sayings[self._heard[passage]] in said
                return self._heard[passage] == len(sayings)
            case Later():
                self._left -= 1
                return self._left <= 0
            case None:
                return False

    def stand(self) -> bool:
        """Reach the place; whether the answer to the statement is to be waited for first."""
        place, self._place = self._place, None
        return place is not None and place.after

    def still(self) -> None:
        """From now on nothing passes."""
        self._reached.set()


class _Passage:
    """One connection through the gate."""

    def __init__(self, gate: Gate, closed: asyncio.Event) -> None:
        self._gate, self._closed = gate, closed
        self._texts: dict[bytes, str] = {}
        self._awaits_answer = False

    async def out(self, reader: Reader, writer: Writer) -> None:
        """From the program to PostgreSQL."""
        (length,) = struct.unpack("!i", start := await reader.readexactly(4))
        writer.write(start + await reader.readexactly(length - 4))
        while True:
            kind, frame = await _frame(reader)
            if self._closed.is_set() or self._is_here(kind, frame):
                await self._stand_still(reader)
                return
            writer.write(frame)

    async def back(self, reader: Reader, writer: Writer) -> None:
        """From PostgreSQL to the program."""
        while True:
            kind, frame = await _frame(reader)
            if self._awaits_answer and kind == READY:
                self._gate.still()
            if self._closed.is_set():
                continue
            writer.write(frame)

    def _is_here(self, kind: bytes, frame: bytes) -> bool:
        """Whether to stand still before ``frame``."""
        if kind == STATEMENT:
            name, text, _ = frame[5:].split(b"\0", 2)
            self._texts[name] = text.decode()
        said = self._said(kind, frame)
        if said is None or not self._gate.is_here(said, self):
            return False
        self._awaits_answer = self._gate.stand()
        if not self._awaits_answer:
            self._gate.still()
        return not self._awaits_answer

    def _said(self, kind: bytes, frame: bytes) -> str | None:
        """The statement that ``frame`` has executed, if it has one."""
        if kind == QUERY:
            return frame[5:-1].decode()
        if kind == BIND:
            _, name, _ = frame[5:].split(b"\0", 2)
            return self._texts.get(name, "")
        return None

    @staticmethod
    async def _stand_still(reader: Reader) -> None:
        """Pass nothing on until the program is dead."""
        while await reader.read(65536):
            pass


async def _frame(reader: Reader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(5)
    (length,) = struct.unpack("!i", head[1:])
    return head[:1], head + await reader.readexactly(length - 4)


async def _until_one_ends(writers: tuple[Writer, ...], *ways: Coroutine[Any, Any, None]) -> None:
    """Run both ways of a connection; when one has ended, or failed, close it all."""
    tasks = [asyncio.create_task(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.close()


async def _copy(reader: Reader, writer: Writer) -> None:
    while some := await reader.read(65536):
        writer.write(some)
