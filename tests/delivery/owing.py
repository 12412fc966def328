"""Rows to owe things to, made in plain SQL; and a worker on them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from bot.clock import FrozenClock
from bot.delivery.worker import Composer, DeliveryWorker
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.learners import Dialog
from bot.domain.messages import Message, Option, Reply, say
from bot.domain.quiet_hours import QuietHours
from bot.store.db import Connection, Database, Row
from bot.store.deliveries import Delivery
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
) -> int:
    """One planned delivery; returns the row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            """
            insert into delivery (learner_id, group_id, kind, subject, occurrence, priority, due, next_try, expires, planned_at, detail, state)
            values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $7, $9, $10) returning id
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
            state,
        )
    return row


def reply_detail(text: str) -> dict[str, Any]:
    """A reply's stored words."""
    return say(text).to_json()


async def rows(db: Database, query: str, *values: object) -> list[Row]:
    """What the database holds."""
    async with db.connection() as conn:
        return await conn.fetch(query, *values)


async def one(db: Database, delivery: int) -> Row:
    """A delivery as it stands."""
    return (await rows(db, "select * from delivery where id = $1", delivery))[0]


@dataclass
class Words:
    """A composer that says ``pages``; ``also`` is done within its transaction."""

    pages: tuple[str, ...] = ("a lesson",)
    detail: dict[str, Any] = field(default_factory=lambda: {"lesson": "one"})
    dialog: Dialog | None = None
    not_needed: str = ""
    error: Exception | None = None
    asked: int = 0

    async def __call__(self, conn: Connection, delivery: Delivery) -> Composed | NotNeeded:
        self.asked += 1
        if self.error is not None:
            raise self.error
        if self.not_needed:
            return NotNeeded(self.not_needed)
        reply = Reply(tuple(Message(page) for page in self.pages))
        return Composed(reply, self.detail, self.dialog)


DIALOG = Dialog(options=(Option("one", "ans:1:1"),), question=1)


class Office:
    """A worker with one Telegram bot and one official account."""

    def __init__(
        self,
        db: Database,
        clock: FrozenClock,
        composers: Mapping[Kind, Composer] | None = None,
        allowance: Callable[[str, int], int] = lambda _, wanted: wanted,
        **channels: ScriptedChannel,
    ) -> None:
        from bot.delivery.worker import compose_reply

        self.telegram = channels.get("telegram", ScriptedChannel(BOT))
        self.wechat = channels.get("wechat", wechat(OFFICIAL))
        self.words = Words()
        self.asked: list[tuple[str, int]] = []

        async def allow(account: str, wanted: int) -> int:
            self.asked.append((account, wanted))
            return allowance(account, wanted)

        said: dict[Kind, Composer] = dict.fromkeys(
            (Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT), self.words
        )
        self.clock = clock
        self.worker = DeliveryWorker(
            db,
            {BOT: self.telegram, OFFICIAL: self.wechat},
            {**said, Kind.REPLY: compose_reply, **(composers or {})},
            clock,
            QUIET,
            allow,
        )

    async def work(self) -> int:
        """Rounds until nothing is left to do now; returns how many steps were taken."""
        total = 0
        async with asyncio.timeout(20):
            while worked := await self.worker.run_once():
                total += worked
        return total
