"""A month of 陈老师's, played step by step: the clock moves, she does what she does.

A step returns when her act has been answered; the page asks for the next one. Where the bot says
that it is still at work, a step does nothing, so that nobody runs ahead of it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from adapters.simulator.phones_person import (
    AWAY,
    COMPETITIONS,
    CREDITS,
    Act,
    Stop,
    answer_to,
    entry,
    stops,
    way_to_allow,
)
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_people import WechatPeople
from bot.domain.errors import InputError

PATIENCE = 4.0
"""Real seconds that steps wait for a bot which is still at work; then the month goes on."""
TODAY = "today"
"""The menu key of 今日一课."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Something that could not be brought: held since ``since``, and what became of it.

    ``state``: ``waiting`` still, ``given`` with a reply, ``lost`` when its time was over.
    """

    kind: str
    since: datetime
    state: Literal["waiting", "given", "lost"]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """The class whose poster can be scanned: the scene of its code, and its name."""

    scene: str
    title: str


async def _nothing_planned(first: datetime) -> None:
    """No organiser has a plan."""


async def _nothing_waited(since: datetime) -> list[Waited]:  # noqa: ARG001 - the shape
    return []


async def _not_at_work() -> bool:
    return False


@dataclass(slots=True)
class Behind:
    """What only the bot's side knows; without it the month still runs.

    ``plan``: organisers plan a month that begins at an instant. ``waited``: what was held for her
    since an instant. ``at_work``: whether something that is due has not been done yet.
    """

    plan: Callable[[datetime], Awaitable[None]] = _nothing_planned
    waited: Callable[[datetime], Awaitable[list[Waited]]] = _nothing_waited
    at_work: Callable[[], Awaitable[bool]] = _not_at_work


class Month:
    """The month under way, or the last one. One step at a time, whoever asks for it."""

    def __init__(self, people: WechatPeople, person: str, zone: ZoneInfo) -> None:
        """``person`` is who lives through it."""
        self._people = people
        self._person = person
        self._zone = zone
        self._lock = asyncio.Lock()
        self._stops: tuple[Stop, ...] = ()
        self._next = 0
        self._said = 0
        self._waiting_since: float | None = None
        self._used = ""
        self.began: datetime | None = None
        self.first = date.min
        self.allowed: list[datetime] = []

    @property
    def over(self) -> bool:
        """Whether every stop has been."""
        return self._next >= len(self._stops)

    @property
    def day(self) -> int:
        """The day it is at, from 1; 0 before the first month."""
        if not self._stops:
            return 0
        return self._stops[min(self._next, len(self._stops) - 1)].day

    @staticmethod
    def away(day: int) -> bool:
        """Whether she does not look on a day."""
        return day in AWAY

    async def begin(self, account: WechatAccount, behind: Behind) -> None:
        """Start a month at the clock's now. Raises InputError while one is under way."""
        async with self._lock:
            if not self.over:
                raise InputError("A month is under way already.")
            now = account.world.now()
            await behind.plan(now)
            self._stops, self._next, self._said = stops(), 0, 0
            self._used, self._waiting_since, self.allowed = "", None, []
            self.began, self.first = now, now.astimezone(self._zone).date()
        account.world.touch()

    async def step(self, account: WechatAccount, behind: Behind, cohort: Cohort | None) -> None:
        """The next stop, or her next answer; nothing once the month is over, while another step
        is under way, or while the bot is at work.
        """
        if self.over or self._lock.locked():
            return
        async with self._lock:
            if await behind.at_work() and self._patient():
                return
            self._waiting_since = None
            stop = self._stops[self._next]
            self._reach(account, stop)
            if self._left(account, stop) or await self._act(account, stop, cohort):
                self._next += 1
                self._said = 0
        account.world.touch()

    def _patient(self) -> bool:
        """Whether the bot may still have time; from the first step on that waits for it."""
        now = asyncio.get_running_loop().time()
        if self._waiting_since is None:
            self._waiting_since = now
        return now - self._waiting_since < PATIENCE

    def _left(self, account: WechatAccount, stop: Stop) -> bool:
        """Whether she was made to leave the account; then she does nothing any more."""
        follower = account.state.followers.get(self._person)
        return stop.act is not Act.JOIN and (follower is None or not follower.subscribed)

    def _reach(self, account: WechatAccount, stop: Stop) -> None:
        day = self.first + timedelta(days=stop.day - 1)
        at = datetime.combine(day, stop.at, self._zone)
        left = at - account.world.now()
        if left > timedelta(0):
            account.world.clock.move(left)

    async def _act(self, account: WechatAccount, stop: Stop, cohort: Cohort | None) -> bool:
        """Do what belongs to a stop; whether it is done with it."""
        match stop.act:
            case Act.JOIN:
                await self._join(account, cohort)
            case Act.LEARN:
                await self._learn(account, stop)
            case Act.ALLOW:
                await self._allow(account)
            case Act.ASK:
                await self._say(account, CREDITS)
            case Act.FIND:
                await self._say(account, COMPETITIONS)
            case Act.ANSWER | Act.ENTER:
                return not await self._answer(account, stop)
            case Act.WAIT:
                pass
        return True

    async def _say(self, account: WechatAccount, words: str) -> None:
        await self._people.say(account.console.account, self._person, words)

    async def _join(self, account: WechatAccount, cohort: Cohort | None) -> None:
        name, follower = account.console.account, account.state.followers.get(self._person)
        if cohort is not None:
            await self._people.scan(name, self._person, cohort.scene)
        elif follower is None or not follower.subscribed:
            await self._people.follow(name, self._person)

    async def _learn(self, account: WechatAccount, stop: Stop) -> None:
        """She touches 今日一课, unless what came already asks her something."""
        name = account.console.account
        if answer_to(self._people.chat(name, self._person), stop.day, 0):
            return
        try:
            await self._people.menu(name, self._person, TODAY)
        except InputError:
            # No menu, or none with this entry: she writes.
            await self._say(account, "今日一课")

    async def _answer(self, account: WechatAccount, stop: Stop) -> bool:
        """Whether something was asked, and she answered it."""
        chat = self._people.chat(account.console.account, self._person)
        if stop.act is Act.ENTER:
            words = entry(chat, self._said)
        else:
            words = answer_to(chat, stop.day, self._said)
        if words:
            self._said += 1
            await self._say(account, words)
        return bool(words)

    async def _allow(self, account: WechatAccount) -> None:
        """Where the chat has a new way to allow reminders, she takes it, as on the page."""
        name = account.console.account
        bubble, _ = way_to_allow(self._people.chat(name, self._person), self._used)
        notices = [one.id for one in account.templates.values() if one.use == "notice"]
        if bubble and notices:
            self._used = bubble
            self.allowed.append(account.world.now())
            await self._people.notices(name, self._person, dict.fromkeys(notices[:3], "accept"))
