"""A server that answers bytes as a test tells it to, where ``fake_api`` is too well-mannered."""

import asyncio
import json
import socket
import ssl
import struct
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

TLS_HANDSHAKE = b"\x16"
"""The first byte of a connection that wants TLS (RFC 8446, 5.1)."""


def sent(number: int = 4711) -> bytes:
    """The body of a good answer."""
    return json.dumps({"ok": True, "result": {"message_id": number}}).encode()


def framed(body: bytes, head: str = "HTTP/1.1 200 OK", *more: str) -> bytes:
    """An answer whose head tells the length of its body."""
    return "\r\n".join([head, *more, f"Content-Length: {len(body)}", "", ""]).encode() + body


@dataclass
class Act:
    """What is done with one request: ``pieces`` are written one by one, then comes the ``end``.

    ``gate``: the last piece waits for it.
    """

    pieces: tuple[bytes, ...] = ()
    end: Literal["keep", "close", "reset", "hang"] = "keep"
    gate: asyncio.Event | None = None


@dataclass
class Request:
    """A request as it came, and on which connection (counted from 1)."""

    connection: int
    line: str
    headers: Mapping[str, str]
    json: Any


class RawServer:
    """Acts as told, one act a request, and then as ``usual``."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.acts: deque[Act] = deque()
        self.usual = usual
        self.requests: list[Request] = []
        self.opened = 0
        self.most_open = 0
        self.asked = asyncio.Event()
        """Set with each request."""
        self.left = asyncio.Event()
        """Set with each connection that ended."""
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.url = ""

    def tell(self, *acts: Act) -> None:
        self.acts.extend(acts)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._come, "127.0.0.1", 0, ssl=self._tls)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.opened += 1
        self.most_open = max(self.most_open, len(self._tasks))
        try:
            await self._serve(reader, writer, self.opened)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the caller left, or the test is over
        finally:
            self._tasks.discard(task)
            self.left.set()
            writer.transport.abort()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        first = await reader.readexactly(1)
        if first == TLS_HANDSHAKE:  # which a server of plain HTTP tells nothing but this
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await writer.drain()
            return
        while True:
            self.requests.append(await _request(reader, number, first))
            first = b""
            self.asked.set()
            act = self.acts.popleft() if self.acts else self.usual(self.requests[-1])
            await _do(act, reader, writer)
            if act.end != "keep":
                return


def usual(request: Request) -> Act:
    """The chat's number as message id."""
    return Act((framed(sent(request.json["chat_id"])),))


async def _do(act: Act, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for piece in act.pieces:
        if piece is act.pieces[-1] and act.gate is not None:
            await act.gate.wait()
        writer.write(piece)
        await writer.drain()
    if act.end == "hang":
        await reader.read()
    elif act.end == "reset":
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    elif act.end == "close":
        writer.close()
        await writer.wait_closed()


async def _request(reader: asyncio.StreamReader, number: int, first: bytes) -> Request:
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
    line, *rest = head.rstrip().split("\r\n")
    headers = dict(pair.split(": ", 1) for pair in rest)
    body = await reader.readexactly(int(headers["Content-Length"]))
    return Request(number, line, headers, json.loads(body))
