"""How often each token may call: counted in Redis for all processes, by each one while it is away."""

from collections import Counter
from dataclasses import dataclass

from redis.asyncio import Redis

from bot.ports import Clock
from bot.store.redis import LOST, SAFE_SHARE

WINDOW = 60
"""Seconds."""

_COUNT = """
local n = redis.call('incr', KEYS[1])
if n == 1 then redis.call('expire', KEYS[1], ARGV[1]) end
return n
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a token in this minute; ``wait``: seconds until the next one begins, as a
    whole number of at least 1. ``left`` is less than 0 when it has called too often.
    """

    limit: int
    left: int
    wait: int


class Rates:
    """One process's door to the counts of all."""

    def __init__(self, redis: "Redis", clock: Clock, per_minute: int) -> None:
        """``per_minute``: calls of one token, over all processes."""
        self._redis = redis
        self._clock = clock
        self._limit = per_minute
        self._count = redis.register_script(_COUNT)
        self._own: Counter[int] = Counter()
        self._minute = -1

    async def call(self, token: int) -> Allowance:
        """Count one call of ``token``. Raises nothing: without Redis a process grants a quarter."""
        seconds = self._clock.now().timestamp()
        minute = int(seconds // WINDOW)
        wait = max(1, WINDOW - int(seconds % WINDOW))
        try:
            count = int(await self._count([f"yike:api:{token}:{minute}"], [2 * WINDOW]))
        except LOST:
            return self._alone(token, minute, wait)
        return Allowance(self._limit, self._limit - count, wait)

    def _alone(self, token: int, minute: int, wait: int) -> Allowance:
        if minute != self._minute:
            self._own.clear()
            self._minute = minute
        self._own[token] += 1
        limit = max(1, self._limit // SAFE_SHARE)
        return Allowance(limit, limit - self._own[token], wait)
