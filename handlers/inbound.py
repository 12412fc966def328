"""The in-pipe: one event, one transaction, one reply (design 2 and 4.1).

What one event does within its transaction stands in ``handlers.taking``.
"""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.chat_ports import ShowsWork
from bot.delivery.worker import LEASE, Composer, InFlight
from bot.domain.delivery import Kind, Rung
from bot.domain.errors import StorageUnavailableError, YikeError
from bot.domain.events import InboundEvent, PollAnswered, Report
from bot.domain.messages import Reply
from bot.learning.companion.decision import Answer
from bot.learning.shelf import Shelf
from bot.ports import Channel, Clock
from bot.store import inbound
from bot.store.db import Connection, Database
from bot.store.inbound import Asked, Finished
from bot.store.replies import OwedReply, add_replies
from handlers.binding import joins_people
from handlers.gathering import Gathering
from handlers.group_talk import needs_rights
from handlers.rights import Rights
from handlers.taking import After, Coming, QuizNotKnownError, Taking, Took
from handlers.turn import Deployment

LONGEST_SECONDS = 12.0
"""What is still at work after that is given up. WeChat waits 5 s and asks three times; what is
stored by then is the answer to its next question, so work goes on while nobody listens."""

WORK_IS_SHOWN_AFTER = 1.0
"""Seconds: who waits longer is shown that an answer is being made, where the channel can."""

LOOK_BEHIND = (0.15, 0.5)
"""Seconds after which it is looked for a reply whose chat had another one on its way: about what
a send takes, and what it takes on a bad day."""

EARLY_WAITS = (0.05, 0.1, 0.2)
"""Seconds between looks for a quiz that was answered before its send is recorded."""

log = structlog.get_logger("inbound")


