"""Who is signed in: kept in Redis, under names that change while they are used.

A session may be lost at any moment (design 2): whoever was signed in then signs in again.
"""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from hashlib import sha256

from redis.asyncio import Redis

from bot.ports import Clock
from bot.store.redis import LOST

IDLE = timedelta(hours=2)
"""A sign-in that nobody uses ends after this."""
LONGEST = timedelta(hours=12)
"""No sign-in lasts longer, however much it is used."""
ROTATES = timedelta(minutes=15)
"""A session in use gets a new name so often; what was stolen before is worth nothing then."""
GRACE = timedelta(seconds=30)
"""Pages asked for at the same moment still come with the name before."""


class AwayError(Exception):
    """Redis does not answer; nobody can be recognised now."""


@dataclass(frozen=True, slots=True)
class Session:
    """Whose it is (rows of address and learner), since when, when it was named anew (Unix seconds),
    and what forms are bound to.
    """

    address: int
    learner: int
    began: int
    renamed: int
    form: str


class Sessions:
    """Begins, finds, renames and ends sessions."""

    def __init__(self, redis: "Redis", clock: Clock) -> None:
        """They live in ``redis``; their age goes by ``clock``."""
        self._redis = redis
        self._clock = clock

    async def begin(self, address: int, learner: int) -> str:
        """Sign somebody in; what the browser keeps."""
        now = self._now()
        name = secrets.token_urlsafe(32)
        await self._keep(name, Session(address, learner, now, now, secrets.token_urlsafe(24)))
        return name

    async def find(self, name: str) -> tuple[Session, str] | None:
        """The session and the name it has from now on (another one where it was time to change it);
        None: there is none, or it is over. Raises AwayError.
        """
        try:
            raw = await self._redis.get(_key(name)) if name else None
        except LOST as error:
            raise AwayError from error
        if raw is None:
            return None
        session, now = Session(**json.loads(raw)), self._now()
        if now - session.began >= LONGEST.total_seconds():
            return None
        if now - session.renamed < ROTATES.total_seconds():
            await self._touch(name)
            return session, name
        renamed, new = replace(session, renamed=now), secrets.token_urlsafe(32)
        try:
            # Whoever comes at the same moment with the old name must not rename it as well.
            if not await self._redis.set(f"{_key(name)}:renamed", 1, nx=True, ex=_seconds(GRACE)):
                return session, name
            await self._keep(new, renamed)
            await self._redis.expire(_key(name), _seconds(GRACE))
        except LOST as error:
            raise AwayError from error
        return renamed, new

    async def end(self, name: str) -> None:
        """Sign out here."""
        try:
            await self._redis.delete(_key(name))
        except LOST as error:
            raise AwayError from error

    async def end_everywhere(self, learner: int) -> int:
        """Sign somebody out of every browser; of how many sessions."""
        mine = _of(learner)
        try:
            keys = await self._redis.smembers(mine)
            ended = int(await self._redis.delete(*keys)) if keys else 0
            await self._redis.delete(mine)
        except LOST as error:
            raise AwayError from error
        return ended

    async def _keep(self, name: str, session: Session) -> None:
        mine = _of(session.learner)
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(_key(name), json.dumps(asdict(session)), ex=_seconds(IDLE))
                pipe.sadd(mine, _key(name))
                pipe.expire(mine, _seconds(LONGEST))
                await pipe.execute()
        except LOST as error:
            raise AwayError from error

    async def _touch(self, name: str) -> None:
        try:
            await self._redis.expire(_key(name), _seconds(IDLE), gt=True)
        except LOST as error:
            raise AwayError from error

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _key(name: str) -> str:
    """Redis sees a hash: who reads it there cannot sign in with it."""
    return f"yike:console:{sha256(name.encode(errors='replace')).hexdigest()}"


def _of(learner: int) -> str:
    return f"yike:console-of:{learner}"


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
