"""A city of followers for a month: the whole program, every kind of window and consent.

Who a follower is follows from his or her number, so that a month is the same every time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.simulator import Simulator
from bot.app import Program
from bot.clock import FrozenClock
from bot.competitions.moments import moments_of
from bot.config import Settings, check
from bot.content.load import load_pack
from bot.domain.announcements import Announcement
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.storage import Storage
from bot.store.announcements import import_announcement
from bot.store.competitions import import_competition
from bot.store.content_import import import_courses
from tests.flow.town import AES_KEY, PACKS, free_port

SERVICE, WEEKLY, SMALL = "city-service", "city-weekly", "city-small"
"""A verified service account, a verified subscription account, and one that is not verified."""
EVENING_BEFORE = datetime(2026, 11, 30, 2, tzinfo=UTC)
"""A Monday, 10:00 in Shanghai: everybody joins. The month is December."""
ONE_TIME, LASTING, FORM = "tmpl-once", "tmpl-lasting", "tmpl-form"
FIELDS = {"thing1": "title", "thing2": "text", "time3": "time"}
TEMPLATES_A_DAY, CUSTOMER_A_DAY = 600, 900
AT_ONCE = 100

DUE = """
select exists (select from lesson_turn where next_due <= $1)
  or exists (select from stage_moment where planned_at is null and due <= $1)
  or exists (select from competition where (seen_revision <> revision or seen_state <> state)
    and state in ('published', 'cancelled'))
  or exists (select from competition_group g where announced_at is null and exists (
    select from stage s where s.competition_key = g.competition_key having min(s.opens) <= $1 and max(s.closes) > $1))
  or exists (select from announcement_group g join announcement a on a.key = g.announcement_key
    where g.planned_at is null and a.state = 'approved' and a.paused_at is null and a.due <= $1 and a.expires > $1)
  or exists (select from digest where planned_at is null and due <= $1 and expires > $1)
  or exists (select from delivery where state = 'claimed' or next_try <= $1)
  or ($2 and exists (select from mass_message where state = 'planned' and due <= $1))
  or ($2 and exists (select from mass_part where state = 'reserved' and next_try <= $1))
  or exists (select from mass_part p where p.state = 'submitted' and exists (
    select from mass_report r where r.message_id = p.message_id))
