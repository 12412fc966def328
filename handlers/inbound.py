"""The in-pipe: one event, one transaction, one reply (design 2 and 4.1)."""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from bot.delivery.worker import LEASE, Composer, InFlight
from bot.domain.delivery import Kind, Rung
from bot.domain.errors import StorageUnavailableError, YikeError
from bot.domain.events import (
    Followed,
    InboundEvent,
    Left,
    Report,
    Scanned,
    Tap,
    Text,
    WindowOpening,
)
from bot.domain.learners import Dialog, Learner, LearnerState
from bot.domain.messages import Message, Reply
from bot.learning.shelf import Shelf
from bot.ledger.completions import record_completions
from bot.ports import Channel, Clock
from bot.store import deliveries, followers, inbound
from bot.store.db import Connection, Database
from bot.store.inbound import Asked, Finished, Taken
from bot.texts import zh_hans as t
from handlers import greeting, inbox, reports, routes
from handlers.gathering import Gathering
from handlers.group_talk import GroupTalk
from handlers.turn import Deployment, Turn
from handlers.understand import Intent, of_tap, of_text

LONGEST_SECONDS = 12.0
"""What is still at work after that is given up. WeChat waits 5 s and asks three times; what is
stored by then is the answer to its next question, so work goes on while nobody listens."""

FOLLOWS = timedelta(seconds=1)
"""What follows an answer must not overtake it: it is still on its way in its response."""
MOST_FOLLOWING = 2
"""Pages that follow as customer messages; a longer reply comes with 继续."""

log = structlog.get_logger("inbound")


