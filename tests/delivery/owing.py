"""Rows to owe things to, made in plain SQL; and a worker on them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.clock import FrozenClock
from bot.delivery.limiting import Limiter, Turn, Wanted
from bot.delivery.spool import Spool
from bot.delivery.watching import Watch
from bot.delivery.worker import Composer, DeliveryWorker, InFlight, Manner, compose_reply
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.learners import Dialog
from bot.domain.messages import Message, Option, Reply, say
from bot.domain.quiet_hours import QuietHours
from bot.store import endings
from bot.store.db import Connection, Database, Row
from bot.store.deliveries import Delivery
from bot.store.endings import Ending
from tests.delivery.channels import ScriptedChannel, wechat

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai, a Monday."""
QUIET = QuietHours(time(21, 30), time(7, 30))
ZONE = "Asia/Shanghai"
BOT, OFFICIAL = "city", "city-wechat"


async def learner(
    db: Database,
    *addresses: str,
    state: str = "active",
    zone: str = ZONE,
    times: tuple[time, ...] = (time(7, 30),),
) -> int:
    """A learner with addresses like ``city:42``; returns the row."""
    async with db.transaction() as conn:
        row: int = await conn.fetchval(
            "insert into learner (key, state, zone, times, created_at) values ($1, $2, $3, $4, $5) returning id",
            uuid4(),
            state,
            zone,
            list(times),
            NOON,
        )
        for address in addresses:
            account, _, platform_id = address.partition(":")
            channel = "wechat" if "wechat" in account else "telegram"
            await conn.execute(
                "insert into address (learner_id, account, channel, platform_id, created_at) values ($1, $2, $3, $4, $5)",
                row,
                account,
                channel,
                platform_id,
                NOON,
            )
    return row


async def group(db: Database, platform_id: str = "-100", account: str = BOT) -> int:
    """A group; returns the row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            "insert into chat_group (account, channel, platform_id, zone, known_at) values ($1, $2, $3, $4, $5) returning id",
            account,
            "wechat" if "wechat" in account else "telegram",
            platform_id,
            ZONE,
            NOON,
        )
    return row


async def window(
    db: Database, learner: int, name: str = "message", left: int = 5, until: datetime | None = None
) -> None:
    """Open a window at all WeChat addresses of a learner."""
    async with db.connection() as conn:
        await conn.execute(
            f"update address set {name}_window_left = $2, {name}_window_until = $3 where learner_id = $1 and channel = 'wechat'",
            learner,
            left,
            until or NOON + timedelta(hours=40),
        )


async def places(db: Database, learner: int) -> tuple[int, int]:
    """What is left of the message window and the click window."""
    row = (
        await rows(
            db,
            "select message_window_left, click_window_left from address where learner_id = $1 and channel = 'wechat'",
            learner,
        )
    )[0]
    return row["message_window_left"], row["click_window_left"]


async def owe(
    db: Database,
    to: int,
    *,
    kind: Kind = Kind.LESSON,
    to_group: bool = False,
    subject: str = "course",
    occurrence: str = "2026-11-23",
    due: datetime = NOON,
    expires: datetime | None = None,
    priority: int = 5,
    detail: dict[str, Any] | None = None,
    state: str = "planned",
    lane: str | None = None,
) -> int:
    """One delivery, planned or in another ``state``, wherever that belongs; returns the row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            """
            insert into delivery (learner_id, group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at, detail, state)
            values ($1, $2, coalesce($11, (select account from address where learner_id = $1 order by id limit 1),
              (select account from chat_group where id = $2), 'city'), $3, $4, $5, $6, $7, $7, $8, $7, $9, $10) returning id
            """,
            None if to_group else to,
            to if to_group else None,
            kind.value,
            subject,
            occurrence,
            priority,
            due,
            expires or due + timedelta(days=1),
            detail or {},
            state if state in {"planned", "claimed"} else "planned",
            lane,
        )
        if state not in {"planned", "claimed"}:
            await endings.end(conn, [Ending(row, 0, state, f"{state} before the test")], due)
    return row


