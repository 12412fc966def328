"""A mass sender and a planner on a real database, with one account whose platform is played."""

import asyncio
from datetime import datetime, time, timedelta
from typing import Any

from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.competitions.telling.digest import DigestComposer
from bot.competitions.telling.news import NewsComposer
from bot.delivery.masses.budget import MassRules
from bot.delivery.masses.sending import MassSender
from bot.domain.announcements import Announcement
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.domain.delivery import Kind
from bot.domain.events import MassReported
from bot.ports import MassWay
from bot.store.announcements import import_announcement
from bot.store.competitions import import_competition
from bot.store.db import Database, Row
from bot.store.masses import planned as masses
from bot.store.planning.pacing import Pacing
from schedules.masses import MassPlanner
from tests.delivery.owing import QUIET, ZONE
from tests.masses.months import at
from tests.masses.official import ScriptedOfficial

ACCOUNT = "city-wechat"
EVENING = at(23, 19)
"""Monday, 23 November 2026, 19:00 in Shanghai: the usual time of mass messages."""


class House:
    """One account, its sender and its planner."""

    def __init__(
        self, db: Database, way: MassWay = MassWay.PEOPLE, now: datetime = EVENING
    ) -> None:
        self.db = db
        self.clock = FrozenClock(now)
        self.official = ScriptedOfficial(ACCOUNT, way)
        self.woken = 0
        self.rules = MassRules(way, time(19), "sunday", ZONE, QUIET)
        self.sender = self.make_sender()
        self.planner = MassPlanner(
            db, {ACCOUNT: self.rules}, self.clock, self._wake, zone=ZONE, pacing=Pacing()
        )

    def make_sender(self) -> MassSender:
        """Another process's."""
        competition = CompetitionComposer(self.clock)
        return MassSender(
            self.db,
            {ACCOUNT: self.official},
            {
                Kind.ANNOUNCEMENT: competition,
                Kind.NEWS: NewsComposer(self.clock),
                Kind.DIGEST: DigestComposer(),
            },
            self.clock,
            quiet=QUIET,
            zone=ZONE,
            deployment="https://yike.example.org",
        )

    def _wake(self) -> None:
        self.woken += 1

    async def work(self) -> int:
        """Steps until nothing is left to do now."""
        total = 0
        async with asyncio.timeout(20):
            while steps := await self.sender.run_once():
                total += steps
        return total

    async def later(self, **span: float) -> int:
        """The same, so much later."""
        self.clock.move(timedelta(**span))
        return await self.work()

    async def report(self, message: str, status: str = "send success", **counts: int) -> None:
        """The platform's own report of a job."""
        told = {"total": 0, "filtered": 0, "sent": 0, "failed": 0} | counts
        async with self.db.transaction() as conn:
            await masses.reported(
                conn, ACCOUNT, MassReported(message, status, **told), self.clock.now()
            )

    async def fetch(self, query: str, *values: object) -> list[Row]:
        async with self.db.connection() as conn:
            return await conn.fetch(query, *values)

    async def value(self, query: str, *values: object) -> Any:
        async with self.db.connection() as conn:
            return await conn.fetchval(query, *values)

    async def mass(self, subject: str = "contest") -> Row:
        """The mass message of a subject as it stands."""
        found = await self.fetch("select * from mass_message where subject = $1", subject)
        assert len(found) == 1
        return found[0]

    async def parts(self) -> list[Row]:
        return await self.fetch("select * from mass_part order by id")

    async def used(self) -> dict[int, int]:
        """How many followers had so many mass messages this month."""
        rows = await self.fetch(
            "select mass_used, count(*) as people from address where account = $1 group by 1",
            ACCOUNT,
        )
        return {row["mass_used"]: row["people"] for row in rows}

    async def held(self, subject: str = "contest") -> list[Row]:
        return await self.fetch(
            "select * from delivery_held where subject = $1 order by id", subject
        )

    async def past(self, subject: str = "contest") -> list[Row]:
        return await self.fetch(
            "select * from delivery_past where subject = $1 order by id", subject
        )


def competition(
    key: str = "contest",
    *,
    groups: tuple[str, ...] = ("class-7",),
    opens: datetime = EVENING - timedelta(hours=9),
    closes: datetime = EVENING + timedelta(days=5),
    account: str = ACCOUNT,
) -> Competition:
    """A competition of one stage."""
    return Competition(
        key=key,
        title="全民法治知识竞赛",
        category=Category.LEGAL_LITERACY,
        organiser="某某图书馆",
        link="https://example.org/rules",
        groups=tuple(GroupName(account, one) for one in groups),
        stages=(Stage("registration", StageKind.REGISTRATION, opens, closes),),
        reminders=(),
    )


