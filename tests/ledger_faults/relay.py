"""A bad line to a credit bank: what the shared fault proxy has not, and places to stop a request
at, so that a pusher can be killed exactly there.
"""

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
PAGE = b"<!doctype html><html><title>Login</title><p>Please sign in.</html>"
LONGEST_HEAD = 1 << 20


class Mishap(StrEnum):
    """What may become of a request that hands something in."""

    CUT_REQUEST = "cut in the request"
    """Half of it arrives."""
    CUT_ANSWER = "cut in the answer"
    """It takes effect; half of the answer comes back."""
    NOT_HTTP = "no HTTP"
    """It takes effect; what comes back is no HTTP."""
    PAGE_200 = "a web page with 200"
    """It takes no effect, and somebody's sign-in page is the answer."""
    ERROR_500 = "500 after the effect"


class Phase(StrEnum):
    """Where a request can be stopped."""

    ON_ITS_WAY = "on its way"
    TAKEN = "taken"
    """The bank has answered, and its answer has not come back."""
    ANSWERED = "answered"


@dataclass
class Relay:
    """Listens at ``port`` for a bank at ``target``; ``shares`` of the requests that hand something
    in (POST) go wrong, by a chance with ``seed``. ``posts`` counts them.
    """

    target: int
    shares: Mapping[Mishap, float]
    seed: int
    port: int = 0
    spoilt: bytes | None = None
    """What is answered to everything, byte for byte, after which the line is cut; nothing is handed
    on. None: as above."""
    posts: int = 0
    in_flight: int = 0
    did: Counter[str] = field(default_factory=Counter)
    _chance: random.Random = field(init=False)
    _change: asyncio.Event = field(default_factory=asyncio.Event)
    _stop_at: tuple[int, Phase] | None = None
    _reached: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)
    _lines: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Draw by the seed."""
        self._chance = random.Random(self.seed)

    # What a test waits for -----------------------------------------------------------------

    async def lull(self, seconds: float) -> None:
        """Until nothing was on its way for ``seconds``."""
        while True:
            try:
                async with asyncio.timeout(seconds):
                    await self._change.wait()
            except TimeoutError:
                if not self.in_flight:
                    return

    async def pulse(self, seconds: float) -> None:
        """Until something moves on the line, or ``seconds`` have passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._change.wait()

    async def reach(self, post: int, phase: Phase) -> None:
        """Until the first request from the ``post``-th on is in that phase; it stays there."""
        self._reached.clear()
        self._released.clear()
        self._stop_at = (post, phase)
        await self._reached.wait()

    def release(self) -> None:
        """Let what stands still go on."""
        self._stop_at = None
        self._released.set()

    def said(self) -> str:
        """What went on here, in words."""
        return "the line: " + ", ".join(f"{count} {what}" for what, count in self.did.items())

    # What it does --------------------------------------------------------------------------

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """One connection of a client."""
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            while True:
                head, body = await _message(reader)
                self.in_flight += 1
                self._changed()
                try:
                    going_on = await self._pass(head, body, writer)
                finally:
                    self.in_flight -= 1
                    self._changed()
                if not going_on:
                    return
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass
        finally:
            self._lines.discard(task)
            writer.close()

    def end(self) -> None:
        """Close every line."""
        for line in self._lines:
            line.cancel()

    async def _pass(self, head: bytes, body: bytes, writer: Writer) -> bool:
        """Hand one request on and its answer back; whether the line stays open."""
        posted = head.startswith(b"POST ")
        self.posts += posted
        if self.spoilt is not None:
            writer.write(self.spoilt)
            await writer.drain()
            return False
        mishap = self._drawn() if posted else None
        self.did[mishap or ("handed on" if posted else "asked")] += 1
        if posted:
            await self._stand(Phase.ON_ITS_WAY)
        if mishap is Mishap.PAGE_200:
            writer.write(answered(b"200 OK", b"text/html", PAGE))
            await writer.drain()
            return False
        cut = len(body) // 2 if mishap is Mishap.CUT_REQUEST else None
        answer = await self._asked(head, body[:cut], whole=cut is None)
        if posted:
            await self._stand(Phase.TAKEN)
        if not answer:
            return False
        going_on = await _handed_back(writer, answer, mishap)
        if posted:
            await self._stand(Phase.ANSWERED)
        return going_on

    def _drawn(self) -> Mishap | None:
        drawn = self._chance.random()
        for mishap, share in self.shares.items():
            if drawn < share:
                return mishap
            drawn -= share
        return None

    async def _asked(self, head: bytes, body: bytes, *, whole: bool) -> bytes:
        """The bank's answer as it came; empty where none did."""
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self.target, limit=LONGEST_HEAD
        )
        try:
            writer.write(head + body)
            await writer.drain()
            if not whole:
                return b""
            return b"".join(await _message(reader))
        except (asyncio.IncompleteReadError, OSError):
            self.did["cut beyond"] += 1
            return b""
        finally:
            writer.close()

    async def _stand(self, phase: Phase) -> None:
        """Stand still where that is asked for; meanwhile it does not count as on its way."""
        if self._stop_at is None or self._stop_at[1] is not phase or self.posts < self._stop_at[0]:
            return
        self._stop_at = None
        self._reached.set()
        self.in_flight -= 1
        try:
            await self._released.wait()
        finally:
            self.in_flight += 1

    def _changed(self) -> None:
        waiting, self._change = self._change, asyncio.Event()
        waiting.set()


async def _handed_back(writer: Writer, answer: bytes, mishap: Mishap | None) -> bool:
    match mishap:
        case Mishap.CUT_ANSWER:
            writer.write(answer[: max(1, len(answer) - 5) // 2])
        case Mishap.NOT_HTTP:
            writer.write(b"\x16\x03\x01 nonsense\r\n\r\n")
        case Mishap.ERROR_500:
            writer.write(answered(b"500 Internal Server Error", b"text/plain", b"out of order"))
        case _:
            writer.write(answer)
    await writer.drain()
    return mishap is None


def answered(status: bytes, kind: bytes, body: bytes) -> bytes:
    """An HTTP answer as it stands on the wire."""
    heads = b"Content-Type: %b\r\nContent-Length: %d\r\nConnection: close" % (kind, len(body))
    return b"HTTP/1.1 %b\r\n%b\r\n\r\n%b" % (status, heads, body)


async def _message(reader: Reader) -> tuple[bytes, bytes]:
    """One HTTP message with its head as it came; bodies are never chunked here."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
        assert name.strip().lower() != b"transfer-encoding", "a chunked message"
    return head, await reader.readexactly(length)


@asynccontextmanager
async def bad_line(
    target: int,
    shares: Mapping[Mishap, float] | None = None,
    seed: int = 1,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Relay]:
    """A relay before the port ``target``; with ``tls`` it is spoken to under that certificate."""
    relay = Relay(target, shares or {}, seed)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, limit=LONGEST_HEAD, ssl=tls)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        relay.release()
        relay.end()
