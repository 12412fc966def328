"""The Bot API as a process of its own, with as little work as a platform can have.

`bot_api.py PORT [DELAY [A_SECOND [A_MINUTE]]]`: takes every sendMessage after ``DELAY`` seconds.
With ``A_SECOND`` it takes at most so many in any second over all chats of a bot and ``A_MINUTE`` in any
minute to one group, and one a second (after a burst of four) to one private chat; what is over
gets 429, as Telegram's limits are written down in the Bots FAQ. Times are CLOCK_MONOTONIC, the
same for all processes of a machine.

Its own paths: /report (counts), /arrivals?LOW&HIGH (when which of these chats got something),
/last (the newest body), /forget (begin again at nothing), /readyz.
"""

import asyncio
import json
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

MESSAGE = {
    "message_id": 4711,
    "from": {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
    "chat": {"id": 910_000_001, "first_name": "Bench", "type": "private"},
    "date": 1_700_000_000,
    "text": "一" * 60,
}
BURST = 4
"""Messages one private chat takes at once ("short bursts are tolerated", Bots FAQ)."""

PORT = int(sys.argv[1])
DELAY, A_SECOND, A_MINUTE = (float(sys.argv[n]) if len(sys.argv) > n else 0.0 for n in range(2, 5))


def answer(status: str, value: object) -> bytes:
    """An answer on a connection that stays open."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


TAKEN = answer("200 OK", {"ok": True, "result": MESSAGE})
DONE = answer("200 OK", {"ok": True, "result": True})
OVER = answer(
    "429 Too Many Requests",
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    },
)


class Limits:
    """What is taken now, judged over sliding windows."""

    def __init__(self) -> None:
        """Nothing was taken yet."""
        self.seconds: dict[bytes, deque[float]] = defaultdict(deque)
        self.minute: dict[int, deque[float]] = defaultdict(deque)
        self.bucket: dict[int, tuple[float, float]] = {}

    def over(self, bot: bytes, chat: int, now: float) -> str:
        """The limit it is over, or nothing; what is refused does not count."""
        second, minute = self.seconds[bot], self.minute[chat] if chat < 0 else None
        while second and second[0] <= now - 1:
            second.popleft()
        if minute is None:
            left, since = self.bucket.get(chat, (float(BURST), now))
            left = min(float(BURST), left + now - since)
            room = left >= 1
        else:
            while minute and minute[0] <= now - 60:
                minute.popleft()
            left, room = 0.0, len(minute) < A_MINUTE
        if not room or len(second) >= A_SECOND:
            return "bot" if room else "chat" if minute is None else "group"
        second.append(now)
        if minute is None:
            self.bucket[chat] = (left - 1, now)
        else:
            minute.append(now)
        return ""


class Platform:
    """What has arrived."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.limits = Limits() if A_SECOND else None
        self.forget()

    def forget(self) -> None:
        """Begin again; what counts towards the limits is kept."""
        self.times: list[float] = []
        self.chats: list[int] = []
        self.refused: Counter[str] = Counter()
        self.last = b""

    def send(self, bot: bytes, body: bytes) -> bytes:
        """One sendMessage of ``bot``; its answer."""
        chat, now = chat_of(body), monotonic()
        if self.limits is not None and (limit := self.limits.over(bot, chat, now)):
            self.refused[limit] += 1
            return OVER
        self.times.append(now)
        self.chats.append(chat)
        self.last = body
        return TAKEN

    def own(self, target: str) -> bytes:
        """A question of the benchmark's."""
        parts = urlsplit(target)
        match parts.path:
            case "/report":
                return answer("200 OK", self.report())
            case "/arrivals":
                low, high = (int(word) for word in parts.query.split("&"))
                pairs = zip(self.chats, self.times, strict=True)
                return answer("200 OK", [pair for pair in pairs if low <= pair[0] <= high])
            case "/last":
                return answer("200 OK", self.last.decode())
            case "/forget":
                self.forget()
                return DONE
            case _:
                return DONE

    def report(self) -> dict[str, object]:
        """Counts, and the moments of the first and the newest message."""
        times = self.times
        return {
            "accepted": len(times),
            "chats": len(set(self.chats)),
            "refused": dict(self.refused),
            "first": times[0] if times else 0,
            "last": times[-1] if times else 0,
        }


def chat_of(body: bytes) -> int:
    """The chat in a JSON body or a form."""
    at = body.find(b'"chat_id":')
    at = at + 10 if at >= 0 else body.find(b"chat_id=") + 8
    end = at + 1
    while body[end : end + 1].isdigit():
        end += 1
    return int(body[at:end])


class Call(asyncio.Protocol):
    """One connection; calls on it come one after the other."""

    def __init__(self, platform: Platform) -> None:
        """All connections share one ``platform``."""
        self._platform = platform
        self._got = b""
        self._write: Callable[[bytes], None] = lambda _: None
        self._closing: Callable[[], bool] = lambda: True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody called."""
        assert isinstance(transport, asyncio.Transport)
        self._write, self._closing = transport.write, transport.is_closing

    def data_received(self, data: bytes) -> None:
        """A part of a call, or several."""
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end].lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._got) < end + 4 + size:
                return
            target = self._got[: self._got.index(b"\r\n")].split(b" ")[1]
            body, self._got = self._got[end + 4 : end + 4 + size], self._got[end + 4 + size :]
            self._take(target, body)

    def _take(self, target: bytes, body: bytes) -> None:
        if target.endswith(b"/sendMessage"):
            said = self._platform.send(target, body)
            if DELAY:
                asyncio.get_running_loop().call_later(DELAY, self._say, said)
            else:
                self._write(said)
        elif target.startswith(b"/telegram-api/"):
            self._write(DONE)
        else:
            self._write(self._platform.own(target.decode()))

    def _say(self, said: bytes) -> None:
        if not self._closing():
            self._write(said)


async def main() -> None:
    """Listen until ended."""
    platform = Platform()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Call(platform), "127.0.0.1", PORT, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
