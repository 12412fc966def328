"""A worker on rows that are owed: its channels, its words, and the limits it asks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import FrozenClock
from bot.delivery.limiting import Limiter, Turn, Wanted
from bot.delivery.spool import Spool
from bot.delivery.watching import Watch
from bot.delivery.worker import Composer, DeliveryWorker, InFlight, Manner, compose_reply
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.learners import Dialog
from bot.domain.messages import Message, Option, Reply
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from tests.delivery.channels import ScriptedChannel, wechat
from tests.delivery.owing import BOT, NOON, OFFICIAL, QUIET


@dataclass
class Words:
    """A composer that says ``pages``; ``said`` are the rows it was asked for, ``asked`` how often.
    ``poisoned`` are subjects at which it fails, and ``also`` is done within its transaction.
    ``brief`` are the rows of which only ``facts`` were asked. ``reply`` goes instead of ``pages``.
    """

    pages: tuple[str, ...] = ("a lesson",)
    detail: dict[str, Any] = field(default_factory=lambda: {"lesson": "one"})
    dialog: Dialog | None = None
    not_needed: str = ""
    error: Exception | None = None
    poisoned: frozenset[str] = frozenset()
    also: Callable[[Connection], Awaitable[None]] | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: {"title": "in brief"})
    reply: Reply | None = None
    asked: int = 0
    said: list[int] = field(default_factory=list)
    brief: list[int] = field(default_factory=list)

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        self.asked += 1
        self.said += [one.row for one in deliveries]
        self.brief += [one.row for one in deliveries if one.brief]
        if self.also is not None:
            await self.also(conn)
        if self.error is not None:
            raise self.error
        if any(one.subject in self.poisoned for one in deliveries):
            raise KeyError("poison")
        return {one.row: self._words() for one in deliveries}

    def _words(self) -> Composed | NotNeeded:
        if self.not_needed:
            return NotNeeded(self.not_needed)
        reply = self.reply or Reply(tuple(Message(page) for page in self.pages))
        return Composed(reply, self.detail, self.dialog, self.facts)


DIALOG = Dialog(options=(Option("one", "ans:1:1"),), question=1)


@dataclass
class Turns(Limiter):
    """Plays the limits: ``allow`` tells how many of an account go now; the rest is to ask again
    after ``wait`` seconds. Who was paused rests until
    ``clock`` is past it. ``rooms`` are the guesses.
    """

    clock: FrozenClock
    allow: Callable[[str, int], int] = lambda _, wanted: wanted
    wait: float = 1.0
    asked: list[tuple[str, int]] = field(default_factory=list)
    pauses: dict[tuple[str, str], datetime] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)

    async def reserve(self, wanted: Sequence[Wanted]) -> list[Turn]:
        counts = Counter(one.account for one in wanted)
        self.asked += counts.items()
        left = {account: self.allow(account, count) for account, count in counts.items()}
        turns = []
        for one in wanted:
            if rest := self._rest(one.account, one.chat) or self.paused(one.account):
                turns.append(Turn(rest, granted=False))
                continue
            left[one.account] -= 1
            granted = left[one.account] >= 0
            turns.append(Turn(0 if granted else self.wait, granted))
        return turns

    async def pause(self, account: str, seconds: float, chat: str = "") -> None:
        self.pauses[account, chat] = self.clock.now() + timedelta(seconds=seconds)

    def room(self, account: str) -> int | None:
        return 0 if self.paused(account) else self.rooms.get(account)

    def paused(self, account: str) -> float:
        return self._rest(account, "")

    def _rest(self, account: str, chat: str) -> float:
        until = self.pauses.get((account, chat), NOON - timedelta(days=1))
        return max(0.0, (until - self.clock.now()).total_seconds())


NOWHERE = Path("/dev/null/spool")
"""Where nothing can be kept, so that no test leaves files behind unless it asks for them."""


class Office:
    """A worker with one Telegram bot and one official account."""

    def __init__(
        self,
        db: Database,
        clock: FrozenClock,
        composers: Mapping[Kind, Composer] | None = None,
        turns: Turns | None = None,
        manner: Manner | None = None,
        watch: Watch | None = None,
        spool: Path = NOWHERE,
        **channels: ScriptedChannel,
    ) -> None:
        self.telegram = channels.get("telegram", ScriptedChannel(BOT))
        self.wechat = channels.get("wechat", wechat(OFFICIAL))
        self.words = Words()
        self.turns = turns or Turns(clock)
        said: dict[Kind, Composer] = dict.fromkeys(
            (Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT, Kind.NEWS, Kind.DIGEST, Kind.QUESTION),
            self.words,
        )
        self.clock = clock
        self.woken = 0
        self.when_woken: Callable[[], None] = lambda: None
        self.worker = DeliveryWorker(
            db,
            {BOT: self.telegram, OFFICIAL: self.wechat},
            {**said, Kind.REPLY: compose_reply, **(composers or {})},
            clock,
            QUIET,
            limiter=self.turns,
            spool=Spool(spool),
            manner=manner,
            watch=watch,
            wake=self._woken,
        )

    def _woken(self) -> None:
        self.woken += 1
        self.when_woken()

    async def work(self) -> int:
        """Rounds until nothing is left to do now; returns how many steps were taken."""
        total = 0
        async with asyncio.timeout(20):
            while worked := await self.worker.run_once():
                total += worked
        return total

    async def send(self, flight: InFlight) -> None:
        """Send a reply, and see it recorded."""
        await self.worker.send(flight)
        await self.worker._recorder.finish()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Event]:
        """The worker runs as in a process of its own; the event wakes it. Stopped at the end."""
        stop, wake = asyncio.Event(), asyncio.Event()
        await self.worker.open()
        task = asyncio.create_task(self.worker.run(stop, wake))
        try:
            async with asyncio.timeout(30):
                yield wake
                stop.set()
                await task
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self.worker.close()