@dataclass(slots=True)
class After:
    """What is done once events are committed: replies on their way, statements to push, pages owed."""

    flights: list[InFlight] = field(default_factory=list)
    push: bool = False
    owed: bool = False


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
        self._shelf = shelf
        self._composers = composers
        self._deployment = deployment
        self._clock = clock
        self._secret = secret
        self._groups = GroupTalk(clock, deployment.zone)
        self.send: Callable[[InFlight], None] = lambda flight: None  # noqa: ARG005 - set by the app
        self.pushed: Callable[[], None] = lambda: None
        self.owed: Callable[[], None] = lambda: None
        self._gathering = Gathering[_Coming, Reply | None](self._together)

    async def handle(self, event: InboundEvent) -> Reply | None:
        """Store the event with its effects and its reply, once; return what travels in the
        response. A repeat gets the same reply and changes nothing.

        Raises StorageUnavailableError when nothing was stored: the platform is to send again.
        """
        key = self._hash(event.account, event.key)
        sender = self._hash(event.account, event.chat, event.sender)[:8]
        came = _Coming(event, key, int.from_bytes(sender, signed=True))
        return await self._gathering.take(came, came.lock)

    async def owe_late(self, event: InboundEvent, reply: Reply) -> None:
        """An answer that was stored but did not get into its response goes by the ladder."""
        key = self._hash(event.account, event.key)
        now = self._clock.now()
        async with self._db.transaction() as conn:
            [taken] = await inbound.take_events(conn, [Asked(key, event.account, event.sender)])
            if taken.learner is None:
                return
            recipient = (taken.learner.row, None, taken.address)
            await deliveries.add_reply(
                conn,
                recipient=recipient,
                lane=event.account,
                subject=key.hex(),
                pages=[reply.to_json()],
                lease_until=None,
                now=now,
                due=now,
            )
        self.owed()

    # groups of events ------------------------------------------------------------------------

    async def _together(
        self, group: Sequence["_Coming"]
    ) -> Sequence[Reply | BaseException | None]:
        """One transaction for all. If it fails, each is tried by itself, so that nobody suffers
        for another.
        """
        try:
            return await self._in_one(group)
        except Exception as error:
            if len(group) == 1:
                return [await self._after_failing(group[0], error)]
        return await asyncio.gather(*map(self._alone, group), return_exceptions=True)

    async def _alone(self, one: "_Coming") -> Reply | None:
        try:
            [reply] = await self._in_one([one])
        except Exception as error:
            return await self._after_failing(one, error)
        return reply

    async def _after_failing(self, one: "_Coming", error: Exception) -> Reply | None:
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

    async def _in_one(
        self, group: Sequence["_Coming"], *, sorry: bool = False
    ) -> list[Reply | None]:
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
                    took = _Took(conn, came, found, now, after, finished)
                    replies.append(await (self._sorry(took) if sorry else self._take(took)))
                if finished:
                    await inbound.finish_events(conn, finished, now)
            for flight in after.flights:
                self.send(flight)
            if after.push:
                self.pushed()
            if after.owed:
                self.owed()
            for number in again:
                replies[number] = await self._alone(group[number])
        return replies

    async def _sorry(self, took: "_Took") -> Reply | None:
        if not took.found.fresh:
            return took.stored
        left = isinstance(took.event.body, Left)
        if left and took.found.address:  # a sweep ends what is still owed
            await inbound.address_gone(took.conn, took.found.address, "left", now=took.now)
        if left or took.event.in_group or took.found.learner is None:
            took.finished.append(Finished(took.came.key))
            return None
        turn = await self._turn(took)
        return await self._finish(took, turn, turn.say(Message(t.SORRY)))

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256")[:20]

    # one event -------------------------------------------------------------------------------

    async def _take(self, took: "_Took") -> Reply | None:
        conn, event, found, now = took.conn, took.event, took.found, took.now
        if not found.fresh:
            return took.stored
        if event.in_group:
            await self._group(took)
        elif isinstance(event.body, Left):
            if found.address:
                await inbound.address_gone(conn, found.address, "left", now=now)
                await followers.end_owed_of(conn, found.address, "the person left", now)
        elif isinstance(event.body, Report):
            forms = self._channels[event.account].ability.templates
            await reports.take(conn, event, found.address, now, forms)
        else:
            return await self._person(took)
        # A report may tell of a touch that opened a window (scancode_push).
        touched = found.address if event.window is not WindowOpening.NONE else None
        took.finished.append(Finished(took.came.key, address=touched, window=event.window))
        return None

    async def _person(self, took: "_Took") -> Reply | None:
        """Somebody wrote, touched or scanned something, and gets an answer."""
        turn = await self._turn(took)
        reply = await self._answer(turn)
        if turn.waiting:
            reply = await inbox.hand_over(turn, reply, self._composers)
        if turn.facts and await record_completions(
            took.conn,
            turn.facts,
            self._deployment.issuer,
            list(self._deployment.banks),
            took.now,
        ):
            turn.to_push = len(turn.banks_without_consent) < len(self._deployment.banks)
        took.after.push |= turn.to_push
        return await self._finish(took, turn, reply)

    async def _turn(self, took: "_Took") -> Turn:
        learner, address = took.found.learner, took.found.address
        if learner is None:
            learner, address = await self._add(took.conn, took.event, took.now)
        library = await self._shelf.library(took.conn, took.found.revision)
        return Turn(
            took.conn,
            took.now,
            took.event,
            learner,
            address,
            library,
            self._deployment,
            waiting=took.found.held,
        )

    async def _add(
        self, conn: Connection, event: InboundEvent, now: datetime
    ) -> tuple[Learner, int]:
        key, zone = uuid4(), self._deployment.zone
        row, address = await inbound.add_learner(
            conn,
            account=event.account,
            channel=event.channel.value,
            platform_id=event.sender,
            key=key,
            zone=zone,
            at=(self._deployment.daily_time, now),
        )
        learner = Learner(
            row, key, LearnerState.NEW, None, zone, (self._deployment.daily_time,), Dialog()
        )
        return learner, address

    async def _answer(self, turn: Turn) -> Reply:
        match turn.event.body:
            case Followed(scene=scene):
                return await greeting.follow(turn, scene)
            case Scanned(scene=scene):
                return await greeting.scan(turn, scene)
            case Tap(data=data):
                return await routes.answer(turn, of_tap(data))
            case Text(text=text):
                found = turn.open_question
                intent = of_text(text, turn.learner.dialog, found[1] if found else None)
                return self._more(turn, intent) or await routes.answer(turn, intent)
            case _:
                return await routes.unsupported(turn)

    def _more(self, turn: Turn, intent: Intent) -> Reply | None:
        """继续 brings the next page while there is one (design 5)."""
        pages = turn.learner.dialog.more
        if intent.name != "resume" or not pages:
            return None
        turn.dialog = replace(turn.learner.dialog, more=pages[1:])
        turn.waiting = False  # a page is followed by its next page, not by something else
        return pages[0]

    async def _finish(self, took: "_Took", turn: Turn, reply: Reply) -> Reply | None:
        """What travels in the response; the rest is owed, or comes with 继续."""
        channel = self._channels[took.event.account]
        in_response = channel.ability.replies_in_response
        pages = list(channel.pages(reply))
        first = pages[0] if in_response else None
        more: Sequence[Reply] = pages[1:] if in_response else pages
        if in_response and more:
            following = channel.pages(reply, by_word=False)
            if _may_follow(channel, took.event.window, len(following) - 1):
                first, *more = following
            else:
                turn.dialog, more = replace(turn.dialog, more=tuple(more)), ()
        took.finished.append(
            Finished(
                took.came.key,
                first.to_json() if first else None,
                turn.learner.row,
                turn.address,
                turn.dialog,
                took.event.window if in_response else WindowOpening.NONE,
            )
        )
        if more:
            await self._owe(took, (turn.learner.row, None, turn.address), more, first is not None)
        return first

    async def _group(self, took: "_Took") -> None:
        row, reply = await self._groups.handle(took.conn, took.event)
        if reply is not None and row:
            pages = self._channels[took.event.account].pages(reply)
            await self._owe(took, (None, row, None), pages, follows=False)

    async def _owe(
        self,
        took: "_Took",
        recipient: tuple[int | None, int | None, int | None],
        pages: Sequence[Reply],
        follows: bool,
    ) -> None:
        """A reply that travels as a delivery, its first page in flight as soon as we commit; or,
        where it ``follows`` an answer in the response, a moment later.
        """
        event, key, now = took.event, took.came.key, took.now
        rows = await deliveries.add_reply(
            took.conn,
            recipient=recipient,
            lane=event.account,
            subject=key.hex(),
            pages=[page.to_json() for page in pages],
            lease_until=None if follows else now + LEASE,
            now=now,
            due=now + FOLLOWS if follows else now,
        )
        took.after.owed |= follows
        if rows and rows[0][1]:
            learner, group, address = recipient
            took.after.flights.append(
                InFlight(
                    rows[0][0],
                    Kind.REPLY,
                    key.hex(),
                    event.account,
                    event.chat,
                    address if learner is not None else None,
                    group,
                    Rung.SEND,
                    pages[:1],
                    1,
                    now,
                    followed=len(rows) > 1,
                )
            )


def _may_follow(channel: Channel, window: WindowOpening, pages: int) -> bool:
    """Whether so many pages may follow as customer messages: the event just opened a window, and
    most of it is to be left for the lessons of the days to come.
    """
    return (
        Rung.CUSTOMER in channel.ability.pushes
        and window is not WindowOpening.NONE
        and pages <= MOST_FOLLOWING
    )


@dataclass(frozen=True, slots=True)
class _Coming:
    """An event with its key's hash and its sender's lock."""

    event: InboundEvent
    key: bytes
    lock: int


@dataclass(frozen=True, slots=True)
class _Took:
    """An event in its transaction: what is known of it, and where its effects are gathered."""

    conn: Connection
    came: _Coming
    found: Taken
    now: datetime
    after: After
    finished: list[Finished]

    @property
    def event(self) -> InboundEvent:
        """The event itself."""
        return self.came.event

    @property
    def stored(self) -> Reply | None:
        """What was answered when it came before."""
        return Reply.from_json(self.found.reply) if self.found.reply else None
