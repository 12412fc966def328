"""How often somebody may ask: counted in Redis, per minute; without Redis nobody is signed in."""

from redis.asyncio import Redis

from bot.ports import Clock
from bot.store.redis import LOST


class Limits:
    """Counts what is asked by whom."""

    def __init__(self, redis: "Redis", clock: Clock) -> None:
        """Minutes go by ``clock``."""
        self._redis = redis
        self._clock = clock

    async def take(self, what: str, who: str, most: int, seconds: int = 60) -> bool:
        """Whether ``who`` may do one more of ``what``: ``most`` in each span of ``seconds``."""
        span = int(self._clock.now().timestamp()) // seconds
        key = f"yike:console-rate:{what}:{who}:{span}"
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.incr(key)
                pipe.expire(key, seconds * 2)
                count, _ = await pipe.execute()
        except LOST:
            return True
        return int(count) <= most
