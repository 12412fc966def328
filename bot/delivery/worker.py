"""The out-pipe: claim what is due, decide, compose, send, record. No transaction stays open
across a network call (design 4.3); the record of an outcome is shielded from cancellation.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.delivery.ladder import Action, Decision, decide
from bot.delivery.outcomes import SENTENCES, Following, Step, follow
from bot.domain.delivery import Composed, Kind, NotNeeded, Outcome, Result, Rung, Scope
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import ChannelKind
from bot.domain.messages import Reply
from bot.domain.quiet_hours import QuietHours
from bot.ports import Channel, Clock
from bot.store import deliveries as store
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from bot.store.groups import group_gone, migrate_group
from bot.store.inbound import address_gone
from bot.store.learners import save_dialog

LEASE = timedelta(seconds=60)
BATCH = 50
SENDS_AT_ONCE = 20

log = structlog.get_logger("delivery")


class Composer(Protocol):
    """Finds the words of one kind of delivery, within the claiming transaction."""

    async def __call__(self, conn: Connection, delivery: Delivery) -> Composed | NotNeeded:
        """The words, or why none are needed; effects that belong to showing them."""
        ...


async def compose_reply(conn: Connection, delivery: Delivery) -> Composed:  # noqa: ARG001 - a composer's shape
    """A reply's words were decided with its event; they are sent as they stand."""
    return Composed(Reply.from_json(delivery.detail))


Allowance = Callable[[str, int], Awaitable[int]]
"""How many of ``n`` sends an account may make now, shared by all processes."""


@dataclass(frozen=True, slots=True)
class InFlight:
    """A claimed delivery with all that sending it needs; nothing more is read before."""

    row: int
    kind: Kind
    account: str
    chat: str
    address: int | None
    rung: Rung
    pages: Sequence[Reply]
    attempts: int


