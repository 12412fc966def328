"""The access token: kept on a shelf all processes share, renewed by one of them at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from adapters.wechat.errors import CallFailedError
from bot.domain.delivery import Outcome, Result, Scope
from bot.ports import Clock

FORCE_STABLE = timedelta(hours=2)
"""A forced renewal may be had 20 times a day; more often than this something else is wrong."""

FORCE_CLASSIC = timedelta(minutes=5)
"""The classic call ends the token before at each use, and may be made 2,000 times a day: whoever
loses a fresh token that often shares the account with another program that fetches its own."""

_POLL = 0.25
_POLLS = 24
"""How long (6 s in all) we wait for another process to renew before we ask ourselves."""

log = structlog.get_logger(__name__)


class TokenShelf(Protocol):
    """Where the token of one account lies between processes. It may lose everything any time.

    A shelf that cannot be reached may raise, or read as empty; each process then fetches for
    itself, which is harmless, since ``stable_token`` hands all callers the same one.
    """

    async def read(self) -> str | None:
        """The token, or None when there is none or it ran out."""
        ...

    async def write(self, token: str, seconds: int) -> None:
        """Keep ``token`` for ``seconds``."""
        ...

    def refreshing(self) -> AbstractAsyncContextManager[bool]:
        """The lock around a renewal: yields whether we hold it, False while another does.

        The lock must end by itself when its holder dies.
        """
        ...


@dataclass(frozen=True, slots=True)
class Granted:
    """A token as the platform handed it out; ``seconds`` is how long it is good for."""

    token: str
    seconds: int


Fetch = Callable[[bool], Awaitable[Granted]]
"""Asks the platform for a token, ``True`` to force a new one; raises CallFailedError."""


class NoShelf:
    """The shelf of a process that shares with no other: each call is its own first."""

    async def read(self) -> str | None:
        """Nothing lies here; the keeper remembers by itself."""
        return None

    async def write(self, token: str, seconds: int) -> None:
        """Nothing is kept here."""

    @asynccontextmanager
    async def refreshing(self) -> AsyncIterator[bool]:
        """Nobody else renews."""
        yield True


class TokenKeeper:
    """Gives out the token of one account, or whatever else is granted for some hours."""

    def __init__(
        self,
        fetch: Fetch,
        shelf: TokenShelf,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        classic: bool = False,
    ) -> None:
        """``pause`` waits a number of seconds while another process renews. ``classic``: each
        fetch gives a new token and ends the one before.
        """
        self._classic = classic
        self._fetch = fetch
        self._shelf = shelf
        self._clock = clock
        self._pause = pause
        self._one_at_a_time = asyncio.Lock()
        self._own: tuple[str, datetime] | None = None
        self._forced: datetime | None = None

    async def get(self, bad: str | None = None) -> str:
        """A token; never ``bad``, the one the platform just refused.

        Raises CallFailedError when the platform gives none.
        """
        token = await self._shelved(bad)
        if token is None:
            async with self._one_at_a_time:
                token = await self._shelved(bad) or await self._renew(bad)
        return token

    async def _renew(self, bad: str | None) -> str:
        async with self._refreshing() as ours:
            token = await (self._shelved(bad) if ours else self._from_another(bad))
            return token or await self._fetched(bad)

    @asynccontextmanager
    async def _refreshing(self) -> AsyncIterator[bool]:
        """The shelf's lock; ours alone where the shelf cannot be reached."""
        try:
            lock = self._shelf.refreshing()
            ours = await lock.__aenter__()
        except Exception as error:  # a shelf may fail in its own way
            self._lost(error)
            yield True
            return
        try:
            yield ours
        finally:
            try:
                await lock.__aexit__(None, None, None)
            except Exception as error:  # what was fetched under the lock is good all the same
                self._lost(error)

    async def _from_another(self, bad: str | None) -> str | None:
        for _ in range(_POLLS):
            await self._pause(_POLL)
            token = await self._shelved(bad)
            if token is not None:
                return token
        return None

    async def _fetched(self, bad: str | None) -> str:
        if self._classic and bad is not None:
            granted = await self._forced_anew()
        else:
            granted = await self._fetch(False)
            if granted.token == bad:
                granted = await self._forced_anew()
        # stable_token renews in a token's last five minutes while both are good, so letting go
        # of it two minutes early leaves no moment without a good one.
        seconds = max(granted.seconds - 120, granted.seconds // 2, 1)
        self._own = (granted.token, self._clock.now() + timedelta(seconds=seconds))
        try:
            await self._shelf.write(granted.token, seconds)
        except Exception as error:  # a shelf may fail in its own way
            self._lost(error)
        return granted.token

    async def _forced_anew(self) -> Granted:
        now = self._clock.now()
        every = FORCE_CLASSIC if self._classic else FORCE_STABLE
        if self._forced is not None and now - self._forced < every:
            outcome = Outcome(
                Result.MISCONFIGURED, code="40001 token refused after renewal", scope=Scope.ACCOUNT
            )
            raise CallFailedError(outcome, 40001)
        granted = await self._fetch(True)
        self._forced = now
        return granted

    async def _shelved(self, bad: str | None) -> str | None:
        try:
            token = await self._shelf.read()
        except Exception as error:  # a shelf may fail in its own way
            self._lost(error)
            token = None
        token = token or self._remembered()
        return None if token == bad else token

    def _remembered(self) -> str | None:
        """What we fetched ourselves while it is good, for when the shelf lost it or is away."""
        if self._own is None or self._clock.now() >= self._own[1]:
            return None
        return self._own[0]

    @staticmethod
    def _lost(error: Exception) -> None:
        log.warning("wechat token shelf unavailable", error=type(error).__name__)
