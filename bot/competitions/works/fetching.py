"""Fetches the files that entrants sent, checks them and keeps what is taken.

A work is claimed by a lease, fetched outside of any transaction, and decided in one; a process that
dies over it leaves it to the next when the lease ends.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.chat_ports import FetchedFile, FetchesFiles, FetchFault
from bot.competitions.works.taking import check_file, most_bytes, not_taken_at, try_again_at
from bot.domain.works import Checked, UploadStage, WorkFault
from bot.ports import Channel, Clock
from bot.store.contests import works_decided
from bot.store.contests.works_decided import ToFetch
from bot.store.db import Database

LEASE = timedelta(minutes=5)
"""Longer than fetching (two minutes at most), checking and storing take together."""
AT_ONCE = 2
"""Works in one process's hands at a time; each holds some 40 MB at most."""

_FAULTS = {FetchFault.GONE: WorkFault.GONE, FetchFault.TOO_LARGE: WorkFault.TOO_LARGE}
"""Failures that no other try mends, and what an entrant is told of them."""

log = structlog.get_logger("works")


class WorkFetcher:
    """Any number of processes may run one."""

    def __init__(self, channels: Mapping[str, Channel], db: Database, clock: Clock) -> None:
        """Fetch from those of ``channels`` that hand out files."""
        self._from = {name: one for name, one in channels.items() if isinstance(one, FetchesFiles)}
        self._db = db
        self._clock = clock

    async def run(self) -> int:
        """Fetch all that is due; how many were decided, or put off to another time."""
        return sum(await asyncio.gather(*(self._one_after_another() for _ in range(AT_ONCE))))

    async def _one_after_another(self) -> int:
        count = 0
        while (work := await self._claim()) is not None:
            await self._settle(work)
            count += 1
        return count

    async def _claim(self) -> ToFetch | None:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            return await works_decided.claim(conn, sorted(self._from), now, now + LEASE)

    async def _settle(self, work: ToFetch) -> None:
        stage = work.stage
        not_taken = WorkFault.NOT_OPEN if stage is None else not_taken_at(stage, work.sent_at)
        if stage is None or not_taken is not None:
            await self._refuse(work, not_taken or WorkFault.NOT_OPEN)
            return
        fetched = await self._from[work.account].fetch_file(work.file_ref, most_bytes(stage.rule))
        if isinstance(fetched, FetchFault):
            await self._missed(work, fetched)
            return
        await self._decide(work, stage, fetched)

    async def _decide(self, work: ToFetch, stage: UploadStage, fetched: FetchedFile) -> None:
        # In a thread: the frames of a long sound are counted one by one.
        checked = await asyncio.to_thread(check_file, fetched.content, stage.rule)
        if not isinstance(checked, Checked):
            await self._refuse(work, checked)
            return
        async with self._db.transaction() as conn:
            now = self._clock.now()
            await works_decided.accept(conn, work, checked, fetched.content, now)

    async def _missed(self, work: ToFetch, fault: FetchFault) -> None:
        """A file that could not be fetched: another time, or never."""
        now = self._clock.now()
        again = None if fault in _FAULTS else try_again_at(work.tries, now)
        if again is None:
            await self._refuse(work, _FAULTS.get(fault, WorkFault.UNFETCHED))
            return
        if work.tries == 1:
            log.warning("a work is not fetched yet", account=work.account, reason=fault.value)
        async with self._db.transaction() as conn:
            await works_decided.retry(conn, work, again)

    async def _refuse(self, work: ToFetch, why: WorkFault) -> None:
        async with self._db.transaction() as conn:
            now = self._clock.now()
            await works_decided.refuse(conn, work, why.value, now, late=why is WorkFault.LATE)
