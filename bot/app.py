"""The composition root: reads settings, builds everything, starts and stops it.

Channels and credit banks come from bot/platforms.py, their limits from bot/allowances.py; where
data is: bot/storage.py.
"""

import asyncio
import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from bot.allowances import daily_quotas, limits_of
from bot.api_office import ApiOffice
from bot.catching_up import caught_up
from bot.chat_ports import GroupChats
from bot.clock import SystemClock
from bot.config import Settings, secret_keys
from bot.credit_office import CreditOffice
from bot.delivery.limiting import Limiter
from bot.delivery.spool import Spool
from bot.delivery.worker import Composer, DeliveryWorker, InFlight, Manner, compose_reply
from bot.deployment import deployment_of
from bot.domain.api import HOOKS
from bot.domain.delivery import Kind
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    StorageUnavailableError,
)
from bot.lifecycle import Lifecycle, cancelled
from bot.platforms import build_channels, officials
from bot.ports import Channel, Clock
from bot.running_settings import RunningSettings
from bot.storage import Storage, storage
from bot.store import redis as shared
from bot.store.db import Database
from bot.store.migrations import missing
from bot.store.privacy.carrying import refuse_half_restored
from bot.teaching_office import TeachingOffice
from bot.web import calendars, notice_page
from bot.web.health import Health
from bot.web.measures import Measures
from bot.web.section import Section, read_code
from bot.web.server import WebServer
from bot.web.webhooks import Webhooks
from handlers.inbound import Inbound
from handlers.turn import Deployment

if TYPE_CHECKING:
    from aiohttp import web
    from redis.asyncio import Redis

    from bot.web.console.house import House

log = structlog.get_logger("app")

JOBS_AT_ONCE = 8
"""Jobs that are at the database at the same time."""
GATHER_WAKES = 0.02
"""Seconds in which calls to the workers of other processes become one."""
SET_UP_AGAIN = (1, 2, 5, 10, 30, 60)
"""Seconds between tries to set up a platform that is down."""


class Role(StrEnum):
    """What a process does; all of it when none is named."""

    WEB = "web"
    WORKER = "worker"
    SCHEDULES = "schedules"


# The program -------------------------------------------------------------------------------------


