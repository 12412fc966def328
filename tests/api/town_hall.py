"""A city's own system that calls the API: the real routes over HTTP, on the real servers."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, web
from redis.asyncio import Redis

from bot.clock import FrozenClock
from bot.domain.api import Scope
from bot.domain.quiet_hours import QuietHours
from bot.keys.vault import Vault
from bot.ledger.statements import Issuer
from bot.ports import Channel
from bot.store.api import tokens
from bot.store.api.rates import Rates
from bot.store.db import Database
from bot.web.api import House, routes
from bot.web.api.cursors import Cursors
from tests.delivery.owing import NOON, ZONE

SECRET = b"p" * 32
ISSUER = Issuer("https://yike.example.org", SECRET)
VAULT = Vault([b"d" * 32])
QUIET = QuietHours(time(21, 30), time(7, 30))
ALL = tuple(Scope)


@dataclass
class Reply:
    """What came back."""

    status: int
    said: Any
    headers: Mapping[str, str]


@dataclass
class TownHall:
    """The API, and somebody who calls it."""

    db: Database
    clock: FrozenClock
    house: House
    url: str
    session: ClientSession
    token: str = ""
    names: int = 0

    async def new_token(self, *scopes: Scope, days: int | None = 30, name: str = "") -> str:
        """A token that may do this (nothing named: everything)."""
        self.names += 1
        now = self.clock.now()
        async with self.db.transaction() as conn:
            token, _ = await tokens.make_token(
                conn,
                name=name or f"hall-{self.names}",
                scopes=scopes or ALL,
                expires_at=now + timedelta(days=days) if days is not None else None,
                actor="command line",
                at=now,
            )
        return token

    async def call(
        self,
        method: str,
        path: str,
        said: object = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Reply:
        """One call with the hall's token, or another one."""
        sent = dict(headers or {})
        bearer = self.token if token is None else token
        if bearer:
            sent.setdefault("Authorization", f"Bearer {bearer}")
        more: dict[str, Any] = {"json": said} if said is not None else {"data": data}
        async with self.session.request(
            method, f"{self.url}{path}", headers=sent, **more
        ) as response:
            answer = await response.json(content_type=None) if await response.read() else None
            return Reply(response.status, answer, response.headers)

    async def get(self, path: str) -> Any:
        """What a list or a thing says."""
        reply = await self.call("GET", path)
        assert reply.status == 200, reply.said
        return reply.said

    async def pages(self, path: str, limit: int) -> list[Any]:
        """All items of a list, page by page."""
        joined = "&" if "?" in path else "?"
        found: list[Any] = []
        cursor: str | None = None
        while True:
            on = f"&cursor={cursor}" if cursor else ""
            page = await self.get(f"{path}{joined}limit={limit}{on}")
            assert len(page["items"]) <= limit
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found


@asynccontextmanager
async def town_hall(
    db: Database,
    redis: "Redis",
    channels: Mapping[str, Channel] | None = None,
    *,
    per_minute: int = 1_000_000,
    private: bool = True,
    name: str = "hall",
) -> AsyncIterator[TownHall]:
    """The API on a port of its own, and a token that may do everything."""
    clock = FrozenClock(NOON)
    house = House(
        db=db,
        clock=clock,
        vault=VAULT,
        issuer=ISSUER,
        rates=Rates(redis, clock, per_minute),
        cursors=Cursors(SECRET),
        channels=channels or {},
        zone=ZoneInfo(ZONE),
        quiet=QUIET,
        public_url="http://127.0.0.1",
        private_hooks=private,
    )
    app = web.Application()
    app.add_routes(routes(house))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with ClientSession() as session:
            hall = TownHall(db, clock, house, f"http://127.0.0.1:{port}/api/v1", session)
            hall.token = await hall.new_token(name=name)
            yield hall
    finally:
        await runner.cleanup()


@dataclass
class Received:
    """One request that a receiver got."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A subscriber's own server: answers as told, first come first, then with 204."""

    url: str
    answers: list[int] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    got: list[Received] = field(default_factory=list)
    hang: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        """Note what came; hang as long as ``hang`` is not set."""
        self.got.append(Received(request.path, dict(request.headers), await request.read()))
        if self.hang is not None:
            await self.hang.wait()
        status = self.answers.pop(0) if self.answers else 204
        return web.Response(status=status, headers=self.headers)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A server on a port of its own."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    there = Receiver("")
    app.router.add_route("*", "/{rest:.*}", there.take)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        there.url = f"http://127.0.0.1:{runner.addresses[0][1]}/events"
        yield there
    finally:
        if there.hang is not None:
            there.hang.set()
        await runner.cleanup()


async def person(db: Database, state: str = "active", track: str | None = "seniors") -> UUID:
    """A learner; his or her key."""
    key = uuid4()
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into learner (key, state, track, zone, times, created_at)
            values ($1, $2, $3, $4, '{07:30}', $5)
            """,
            key,
            state,
            track,
            ZONE,
            NOON,
        )
    return key


async def people(db: Database, count: int) -> list[UUID]:
    """So many learners."""
    return [await person(db) for _ in range(count)]


async def group(db: Database, name: str = "class-7", account: str = "city-wechat") -> int:
    """A group; its row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            """
            insert into chat_group (account, channel, platform_id, title, zone, known_at)
            values ($1, $2, $3, $4, $5, $6) returning id
            """,
            account,
            "wechat" if "wechat" in account else "telegram",
            name,
            f"群 {name}",
            ZONE,
            NOON,
        )
    return row


async def completion(
    db: Database,
    learner: UUID,
    *,
    kind: str = "lesson",
    course: str = "law",
    lesson: str | None = "one",
    at: datetime = NOON,
) -> int:
    """Somebody finished something, as the ledger writes it; its row."""
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into ledger_person (key, learner_id) select key, id from learner where key = $1
            on conflict do nothing
            """,
            learner,
        )
        row: int = await conn.fetchval(
            """
            insert into completion (key, person, kind, course_key, lesson_key, registration, content_version,
              seconds, notional_minutes, platform, completed_at, recorded_at)
            values ($1, $2, $3, $4, $5, $6, '1', 60, 2, 'telegram', $7, $7) returning id
            """,
            uuid4(),
            learner,
            kind,
            course,
            lesson if kind == "lesson" else None,
            uuid4(),
            at,
        )
    return row


def competition(key: str = "law-2026", groups: Collection[int] = ()) -> dict[str, Any]:
    """A competition as a call writes it."""
    return {
        "id": key,
        "title": "全民法治知识竞赛",
        "category": "legal-literacy",
        "organiser": "某某图书馆",
        "groups": list(groups),
        "stages": [
            {
                "id": "registration",
                "kind": "registration",
                "opens": "2026-12-01T09:00:00+08:00",
                "closes": "2026-12-10T18:00:00+08:00",
            },
            {
                "id": "round-1",
                "kind": "quiz",
                "opens": "2026-12-11T09:00:00+08:00",
                "closes": "2026-12-13T18:00:00+08:00",
                "draw": 10,
                "seconds": 30,
            },
        ],
        "reminders": ["P7D", "PT3H"],
    }


def announcement(key: str, *groups: int) -> dict[str, Any]:
    """An announcement as a call writes it."""
    return {
        "id": key,
        "title": "图书馆周六开放",
        "text": "本周六照常开放。\n欢迎大家。",
        "organiser": "某某图书馆",
        "groups": list(groups),
        "due": "2026-11-24T09:00:00+08:00",
        "expires": "2026-11-28T18:00:00+08:00",
    }
