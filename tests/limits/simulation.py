"""Simulated time, several processes, and what the platform would count."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from redis.asyncio import Redis

from bot.delivery.limiting import Limiter, Limits, Turn, Wanted

START = 1_790_000_000_000_000
"""Microseconds since 1970: as long as the real ones, so that precision is tested too."""
TELEGRAM = Limits(per_second=30)
Sent = dict[str, list[tuple[int, int]]]
"""What was sent (instant in microseconds, messages) by account and by ``account:chat``."""


class Watch:
    """A clock in microseconds that stands until moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += round(seconds * 1e6)


@dataclass
class Town:
    """Processes that share one Redis and one simulated time."""

    redis: Redis
    limits: dict[str, Limits]
    processes: int = 3
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.sent: Sent = defaultdict(list)
        self.limiters = [
            Limiter(self.redis, self.limits, self.watch) for _ in range(self.processes)
        ]

    async def ask(self, wanted: Sequence[Wanted], process: int = 0) -> list[Turn]:
        """Reserve, and note what was granted."""
        turns = await self.limiters[process].reserve(wanted)
        assert len(turns) == len(wanted)
        for one, turn in zip(wanted, turns, strict=True):
            assert turn.wait > 0 or turn.granted
            if turn.granted:
                at = self.watch.now + round(turn.wait * 1e6)
                self.sent[one.account].append((at, one.messages))
                self.sent[f"{one.account}:{one.chat}"].append((at, one.messages))
        return turns

    def count(self, name: str, since: float = 0, until: float = 1e9) -> int:
        """Messages sent in these seconds from the start."""
        begin, end = START + since * 1e6, START + until * 1e6
        return sum(n for at, n in self.sent[name] if begin <= at < end)


def most_in(sent: Sequence[tuple[int, int]], seconds: float) -> int:
    """The most messages that any closed window of ``seconds`` holds, wherever it lies."""
    times = sorted(at for at, n in sent for _ in range(n))
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] > seconds * 1e6:
            first += 1
        most = max(most, last - first + 1)
    return most


def longest_gap(sent: Sequence[tuple[int, int]]) -> float:
    """Seconds between two messages that follow each other."""
    return max(b - a for (a, _), (b, _) in pairwise(sorted(sent))) / 1e6


def bulk(chat: str | int, messages: int = 1, account: str = "city") -> Wanted:
    """A delivery to a private chat nobody waits for."""
    return Wanted(account, f"a{chat}", group=False, waited_for=False, messages=messages)


def reply(chat: str | int, messages: int = 1, account: str = "city") -> Wanted:
    """A delivery to a private chat somebody waits for."""
    return Wanted(account, f"a{chat}", group=False, waited_for=True, messages=messages)


def to_group(group: str | int, messages: int = 1, waited: bool = False) -> Wanted:
    """A delivery to a group."""
    return Wanted("city", f"g{group}", group=True, waited_for=waited, messages=messages)
