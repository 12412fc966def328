"""A file between its check and its import: kept for the session that sent it, for half an hour.

It may be lost at any moment (design 2); then it is sent again.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from redis.asyncio import Redis

from bot.store.redis import LOST

KEPT_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it was sent: its ``name``, what it is meant for (``course``: a key, or empty), and its
    ``content``; ``mark`` tells it from others of the session.
    """

    name: str
    course: str
    content: bytes

    @property
    def mark(self) -> str:
        """Of what it is and what it is for."""
        head = f"{self.name}\0{self.course}\0".encode()
        return hashlib.sha256(head + self.content).hexdigest()[:20]


async def hold(redis: "Redis", session: str, held: Held) -> bool:
    """Keep a file for a session, in the place of the one before. False: Redis is away."""
    head = {name: value for name, value in asdict(held).items() if name != "content"}
    value = json.dumps(head).encode() + b"\n" + held.content
    try:
        await redis.set(_key(session), value, ex=int(KEPT_FOR.total_seconds()))
    except LOST:
        return False
    return True


async def held_file(redis: "Redis", session: str, mark: str) -> Held | None:
    """The file of a session that bears ``mark``; None: it is gone, or another came after it."""
    try:
        value = await redis.get(_key(session))
    except LOST:
        return None
    if not isinstance(value, bytes):
        return None
    head, _, content = value.partition(b"\n")
    held = Held(**json.loads(head), content=content)
    return held if held.mark == mark else None


async def drop(redis: "Redis", session: str) -> None:
    """Forget a session's file."""
    try:
        await redis.delete(_key(session))
    except LOST:
        return


def _key(session: str) -> str:
    return f"yike:console-upload:{hashlib.sha256(session.encode()).hexdigest()}"
