"""Limits shared by all processes: when each message of a claimed batch may go (design 4.5, 4.8).

**What is promised.** Of the times that ``reserve`` grants, over all processes and whatever the
demand: in any second at most ``per_second`` messages of an account, in any minute at most
``group_per_minute`` of a group, in any t seconds at most ``chat_burst + t * chat_per_second`` of
a private chat. The windows slide: each message's time is kept, and one more is placed only where
no window around it grows too full, so the promise does not rest on who asks when. Windows are
kept half a per cent longer than a second and a minute (5 ms and 0.3 s), for what the network
adds to one message and not to another.

**Why at least 98 % is reached.** A window that is full opens again exactly when its oldest
message leaves it, and the next message is placed at that instant: under constant demand nothing
is lost but the half per cent. That needs every instant to be asked for in time, which is why
bulk is reserved up to ``HORIZON`` (0.15 s) ahead: callers that come every 50 to 150 ms are never
late. One that comes later by g seconds may make up for it at once (the second that lies behind
holds g * rate fewer), so the account loses only about rate * g² / 2 messages, not rate * g.
Bulk is spaced evenly (a turn every 1/28 s); turns missed in the last ``HORIZON`` may be taken
together, so at most five messages leave at one instant. Who had nothing to send begins evenly.

**Replies first.** Bulk fills a second only to ``bulk_per_second``, the replies in it counted; a
reply may fill it to ``per_second``. So a reply goes at once while two have not just gone, and
whatever replies take, they take from bulk's next turns until the reserve is there again. More
replies than that line up, up to ``AHEAD`` (1.1 s), before any bulk; only then are they put off.

**What Redis may forget.** After a ``FLUSHALL`` or a restart an account may send up to its limit
once more within the second that follows, a group within the minute, a chat its burst. Pauses
come back: every process tells those it knows of with each batch. While Redis is away, each
process keeps to a quarter of every limit by the same arithmetic; in the second in which Redis
goes or comes back the sum may lie above the limit by the shares. In the minute after it went, a
group may get the shares on top of what it had.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil, floor

import structlog
from redis.asyncio import Redis

from bot.delivery.spacing import OwnLimits, places_at, window
from bot.store.limits import NO_LIMITS, Answer, Ask, Item, Rules, SharedLimits
from bot.store.redis import LOST, SAFE_SHARE

__all__ = ["Limiter", "Limits", "Turn", "Wanted"]

SECOND = 1_005_000
MINUTE = 60_300_000
"""Microseconds, with half a per cent to spare."""
REMEMBERED_OF_A_SECOND = 120
"""How many messages of an account are remembered; of faster ones a part of the second is."""
PATIENCE = 0.18
GRACE = 0.02
"""Seconds Redis has to answer, and for us to read an answer that came while we were busy."""
ASK_AGAIN = 1_000_000
"""Microseconds for which Redis is left alone after it did not answer."""

log = structlog.get_logger("redis")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one account; None or 0: no such limit.

    ``per_second``: everything of the account (Telegram 30; a rate with a fraction counts as the
    whole number below, one under 1 as one message every so often). ``bulk_per_second``: what
    deliveries nobody waits for may fill that to. ``chat_per_second`` and ``chat_burst``: one
    private chat. ``group_per_minute``: one group. Source of the defaults: Telegram's Bots FAQ;
    three in a burst, because a lesson is up to three messages.
    """

    per_second: float | None
    bulk_per_second: float | None = 28
    chat_per_second: float | None = 1
    chat_burst: int = 3
    group_per_minute: float | None = 20


@dataclass(slots=True)
class Wanted:
    """One delivery that is to go. ``chat`` is our own name of the chat (``a12``: address row 12,
    ``g7``: group row 7), never a platform id; all of its ``messages`` count.
    """

    account: str
    chat: str
    group: bool
    waited_for: bool
    messages: int = 1


@dataclass(slots=True)
class Turn:
    """``granted``: reserved, send it ``wait`` seconds from now. Otherwise nothing is reserved:
    ask again after ``wait`` seconds.
    """

    wait: float
    granted: bool


