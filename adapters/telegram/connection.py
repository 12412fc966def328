"""One kept HTTP/1.1 connection: a request is written, its answer is read, then the next."""

import asyncio
import select
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from adapters.telegram.faults import NoAnswerError

HEAD_BYTES = 64 * 1024
BODY_BYTES = 1024 * 1024
"""An answer is at most this long on the wire, its framing included; Telegram's has a few KiB."""

FRAMES = {b"content-length", b"transfer-encoding"}
"""What tells where a body ends; without either it ends with the connection (RFC 9112, 6.3)."""

Answer = tuple[int, bytes]
"""HTTP status and body."""


class Connection(asyncio.Protocol):
    """The client's end of one connection. One request at a time: never ``ask`` before the end."""

    def __init__(self, gone: Callable[["Connection"], None]) -> None:
        """``gone`` is called once, when the connection is closed by whichever end."""
        self._loop = asyncio.get_running_loop()
        self._gone = gone
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[Answer] | None = None
        self._kept = True
        self._status = 0
        self._body: list[bytes] = []
        self._framed = False
        self._until_closed = False
        self._room = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.lost: asyncio.Future[None] = self._loop.create_future()

    def ask(self, request: bytes, seconds: float) -> asyncio.Future[Answer]:
        """Write ``request``; its answer, or NoAnswerError when none has come in ``seconds``.

        Cancelling the answer does not stop it from coming: the connection is to be closed then.
        """
        self._answer = answer = self._loop.create_future()
        self._kept = self._until_closed = False
        self._room = HEAD_BYTES
        self._transport.write(request)
        self._watch(seconds)
        return answer

    def rest(self, seconds: float) -> None:
        """Stay open for the next request, ``seconds`` at most."""
        self._watch(seconds)

    @property
    def kept(self) -> bool:
        """Whether the last answer came whole and the server lets the connection stand."""
        return self._kept and not self._transport.is_closing()

    @property
    def fresh(self) -> bool:
        """Whether a request may be written now.

        The socket is asked too: a close that the loop has not come round to yet makes it
        readable, and so does a word nobody asked for.
        """
        return self.kept and not self._readable.poll(0)

    def close(self, why: str = "The call was given up.") -> None:
        """Close at once; who still waits for an answer gets NoAnswerError."""
        answer, self._answer = self._answer, None
        self._kept = False
        if answer is not None and not answer.done():
            answer.set_exception(NoAnswerError(why))
        self._transport.abort()

    # What asyncio calls ----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast(asyncio.Transport, transport)
        self._readable = select.poll()
        self._readable.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        """Read on; close on what is no HTTP, is too long, or was not asked for."""
        self._room -= len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self.close("The answer is not HTTP/1.1.")
        if self._room < 0 and self._answer is not None:
            self.close("The answer is too long.")

    def connection_lost(self, error: Exception | None) -> None:
        """End the answer that ends so; any other is cut off."""
        if self._until_closed and error is None:
            self.on_message_complete()
        self.close("The connection was closed before the answer was whole.")
        if self._timer is not None:
            self._timer.cancel()
        self.lost.set_result(None)
        self._gone(self)

    # What the parser calls -------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """An answer begins, or an interim one (1xx) before it."""
        if self._answer is None:
            self.close()
        self._body = []
        self._framed = False

    def on_header(self, name: bytes, _value: bytes) -> None:
        """Notice what frames the body; no other header matters here."""
        if name.lower() in FRAMES:
            self._framed = True

    def on_headers_complete(self) -> None:
        """The status is known, and the body may come."""
        self._status = self._parser.get_status_code()
        if self._status >= HTTPStatus.OK:
            self._room += BODY_BYTES
            self._until_closed = not self._framed

    def on_body(self, part: bytes) -> None:
        """A part of the body."""
        self._body.append(part)

    def on_message_complete(self) -> None:
        """Hand the answer over, unless it is an interim one, unasked for, or too long."""
        if self._status < HTTPStatus.OK or self._answer is None or self._room < 0:
            return
        answer, self._answer = self._answer, None
        self._kept = self._parser.should_keep_alive()
        if not answer.done():
            answer.set_result((self._status, b"".join(self._body)))

    # Time ------------------------------------------------------------------------------------

    def _watch(self, seconds: float) -> None:
        """Close in ``seconds`` unless told otherwise by then.

        One timer serves many calls: it is set anew only where it would come too late, and sets
        itself anew where it comes too early.
        """
        self._due = self._loop.time() + seconds
        if self._timer is None:
            self._timer = self._loop.call_at(self._due, self._look)
        elif self._timer.when() > self._due:
            self._timer.cancel()
            self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        if self._loop.time() < self._due:
            self._timer = self._loop.call_at(self._due, self._look)
        else:
            self._timer = None
            self.close("No answer came in time.")
