"""The circuits of all accounts, and one alarm for each trouble, over all processes."""

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import datetime
from typing import Any

import structlog

from bot.delivery.circuit import Circuit, Event, Permit, Turn
from bot.delivery.contents import Contents, ContentStop
from bot.delivery.flight import InFlight
from bot.delivery.watching import Watch
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import StorageUnavailableError
from bot.ports import Clock
from bot.store import deliveries, stops
from bot.store.db import Database

AT_ONCE = 1000
"""How many deliveries of a stopped subject end in one transaction."""

log = structlog.get_logger("delivery")


class Alarms:
    """Keeps the circuits, tells people when one opens, and remembers it for ``deliveries status``."""

    def __init__(self, db: Database, accounts: Iterable[str], clock: Clock, watch: Watch) -> None:
        """All circuits are closed."""
        self._db = db
        self._clock = clock
        self._watch = watch
        self._circuits = {account: Circuit(account) for account in accounts}
        self._contents = Contents()
        self._known: set[str] = set()
        self._telling: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Which accounts were stopped when we began: the first success ends that."""
        async with self._db.connection() as conn:
            self._known = await stops.stopped_accounts(conn)

    def may_send(self, account: str) -> Permit | float:
        """A permit for one send, or the seconds to wait."""
        return self._circuits[account].may_send(self._clock.now())

    def rooms(self, now: datetime) -> dict[str, int]:
        """Accounts that are to be tried with a single delivery."""
        rooms = {name: circuit.room(now) for name, circuit in self._circuits.items()}
        return {name: room for name, room in rooms.items() if room is not None}

    def resting(self, now: datetime) -> dict[str, float]:
        """Accounts that can take nothing now, with the seconds until the next try."""
        waits = {name: c.seconds_until_try(now) for name, c in self._circuits.items()}
        return {name: wait for name, wait in waits.items() if wait > 0}

    def give_back(self, account: str, permit: Permit) -> None:
        """A permit that no send used."""
        self._circuits[account].give_back(permit, self._clock.now())

    def note(self, flight: InFlight, outcome: Outcome, permit: Permit, began: datetime) -> None:
        """Take in what came of a send."""
        now = self._clock.now()
        event = self._circuits[flight.account].note(outcome, permit.generation, now)
        if event is not None:
            self._spawn(self._tell(flight.account, event))
        elif outcome.result is Result.SENT and flight.account in self._known:
            self._spawn(self._recovered(flight.account))
        stop = self._contents.note(
            flight.account, flight.kind, flight.subject, outcome, began=began, now=now
        )
        if stop is not None:
            self._spawn(self._end_subject(stop))

    async def told(self) -> None:
        """Wait until all is said and written."""
        while self._telling:
            await asyncio.gather(*self._telling, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self, account: str, event: Event) -> None:
        if event.turn is Turn.CLOSED:
            self._watch.stopped(account, stopped=False)
            await self._recovered(account, event.reason)
            return
        self._watch.stopped(account, stopped=True)
        self._known.add(account)
        first = event.alarm
        try:
            async with self._db.connection() as conn:
                new = await stops.note_stop(conn, account, event.reason, self._clock.now())
                first = event.alarm and new
        except StorageUnavailableError:
            log.warning("a stop could not be kept", account=account)
        if first:
            log.error("account stopped", account=account, reason=event.reason)
        elif event.alarm:
            log.info("account stopped here too", account=account)

    async def _recovered(self, account: str, reason: str = "") -> None:
        self._known.discard(account)
        try:
            async with self._db.connection() as conn:
                first = await stops.note_recovery(conn, account)
        except StorageUnavailableError:
            self._known.add(account)  # the next success tries again
            return
        if first:
            log.info("account works again", account=account, reason=reason)

    async def _end_subject(self, stop: ContentStop) -> None:
        """What cannot be taken by the platform is not tried on everybody else."""
        log.error(
            "a text is stopped", account=stop.account, kind=stop.kind.value, reason=stop.reason
        )
        ended = AT_ONCE
        try:
            while ended == AT_ONCE:
                async with self._db.transaction() as conn:
                    ended = await deliveries.end_subject(
                        conn,
                        (stop.account, stop.kind, stop.subject),
                        stop.reason,
                        self._clock.now(),
                        AT_ONCE,
                    )
        except StorageUnavailableError as error:
            log.warning("a stopped text waits for storage", reason=str(error))
