"""From a claim to words: each delivery in a transaction of its own, so that one that cannot be
put into words hurts no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import structlog

from bot.delivery.faults import SaidOnce, fault
from bot.delivery.flight import InFlight, Place, step
from bot.delivery.ladder import ENDS, Decision, Reason, recipient
from bot.delivery.outcomes import backoff
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import ChannelKind
from bot.domain.messages import Reply
from bot.ports import Channel, Clock
from bot.store import claims, windows
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from bot.store.learners import add_pages, save_dialog

STORAGE_PAUSE = timedelta(seconds=5)

log = structlog.get_logger("delivery")


class Composer(Protocol):
    """Finds the words of one kind of delivery, within a transaction that holds its recipient."""

    async def __call__(self, conn: Connection, delivery: Delivery) -> Composed | NotNeeded:
        """The words, or why none are needed; effects that belong to showing them."""
        ...


async def compose_reply(conn: Connection, delivery: Delivery) -> Composed:  # noqa: ARG001 - a composer's shape
    """A reply's words were decided with its event; they are sent as they stand."""
    return Composed(Reply.from_json(delivery.detail))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease ends, and how it is to go."""

    delivery: Delivery
    decision: Decision
    attempts: int

    @property
    def place(self) -> Place | None:
        """The place that was reserved in a window, if its rung needs one."""
        address, window = self.decision.address, self.decision.window
        if address is None or not window:
            return None
        until = (address.click_window if window == "click" else address.message_window)[0]
        return Place(window, until) if until else None


class Composing:
    """Makes claims ready to send; what cannot be made ready is given back or ended."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        composers: Mapping[Kind, Composer],
        clock: Clock,
    ) -> None:
        """Nothing is read yet."""
        self._db = db
        self._channels = channels
        self._composers = composers
        self._clock = clock
        self._said = SaidOnce()

    async def prepare(self, claimed: Claimed) -> InFlight | None:
        """The flight; None when nothing is to be sent after all. Raises nothing."""
        kind = claimed.delivery.kind.value
        try:
            async with self._db.transaction() as conn:
                flight = await self._compose(conn, claimed)
        except StorageUnavailableError as error:
            log.warning("a delivery waits for storage", kind=kind, reason=str(error))
            await self.give_back(claimed, "storage was away")
            return None
        except Exception as error:
            if self._said.is_new(kind, words := fault(error)):
                log.error("a delivery cannot be put into words", kind=kind, fault=words)  # noqa: TRY400 - a traceback would quote texts
            await self.give_back(claimed, Reason.FAULT, tried=True)
            return None
        self._said.went_well(kind)
        return flight

    async def give_back(
        self,
        claimed: Claimed,
        reason: str,
        *,
        tried: bool = False,
        wait: timedelta = STORAGE_PAUSE,
    ) -> None:
        """Plan a claim again that was not sent; when even that fails, its lease will end."""
        now = self._clock.now()
        if tried:
            wait = backoff(claimed.attempts, 0.5)
        try:
            async with self._db.transaction() as conn:
                await claims.put_back(
                    conn,
                    claimed.delivery.row,
                    claimed.attempts,
                    until=now + wait,
                    step=step(now, reason),
                    tried=tried,
                )
                await _return_place(conn, claimed)
        except StorageUnavailableError as error:
            log.warning("a claim could not be given back; its lease will end", reason=str(error))

    async def _compose(self, conn: Connection, claimed: Claimed) -> InFlight | None:
        delivery = claimed.delivery
        state = await claims.still_ours(conn, delivery, claimed.attempts)
        if state is None:
            await _return_place(conn, claimed)
            return None
        if unwanted := recipient(replace(delivery, recipient_state=state)):
            await self._end(conn, claimed, ENDS[unwanted.action], unwanted.reason)
            return None
        composed = await self._composers[delivery.kind](conn, delivery)
        if isinstance(composed, NotNeeded):
            await self._end(conn, claimed, "expired", composed.reason)
            return None
        return await self._ready(conn, claimed, composed)

    async def _end(self, conn: Connection, claimed: Claimed, state: str, reason: str) -> None:
        now = self._clock.now()
        await claims.finish(
            conn,
            claimed.delivery.row,
            claimed.attempts,
            state,
            reason=reason,
            now=now,
            step=step(now, reason),
        )
        await _return_place(conn, claimed)

    async def _ready(self, conn: Connection, claimed: Claimed, composed: Composed) -> InFlight:
        delivery, address, rung = (
            claimed.delivery,
            claimed.decision.address,
            claimed.decision.rung,
        )
        if address is None or rung is None:
            raise AssertionError("a decision to send names its address and rung")
        channel = self._channels[address.account]
        pages = list(channel.pages(composed.reply))
        # Each customer message takes a place in the window, so the rest comes with 继续.
        more = pages[1:] if channel.kind is ChannelKind.WECHAT else []
        if delivery.learner is not None and composed.dialog is not None:
            dialog = replace(composed.dialog, more=tuple(more))
            await save_dialog(conn, delivery.learner, dialog)
        elif delivery.learner is not None and more:
            await add_pages(conn, delivery.learner, more)
        detail = {**delivery.detail, **composed.detail}
        arrived = int(detail.pop(claims.PAGES_SENT, 0)) if detail == delivery.detail else 0
        await claims.note_composed(conn, delivery.row, claimed.attempts, rung=rung, detail=detail)
        return InFlight(
            delivery.row,
            delivery.kind,
            address.account,
            address.platform_id,
            address.row or None,
            rung,
            pages[: len(pages) - len(more)],
            claimed.attempts,
            claimed.place,
            arrived if arrived < len(pages) else 0,
        )


async def _return_place(conn: Connection, claimed: Claimed) -> None:
    place, address = claimed.place, claimed.decision.address
    if place is not None and address is not None:
        await windows.return_place(conn, address.row, place.window, place.until)