async def many(
    db: Database,
    count: int,
    lane: str,
    *,
    first: int = 1,
    due: datetime = NOON,
    priority: int = 5,
    kind: Kind = Kind.LESSON,
) -> None:
    """As many learners, from platform id ``first`` on, each with an address in ``lane`` and one
    planned delivery there.
    """
    channel = "wechat" if "wechat" in lane else "telegram"
    async with db.transaction() as conn:
        await conn.execute(
            """
            with people as (
              insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', $3 from generate_series(1, $1)
              returning id
            ), reached as (
              insert into address (learner_id, account, channel, platform_id, created_at)
              select id, $4, $5, (row_number() over (order by id) + $2 - 1)::text, $3 from people
              returning id, learner_id
            )
            insert into delivery (learner_id, address_id, lane, kind, subject, occurrence, priority, due, next_try,
              expires, planned_at, detail)
            select learner_id, case when $6 = 'reply' then id end, $4, $6, 'course', '2026-11-23', $7, $3, $3,
              $3 + interval '1 day', $3, case when $6 = 'reply' then $8::jsonb else '{}' end
            from reached order by id
            """,
            count,
            first,
            due,
            lane,
            channel,
            kind.value,
            priority,
            reply_detail("an answer"),
        )


def reply_detail(text: str) -> dict[str, Any]:
    """A reply's stored words."""
    return say(text).to_json()


async def rows(db: Database, query: str, *values: object) -> list[Row]:
    """What the database holds."""
    async with db.connection() as conn:
        return await conn.fetch(query, *values)


_EVERYWHERE = """
select id, learner_id, group_id, lane, kind, subject, occurrence, state, due, next_try, expires, lease_until, attempts,
  uncertain, address_id, rung, null as reason, detail, steps, decided_at, null::timestamptz as ended_at from delivery
union all
select id, learner_id, null, lane, kind, subject, occurrence, 'held', due, null, expires, null, attempts,
  uncertain, null, null, reason, detail, steps, decided_at, held_at from delivery_held
union all
select id, learner_id, group_id, lane, kind, subject, occurrence, state, due, null, expires, null, attempts,
  uncertain, address_id, rung, reason, detail, steps, decided_at, ended_at from delivery_past
"""


async def one(db: Database, delivery: int) -> Row:
    """A delivery as it stands, in whichever table."""
    found = await rows(db, f"select * from ({_EVERYWHERE}) as d where id = $1", delivery)
    assert len(found) == 1, "a delivery is in one place"
    return found[0]


async def all_of(db: Database, condition: str = "true", *values: object) -> list[Row]:
    """All deliveries, wherever they are, in the order in which they were made."""
    return await rows(
        db, f"select * from ({_EVERYWHERE}) as d where {condition} order by id", *values
    )


@dataclass
class Words:
    """A composer that says ``pages``; ``said`` are the rows it was asked for, ``asked`` how often.
    ``poisoned`` are subjects at which it fails, and ``also`` is done within its transaction.
    """

    pages: tuple[str, ...] = ("a lesson",)
    detail: dict[str, Any] = field(default_factory=lambda: {"lesson": "one"})
    dialog: Dialog | None = None
    not_needed: str = ""
    error: Exception | None = None
    poisoned: frozenset[str] = frozenset()
    also: Callable[[Connection], Awaitable[None]] | None = None
    asked: int = 0
    said: list[int] = field(default_factory=list)

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        self.asked += 1
        self.said += [one.row for one in deliveries]
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
        reply = Reply(tuple(Message(page) for page in self.pages))
        return Composed(reply, self.detail, self.dialog)


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
            (Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT), self.words
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
            async with asyncio.timeout(10):
                yield wake
                stop.set()
                await task
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self.worker.close()
