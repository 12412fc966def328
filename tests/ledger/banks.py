"""A credit bank in memory: strict, atomic over a batch, and able to be made to fail."""

import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from bot.ports import PushAnswer, PushResult

DOWN = PushAnswer(PushResult.UNAVAILABLE, "no answer in time")
Meanwhile = Callable[[], Awaitable[None]]


class MemoryBank:
    """Stores whole batches or nothing. ``script`` answers the next pushes before any rule does;
    ``lost`` next pushes are stored, but answered as if the network had failed."""

    def __init__(self, name: str = "lrs") -> None:
        self._name = name
        self.stored: dict[str, bytes] = {}
        self.sends: list[list[bytes]] = []
        self.asked: list[str] = []
        self.script: deque[PushAnswer] = deque()
        self.invalid: set[str] = set()
        self.shows = True
        self.most_bytes = 10**9
        self.lost = 0
        self.meanwhile: Meanwhile | None = None

    @property
    def name(self) -> str:
        return self._name

    async def push(self, statements: Sequence[bytes]) -> PushAnswer:
        self.sends.append(list(statements))
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.script:
            return self.script.popleft()
        answer = self._take({str(json.loads(body)["id"]): body for body in statements})
        if answer.result is PushResult.STORED and self.lost:
            self.lost -= 1
            return DOWN
        return answer

    def _take(self, batch: dict[str, bytes]) -> PushAnswer:
        if sum(map(len, batch.values())) > self.most_bytes:
            return PushAnswer(PushResult.TOO_LARGE, "HTTP 413")
        if self.invalid & batch.keys():
            return PushAnswer(PushResult.INVALID, "HTTP 400: a bad statement")
        if any(self.stored.get(key, body) != body for key, body in batch.items()):
            return PushAnswer(PushResult.CONFLICT, "HTTP 409")
        self.stored.update(batch)
        return PushAnswer(PushResult.STORED)

    async def holds(self, statement_id: str, statement: bytes) -> bool | None:
        self.asked.append(statement_id)
        if not self.shows or statement_id not in self.stored:
            return None
        return self.stored[statement_id] == statement

    async def check(self) -> str:
        return "it is in memory"

    async def stop(self) -> None:
        return None
