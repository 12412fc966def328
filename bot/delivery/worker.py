"""The out-pipe: claim what is due, decide, find the words, send, record (design 2).

A round claims what there are free seats for, in one short transaction; each delivery then goes
its own way, so that a slow one holds up no other. No transaction stays open across a network
call (design 4.3).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery.composing import Claimed, Composer, Composing, compose_reply
from bot.delivery.faults import SaidOnce, fault
from bot.delivery.flight import LEASE, InFlight, step
from bot.delivery.ladder import ENDS, Action, Decision, Reason, decide
from bot.delivery.pace import Pace
from bot.delivery.sending import Sending
from bot.domain.delivery import Kind
from bot.domain.errors import StorageUnavailableError
from bot.domain.quiet_hours import QuietHours
from bot.ports import Channel, Clock
from bot.store import claims
from bot.store.claims import Choice, Settlement
from bot.store.db import Database
from bot.store.deliveries import Delivery

__all__ = ["LEASE", "Composer", "DeliveryWorker", "InFlight", "compose_reply"]

BATCH = 100
"""How many deliveries one round looks at; what is held or dropped needs no seat."""
SEATS = 40
"""How many deliveries one process sends at once."""
LOOK_AGAIN = 1.0
"""Seconds after which work is looked for without being woken."""
A_SECOND = timedelta(seconds=1)
FAULT_WAIT = timedelta(minutes=5)

log = structlog.get_logger("delivery")

Allowance = Callable[[str, int], Awaitable[int]]
"""How many of ``n`` sends an account may make now, shared by all processes."""


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
        """Wire the worker; deliveries of kinds without a composer are left to other workers."""
        self._db = db
        self._kinds = [kind.value for kind in composers]
        self._abilities = {name: channel.ability for name, channel in channels.items()}
        self._clock = clock
        self._quiet = quiet
        self._allowance = allowance
        self._pace = Pace()
        self._composing = Composing(db, channels, composers, clock)
        self._sending = Sending(db, channels, clock, self._pace)
        self._seated: set[asyncio.Task[None]] = set()
        self._in_flight: set[int] = set()
        self._said = SaidOnce()

    async def run_once(self) -> int:
        """One round to its end: returns how many deliveries were taken a step further."""
        worked = await self._round(asyncio.Event())
        await self._landed()
        return worked

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Work until ``stop``, and bring what is in flight to its end. Look for work on
        ``wake``, whenever something has landed, and every second. Cancelled, what is being
        sent is given up; what was sent is still recorded.
        """
        try:
            while not stop.is_set():
                if not await self._round_or_say(wake):
                    await _wait(wake, stop, LOOK_AGAIN)
            await self._landed()
        except asyncio.CancelledError:
            for task in self._seated:
                task.cancel()
            await self._landed()
            raise

    async def send(self, flight: InFlight) -> None:
        """Send one delivery that its maker claimed (a reply), and record what came of it."""
        self._in_flight.add(flight.row)
        try:
            await self._sending.send(flight)
        finally:
            self._in_flight.discard(flight.row)

    async def take_back(self) -> int:
        """The sweep for stuck deliveries: expired leases are planned again, marked uncertain."""
        async with self._db.transaction() as conn:
            stuck = await claims.take_back_expired_leases(conn, self._clock.now(), self._in_flight)
        if stuck:
            log.warning("stuck deliveries taken up again", count=stuck)
        return stuck

    # rounds -------------------------------------------------------------------------------

    async def _round_or_say(self, wake: asyncio.Event) -> int:
        """A round; whatever goes wrong is said once and tried again, it never ends the worker."""
        try:
            worked = await self._round(wake)
        except StorageUnavailableError as error:
            if self._said.is_new("round", "storage"):
                log.warning("delivery waits for storage", reason=str(error))
            return 0
        except Exception as error:
            if self._said.is_new("round", words := fault(error)):
                log.error("a round of deliveries failed", fault=words)  # noqa: TRY400 - a traceback would quote rows
            return 0
        self._said.went_well("round")
        return worked

    async def _round(self, wake: asyncio.Event) -> int:
        seats = SEATS - len(self._seated)
        if seats < SEATS // 4:
            return 0
        now = self._clock.now()
        settled, claimed = await self._claim(now, seats)
        for one in await self._within_allowance(claimed, now):
            task = asyncio.create_task(self._fly(one))
            self._seated.add(task)
            task.add_done_callback(self._seated.discard)
            task.add_done_callback(lambda _: wake.set())
        return settled + len(claimed)

    async def _claim(self, now: datetime, seats: int) -> tuple[int, list[Claimed]]:
        """Decide what is due; returns how many were settled without sending, and the claimed."""
        settlements: list[Settlement] = []
        chosen: dict[int, tuple[Delivery, Decision]] = {}
        async with self._db.transaction() as conn:
            resting = self._pace.resting(now)
            for delivery in await claims.lock_candidates(conn, now, BATCH, self._kinds):
                decision = self._decide(delivery, now, resting)
                if decision.action is not Action.SEND:
                    settlements.append(self._settlement(delivery, decision, now))
                elif len(chosen) < seats:
                    chosen[delivery.row] = (delivery, decision)
            if settlements:
                await claims.settle(conn, settlements, now)
            attempts: dict[int, int] = {}
            if chosen:
                choices = [_choice(row, decision) for row, (_, decision) in chosen.items()]
                attempts = await claims.claim(conn, choices, lease_until=now + LEASE, now=now)
        claimed = [Claimed(*chosen[row], number) for row, number in attempts.items()]
        return len(settlements), claimed

    def _decide(self, delivery: Delivery, now: datetime, resting: frozenset[str]) -> Decision:
        try:
            return decide(delivery, self._abilities, self._quiet, now, resting)
        except Exception as error:
            if self._said.is_new("decide", words := fault(error)):
                log.error("a delivery cannot be decided", kind=delivery.kind.value, fault=words)  # noqa: TRY400 - a traceback would quote rows
            return Decision(Action.WAIT, Reason.FAULT, until=now + FAULT_WAIT)

    def _settlement(self, delivery: Delivery, decision: Decision, now: datetime) -> Settlement:
        reason, line = decision.reason.value, step(now, decision.reason)
        if decision.action is not Action.WAIT:
            return Settlement(delivery.row, ENDS[decision.action], reason, line)
        until = decision.until
        if until is None and decision.address is not None:
            until = self._pace.turn(decision.address.account, delivery.kind, now)
        return Settlement(delivery.row, "planned", reason, line, until or now + A_SECOND)

    async def _within_allowance(self, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """Keep what the accounts' rates allow now; the rest is given back until its turn."""
        by_account: dict[str, list[Claimed]] = {}
        for one in claimed:
            if one.decision.address is not None:
                by_account.setdefault(one.decision.address.account, []).append(one)
        kept: list[Claimed] = []
        for account, mine in by_account.items():
            granted = await self._allowance(account, len(mine))
            kept += mine[:granted]
            if granted < len(mine):
                self._pace.rest(account, now + A_SECOND)
            for one in mine[granted:]:
                wait = self._pace.turn(account, one.delivery.kind, now) - now
                await self._composing.give_back(one, Reason.ACCOUNT_RESTS, wait=wait)
        return kept

    async def _fly(self, claimed: Claimed) -> None:
        """One delivery from its claim to its record."""
        row = claimed.delivery.row
        self._in_flight.add(row)
        try:
            flight = await self._composing.prepare(claimed)
            if flight is not None:
                await self._sending.send(flight)
        finally:
            self._in_flight.discard(row)

    async def _landed(self) -> None:
        """Wait until nothing is in flight."""
        while self._seated:
            await asyncio.gather(*self._seated, return_exceptions=True)


def _choice(row: int, decision: Decision) -> Choice:
    address = decision.address.row if decision.address else 0
    return Choice(row, address or None, decision.window)


async def _wait(wake: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    """Until woken, stopped, or ``seconds`` have passed."""
    waiters = [asyncio.ensure_future(event.wait()) for event in (wake, stop)]
    try:
        await asyncio.wait(waiters, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
        wake.clear()