class Limiter:
    """One process's door to the limits of all; any number of batches may ask at once."""

    def __init__(
        self,
        redis: "Redis",
        limits: Mapping[str, Limits],
        timer: Callable[[], int] | None = None,
        away: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """Nothing is asked yet. Accounts not in ``limits`` have no rates, but may be paused.

        ``timer`` (microseconds) takes the place of Redis's clock and of this machine's where
        time is simulated. ``away`` is told when Redis is lost and when it is back.
        """
        self._rules = {name: _rules(one, 1) for name, one in limits.items()}
        self._safe = {name: _rules(one, SAFE_SHARE) for name, one in limits.items()}
        self._shared = SharedLimits(redis, self._rules)
        self._timer = timer
        self._tell_away = away
        self._pauses: dict[tuple[str, str], int] = {}
        self._opens: dict[str, int] = {}
        self._part: dict[str, float] = {}
        self._own: OwnLimits | None = None
        self._ask_at = 0

    async def reserve(self, wanted: Sequence[Wanted]) -> list[Turn]:
        """A turn for each, in the same order, by one round trip; never raises."""
        if not wanted:
            return []
        now = self._now()
        ask = self._ask(wanted, now)
        answer = await self._answer(ask)
        self._learn(ask.accounts, answer, now)
        return [Turn(abs(wait) / 1e6, wait >= 0) for wait in answer.turns]

    async def pause(self, account: str, seconds: float, chat: str = "") -> None:
        """Let the account, or one chat of it, rest in all processes; a longer rest stays.

        While Redis is away it is this process's alone, and told when Redis is back.
        """
        now, wait = self._now(), ceil(seconds * 1e6)
        self._pauses = {key: till for key, till in self._pauses.items() if till > now}
        self._pauses[account, chat] = max(now + wait, self._pauses.get((account, chat), 0))
        if now < self._ask_at:
            return
        try:
            async with _patience():
                await self._shared.pause(account, chat, wait, self._simulated())
        except LOST:
            self._lost()

    async def lift(self, account: str) -> None:
        """End the account's rest in all processes: it works again. Its chats rest on.

        While Redis is away only this process hears of it; a rest told before ends by itself.
        """
        self._pauses.pop((account, ""), None)
        self._opens.pop(account, None)
        if self._now() < self._ask_at:
            return
        try:
            async with _patience():
                await self._shared.lift(account)
        except LOST:
            self._lost()

    def room(self, account: str) -> int | None:
        """A guess, without a round trip, how many bulk messages could be granted at once now;
        None: as many as you like. It counts on from the last answer, and leaves the others what
        they have lately been taking between two answers.
        """
        if self.paused(account):
            return 0
        rules = self._in_force(account)
        if not rules.bulk_most:
            return None
        now = self._now()
        places = places_at(rules, self._opens.get(account, 0), now)
        return floor(places * self._part.get(account, 1.0) + random.random())  # noqa: S311 - spreads load, keeps no secret

    def paused(self, account: str) -> float:
        """How many seconds the account still rests, as far as this process knows."""
        return max(0, self._pauses.get((account, ""), 0) - self._now()) / 1e6

    # asking -------------------------------------------------------------------------------

    def _now(self) -> int:
        """Microseconds of this process; only differences mean anything."""
        return self._timer() if self._timer else time.monotonic_ns() // 1000

    def _in_force(self, account: str) -> Rules:
        return (self._rules if self._own is None else self._safe).get(account, NO_LIMITS)

    def _simulated(self) -> int | None:
        return self._timer() if self._timer else None

    def _ask(self, wanted: Sequence[Wanted], now: int) -> Ask:
        places: dict[str, int] = {}
        known = self._pauses
        items: list[Item] = []
        for one in wanted:
            rest = known.get((one.account, one.chat), 0) - now if known else 0
            items.append(
                (
                    places.setdefault(one.account, len(places)),
                    one.chat,
                    int(one.group),
                    int(one.waited_for),
                    one.messages,
                    max(0, rest),
                )
            )
        pauses = [max(0, known.get((name, ""), 0) - now) for name in places]
        return Ask(list(places), pauses, items)

    async def _answer(self, ask: Ask) -> Answer:
        if self._now() >= self._ask_at:
            try:
                async with _patience():
                    answer = await self._shared.reserve(ask, self._simulated())
            except LOST:
                self._lost()
            else:
                self._back()
                return answer
        return self._alone(self._now()).reserve(ask, self._now())

    def _learn(self, accounts: Sequence[str], answer: Answer, asked: int) -> None:
        """Remember rests and turns. They are counted from when we asked, not from when the
        answer came: a rest told on from process to process must not grow.
        """
        for name, pause, opened, opens in zip(accounts, *answer[1:], strict=True):
            self._compare(name, asked, asked + opened)
            self._opens[name] = asked + opens
            if pause > 0:
                self._pauses[name, ""] = max(asked + pause, self._pauses.get((name, ""), 0))
            elif pause < 0:
                self._pauses.pop((name, ""), None)

    def _compare(self, account: str, asked: int, opened: int) -> None:
        """Which part of the places we expected the other processes had left us."""
        rules, opens = self._in_force(account), self._opens.get(account)
        if not rules.bulk_most or opens is None:
            return
        expected = places_at(rules, opens, asked)
        if expected:
            found = min(1.0, places_at(rules, opened, asked) / expected)
            self._part[account] = 0.7 * self._part.get(account, 1.0) + 0.3 * found

    # Redis goes and comes -----------------------------------------------------------------

    def _alone(self, now: int) -> OwnLimits:
        if self._own is None:
            self._own = OwnLimits(self._safe, now)
        return self._own

    def _lost(self) -> None:
        now = self._now()
        self._ask_at = now + ASK_AGAIN
        if self._own is None:
            self._alone(now)
            self._tell_away(True)
            log.warning("redis is away; each process keeps to a safe share")

    def _back(self) -> None:
        if self._own is not None:
            self._own, self._ask_at = None, 0
            self._tell_away(False)
            log.warning("redis is back")


@asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    """Give up (TimeoutError) when Redis hangs.

    The last moment begins only when this process gets round to it: an answer that came while it
    was busy with something else is read, not thrown away.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:
        nearly = loop.call_later(PATIENCE, lambda: limit.reschedule(loop.time() + GRACE))
        try:
            yield
        finally:
            nearly.cancel()


def _rules(limits: Limits, share: int) -> Rules:
    """The limits, or one of ``share`` equal parts of them, in numbers to count with."""
    rate, bulk_rate, group_rate, chat_rate = (
        (given or 0) / share
        for given in (
            limits.per_second,
            limits.bulk_per_second,
            limits.group_per_minute,
            limits.chat_per_second,
        )
    )
    parts = max(1, ceil((rate or bulk_rate) / REMEMBERED_OF_A_SECOND))
    total, bulk = window(rate, SECOND, parts), window(bulk_rate, SECOND, parts)
    if 0 < bulk_rate < rate and bulk[0] >= total[0] > 1:
        bulk = window(total[0] - 1, total[1])
    elif rate and not 0 < bulk_rate < rate:
        bulk = total
    return Rules(
        *total,
        *bulk,
        max(1, limits.chat_burst // share),
        ceil(SECOND / chat_rate) if chat_rate else 0,
        *window(group_rate, MINUTE),
    )
