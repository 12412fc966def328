"""What may be lost: rates, cached tokens and their refresh lock, wake-ups (design 2 and 4.5)."""

import asyncio
import time
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

_TAKE = """
local key = KEYS[1] .. ':' .. redis.call('time')[1]
local used = tonumber(redis.call('get', key) or '0')
local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - used))
if granted > 0 then
  redis.call('incrby', key, granted)
  redis.call('pexpire', key, 3000)
end
return granted
"""
"""The second is Redis's own, the same for all machines; it limits, it decides nothing due."""

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


class Rates:
    """How much each account may send in this second, over all processes.

    ``limits`` are messages a second by account; accounts that are not named have none. One
    round trip serves a whole batch. While Redis is away, each process keeps to a safe share.
    """

    def __init__(self, redis: "Redis", limits: dict[str, int]) -> None:
        """Nothing is asked yet."""
        self._take = redis.register_script(_TAKE)
        self._limits = limits
        self._own: dict[tuple[str, int], int] = {}
        self._away = False

    async def take(self, account: str, wanted: int) -> int:
        """How many of ``wanted`` sends may go now (0 to ``wanted``)."""
        limit = self._limits.get(account)
        if limit is None:
            return wanted
        try:
            granted = int(await self._take([f"yike:rate:{account}"], [wanted, limit]))
        except LOST:
            self._say(away=True)
            return self._safe(account, int(time.monotonic()), wanted, max(1, limit // SAFE_SHARE))
        self._say(away=False)
        return granted

    def _safe(self, account: str, second: int, wanted: int, share: int) -> int:
        used = self._own.get((account, second), 0)
        granted = max(0, min(wanted, share - used))
        self._own = {(account, second): used + granted}
        return granted

    def _say(self, *, away: bool) -> None:
        if away != self._away:
            self._away = away
            log.warning(
                "redis is away; each process keeps to a safe share" if away else "redis is back"
            )


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