class Program:
    """One process of Yike with its roles, from start to stop."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        roles: Sequence[Role] = (),
        applications: "Callable[[Program], Mapping[str, web.Application]] | None" = None,
    ) -> None:
        """``applications`` are mounted beside the webhooks (the demo's phones)."""
        self.settings = settings
        self.clock = clock
        self.roles = frozenset(roles or Role)
        self.life = Lifecycle()
        accounts = [bot.name for bot in settings.telegram]
        accounts += [account.name for account in settings.wechat]
        self.measures = Measures([*accounts, HOOKS])
        self.platforms: dict[str, str] = {}
        self.wakes = {what: asyncio.Event() for what in ("delivery", "push", "write", "settings")}
        self._calling: set[str] = set()
        self._applications = applications
        self._schedules = AsyncExitStack()
        self.port = settings.server.port

    async def start(self, place: Storage) -> None:
        """Build everything and begin; ready also while a platform is down."""
        settings, clock, life = self.settings, self.clock, self.life
        self.db = db = await Database.connect(place.database_url, size=12, least=2)
        life.on_stop("close the database", db.close)
        async with db.connection() as conn:
            await refuse_half_restored(conn)
        self.redis = redis = shared.connect(place.redis_url)
        life.on_stop("close redis", redis.aclose)
        secret = secret_keys(settings)["pseudonym_key"]

        self.channels = channels = build_channels(settings, redis, clock, db)
        for channel in channels.values():
            life.on_stop(f"close {channel.account}", channel.stop)
        self.credit = credit = CreditOffice(settings, clock)
        for bank in credit.banks:
            life.on_stop(f"close {bank.name}", bank.stop)

        self.api = ApiOffice(settings, clock)
        self.teaching = teaching = TeachingOffice(settings, clock)
        self.running = running = RunningSettings(settings)
        await running.read(db)
        deployment = deployment_of(settings, channels, credit, teaching, secret, running)
        composers = self._composers(deployment)
        self.worker = self._delivery_worker(channels, composers)
        await self.worker.open()
        life.on_stop("record what was sent", self.worker.close)
        self._take_events(deployment, composers, secret)
        if Role.WORKER in self.roles:
            self._start_worker()
        if Role.SCHEDULES in self.roles:
            life.on_stop("end the schedules", self._schedules.aclose)
        await self._start_web(channels, redis, db, self._pages(deployment))
        if Role.SCHEDULES in self.roles:
            await self._start_schedules(place, channels, composers)
        self._meet_platforms(deployment.chats)
        self._listen()
        if Role.WEB in self.roles:
            life.spawn("read the lessons for the companion", teaching.read_ahead(db))
        _keep_what_was_read()

    def _listen(self) -> None:
        """To other processes' calls, and to what changes while we run."""
        life = self.life
        listening = life.run("listen for wake-ups", shared.listen(self.redis, self._woken))
        life.on_stop("stop listening", lambda: cancelled(listening))
        follow = self.running.follow(self.db, self.wakes["settings"])
        following = life.run("follow settings", follow)
        life.on_stop("stop following settings", lambda: cancelled(following))

    def _delivery_worker(
        self, channels: Mapping[str, Channel], composers: Mapping[Kind, Composer]
    ) -> DeliveryWorker:
        """Who sends to people and groups, and to the subscribers of the API."""
        settings, clock = self.settings, self.clock
        subscribers = self.api.channel(self.db)
        self.life.on_stop("close the subscribers' line", subscribers.stop)
        return DeliveryWorker(
            self.db,
            {**channels, HOOKS: subscribers},
            {**composers, Kind.HOOK: self.api.composer},
            clock,
            settings.learning.quiet,
            limiter=Limiter(
                self.redis, limits_of(settings), _timer(clock), self.measures.redis_away
            ),
            spool=Spool(settings.storage.data_dir / "spool"),
            manner=Manner(
                settings.delivery.seats, daily_quotas(settings), settings.learning.peaks
            ),
            watch=self.measures,
            wake=lambda: self._wake("delivery"),
        )

    def _take_events(
        self, deployment: Deployment, composers: Mapping[Kind, Composer], secret: bytes
    ) -> None:
        """Open the in-pipe; what is being taken at the stop is taken to its end."""
        shelf = self.teaching.shelf
        self.inbound = Inbound(
            self.db, self.channels, shelf, composers, deployment, self.clock, secret
        )
        self.inbound.send = self._send_now
        self.inbound.pushed = lambda: self._wake("push")
        self.inbound.owed = lambda: self._wake("delivery")
        self.inbound.answered = self.teaching.answered(self.measures, self._wake)
        self.life.on_stop("finish replies", self._finish_replies)

    async def stop(self) -> None:
        """Webhooks close, schedules end, workers drain, connections close."""
        await self.life.stop()

    async def _finish_replies(self) -> None:
        """What is being taken is stored; what is answered is sent."""
        await self.inbound.settle()
        await self.life.settle()

    async def next_due(self) -> datetime | None:
        """When the next daily item is owed to anybody."""
        from bot.store.planning.lessons import next_lesson_due

        async with self.db.connection() as conn:
            return await next_lesson_due(conn)

    def _meet_platforms(self, chats: Mapping[str, GroupChats]) -> None:
        """Set them up and fetch from those that are polled; what only sends learns their names."""
        if Role.WEB not in self.roles:
            for one in chats.values():
                self.life.spawn(f"learn the name of {one.account}", self._learn_name(one))
            return
        for channel in self.channels.values():
            self.life.spawn(f"set up {channel.account}", self._set_up(channel))
            polling = self.life.run(f"poll {channel.account}", self._poll(channel))
            self.life.on_stop(f"stop polling {channel.account}", partial(cancelled, polling))

    def _composers(self, deployment: Deployment) -> dict[Kind, Composer]:
        from bot.competitions.telling.compose import CompetitionComposer
        from bot.competitions.telling.compose_told import ToldComposer
        from bot.competitions.telling.digest import DigestComposer
        from bot.competitions.telling.news import NewsComposer
        from bot.learning.correcting import CorrectionComposer
        from bot.learning.groups.board import BoardComposer
        from bot.learning.groups.course import CourseComposer
        from bot.learning.groups.explanation import ExplanationComposer
        from bot.learning.groups.question import QuestionComposer
        from bot.learning.helping import HelpComposer
        from bot.ledger.news import CreditNewsComposer

        link, shelf = deployment.link, self.teaching.shelf
        competition = CompetitionComposer(self.clock, link)
        return {
            Kind.REPLY: compose_reply,
            **self.teaching.composers(),
            Kind.ANNOUNCEMENT: competition,
            Kind.REMINDER: competition,
            Kind.RESULT: ToldComposer(self.clock),
            Kind.NEWS: NewsComposer(self.clock),
            Kind.CREDIT: CreditNewsComposer(deployment.banks),
            Kind.DIGEST: DigestComposer(),
            Kind.COURSE: CourseComposer(shelf, link),
            Kind.QUESTION: QuestionComposer(shelf, self.clock, deployment.group_times),
            Kind.EXPLANATION: ExplanationComposer(self.clock),
            Kind.BOARD: BoardComposer(link),
            Kind.CORRECTION: CorrectionComposer(),
            Kind.HELP: HelpComposer(shelf, {n: one.kind for n, one in self.channels.items()}),
        }

    def _pages(self, deployment: Deployment) -> "Sequence[web.AbstractRouteDef]":
        """What people see of themselves at ``/app/``, the staff at ``/console/``, and systems at
        ``/api/v1/``: each is read when somebody first asks for it.
        """
        if Role.WEB not in self.roles:
            return []
        calendar = calendars.routes(
            db=self.db,
            clock=self.clock,
            secret=deployment.secret,
            public_url=self.settings.server.public_url,
            domain=urlsplit(self.settings.security.id_base).hostname or "yike.example.org",
            zone=self.settings.learning.zone,
        )
        return [
            *calendar,
            Section(lambda: self._own_pages(deployment), "/app"),
            Section(self._console, "/console"),
            Section(lambda: self.api.pages(self.db, self.redis, self.channels), "/api/v1"),
        ]

    def _own_pages(self, deployment: Deployment) -> "Sequence[web.AbstractRouteDef]":
        from bot.web import miniapp

        return miniapp.routes(
            db=self.db,
            clock=self.clock,
            shelf=self.teaching.shelf,
            channels=self.channels,
            deployment=deployment,
            quiet=self.settings.learning.quiet,
            public_url=self.settings.server.public_url,
            secret=deployment.secret,
            pushed=lambda: self._wake("push"),
        )

    def _console(self) -> "Sequence[web.AbstractRouteDef]":
        from bot.console_office import console_pages

        return console_pages(self._house())

    def _house(self) -> "House":
        """What the console knows."""
        from bot.console_office import console_house

        return console_house(
            self.settings,
            db=self.db,
            redis=self.redis,
            clock=self.clock,
            channels=self.channels,
            shelf=self.teaching.shelf,
            office=self.credit,
            wake=self._wake,
            running=self.running,
            spawn=self.life.spawn,
        )

    def _start_worker(self) -> None:
        stop = asyncio.Event()
        tasks = [
            self.life.run("deliver", self._deliver(stop)),
            self.life.run(
                "push",
                self.credit.push_worker(self.db, self.measures).run(stop, self.wakes["push"]),
            ),
        ]
        if writing := self.teaching.writing(self.db, self.measures, self._wake):
            self.life.on_stop("close the model", self.teaching.close)
            tasks.append(self.life.run("write", writing.run(stop, self.wakes["write"])))
        self.clock.when_moved(self.wakes["delivery"].set)

        async def drain() -> None:
            stop.set()
            for wake in self.wakes.values():
                wake.set()
            await asyncio.wait(tasks, timeout=15)
            await cancelled(*tasks)

        self.life.on_stop("drain the workers", drain)

    async def _deliver(self, stop: asyncio.Event) -> None:
        await caught_up(self.channels.values(), stop)
        await self.worker.run(stop, self.wakes["delivery"])

    async def _start_schedules(
        self,
        place: Storage,
        channels: Mapping[str, Channel],
        composers: Mapping[Kind, Composer],
    ) -> None:
        """With connections of their own: thirty jobs at once must keep nobody's answer waiting."""
        # Calls are answered meanwhile.
        await asyncio.to_thread(read_code, "bot.timetable", "schedules.ticker")
        from bot.timetable import Staff, jobs_of
        from schedules.ticker import Ticker

        db = await Database.connect(place.database_url, size=JOBS_AT_ONCE)
        self._schedules.push_async_callback(db.close)
        staff = Staff(
            db,
            self.clock,
            self.teaching.shelf,
            channels,
            composers,
            self.worker,
            self.credit,
            self.teaching,
            self.api,
            self.measures,
            self._wake,
        )
        self.ticker = Ticker(jobs_of(self.settings, staff), self.clock)
        self.ticker.start()
        self._schedules.push_async_callback(self.ticker.stop)

    async def _start_web(
        self,
        channels: Mapping[str, Channel],
        redis: "Redis",
        db: Database,
        pages: "Sequence[web.AbstractRouteDef]",
    ) -> None:
        async def database_answers() -> str:
            try:
                async with db.connection() as conn:
                    lacking = await missing(conn)
            except StorageUnavailableError as error:
                return str(error)
            return f"{len(lacking)} migration(s) missing; run: yike migrate" if lacking else ""

        async def redis_answers() -> str:
            return "" if await shared.reachable(redis) else "Redis does not answer"

        health = Health(
            {"database": database_answers, "redis": redis_answers},
            lambda: dict(self.platforms),
            self.measures,
        )
        routes: list[web.AbstractRouteDef] = [*health.routes()]
        if Role.WEB in self.roles:
            webhooks = Webhooks(
                channels, self.inbound.handle, self.clock, self.measures, self.inbound.owe_late
            )
            routes += webhooks.routes()
            accounts = {account.name: account for account in self.settings.wechat}
            public_url = self.settings.server.public_url
            routes += notice_page.routes(officials(channels), accounts, public_url)
            routes += [*pages, *self.credit.pages(db)]
        applications = self._applications(self) if self._applications else {}
        server = WebServer(
            self.settings.server.host, self.settings.server.port, routes, applications
        )
        await server.start()
        self.port = server.port
        self.life.on_stop("close the webhooks", server.stop)

    async def _set_up(self, channel: Channel) -> None:
        """Set webhook, commands and menu; try again while the platform is down, say so once."""
        for number in range(1_000_000):
            try:
                await channel.start()
            except (PlatformUnavailableError, PlatformMisconfiguredError) as error:
                if self.platforms.get(channel.account) != str(error):
                    log.warning("platform not ready", account=channel.account, reason=str(error))
                self._platform(channel.account, str(error))
            else:
                self._platform(channel.account, "ok")
                log.info("platform ready", account=channel.account)
                return
            pause = SET_UP_AGAIN[min(number, len(SET_UP_AGAIN) - 1)]
            if await _stopped_within(self.life.stopping, pause):
                return

    async def _learn_name(self, chats: GroupChats) -> None:
        """Links into the private chat name the bot, also in what a process only sends."""
        for number in range(1_000_000):
            try:
                await chats.learn_name()
            except (PlatformUnavailableError, PlatformMisconfiguredError) as error:
                log.info("no links until the bot's name is known", reason=str(error))
            else:
                return
            pause = SET_UP_AGAIN[min(number, len(SET_UP_AGAIN) - 1)]
            if await _stopped_within(self.life.stopping, pause):
                return

    def _platform(self, account: str, word: str) -> None:
        self.platforms[account] = word
        self.measures.platform(account, ready=word == "ok")

    async def _poll(self, channel: Channel) -> None:
        await channel.poll(self.inbound.handle)
        await self.life.stopping.wait()

    def _send_now(self, flight: InFlight) -> None:
        self.life.spawn("send a reply", self.worker.send(flight))

    def _wake(self, what: str) -> None:
        """Wake the workers of this process at once, those of others through Redis."""
        self._woken(what)
        if what not in self._calling and not self.life.stopping.is_set():
            self._calling.add(what)
            self.life.spawn("wake others", self._wake_others(what))

    async def _wake_others(self, what: str) -> None:
        """One call for all that happens in a moment: it costs as much as a statement."""
        await asyncio.sleep(GATHER_WAKES)
        self._calling.discard(what)
        await shared.wake(self.redis, what)

    def _woken(self, what: str) -> None:
        self.wakes.get(what, self.wakes["delivery"]).set()


def _keep_what_was_read() -> None:
    """In a process of our own, which put collections off until here, no collection looks through
    it again. To look even once would take a sixth of the start, and find next to nothing.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _timer(clock: Clock) -> Callable[[], int] | None:
    """Microseconds of a clock that can be moved; the real limits go by Redis's own."""
    if isinstance(clock, SystemClock):
        return None
    return lambda: int(clock.now().timestamp() * 1_000_000)


async def _stopped_within(stopping: asyncio.Event, seconds: float) -> bool:
    """Whether the stop was asked for within ``seconds``."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return False
    return True


async def run(settings: Settings, clock: Clock, roles: Sequence[Role]) -> bool:
    """Run until a signal; False when a task died and the process should be started again."""
    async with storage(settings) as place:
        program = Program(settings, clock, roles)
        program.life.stop_on_signals()
        try:
            await program.start(place)
            log.info("running", port=program.port, roles=sorted(program.roles))
            await program.life.stopping.wait()
        finally:
            await program.stop()
        return not program.life.failed
