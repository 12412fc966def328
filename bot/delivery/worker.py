"""The out-pipe: claim what is due, decide, find the words, send, record (design 2).

A round claims what there is room for in one short transaction; each delivery then waits for its
turn, is sent from a seat of its account, and its outcome is recorded in a batch. No transaction
stays open across a network call (design 4.3).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.delivery.alarms import Alarms
from bot.delivery.claiming import Claiming
from bot.delivery.composing import Composer, compose_reply
from bot.delivery.faults import SaidOnce
from bot.delivery.flight import LEASE, InFlight
from bot.delivery.limiting import Limiter, Turn, Wanted
from bot.delivery.record import Record
from bot.delivery.recording import AGAIN, Recorder
from bot.delivery.seats import Seats
from bot.delivery.sending import Sending
from bot.delivery.spool import Spool
from bot.delivery.watching import Nobody, Watch
from bot.domain.delivery import Kind
from bot.domain.errors import StorageUnavailableError
from bot.domain.faults import fault
from bot.domain.quiet_hours import QuietHours
from bot.ports import Channel, Clock
from bot.store import endings, stops
from bot.store.db import Database
from bot.store.quotas import Use

__all__ = ["LEASE", "Composer", "DeliveryWorker", "InFlight", "Manner", "compose_reply"]

MOST = 200
"""How many deliveries one claim looks at; what is held or dropped needs no seat."""
LOOK_AGAIN = 1.0
"""Seconds after which work is looked for without being woken."""
LOOK_SOON = 0.1
"""The same while an account's rate is used up: its next turns come within this time."""
GATHER_REPLIES = 0.002
"""Seconds in which replies on their way ask for their turns together."""
SECOND_LOOK = 4 * AGAIN[-1]
"""Seconds a lease that has ended is given before its delivery is taken back: after a lost
database, whoever sent it still holds its outcome and writes it soon, also on a busy machine."""

STOPPED_SECONDS = 60.0
"""After so long, or before a pause that lasts longer, it is looked what an account's stop does to those who wait behind it."""

