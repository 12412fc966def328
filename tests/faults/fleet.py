"""A deployment under attack: the played Bot API, real servers, any number of real processes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from bot.app import Role
from bot.clock import SystemClock
from bot.store.db import Database
from tests.faults.bot_api import BotApi, Chat, played_bot_api
from tests.faults.counting import Totals, count
from tests.faults.people import ACCOUNTS, MORNING, Moment, owe_all, owe_cohorts, settle_in
from tests.faults.programs import ForkedProcess, Process, Start, Values

PAST_A_LEASE = timedelta(seconds=61)
UNLIMITED = {"rate": 0, "bulk_rate": 0, "chat_rate": 0, "group_rate": 0}
"""The settings of accounts whose platform is never too busy: what is tested does not wait for it."""

CLAIMED = """
select a.account, a.platform_id from delivery d join address a on a.id = d.address_id
where d.state = 'claimed'"""
ADDRESSES = "select account, platform_id from address"
SENT = """
select a.account, a.platform_id, p.uncertain, p.attempts from delivery_past p
join address a on a.id = p.address_id where p.state = 'sent'"""
NOT_SENT = """
select 'planned' as what, state, count(*) as count from delivery group by 2
union all select 'held', reason, count(*) from delivery_held group by 2
union all select 'past', state || ': ' || reason, count(*) from delivery_past where state <> 'sent' group by 2
"""
LEFT = """
select lane, state, next_try > $1 as later, count(*) as count, min(next_try - $1) as first
from delivery group by 1, 2, 3"""
END_SESSIONS = """
select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1"""


@dataclass
class Fleet:
    """``processes`` are those that run, by name: ``worker-1`` or ``schedules-2``.

    ``in_flight`` counts, for each chat, the kills at which its message was taken and its row
    still claimed; ``claimed`` are all whose row was claimed at any kill, by whomever.
    """

    api: BotApi
    database_url: str
    redis_url: str
    folder: Path
    account: Mapping[str, float] = field(default_factory=dict)
    make: Callable[[Start], Process] = ForkedProcess
    offset: timedelta = field(default_factory=lambda: MORNING.now - SystemClock().now())
    processes: dict[str, Process] = field(default_factory=dict)
    lives: Counter[str] = field(default_factory=Counter)
    senders: dict[str, str] = field(default_factory=dict)
    in_flight: Counter[Chat] = field(default_factory=Counter)
    claimed: set[Chat] = field(default_factory=set)
    began: float = field(default_factory=monotonic)

    # Processes -----------------------------------------------------------------------------

    async def start(self, *names: str, file_bytes: int | None = None) -> None:
        """Start processes; each life of one has an address of its own at the Bot API."""
        starting = []
        for name in names:
            self.lives[name] += 1
            self.senders[name] = sender = f"{name}.{self.lives[name]}"
            role = Role(name.partition("-")[0])
            given = Start(self.settings(sender), [role], self.log(name), file_bytes)
            process = self.make(given)
            self.processes[name] = process
            starting.append(process.start(self.offset))
        await asyncio.gather(*starting)

    def log(self, name: str) -> Path:
        """Where a process writes what it says."""
        return self.folder / f"{name}.log"

    def settings(self, sender: str) -> Values:
        """Those of the process that is called ``sender`` in this life."""
        return {
            "server": {"port": 0},
            "storage": {
                "data_dir": str(self.folder / "data"),
                "database_url": f"{self.database_url}&application_name={sender}",
                "redis_url": self.redis_url,
            },
            "delivery": {"pace": 5000},
            "security": dict.fromkeys(("pseudonym_key", "data_key", "signing_key"), "k" * 32),
            "telegram": [
                {
                    "name": name,
                    "token": f"{number}:TOKEN",
                    "webhook_secret": "secret-of-the-fleet",
                    "api_url": self.api.url(sender),
                    **UNLIMITED,
                    "quizzes": "buttons",  # a lesson is one message, and is counted as one
                    **self.account,
                }
                for name, number in ACCOUNTS.items()
            ],
        }

    async def kill(self, name: str) -> Counter[Chat]:
        """``kill -9``; the chats whose message was taken from this process, but not recorded."""
        sender = self.senders[name]
        await self.processes.pop(name).kill()
        await self.rows(END_SESSIONS, sender)
        await self.api.until_gone(sender)
        self.claimed |= await self.chats(CLAIMED)
        unrecorded = await self.unrecorded(sender)
        self.in_flight += unrecorded
        return unrecorded

    async def unrecorded(self, sender: str) -> Counter[Chat]:
        """The chats whose message was taken from ``sender``, and whose row is still claimed."""
        claimed = await self.chats(CLAIMED)
        taken = await self.api.accepted_from(sender)
        return Counter(chat for chat in taken if chat in claimed)

    async def stop(self, *names: str) -> dict[str, int | None]:
        """``SIGTERM`` to these (to all, if none is named); their exit codes."""
        stopped = {name: self.processes.pop(name) for name in names or tuple(self.processes)}
        for process in stopped.values():
            process.terminate()
        codes = await asyncio.gather(*(process.ended() for process in stopped.values()))
        return dict(zip(stopped, codes, strict=True))

    async def move(self, by: timedelta, only: Iterable[str] = ()) -> None:
        """Move the clocks of all (or some) processes, and of those that start later."""
        self.offset += by
        names = tuple(only) or tuple(self.processes)
        await asyncio.gather(*(self.processes[name].move(self.offset) for name in names))

    # Messages ------------------------------------------------------------------------------

    async def until_all_sent(self) -> None:
        """Wait until everybody has got the message, and those once more who were in flight."""
        owed = len(await self.owed())
        await self.reach(self.api.until(owed + self.in_flight.total(), owed))

    async def reach(self, moment: Awaitable[None]) -> None:
        """Wait for ``moment``; say how things stand when it does not come."""
        try:
            await moment
        except AssertionError as error:
            totals, taken = await self.totals(), await self.api.taken()
            left = await self.rows(LEFT, SystemClock().now() + self.offset)
            said = f"{error}; {totals.line(self.seconds)}; {dict(taken.by_sender)}; {left}"
            raise AssertionError(f"{said}\n{self.said()[-2000:]}") from None

    async def owed(self) -> set[Chat]:
        """The chats of all learners."""
        return await self.chats(ADDRESSES)

    async def totals(self, allowed: Counter[Chat] | None = None) -> Totals:
        """What was owed against what was taken; by default what was in flight may be double."""
        taken = await self.api.taken()
        allowed = self.in_flight if allowed is None else allowed
        return count(await self.owed(), taken.accepted, allowed)

    async def all_recorded(self) -> set[Chat]:
        """Assert that the database says: sent to everybody, nothing else; who is uncertain."""
        assert await self.rows(NOT_SENT) == []
        rows = await self.rows(SENT)
        assert len({row["platform_id"] for row in rows}) == len(rows)
        assert {_chat(row) for row in rows} == await self.owed()
        return {_chat(row) for row in rows if row["uncertain"]}

    def said(self) -> str:
        """What all processes wrote."""
        return "".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return monotonic() - self.began

    async def chats(self, query: str) -> set[Chat]:
        """The chats that a query finds."""
        return {_chat(row) for row in await self.rows(query)}

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds, over a connection of its own: it may have been away."""
        db = await Database.connect(self.database_url, size=1)
        try:
            async with db.connection() as conn:
                return [dict(row) for row in await conn.fetch(query, *values)]
        finally:
            await db.close()


def _chat(row: dict[str, Any]) -> Chat:
    return ACCOUNTS[row["account"]], int(row["platform_id"])


@asynccontextmanager
async def open_fleet(
    database_url: str,
    redis_url: str,
    folder: Path,
    people: int,
    *,
    cohorts: Sequence[tuple[int, int]] = (),
    at: Moment = MORNING,
) -> AsyncIterator[Fleet]:
    """Nobody runs yet. The announcement is planned for all ``people``, or owed to ``cohorts``
    (first and last learner of each) and still to be planned.
    """
    db = await Database.connect(database_url, size=1)
    async with db.transaction() as conn:
        await settle_in(conn, people, at)
        await (owe_cohorts(conn, *cohorts, at=at) if cohorts else owe_all(conn, at))
        await conn.execute("analyze")
    await db.close()
    async with played_bot_api() as api:
        fleet = Fleet(api, database_url, redis_url, folder)
        try:
            yield fleet
        finally:
            await asyncio.gather(*(process.kill() for process in fleet.processes.values()))


def names(role: str, count: int) -> Sequence[str]:
    """``worker-1``, ``worker-2`` …"""
    return [f"{role}-{number}" for number in range(1, count + 1)]
