"""JSON posted to one host over kept connections, at a third of a general client's cost.

HTTP/1.1 over TCP or TLS, written for one caller: the Bot API's small calls. Redirects are not
followed, no proxy is used, no cookies are kept, and **nothing is ever sent twice**: Telegram takes
no idempotency key. So the rule on a lost connection is: before a request is handed to a
connection nothing was sent; from then on, whatever happens short of a whole answer, nobody knows,
also on a connection that had been kept and was closed before a byte of the answer (RFC 9112, 9.3.1
forbids to repeat a POST by itself). A connection known to be closed is never used.
"""

import asyncio
import ssl
from base64 import b64encode
from collections import deque
from urllib.parse import SplitResult, quote, unquote, urlsplit

from adapters.telegram.connection import Answer, Connection
from adapters.telegram.faults import NotConnectedError, UntrustedServerError

CONNECT_SECONDS = 5.0
"""What getting a connection may take, waiting in line for it included."""

ANSWER_SECONDS = 20.0
"""A send that has no answer by then counts as unknown; Telegram answers within a second or two."""

IDLE_SECONDS = 30.0
"""Less than the servers' own patience (nginx 75 s), so that it is mostly us who close."""

CONNECTIONS = 100

NEXT_ADDRESS_SECONDS = 0.25
"""When the host's next address is tried beside a silent one (RFC 8305, 5)."""

DEFAULT_PORTS = {"http": 80, "https": 443}
PATH_SIGNS = "/:@!$&'()*+,;=%~"
"""What may stand in a path as it is (RFC 3986, 3.3), and the sign of what is quoted already."""


class Wire:
    """The connections to one URL: at most ``limit``, used by callers in the order they came."""

    def __init__(
        self,
        url: str,
        *,
        limit: int = CONNECTIONS,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Connect nothing yet. ``url`` is http or https and may hold ``user:password@``; what is
        called stands behind it.

        ``tls`` is for https only; by default certificates are checked as the system trusts them.
        Raises ValueError for what is no such URL.
        """
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise ValueError("The address is not one of http or https.")
        self._host = parts.hostname
        self._port = parts.port or DEFAULT_PORTS[parts.scheme]
        secure = parts.scheme == "https"
        self._tls = (tls or ssl.create_default_context()) if secure else None
        self._parts = parts
        self._heads = {"": _head(parts, "")}
        self._limit = limit
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._idle_seconds = idle_seconds
        self._connections: set[Connection] = set()
        self._idle: list[Connection] = []
        self._slots = 0
        """Taken places for a connection: one for each idle one and each caller who has or
        opens one. A caller's place stays taken when it is handed on to the next in line."""
        self._line: deque[asyncio.Future[Connection | None]] = deque()
        self._closed = False

    async def post(self, body: bytes, method: str = "") -> Answer:
        """Send JSON to ``method`` behind the URL; status and body of the answer (at most 1 MiB).

        Raises NotConnectedError, UntrustedServerError or NoAnswerError. When the caller is
        cancelled the connection is closed, for its answer would meet the next one's question.
        """
        head = self._heads.get(method) or self._head_for(method)
        connection = self._rested() or await self._another()
        try:
            request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
            return await connection.ask(request, self._answer_seconds)
        finally:
            self._give_back(connection)

    async def close(self) -> None:
        """Close all connections, and wait until they are; later calls are not connected."""
        self._closed = True
        self._idle.clear()
        closing = [connection.lost for connection in self._connections]
        for connection in tuple(self._connections):
            connection.close("The program is stopping.")
        while self._line:
            self._hand_on(None)
        if closing:
            await asyncio.wait(closing)

    def _head_for(self, method: str) -> bytes:
        head = self._heads[method] = _head(self._parts, method)
        return head

    def _rested(self) -> Connection | None:
        """The connection used last of those that wait, so that those in excess grow old."""
        while self._idle:
            connection = self._idle.pop()
            if connection.fresh:
                return connection
            connection.close()
            self._slots -= 1  # nobody stands in line while there are idle ones
        return None

    async def _another(self) -> Connection:
        """A connection that has come free in time, or a new one."""
        try:
            async with asyncio.timeout(self._connect_seconds):
                connection = await self._place()
                if connection is not None:
                    if connection.fresh:
                        return connection
                    connection.close()
                return await self._open()
        except ssl.SSLCertVerificationError as error:
            raise UntrustedServerError(
                "The Bot API's certificate cannot be trusted; check api_url and the machine's "
                "clock and root certificates."
            ) from error
        except (OSError, UnicodeError) as error:  # a time-out is an OSError, a bad host Unicode's
            raise NotConnectedError("The Bot API cannot be reached.") from error

    async def _place(self) -> Connection | None:
        """Leave to hold a connection: one that another caller hands on, else None to open one."""
        if self._slots < self._limit:
            self._slots += 1
            return None
        place: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._line.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # handed on in the same moment
                self._hand_back(place.result())
            raise

    async def _open(self) -> Connection:
        """A new connection in the caller's place, which is given up if there is none."""
        try:
            self._check_open()
            connection = await self._connect()
        except BaseException:
            self._hand_back(None)
            raise
        self._connections.add(connection)
        return connection

    async def _connect(self) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(self._gone),
            self._host,
            self._port,
            ssl=self._tls,
            happy_eyeballs_delay=NEXT_ADDRESS_SECONDS,
        )
        if self._closed or not connection.kept:
            connection.close()
            raise NotConnectedError("The connection was closed as soon as it was open.")
        return connection

    def _check_open(self) -> None:
        if self._closed:
            raise NotConnectedError("The connections are closed; the program is stopping.")

    def _give_back(self, connection: Connection) -> None:
        if connection.kept:
            self._hand_back(connection)
        else:
            connection.close()
            self._hand_back(None)

    def _hand_back(self, connection: Connection | None) -> None:
        """Hand a place on to the first in line; with nobody there it rests, or is given up."""
        if self._hand_on(connection):
            return
        if connection is None:
            self._slots -= 1
        else:
            self._idle.append(connection)
            connection.rest(self._idle_seconds)

    def _hand_on(self, connection: Connection | None) -> bool:
        while self._line:
            place = self._line.popleft()
            if not place.done():
                place.set_result(connection)
                return True
        return False

    def _gone(self, connection: Connection) -> None:
        """An idle connection frees its place; a caller who has one sees for himself."""
        self._connections.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
            self._hand_back(None)


def _head(parts: SplitResult, method: str) -> bytes:
    """The request's lines up to the length of the body."""
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    if parts.port not in {None, DEFAULT_PORTS[parts.scheme]}:
        host = f"{host}:{parts.port}"
    lines = [
        f"POST {quote(parts.path + method, safe=PATH_SIGNS)} HTTP/1.1",
        f"Host: {host}",
        "User-Agent: yike",
        "Accept-Encoding: identity",
        "Content-Type: application/json",
    ]
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        lines.append(f"Authorization: Basic {b64encode(pair.encode()).decode()}")
    return "\r\n".join([*lines, "Content-Length: "]).encode()
