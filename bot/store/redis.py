"""What may be lost: cached tokens and their refresh lock, wake-ups (design 2 and 4.5)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from secrets import token_hex

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

log = structlog.get_logger("redis")

LOST = (RedisError, OSError, TimeoutError)
WAKE = "yike:wake"
SAFE_SHARE = 4
"""Without Redis a process takes this part of an account's rate: four may run side by side."""

_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


def connect(url: str) -> "Redis":
    """A client; nothing is sent before the first use. A free connection is waited for."""
    pool = BlockingConnectionPool.from_url(
        url, socket_timeout=2, socket_connect_timeout=2, max_connections=20, timeout=2
    )
    return Redis.from_pool(pool)


async def reachable(redis: "Redis") -> bool:
    """Whether Redis answers."""
    try:
        return bool(await redis.ping())
    except LOST:
        return False


class SharedToken:
    """One account's access token, cached for all processes, and the lock of its refresher."""

    def __init__(self, redis: "Redis", account: str) -> None:
        """Keys are named after ``account``."""
        self._redis = redis
        self._key = f"yike:token:{account}"
        self._lock = f"yike:token-lock:{account}"
        self._release = redis.register_script(_RELEASE)

    async def read(self) -> str | None:
        """The cached token; None when there is none or Redis is away."""
        try:
            value = await self._redis.get(self._key)
        except LOST:
            return None
        return value.decode() if isinstance(value, bytes) else value

    async def write(self, token: str, seconds: float) -> None:
        """Cache a token for ``seconds``."""
        try:
            await self._redis.set(self._key, token, px=max(1, int(seconds * 1000)))
        except LOST:
            log.warning("redis is away; the token is kept by this process alone")

    @asynccontextmanager
    async def refreshing(self) -> AsyncIterator[bool]:
        """Whether we are the one who refreshes now; the lock ends by itself after 15 s.

        True also while Redis is away: asking twice is harmless with stable_token.
        """
        mine = token_hex(8)
        try:
            held = bool(await self._redis.set(self._lock, mine, nx=True, px=15_000))
        except LOST:
            held = True
        try:
            yield held
        finally:
            if held:
                try:
                    await self._release([self._lock], [mine])
                except LOST:
                    log.debug("the refresh lock ends by itself")


async def wake(redis: "Redis", what: str) -> None:
    """Wake the workers of all processes: ``delivery`` or ``push``. May be lost; they poll."""
    try:
        await redis.publish(WAKE, what)
    except LOST:
        return


async def listen(redis: "Redis", woken: Callable[[str], None]) -> None:
    """Call ``woken`` for each wake-up of any process, until cancelled."""
    while True:
        try:
            async with redis.pubsub() as channel:
                await channel.subscribe(WAKE)
                async for message in channel.listen():
                    if message["type"] == "message":
                        woken(message["data"].decode())
        except LOST:
            await asyncio.sleep(1)
