"""A model is asked for an answer, and what it writes is checked before anybody reads it.

The quotation was said at once. This step takes questions that wait (``asked.writing``) under a lease,
asks outside any transaction, and records what came of it together with the delivery it owes.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.domain.errors import StorageUnavailableError
from bot.domain.faults import fault
from bot.learning.companion.checking import Checked, check
from bot.model_ports import Writer, WriteResult, Written
from bot.ports import Clock
from bot.store import asked
from bot.store.asked import Ended, Waiting
from bot.store.db import Database

log = structlog.get_logger("companion")

SEATS = 4
"""Questions that are at the model at the same time, of one process."""
LOOK_AGAIN = 1.0
"""Seconds after which waiting questions are looked for unasked."""
MOST_TRIES = 3
"""One, and two more if the server was away."""
BEFORE_NEXT = timedelta(seconds=2)
"""Between two tries, so that they do not fall into the same failure."""
RECORDING = timedelta(seconds=10)
"""What a lease lasts beyond the model's own time: for the answer to be recorded."""
STILL_USEFUL = timedelta(minutes=3)
"""A question whose process died is asked again within this time; later the person has gone on."""
RECALLED = "its text was recalled"

Result = TypeVar("Result")


class Told(StrEnum):
    """What came of asking a model, as it is counted."""

    TOLD = "told"
    UNCITED = "uncited"
    LATE = "late"
    FAILED = "failed"
    AGAIN = "asked again"
    LOST = "taken by another"


class Writing:
    """Asks a model for those who wait; any number of processes may."""

    def __init__(
        self,
        db: Database,
        writer: Writer,
        clock: Clock,
        seconds: float,
        *,
        owed: Callable[[], None] = lambda: None,
        count: Callable[[Told, str], None] = lambda _told, _why: None,
    ) -> None:
        """``seconds``: how long the model may take. ``owed`` is called when an answer is to be
        delivered; ``count`` for everything that came of a question, with the reason in a fixed
        word (empty: none).
        """
        self._db, self._writer, self._clock = db, writer, clock
        self._within = timedelta(seconds=seconds)
        self._owed, self._count = owed, count
        self._busy: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Ask for all who wait until ``stop``. Look for more on ``wake``, when a seat is free again,
        and every second. At the end, what the model has not answered is put back for another
        process; what is being recorded is recorded.
        """
        try:
            while not stop.is_set():
                wake.clear()
                await self._seat(wake)
                await _either(stop, wake)
        finally:
            for task in self._busy:
                task.cancel()
            await self._emptied()

    async def run_once(self) -> int:
        """All who can be seated now, to their end; returns how many were asked for."""
        taken = await self._seat(asyncio.Event())
        await self._emptied()
        return taken

    async def _seat(self, freed: asyncio.Event) -> int:
        room = SEATS - len(self._busy)
        if room <= 0:
            return 0
        try:
            async with self._db.transaction() as conn:
                taken = await asked.take(conn, self._clock.now(), self._within + RECORDING, room)
        except StorageUnavailableError as error:
            log.warning("questions cannot be looked for", reason=str(error))
            return 0
        for one in taken:
            task = asyncio.create_task(self._serve(one))
            self._busy.add(task)
            task.add_done_callback(partial(self._free, freed))
        return len(taken)

    def _free(self, freed: asyncio.Event, task: "asyncio.Task[None]") -> None:
        self._busy.discard(task)
        freed.set()

    async def _emptied(self) -> None:
        while self._busy:
            await asyncio.wait(tuple(self._busy))

    async def _serve(self, one: Waiting) -> None:
        """One question to its end; what cannot be recorded is asked again after its lease."""
        try:
            told, why = await self._asked(one)
        except asyncio.CancelledError:
            await self._give_up(one)
            raise
        except StorageUnavailableError as error:
            log.warning("what a model wrote cannot be recorded", reason=str(error))
            return
        except Exception as error:
            # Said by its name only: a traceback would quote what somebody asked.
            log.error("a question cannot be given to a model", fault=fault(error))  # noqa: TRY400
            return
        self._count(told, why)

    async def _asked(self, one: Waiting) -> tuple[Told, str]:
        waited = self._clock.now() - one.asked_at
        if waited > max(STILL_USEFUL, self._within) or one.tries > MOST_TRIES:
            return await self._end(one, "late"), "waited too long"
        if one.recalled:
            return await self._end(one, "failed"), RECALLED
        written = await self._written(one)
        match written.result:
            case WriteResult.WRITTEN:
                return await self._judged(one, written)
            case WriteResult.LATE:
                return await self._end(one, "late"), written.code
            case WriteResult.UNAVAILABLE if self._may_again(one):
                return await self._again(one), written.code
            case _:
                return await self._end(one, "failed"), written.code or written.result.value

    async def _written(self, one: Waiting) -> Written:
        try:
            async with asyncio.timeout(self._within.total_seconds()):
                return await self._writer.write(one.words, one.passages)
        except TimeoutError:
            return Written(WriteResult.LATE, code="no answer in time")

    def _may_again(self, one: Waiting) -> bool:
        return one.tries < MOST_TRIES and self._clock.now() + BEFORE_NEXT < (
            one.asked_at + self._within
        )

    async def _again(self, one: Waiting) -> Told:
        until = self._clock.now() + BEFORE_NEXT
        return Told.AGAIN if await _to_its_end(self._put_back(one, until)) else Told.LOST

    async def _give_up(self, one: Waiting) -> None:
        """This process ends: whoever looks next may ask. What was settled meanwhile stays so."""
        try:
            await self._put_back(one, self._clock.now())
        except StorageUnavailableError as error:
            log.warning("a question stays leased", reason=str(error))

    async def _put_back(self, one: Waiting, until: datetime) -> bool:
        async with self._db.transaction() as conn:
            return await asked.put_back(conn, one, until)

    async def _judged(self, one: Waiting, written: Written) -> tuple[Told, str]:
        checked = check(written.text, one.passages)
        if checked.fault is not None:
            return await self._end(one, "uncited"), checked.fault.value
        told = await self._end(one, "told", checked)
        if told is Told.TOLD:
            self._owed()
        return told, RECALLED if told is Told.FAILED else ""

    async def _end(self, one: Waiting, ended: Ended, checked: Checked | None = None) -> Told:
        """Record the end, and in the same transaction what is owed by it: nothing, where the text
        was recalled while the model thought.
        """

        async def record() -> Told:
            async with self._db.transaction() as conn:
                now = self._clock.now()
                gone = checked is not None and await asked.is_recalled(conn, one)
                came: Ended = "failed" if gone else ended
                if not await asked.settle(conn, one, came, now):
                    return Told.LOST
                if checked is not None and not gone:
                    await asked.owe_answer(conn, one, checked.text, checked.titles, now)
                return Told(came)

        return await _to_its_end(record())


async def _to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run ``work`` to its end, also when the caller is cancelled meanwhile (design 4.3)."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _either(stop: asyncio.Event, wake: asyncio.Event) -> None:
    """Wait for one of them, at most a moment."""
    waiting = [asyncio.ensure_future(one.wait()) for one in (stop, wake)]
    try:
        await asyncio.wait(waiting, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
