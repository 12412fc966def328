"""HTTP/1.1 as far as a played Bot API needs it: one protocol object a connection, no parser."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tests.faults.bot_api_server import BotApiServer

REASONS = {200: b"OK", 404: b"Not Found", 429: b"Too Many Requests", 500: b"Server Error"}
LENGTH = b"content-length:"


class Call(asyncio.Protocol):
    """A connection and the call that is at work on it; the next one waits.

    The path is ``/SENDER/botTOKEN/METHOD``: each process is given an address of its own, so that
    it is known who sent what.
    """

    def __init__(self, server: "BotApiServer") -> None:
        """Nothing has come yet."""
        self.server = server
        self.sender = ""
        self.busy = False
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It counts as open from now on, by nobody yet."""
        self._transport = cast(asyncio.Transport, transport)
        self.server.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Closed by whichever end."""
        self._transport = None
        self.server.closed(self)

    def data_received(self, data: bytes) -> None:
        """Take the calls that are whole."""
        self._buffer += data
        self._go_on()

    @property
    def open(self) -> bool:
        """Whether somebody is there to be answered."""
        return self._transport is not None and not self._transport.is_closing()

    def answer(self, status: int, body: bytes) -> None:
        """Answer the call at work, and take the next one."""
        head = b"HTTP/1.1 %d %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        if self._transport is not None:
            self._transport.write(head % (status, REASONS[status], len(body)) + body)
        self.busy = False

    def answer_later(self, seconds: float, answer: Callable[[], None]) -> None:
        """``answer`` after ``seconds``, then go on."""

        def late() -> None:
            answer()
            self._go_on()

        asyncio.get_running_loop().call_later(seconds, late)

    def drop(self) -> None:
        """Cut the connection."""
        if self._transport is not None:
            self._transport.abort()

    def _go_on(self) -> None:
        while not self.busy and self.open:
            end = self._buffer.find(b"\r\n\r\n") + 4
            if end < 4:
                return
            head = self._buffer[:end]
            size = end + _length(head)
            if len(self._buffer) < size:
                return
            body, self._buffer = self._buffer[end:size], self._buffer[size:]
            self.busy = True
            self._take(head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        path = head[: head.index(b"\r\n")].split(b" ")[1].decode()
        _, sender, token, method = path.split("/")
        self.server.named(self, sender)
        self.server.take(self, token.removeprefix("bot").partition(":")[0], method, body)


def _length(head: bytes) -> int:
    lower = head.lower()
    begin = lower.find(LENGTH)
    if begin < 0:
        return 0
    begin += len(LENGTH)
    return int(lower[begin : lower.index(b"\r\n", begin)])
