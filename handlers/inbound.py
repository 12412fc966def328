"""The in-pipe: one event, one transaction, one reply (design 2 and 4.1)."""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

import structlog

from bot.delivery.worker import LEASE, Composer, InFlight
from bot.domain.delivery import Kind, Rung
from bot.domain.errors import StorageUnavailableError, YikeError
from bot.domain.events import (
    Followed,
    InboundEvent,
    Left,
    Notice,
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
from bot.store import deliveries, inbound
from bot.store.db import Connection, Database
from bot.texts import zh_hans as t
from handlers import greeting, inbox, routes
from handlers.group_talk import GroupTalk
from handlers.turn import Deployment, Turn
from handlers.understand import Intent, of_tap, of_text

LONGEST_SECONDS = 4.3
"""No reply is on its way later than 4.5 s (design 4.13); WeChat waits 5."""

log = structlog.get_logger("inbound")


@dataclass(slots=True)
class After:
    """What is done once an event is committed: replies on their way, statements to push."""

    flights: list[InFlight] = field(default_factory=list)
    push: bool = False


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

    async def handle(self, event: InboundEvent) -> Reply | None:
        """Store the event with its effects and its reply, once; return what travels in the
        response. A repeat gets the same reply and changes nothing.

        Raises StorageUnavailableError when nothing was stored: the platform is to send again.
        """
        key = self._hash(event.account, event.key)
        lock = int.from_bytes(self._hash(event.account, event.chat, event.sender)[:8], signed=True)
        after = After()
        try:
            async with asyncio.timeout(LONGEST_SECONDS), self._db.transaction(lock) as conn:
                reply = await self._take(conn, key, event, after)
        except TimeoutError as error:
            raise StorageUnavailableError("storing took too long; nothing was stored") from error
        except YikeError:
            raise
        except Exception:
            # A fault of ours must not block a chat for the 24 hours that Telegram would try it.
            log.exception("an event could not be handled", account=event.account)
            after = After()
            reply = await self._sorry(key, lock, event, after)
        for flight in after.flights:
            self.send(flight)
        if after.push:
            self.pushed()
        return reply

    async def _sorry(
        self, key: bytes, lock: int, event: InboundEvent, after: After
    ) -> Reply | None:
        """Store the event alone, and ask the person to try again: nothing of it took effect."""
        async with asyncio.timeout(LONGEST_SECONDS), self._db.transaction(lock) as conn:
            now = self._clock.now()
            taken = await inbound.take_event(conn, key, event.account, event.sender, now)
            if not taken.fresh:
                return Reply.from_json(taken.reply) if taken.reply else None
            if event.in_group or taken.learner is None:
                return None
            turn = await self._turn(conn, event, taken, now)
            reply = turn.say(Message(t.SORRY))
            return await self._finish(turn, key, reply, self._channels[event.account], after)

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256")[:20]

    async def _take(
        self, conn: Connection, key: bytes, event: InboundEvent, after: After
    ) -> Reply | None:
        now = self._clock.now()
        channel = self._channels[event.account]
        taken = await inbound.take_event(conn, key, event.account, event.sender, now)
        if not taken.fresh:
            return Reply.from_json(taken.reply) if taken.reply else None
        if event.in_group:
            await self._group(conn, key, event, after, now)
            return None
        if isinstance(event.body, Left):
            if taken.address:
                await inbound.address_gone(conn, taken.address, "left")
            return None
        if isinstance(event.body, Notice):
            return None
        turn = await self._turn(conn, event, taken, now)
        reply = await self._answer(turn)
        if turn.waiting:
            reply = await inbox.hand_over(turn, reply, self._composers)
        if turn.facts and await record_completions(
            conn, turn.facts, self._deployment.issuer, list(self._deployment.banks), now
        ):
            turn.to_push = len(turn.banks_without_consent) < len(self._deployment.banks)
        after.push = turn.to_push
        return await self._finish(turn, key, reply, channel, after)

    async def _turn(
        self, conn: Connection, event: InboundEvent, taken: inbound.Taken, now: datetime
    ) -> Turn:
        learner, address = taken.learner, taken.address
        if learner is None:
            learner, address = await self._add(conn, event, now)
        library = await self._shelf.library(conn, taken.revision)
        return Turn(
            conn, now, event, learner, address, library, self._deployment, waiting=taken.held
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

    async def _finish(
        self,
        turn: Turn,
        key: bytes,
        reply: Reply,
        channel: Channel,
        after: After,
    ) -> Reply | None:
        pages = list(channel.pages(reply))
        in_response = channel.ability.replies_in_response
        first: Reply | None = None
        if in_response:
            first = pages[0]
            if len(pages) > 1:
                turn.dialog = replace(turn.dialog, more=tuple(pages[1:]))
        window = turn.event.window if in_response else WindowOpening.NONE
        await inbound.finish_event(
            turn.conn,
            key,
            first.to_json() if first else None,
            learner=turn.learner.row,
            address=turn.address,
            dialog=turn.dialog,
            seen=(window, turn.now),
        )
        if not in_response:
            recipient = (turn.learner.row, None, turn.address)
            await self._owe(turn.conn, turn.event, key, recipient, pages, after, turn.now)
        return first

    async def _group(
        self,
        conn: Connection,
        key: bytes,
        event: InboundEvent,
        after: After,
        now: datetime,
    ) -> None:
        row, reply = await self._groups.handle(conn, event)
        if reply is not None and row:
            pages = list(self._channels[event.account].pages(reply))
            await self._owe(conn, event, key, (None, row, None), pages, after, now)

    async def _owe(
        self,
        conn: Connection,
        event: InboundEvent,
        key: bytes,
        recipient: tuple[int | None, int | None, int | None],
        pages: Sequence[Reply],
        after: After,
        now: datetime,
    ) -> None:
        """A reply that travels as a delivery, its first page in flight as soon as we commit."""
        rows = await deliveries.add_reply(
            conn,
            recipient=recipient,
            lane=event.account,
            subject=key.hex(),
            pages=[page.to_json() for page in pages],
            lease_until=now + LEASE,
            now=now,
        )
        if rows and rows[0][1]:
            learner, group, address = recipient
            after.flights.append(
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