def announcement(
    key: str = "closing",
    *,
    groups: tuple[str, ...] = (f"{ACCOUNT}:class-7",),
    due: datetime = EVENING - timedelta(hours=1),
    expires: datetime = EVENING + timedelta(days=3),
    urgent: bool = False,
    text: str = "周三闭馆一天，周四照常。",
) -> Announcement:
    """An organiser's own."""
    named = tuple(GroupName(*one.split(":", 1)) for one in groups)
    return Announcement(key, "闭馆通知", text, "某某图书馆", "", named, due, expires, urgent)


async def put_competition(house: House, one: Competition) -> None:
    """Take it in."""
    async with house.db.transaction() as conn:
        await import_competition(conn, one, [], at=house.clock.now())


async def put_announcement(house: House, one: Announcement) -> None:
    """Take it in."""
    async with house.db.transaction() as conn:
        await import_announcement(conn, one, at=house.clock.now(), approver="operator")


async def cohort(db: Database, name: str = "class-7") -> int:
    """A cohort of the account; its row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            """
            insert into chat_group (account, channel, platform_id, zone, known_at) values ($1, 'wechat', $2, $3, $4)
            returning id
            """,
            ACCOUNT,
            name,
            ZONE,
            EVENING,
        )
    return row


async def followers(
    db: Database, count: int, *, first: int = 1, group: int | None = None
) -> list[int]:
    """Active followers ``o1``, ``o2``, …, members of ``group``; their learners."""
    async with db.transaction() as conn:
        rows = await conn.fetch(
            """
            with l as (
              insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), 'active', $3, '{07:30}', $4 from generate_series(1, $1) returning id
            ), a as (
              insert into address (learner_id, account, channel, platform_id, created_at)
              select id, $5, 'wechat', 'o' || (row_number() over (order by id) + $2 - 1), $4 from l
            ), m as (
              insert into group_member (group_id, learner_id, joined_at) select $6::bigint, id, $4 from l where $6 is not null
            )
            select id from l order by id
            """,
            count,
            first,
            ZONE,
            EVENING,
            ACCOUNT,
            group,
        )
    return [row["id"] for row in rows]


async def hold(
    db: Database,
    learners: list[int],
    *,
    kind: Kind = Kind.ANNOUNCEMENT,
    subject: str = "contest",
    expires: datetime = EVENING + timedelta(days=5),
) -> None:
    """What waits in these learners' inboxes for a mass message."""
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
              uncertain, detail, steps, planned_at, decided_at, reason, held_at)
            select nextval(pg_get_serial_sequence('delivery', 'id')), l, $2, $3, $4, 'once', 4, $5, $6, 0, false, '{}', '[]',
              $5, $5, 'waits for the mass message', $5 from unnest($1::bigint[]) as l
            """,
            learners,
            ACCOUNT,
            kind.value,
            subject,
            EVENING - timedelta(hours=1),
            expires,
        )


async def turn(
    db: Database,
    subject: str = "contest",
    *,
    kind: Kind = Kind.ANNOUNCEMENT,
    due: datetime = EVENING,
    expires: datetime = EVENING + timedelta(days=5),
) -> None:
    """A planned mass message."""
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into mass_message (account, kind, subject, occurrence, due, expires, state, reason, planned_at)
            values ($1, $2, $3, 'once', $4, $5, 'planned', 'goes out on the first day it is open', $4)
            """,
            ACCOUNT,
            kind.value,
            subject,
            due,
            expires,
        )


async def contest(house: House, people: int) -> list[int]:
    """A competition whose announcement waits in so many inboxes for its turn, which is now."""
    group = await cohort(house.db)
    found = await followers(house.db, people, group=group)
    await put_competition(house, competition())
    await announced(house)
    await hold(house.db, found)
    await turn(house.db)
    return found


async def announced(house: House, key: str = "contest") -> None:
    """All of a competition's announcements are planned."""
    async with house.db.connection() as conn:
        await conn.execute(
            "update competition_group set announced_at = $2 where competition_key = $1",
            key,
            house.clock.now(),
        )