class DeliveryWorker:
    """Any number may run, in any number of processes."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        composers: Mapping[Kind, Composer],
        clock: Clock,
        quiet: QuietHours,
        allowance: Allowance,
    ) -> None:
        """Wire the worker; ``composers`` has one for each kind it will meet."""
        self._db = db
        self._channels = channels
        self._composers = composers
        self._clock = clock
        self._quiet = quiet
        self._allowance = allowance
        self._paused: dict[str, datetime] = {}
        self._seats = asyncio.Semaphore(SENDS_AT_ONCE)

    async def run_once(self) -> int:
        """One batch: returns how many deliveries were taken a step further."""
        now = self._clock.now()
        settled, flights = await self._claim(now)
        if flights:
            await asyncio.gather(*(self.send(flight) for flight in flights))
        return settled + len(flights)

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Work until ``stop``; look again every second, or at once on ``wake``."""
        while not stop.is_set():
            try:
                worked = await self.run_once()
            except StorageUnavailableError as error:
                log.warning("delivery waits for storage", reason=str(error))
                worked = 0
            if not worked:
                await _wait(wake, stop, 1.0)

    async def take_back(self) -> int:
        """The sweep for stuck deliveries: expired leases are planned again, marked uncertain."""
        async with self._db.transaction() as conn:
            stuck = await store.take_back_expired_leases(conn, self._clock.now())
        if stuck:
            log.warning("stuck deliveries taken up again", count=len(stuck))
        return len(stuck)

    async def send(self, flight: InFlight) -> None:
        """Send one claimed delivery and record what came of it."""
        async with self._seats:
            outcome = await self._send_pages(flight)
        await asyncio.shield(self._record(flight, outcome))

    # claiming -----------------------------------------------------------------------------

    async def _claim(self, now: datetime) -> tuple[int, list[InFlight]]:
        settled, flights = 0, []
        async with self._db.transaction() as conn:
            for delivery in await store.lock_candidates(conn, now, BATCH):
                decision = decide(delivery, self._abilities(now), self._quiet, now)
                flight = await self._act(conn, delivery, decision, now)
                if flight is None:
                    settled += 1
                else:
                    flights.append(flight)
            flights = await self._within_allowance(conn, flights, now)
        return settled, flights

    def _abilities(self, now: datetime) -> dict[str, Any]:
        """Of the accounts that are not asked to pause."""
        return {
            name: channel.ability
            for name, channel in self._channels.items()
            if self._paused.get(name, now) <= now
        }

    async def _act(
        self, conn: Connection, delivery: Delivery, decision: Decision, now: datetime
    ) -> InFlight | None:
        if decision.action is Action.FAIL and self._pausing(delivery, now):
            await store.put_off(
                conn, delivery.row, until=now + timedelta(seconds=5), step=_step(now, "throttled")
            )
            return None
        if decision.action is Action.SEND:
            return await self._compose(conn, delivery, decision, now)
        if decision.action is Action.WAIT and decision.until is not None:
            await store.put_off(
                conn, delivery.row, until=decision.until, step=_step(now, decision.reason)
            )
            return None
        state = {Action.HOLD: "held", Action.EXPIRE: "expired"}.get(decision.action, "failed")
        await store.end(
            conn,
            delivery.row,
            state,
            reason=decision.reason,
            now=now,
            step=_step(now, decision.reason),
        )
        return None

    def _pausing(self, delivery: Delivery, now: datetime) -> bool:
        """Whether an address was left out only because its account pauses."""
        return any(self._paused.get(a.account, now) > now for a in delivery.addresses)

    async def _compose(
        self, conn: Connection, delivery: Delivery, decision: Decision, now: datetime
    ) -> InFlight | None:
        composed = await self._composers[delivery.kind](conn, delivery)
        if isinstance(composed, NotNeeded):
            await store.end(
                conn,
                delivery.row,
                "expired",
                reason=composed.reason,
                now=now,
                step=_step(now, composed.reason),
            )
            return None
        address, rung = decision.address, decision.rung
        if address is None or rung is None:
            raise AssertionError("a decision to send names its address and rung")
        channel = self._channels[address.account]
        pages = list(channel.pages(composed.reply))
        if channel.kind is ChannelKind.WECHAT:
            pages, more = pages[:1], tuple(pages[1:])
        else:
            more = ()
        if delivery.learner is not None and composed.dialog is not None:
            dialog = replace(composed.dialog, more=more)
            await save_dialog(conn, delivery.learner, dialog)
        await store.mark_claimed(
            conn,
            delivery.row,
            address=address.row or None,
            rung=rung,
            window=decision.window,
            lease_until=now + LEASE,
            now=now,
            detail={**delivery.detail, **composed.detail},
        )
        return InFlight(
            delivery.row,
            delivery.kind,
            address.account,
            address.platform_id,
            address.row or None,
            rung,
            pages,
            delivery.attempts + 1,
        )

    async def _within_allowance(
        self, conn: Connection, flights: list[InFlight], now: datetime
    ) -> list[InFlight]:
        """Keep what the accounts' rates allow now; the rest goes a moment later."""
        kept: list[InFlight] = []
        for account in {flight.account for flight in flights}:
            mine = [flight for flight in flights if flight.account == account]
            granted = await self._allowance(account, len(mine))
            kept += mine[:granted]
            for flight in mine[granted:]:
                await store.put_off(
                    conn,
                    flight.row,
                    until=now + timedelta(seconds=1),
                    step=_step(now, "the account's rate is used up for this second"),
                )
        return kept

    # sending and recording ----------------------------------------------------------------

    async def _send_pages(self, flight: InFlight) -> Outcome:
        channel = self._channels[flight.account]
        outcome = Outcome(Result.SENT)
        for number, page in enumerate(flight.pages):
            key = f"{flight.row}-{number}"
            outcome = await channel.send(flight.chat, page, rung=flight.rung, key=key)
            if outcome.result is not Result.SENT:
                return outcome
        return outcome

    async def _record(self, flight: InFlight, outcome: Outcome) -> None:
        now = self._clock.now()
        following = follow(outcome, flight.kind, flight.attempts, now)
        if outcome.result is Result.THROTTLED and outcome.scope is Scope.ACCOUNT:
            self._paused[flight.account] = following.until or now
        if outcome.result is not Result.SENT:
            log.info(
                "delivery attempt",
                account=flight.account,
                kind=flight.kind.value,
                result=outcome.result.value,
                code=outcome.code,
                meaning=SENTENCES[outcome.result],
            )
        plain = following.step is Step.SENT
        try:
            async with self._db.connection() if plain else self._db.transaction() as conn:
                await self._write(conn, flight, outcome, following, now)
        except StorageUnavailableError as error:
            log.warning("an outcome could not be recorded; its lease will end", reason=str(error))

    async def _write(
        self,
        conn: Connection,
        flight: InFlight,
        outcome: Outcome,
        following: Following,
        now: datetime,
    ) -> None:
        await self._learn(conn, flight, outcome)
        step = _step(now, following.reason, flight.rung)
        match following.step:
            case Step.SENT:
                await store.end(conn, flight.row, "sent", reason="sent", now=now, step=step)
            case Step.FAIL:
                await store.end(
                    conn, flight.row, "failed", reason=following.reason, now=now, step=step
                )
            case Step.AGAIN | Step.DECIDE_ANEW:
                await store.put_off(
                    conn,
                    flight.row,
                    until=following.until or now,
                    step=step,
                    uncertain=following.uncertain,
                )

    async def _learn(self, conn: Connection, flight: InFlight, outcome: Outcome) -> None:
        """What an outcome tells about the address itself."""
        if outcome.result is Result.MIGRATED and outcome.platform_id:
            await migrate_group(conn, flight.account, flight.chat, outcome.platform_id)
        if flight.address is None:
            if outcome.result is Result.GONE:
                await group_gone(conn, flight.account, flight.chat)
            return
        if outcome.result is Result.GONE:
            await address_gone(conn, flight.address, outcome.code)
        if outcome.result in {Result.WINDOW_CLOSED, Result.QUOTA_USED_UP}:
            await store.close_window(conn, flight.address)


def _step(now: datetime, reason: str, rung: Rung | None = None) -> dict[str, Any]:
    step = {"at": now.isoformat(), "reason": str(reason)}
    return {**step, "rung": rung.value} if rung else step


async def _wait(wake: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    """Until woken, stopped, or ``seconds`` have passed."""
    waiters = [asyncio.ensure_future(e.wait()) for e in (wake, stop)]
    try:
        await asyncio.wait(waiters, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
        wake.clear()