class Inbound:
    """Takes events of all channels to their end."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        shelf: Shelf,
        composers: Mapping[Kind, Composer],
        deployment: Deployment,
        clock: Clock,
        secret: bytes,
    ) -> None:
        """``secret`` keys the hashes that event keys are stored as."""
        self._db = db
        self._channels = channels
        self._clock = clock
        self._secret = secret
        self._links = deployment.secret
        self._rights = Rights(deployment.chats, clock)
        self._taking = Taking(channels, shelf, composers, deployment, clock)
        self.send: Callable[[InFlight], None] = lambda flight: None  # noqa: ARG005 - set by the app
        self.pushed: Callable[[], None] = lambda: None
        self.owed: Callable[[], None] = lambda: None
        self.answered: Callable[[Answer], None] = lambda _: None
        self._gathering = Gathering[Coming, Reply | None](self._together)
        self._shown: set[asyncio.Task[None]] = set()

    async def handle(self, event: InboundEvent) -> Reply | None:
        """Store the event with its effects and its reply, once; return what travels in the
        response. A repeat gets the same reply and changes nothing.

        Raises StorageUnavailableError when nothing was stored: the platform is to send again.
        """
        key = self._hash(event.account, event.key)
        sender = self._hash(event.account, event.chat, event.sender)[:8]
        came = Coming(event, key, int.from_bytes(sender, signed=True))
        if event.in_group and needs_rights(event):
            came = replace(came, administrators=await self._rights.of(event))
        timer = asyncio.get_running_loop().call_later(WORK_IS_SHOWN_AFTER, self._show_work, event)
        try:
            if joins_people(event, self._links):
                return await self._alone(came)
            if isinstance(event.body, PollAnswered):
                return await self._quiz_answer(came)
            return await self._gathering.take(came, came.lock)
        finally:
            timer.cancel()

    async def owe_late(self, event: InboundEvent, reply: Reply) -> None:
        """An answer that was stored but did not get into its response goes by the ladder."""
        key = self._hash(event.account, event.key)
        now = self._clock.now()
        async with self._db.transaction() as conn:
            [taken] = await inbound.take_events(conn, [Asked(key, event.account, event.sender)])
            if taken.learner is None:
                return
            owed = OwedReply(
                taken.learner.row,
                None,
                taken.address,
                event.account,
                key.hex(),
                [reply.to_json()],
                now,
                at_once=False,
            )
            await add_replies(conn, [owed], now, now)
        self.owed()

    async def settle(self) -> None:
        """Return when all that came is stored or refused, also where its caller has gone: who polls
        is cancelled at the stop, and what was at work then is answered all the same.
        """
        await self._gathering.settle()

    async def _quiz_answer(self, came: Coming) -> Reply | None:
        """A fast voter is waited with for a moment, rather than sent away for some seconds."""
        for seconds in EARLY_WAITS:
            try:
                return await self._gathering.take(came, came.lock)
            except QuizNotKnownError:
                await asyncio.sleep(seconds)
        return await self._gathering.take(came, came.lock)

    def _show_work(self, event: InboundEvent) -> None:
        channel = self._channels[event.account]
        if isinstance(channel, ShowsWork) and not event.in_group:
            task = asyncio.ensure_future(channel.working(event))
            self._shown.add(task)
            task.add_done_callback(self._shown.discard)

    # groups of events ------------------------------------------------------------------------

    async def _together(self, group: Sequence[Coming]) -> Sequence[Reply | BaseException | None]:
        """One transaction for all. If it fails, each is tried by itself, so that nobody suffers
        for another.
        """
        try:
            return await self._in_one(group)
        except Exception as error:
            if len(group) == 1:
                return [await self._after_failing(group[0], error)]
        return await asyncio.gather(*map(self._alone, group), return_exceptions=True)

    async def _alone(self, one: Coming) -> Reply | None:
        try:
            [reply] = await self._in_one([one])
        except Exception as error:
            return await self._after_failing(one, error)
        return reply

    async def _after_failing(self, one: Coming, error: Exception) -> Reply | None:
        """A fault of ours must not block a chat for the 24 hours that Telegram would try it."""
        if isinstance(error, TimeoutError):
            raise StorageUnavailableError("storing took too long; nothing was stored") from error
        if isinstance(error, YikeError):
            raise error
        log.error("an event could not be handled", account=one.event.account, exc_info=error)
        if isinstance(one.event.body, Report):
            raise StorageUnavailableError(
                "a report took no effect; it is to come again"
            ) from error
        [reply] = await self._in_one([one], sorry=True)
        return reply

    async def _in_one(self, group: Sequence[Coming], *, sorry: bool = False) -> list[Reply | None]:
        """All of ``group`` in one transaction, and what is due after it.

        With ``sorry`` the events are stored alone, and people asked to try again: nothing of
        them took effect.
        """
        after, again = After(), list[int]()
        replies: list[Reply | None] = []
        async with asyncio.timeout(LONGEST_SECONDS):
            async with self._db.transaction(*(one.lock for one in group)) as conn:
                now = self._clock.now()
                taken = await inbound.take_events(
                    conn, [Asked(c.key, c.event.account, c.event.sender) for c in group]
                )
                met: set[int] = set()
                finished: list[Finished] = []
                for number, (came, found) in enumerate(zip(group, taken, strict=True)):
                    if found.learner is not None and found.learner.row in met:
                        again.append(number)  # the same person at another address
                        replies.append(None)
                        continue
                    met.update([found.learner.row] if found.learner else [])
                    took = Took(conn, came, found, now, after, finished)
                    take = self._taking.sorry if sorry else self._taking.take
                    replies.append(await take(took))
                if finished:
                    await inbound.finish_events(conn, finished, now)
                flights = await _owe(conn, after, now) if after.owing else ()
            self._follow(after, flights)
            for number in again:
                replies[number] = await self._alone(group[number])
        return replies

    def _follow(self, after: After, flights: Sequence[InFlight]) -> None:
        """What is due once the transaction is committed."""
        for flight in flights:
            self.send(flight)
        for answer in after.answers:
            self.answered(answer)
        if after.push:
            self.pushed()
        if after.owed:
            self.owed()
        if len(flights) < len(after.owing):
            for seconds in LOOK_BEHIND:
                asyncio.get_running_loop().call_later(seconds, self.owed)

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256")[:20]


async def _owe(conn: Connection, after: After, now: datetime) -> list[InFlight]:
    """Owe all replies of a transaction; those that are in flight as soon as it is committed."""
    owing = after.owing
    rows = await add_replies(conn, [owed for owed, _, _ in owing], now + LEASE, now)
    flights = []
    for owed, chat, pages in owing:
        first = rows[owed.subject]
        if first.claimed:
            flights.append(
                InFlight(
                    first.row,
                    Kind.REPLY,
                    owed.subject,
                    owed.lane,
                    chat,
                    owed.address if owed.learner is not None else None,
                    owed.group,
                    Rung.SEND,
                    pages[:1],
                    1,
                    now,
                    followed=len(pages) > 1,
                )
            )
    return flights
