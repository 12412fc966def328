"""Outcomes become rows: gathered for a moment, written in batches, kept while the database is
away, spooled to disk if the process must stop meanwhile.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict

import structlog

from bot.delivery.faults import SaidOnce
from bot.delivery.learning import learn
from bot.delivery.outcomes import Step
from bot.delivery.record import Record
from bot.delivery.spool import Spool
from bot.delivery.watching import Watch
from bot.domain.delivery import Result, Scope
from bot.domain.errors import SpoolError, StorageUnavailableError
from bot.domain.faults import fault
from bot.ports import Clock
from bot.store import endings
from bot.store.db import Database
from bot.store.endings import Ending, PutBack

GATHER = 0.005
"""Seconds in which outcomes are gathered into one transaction."""
MOST = 500
UNRECORDED = 200
"""So many outcomes that are not written yet keep the seats from sending more: they are what a
kill leaves unknown, and what a lost database makes us keep."""
AGAIN = (0.2, 0.5, 1.0)
"""Seconds between tries while the database is away; the last one is repeated."""
LAST_TRIES = 3.0
"""Seconds a stop waits for a lost database before what is left goes to the spool."""

STATES = {Step.SENT: "sent", Step.HOLD: "held", Step.EXPIRE: "expired", Step.FAIL: "failed"}

log = structlog.get_logger("delivery")


class Recorder:
    """Writes what came of each flight, in the order of landing. One for each process."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        spool: Spool,
        watch: Watch,
        written: Callable[[Sequence[Record]], None],
    ) -> None:
        """``written`` is told of each batch once it is committed."""
        self._db = db
        self._clock = clock
        self._spool = spool
        self._watch = watch
        self._written = written
        self._waiting: list[Record] = []
        self._some = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._said = SaidOnce()

    @property
    def waiting(self) -> int:
        """How many outcomes are not written yet."""
        return len(self._waiting)

    def add(self, record: Record) -> None:
        """Have ``record`` written soon."""
        self._waiting.append(record)
        self._some.set()
        if len(self._waiting) >= UNRECORDED:
            self._room.clear()

    async def room(self) -> None:
        """Wait until more outcomes may come."""
        await self._room.wait()

    async def run(self) -> None:
        """Write until cancelled; a lost database is waited for, and a fault of ours said."""
        while True:
            try:
                await self._run()
            except Exception as error:
                log.error("recording failed", fault=fault(error))  # noqa: TRY400 - a traceback would quote rows
                await asyncio.sleep(AGAIN[-1])

    async def _run(self) -> None:
        while True:
            await self._some.wait()
            if self._room.is_set():
                await asyncio.sleep(GATHER)
            if not await self._write_or_say():
                await self._wait_for_storage()

    async def finish(self) -> None:
        """Write all that is left, once ``run`` was cancelled; what the database does not take
        within a few seconds goes to the spool. Raises nothing.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_TRIES):
                await self._write_all()
        if self._waiting:
            self._to_disk()

    async def take_up_spool(self) -> int:
        """Write what an earlier process left on disk; returns how many outcomes.

        Raises StorageUnavailableError; the files stay then, as does one that cannot be read.
        """
        count = 0
        for file in self._spool.files():
            try:
                records = self._spool.read(file)
            except SpoolError as error:
                log.error("spooled outcomes are left", reason=str(error))  # noqa: TRY400 - the sentence says it
                continue
            for begin in range(0, len(records), MOST):
                if not await self._write_each_or_all(records[begin : begin + MOST]):
                    raise StorageUnavailableError("PostgreSQL did not take the spooled outcomes.")
            count += len(records)
            self._spool.remove(file)
        if count:
            log.info("spooled outcomes written", count=count)
        return count

    async def _write_all(self) -> None:
        for number in range(1_000_000):
            while self._waiting and await self._write_or_say():
                pass
            if not self._waiting:
                return
            await asyncio.sleep(AGAIN[min(number, len(AGAIN) - 1)])

    def _to_disk(self) -> None:
        left, self._waiting = self._waiting, []
        try:
            self._spool.keep(left)
        except SpoolError as error:
            what = "outcomes are lost; these may arrive twice"
            log.error(what, count=len(left), reason=str(error))  # noqa: TRY400 - the sentence says it
        else:
            log.warning("outcomes kept on disk until the next start", count=len(left))

    async def _wait_for_storage(self) -> None:
        for number in range(1_000_000):
            await asyncio.sleep(AGAIN[min(number, len(AGAIN) - 1)])
            if await self._write_or_say():
                return

    async def _write_or_say(self) -> bool:
        """Write one batch; False when the database is away. What it cannot take is left to the
        end of its lease, so that one bad record stops no other.
        """
        batch = self._waiting[:MOST]
        if not batch:
            self._some.clear()
            return True
        writing = asyncio.ensure_future(self._write_each_or_all(batch))
        try:
            # A cancelled write is brought to its end: what was committed must leave the list.
            written = await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait([writing])
            if writing.result():
                self._left(len(batch))
            raise
        if written:
            self._left(len(batch))
        self._watch.unrecorded(len(self._waiting))
        if not self._waiting:
            self._some.clear()
        return written

    def _left(self, count: int) -> None:
        del self._waiting[:count]
        if len(self._waiting) < UNRECORDED:
            self._room.set()

    async def _write_each_or_all(self, batch: Sequence[Record]) -> bool:
        try:
            await self._write(batch)
        except StorageUnavailableError as error:
            if self._said.is_new("storage", "away"):
                log.warning("outcomes wait for storage", count=len(batch), reason=str(error))
            return False
        except Exception as error:
            if len(batch) > 1:
                # One after the other, to leave only the bad one out.
                return all([await self._write_each_or_all([one]) for one in batch])
            log.error("an outcome cannot be recorded; its lease will end", fault=fault(error))  # noqa: TRY400 - a traceback would quote rows
            self._written(batch)
        self._said.went_well("storage")
        return True

    async def _write(self, records: Sequence[Record]) -> None:
        """One transaction for all; writing a record a second time changes nothing."""
        now = self._clock.now()
        ended = [_ending(one) for one in records if one.step in STATES]
        backs = [_put_back(one) for one in records if one.step not in STATES]
        async with self._db.transaction() as conn:
            ours = await endings.end(conn, ended, now) if ended else set()
            if backs:
                ours |= await endings.put_back(conn, backs, now)
            halts = await learn(conn, records, ours, now)
        for halt in halts:
            log.error("a way of sending is stopped for a day", **asdict(halt))
        self._written(records)


def _ending(one: Record) -> Ending:
    return Ending(one.row, one.attempts, STATES[one.step], one.reason, one.uncertain)


def _put_back(one: Record) -> PutBack:
    """What was put back holds back what comes after it: in a chat that rests, everything; else
    its own kind, so that a second page never overtakes the first.
    """
    chat_rests = one.result is Result.THROTTLED and one.scope is Scope.CHAT
    return PutBack(
        one.row,
        one.attempts,
        one.until or one.at,
        one.reason,
        uncertain=one.uncertain,
        tried=one.tried,
        pages_sent=one.pages_sent,
        others="all" if chat_rests else "kind",
    )
