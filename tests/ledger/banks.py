"""A credit bank in memory: strict, atomic over a batch, and able to be made to fail."""

import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from bot.domain.credits import Form, Holding, Parcel, RecognitionPage, Target
from bot.domain.errors import YikeError
from bot.ports import PushAnswer, PushResult

DOWN = PushAnswer(PushResult.UNAVAILABLE, "no answer in time")
Meanwhile = Callable[[], Awaitable[None]]


class MemoryBank:
    """Stores whole batches or nothing. ``script`` answers the next pushes before any rule does;
    ``lost`` next pushes are stored, but answered as if the network had failed.

    With ``accounts`` it takes records, of people with these numbers only. ``at`` is when each was
    stored; what is in ``plain`` was put there by somebody else. ``trouble`` ends a listing.
    """

    def __init__(self, name: str = "lrs", accounts: set[str] | None = None) -> None:
        form = Form.XAPI if accounts is None else Form.RECORD
        self._target = Target(name, form, needs_account=accounts is not None)
        self.accounts = accounts
        self.stored: dict[str, bytes] = {}
        self.voided: set[str] = set()
        self.parcels: list[Parcel] = []
        self.sends: list[list[bytes]] = []
        self.asked: list[str] = []
        self.listed: list[tuple[datetime, datetime]] = []
        self.script: deque[PushAnswer] = deque()
        self.invalid: set[str] = set()
        self.shows = True
        self.most_bytes = 10**9
        self.lost = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.trouble: YikeError | None = None
        self.meanwhile: Meanwhile | None = None

    @property
    def target(self) -> Target:
        return self._target

    @property
    def name(self) -> str:
        return self._target.name

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        self.sends.append([parcel.body for parcel in parcels])
        self.parcels += parcels
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        try:
            if self.meanwhile is not None:
                await self.meanwhile()
        finally:
            self.in_flight -= 1
        if self.script:
            return self.script.popleft()
        answer = self._take(parcels)
        if answer.result is PushResult.STORED and self.lost:
            self.lost -= 1
            return DOWN
        return answer

    def _take(self, parcels: Sequence[Parcel]) -> PushAnswer:
        batch = {str(parcel.id): parcel.body for parcel in parcels}
        if sum(map(len, batch.values())) > self.most_bytes:
            return PushAnswer(PushResult.TOO_LARGE, "HTTP 413")
        if self.invalid & batch.keys():
            return PushAnswer(PushResult.INVALID, "HTTP 400: a bad statement")
        if any(self._is_unknown(parcel) for parcel in parcels):
            return PushAnswer(PushResult.NO_ACCOUNT, "HTTP 422: unknown_account")
        if any(self.stored.get(key, body) != body for key, body in batch.items()):
            return PushAnswer(PushResult.CONFLICT, "HTTP 409")
        self.stored.update(batch)
        self.voided |= {str(parcel.takes_back) for parcel in parcels if parcel.takes_back}
        return PushAnswer(PushResult.STORED)

    def _is_unknown(self, parcel: Parcel) -> bool:
        if self.accounts is None or parcel.takes_back is not None:
            return False
        return parcel.account not in self.accounts

    async def holds(self, parcel: Parcel) -> bool | None:
        key = str(parcel.id)
        self.asked.append(key)
        if not self.shows or key not in self.stored:
            return None
        return self.stored[key] == parcel.body

    async def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        self.listed.append((since, until))
        for number, (key, body) in enumerate(list(self.stored.items())):
            if self.trouble is not None and number == len(self.stored) // 2:
                raise self.trouble
            yield Holding(key.upper(), body, voided=key in self.voided)

    def means_the_same(self, ours: bytes, theirs: bytes) -> bool:
        return bool(json.loads(ours) == json.loads(theirs))

    async def recognitions(self, cursor: str) -> RecognitionPage:
        return RecognitionPage((), cursor)

    async def check(self) -> str:
        return "it is in memory"

    async def stop(self) -> None:
        return None

    def forget(self, key: UUID) -> None:
        """Lose something, as a bank may."""
        del self.stored[str(key)]