"""
"""Whether something is left to plan or to send at an instant."""


def openid(number: int) -> str:
    """The platform id of a follower."""
    return f"oCity{number:023d}"


def settings_of(platforms: str, port: int, data_dir: Path) -> Settings:
    """Three official accounts, and no other channel."""

    def account(name: str, number: int, kind: str, *, verified: bool) -> dict[str, Any]:
        return {
            "name": name,
            "kind": kind,
            "verified": verified,
            "app_id": f"wx012345678{number}abcdef",
            "app_secret": "app-secret",
            "token": "callbacktoken",
            "aes_key": AES_KEY,
            "api_url": f"{platforms}/wechat-api",
            "script_url": f"{platforms}/wechat-api/jweixin.js",
            "daily_template": TEMPLATES_A_DAY,
            "daily_customer": CUSTOMER_A_DAY,
        }

    templates = [
        {"id": LASTING, "use": "notice", "long_term": True, "kinds": ["lesson"], "fields": FIELDS},
        {"id": ONE_TIME, "use": "notice", "kinds": ["lesson", "reminder"], "fields": FIELDS},
        {"id": FORM, "use": "template", "kinds": ["reminder"], "fields": FIELDS},
    ]
    return check(
        {
            "server": {"port": port, "public_url": f"http://127.0.0.1:{port}"},
            "storage": {"data_dir": str(data_dir)},
            "wechat": [
                {**account(SERVICE, 1, "service", verified=True), "templates": templates},
                account(WEEKLY, 2, "subscription", verified=True),
                account(SMALL, 3, "subscription", verified=False),
            ],
            "security": {"pseudonym_key": "p" * 32, "data_key": "d" * 32, "signing_key": "s" * 32},
        }
    )


def play(simulator: Simulator, settings: Settings) -> None:
    """Let the played platform know the accounts, their templates and their quotas."""
    for one in settings.wechat:
        simulator.add_wechat(
            one.name,
            one.app_id,
            one.app_secret.get_secret_value(),
            one.token.get_secret_value(),
            one.aes_key.get_secret_value(),
            f"{settings.server.public_url}/wechat/{one.name}",
            one.kind,
            one.verified,
        )
        quotas = simulator.wechat.quotas(one.name)
        quotas["template/send"], quotas["custom/send"] = TEMPLATES_A_DAY, CUSTOMER_A_DAY
        for template in one.templates:
            simulator.wechat.add_template(
                one.name,
                template.id,
                {"thing1": "课程", "thing2": "提示", "time3": "时间"},
                use=template.use,
                long_term=template.long_term,
            )


@dataclass
class City:
    """The program with its followers; ``people`` of them at the service account."""

    clock: FrozenClock
    simulator: Simulator
    settings: Settings
    program: Program
    people: int

    async def everybody(
        self, numbers: Iterable[int], act: Callable[[int], Awaitable[object]]
    ) -> None:
        """``act`` for each, a hundred at a time."""
        waiting = list(numbers)
        for begin in range(0, len(waiting), AT_ONCE):
            await asyncio.gather(*(act(n) for n in waiting[begin : begin + AT_ONCE]))

    async def say(self, numbers: Iterable[int], text: str, account: str = SERVICE) -> None:
        """These followers write."""
        wechat = self.simulator.wechat
        await self.everybody(numbers, lambda n: wechat.say(account, openid(n), text))

    async def touch(self, numbers: Iterable[int], key: str, account: str = SERVICE) -> None:
        """These followers touch a menu entry."""
        wechat = self.simulator.wechat
        await self.everybody(numbers, lambda n: wechat.menu(account, openid(n), key))

    async def move_to(self, at: datetime) -> None:
        """Let the clock stand at ``at``; returns when everything that is due has happened."""
        self.clock.set(at)
        await self.nothing_due()

    async def nothing_due(self) -> None:
        """Wait until nothing is left to do as of the clock's now; what one job leaves to another
        is ticked on.
        """
        async with asyncio.timeout(300):
            quiet = 0
            while quiet < 2:
                while not self.program.ticker.idle:
                    await asyncio.sleep(0.005)
                await self.simulator.settle()
                quiet = 0 if await self._due() else quiet + 1
                self.clock.set(self.clock.now())

    async def _due(self) -> bool:
        """In quiet hours a mass message that is on its way waits for the morning."""
        now, learning = self.clock.now(), self.settings.learning
        awake = not learning.quiet.hold(now, learning.zone)
        async with self.program.db.connection() as conn:
            return bool(await conn.fetchval(DUE, now, awake))

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds."""
        async with self.program.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(query, *values)]

    async def announce(self, *made: Competition | Announcement) -> None:
        """Import competitions and announcements."""
        now, learning = self.clock.now(), self.settings.learning
        quiet = (learning.quiet.begin, learning.quiet.end)
        async with self.program.db.transaction() as conn:
            for one in made:
                if isinstance(one, Competition):
                    moments = moments_of(one, now, quiet, learning.zone_info)
                    await import_competition(conn, one, moments.kept, at=now)
                else:
                    await import_announcement(conn, one, at=now, approver="test")


def contest(key: str, opens: datetime, days: int, groups: Sequence[str]) -> Competition:
    """A competition whose registration is open for some days."""
    return Competition(
        key=key,
        title=f"{key} 竞赛",
        category=Category.LEGAL_LITERACY,
        organiser="某某图书馆",
        link="https://example.org/rules",
        groups=tuple(GroupName(*group.split(":")) for group in groups),
        stages=(
            Stage("registration", StageKind.REGISTRATION, opens, opens + timedelta(days=days)),
        ),
        reminders=(timedelta(days=1), timedelta(hours=3)),
    )


def news(key: str, due: datetime, groups: Sequence[str], *, urgent: bool = False) -> Announcement:
    """An organiser's own announcement, of use for three days."""
    return Announcement(
        key=key,
        title=f"{key} 通知",
        text="图书馆本周六上午九点开放，欢迎来。",
        organiser="某某图书馆",
        link="https://example.org/news",
        groups=tuple(GroupName(*group.split(":")) for group in groups),
        due=due,
        expires=due + timedelta(days=3),
        urgent=urgent,
    )


@asynccontextmanager
async def open_city(place: Storage, data_dir: Path, people: int) -> AsyncIterator[City]:
    """A city on a fresh database with the shipped courses; nobody has joined yet."""
    clock = FrozenClock(EVENING_BEFORE)
    simulator = Simulator(clock)
    await simulator.start()
    settings = settings_of(simulator.url, free_port(), data_dir)
    play(simulator, settings)
    program = Program(settings, clock)
    try:
        await program.start(place)
        await program.life.settle()
        async with program.db.transaction() as conn:
            courses = load_pack(PACKS).courses
            await import_courses(conn, courses, at=clock.now(), approver="test")
        yield City(clock, simulator, settings, program, people)
    finally:
        await program.stop()
        await simulator.stop()