log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a process delivers. ``seats``: how many it sends at once for each account. ``daily``:
    the platforms' daily quotas by account and rung. ``peaks``: when couriers ride.
    """

    seats: int = 40
    daily: Mapping[Use, int] = field(default_factory=dict)
    peaks: Sequence[QuietHours] = ()


class DeliveryWorker:
    """Any number may run, in any number of processes."""

    def __init__(  # noqa: PLR0913 - the engine's parts, each given once
        self,
        db: Database,
        channels: Mapping[str, Channel],
        composers: Mapping[Kind, Composer],
        clock: Clock,
        quiet: QuietHours,
        *,
        limiter: Limiter,
        spool: Spool,
        manner: Manner | None = None,
        watch: Watch | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """Wire the worker; deliveries of kinds without a composer are left to other workers.

        ``wake`` is called when something has landed behind which more may wait.
        """
        watch, manner = watch or Nobody(), manner or Manner()
        self._db = db
        self._clock = clock
        self._limiter = limiter
        self._claiming = Claiming(
            db, channels, composers, clock, quiet, manner.daily, watch, manner.peaks
        )
        self._alarms = Alarms(db, channels, clock, watch)
        self._recorder = Recorder(db, clock, spool, watch, self._written)
        self._sending = Sending(channels, clock, limiter, self._alarms, self._recorder, watch)
        self._seats = Seats(
            manner.seats, self._sending.send, self._too_late, self._freed, self._recorder.room
        )
        self._wake = wake
        self._room = asyncio.Event()
        self._accounts = tuple(channels)
        self._recording: asyncio.Task[None] | None = None
        self._taking_up: asyncio.Task[None] | None = None
        self._in_flight: set[int] = set()
        self._asking: list[tuple[InFlight, asyncio.Future[Turn]]] = []
        self._gathering: asyncio.Task[None] | None = None
        self._tight = False
        self._said = SaidOnce()

    # its life -----------------------------------------------------------------------------

    async def open(self) -> None:
        """Begin to record, with what an earlier process left on disk. Raises nothing; while the
        database is away it is tried again.
        """
        self._recording = asyncio.ensure_future(self._recorder.run())
        self._taking_up = asyncio.ensure_future(self._take_up())
        await asyncio.wait([self._taking_up], timeout=AGAIN[-1])

    async def _take_up(self) -> None:
        while True:
            try:
                await self._alarms.load()
                await self._recorder.take_up_spool()
            except StorageUnavailableError as error:
                if self._said.is_new("open", "storage"):
                    log.warning("delivery begins without storage", reason=str(error))
                await asyncio.sleep(AGAIN[-1])
            else:
                return

    async def close(self) -> None:
        """Record what was sent; what the database does not take goes to the spool."""
        working = [task for task in (self._recording, self._taking_up) if task is not None]
        for task in working:
            task.cancel()
        if working:
            await asyncio.wait(working)
        await self._recorder.finish()
        await self._alarms.told()

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Work until ``stop``, and bring what was claimed to its end. Look for work on ``wake``,
        whenever there is room again, and every second. Cancelled, what is being sent is given
        up as uncertain; what was sent is still recorded.
        """
        self._room = wake
        try:
            while not stop.is_set():
                if not await self._round_or_say():
                    await _wait(wake, stop, LOOK_SOON if self._tight else LOOK_AGAIN)
            await self._seats.emptied()
        except asyncio.CancelledError:
            await self._seats.give_up()
            raise

    async def run_once(self) -> int:
        """One round to its end: returns how many deliveries were taken a step further."""
        recording = asyncio.ensure_future(self._recorder.run())
        try:
            worked = await self._round()
            await self._seats.emptied()
        finally:
            recording.cancel()
            await asyncio.wait([recording])
        await self._recorder.finish()
        await self._alarms.told()
        return worked

    # replies ------------------------------------------------------------------------------

    async def send(self, flight: InFlight) -> None:
        """Send one delivery that its maker claimed (a reply): it needs no seat, only its turn."""
        self._in_flight.add(flight.row)
        turn = await self._ask(flight)
        if not turn.granted:
            self._sending.turn_back(flight, turn.wait)
            return
        if turn.wait > 0:
            await asyncio.sleep(turn.wait)
        await self._sending.send(flight)

    async def _ask(self, flight: InFlight) -> Turn:
        """The turn of a reply; those of a moment ask together."""
        answer: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._asking.append((flight, answer))
        if self._gathering is None or self._gathering.done():
            self._gathering = asyncio.ensure_future(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        while self._asking:
            await asyncio.sleep(GATHER_REPLIES)
            asked, self._asking = self._asking, []
            turns = await self._limiter.reserve([_wanted(flight) for flight, _ in asked])
            for (_, answer), turn in zip(asked, turns, strict=True):
                if not answer.done():
                    answer.set_result(turn)

    # the sweep ----------------------------------------------------------------------------

    async def take_back(self) -> int:
        """The sweep for stuck deliveries: claims whose lease ended are planned again, marked
        uncertain; returns how many. Those of this process are spared, however far the clock was
        moved, and those of others get a moment to be recorded.
        """
        async with self._db.connection() as conn:
            ended = await endings.expired_leases(conn, self._clock.now())
        ended = {row: n for row, n in ended.items() if row not in self._in_flight}
        if not ended:
            return 0
        await asyncio.sleep(SECOND_LOOK)
        stuck = [(row, n) for row, n in ended.items() if row not in self._in_flight]
        async with self._db.transaction() as conn:
            count = await endings.take_back(conn, stuck, self._clock.now())
        if count:
            log.warning("stuck deliveries taken up again", count=count)
            self._wake()
        return count

    async def look_behind_stops(self) -> int:
        """The sweep for what waits behind a stopped account, or one that has long to pause: what is too late is held or
        dropped, who has another address gets it there, the rest waits on. Returns how many were
        held, dropped or sent.
        """
        now = self._clock.now()
        async with self._db.connection() as conn:
            long_ago = now - timedelta(seconds=STOPPED_SECONDS)
            stopped = await stops.stopped_accounts(conn, long_ago)
        paused = (one for one in self._accounts if self._limiter.paused(one) > STOPPED_SECONDS)
        theirs = stopped.intersection(self._accounts).union(paused)
        if not theirs:
            return 0
        rest = dict.fromkeys(theirs, STOPPED_SECONDS)
        done = 0
        while (found := await self._claiming.claim_behind(MOST, self._accounts, rest)).worked:
            await self._give_turns(found.flights)
            done += found.worked - found.waiting
        return done

    # rounds -------------------------------------------------------------------------------

    async def _round_or_say(self) -> int:
        """A round; whatever goes wrong is said once and tried again, it never ends the worker."""
        try:
            worked = await self._round()
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

    async def _round(self) -> int:
        found = await self._claiming.claim(MOST, self._rooms(), self._resting())
        if found.flights:
            await self._give_turns(found.flights)
        return found.worked

    async def _give_turns(self, flights: Sequence[InFlight]) -> None:
        """Each flight gets its turn, in one question to all limits; those too far off go back."""
        self._in_flight.update(flight.row for flight in flights)
        turns = await self._limiter.reserve([_wanted(flight) for flight in flights])
        for flight, turn in zip(flights, turns, strict=True):
            if turn.granted:
                self._seats.take(flight, turn.wait)
            else:
                self._tight = True
                self._sending.turn_back(flight, turn.wait)

    def _rooms(self) -> dict[str, int]:
        """How many each account can take soon, where that is less than a round brings."""
        rooms = self._seats.rooms(self._accounts)
        self._tight = False
        for account in self._accounts:
            granted = self._limiter.room(account)
            if granted is not None:
                self._tight = self._tight or granted == 0
                rooms[account] = min(granted, rooms.get(account, granted))
        for account, probes in self._alarms.rooms(self._clock.now()).items():
            rooms[account] = min(probes, rooms.get(account, probes))
        return rooms

    def _resting(self) -> dict[str, float]:
        """Accounts that take nothing now: the platform asked for a pause, or is down."""
        resting = self._alarms.resting(self._clock.now())
        for account in self._accounts:
            pause = self._limiter.paused(account)
            if pause > 0:
                resting[account] = max(pause, resting.get(account, 0.0))
        return resting

    def _too_late(self, flight: InFlight) -> None:
        self._sending.turn_back(flight, 0)

    def _freed(self) -> None:
        self._room.set()

    def _written(self, records: Sequence[Record]) -> None:
        """What has landed is in flight no more; more may wait behind it."""
        self._in_flight.difference_update(record.row for record in records)
        if any(record.followed for record in records):
            self._wake()


def _wanted(flight: InFlight) -> Wanted:
    pages = len(flight.pages) - flight.pages_sent
    waited_for = flight.kind is Kind.REPLY
    group = flight.group is not None
    return Wanted(flight.account, flight.chat_name, group, waited_for, max(1, pages))


async def _wait(wake: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    """Until woken, stopped, or ``seconds`` have passed."""
    waiters = [asyncio.ensure_future(event.wait()) for event in (wake, stop)]
    try:
        await asyncio.wait(waiters, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
        wake.clear()
