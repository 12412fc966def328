"""Recognition flows back: each bank is asked what it decided, and that is written down and told."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from bot.domain.credits import Form, Recognition
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import Clock, CreditBank
from bot.store import recognitions
from bot.store.db import Database
from bot.store.recognitions import Taken, lock_of

EVERY = timedelta(minutes=10)
AFTER_START = timedelta(seconds=30)
"""A process that starts asks at once, unless somebody asked that shortly before."""
MOST_PAGES = 50
"""Of one bank in one run; the next run goes on."""
AT_ONCE = 500
"""Decisions in one transaction."""

log = structlog.get_logger("ledger")


class Recogniser:
    """Asks the banks that keep records; any number of processes may run one, and a bank is asked
    by one of them at a time.
    """

    def __init__(
        self,
        db: Database,
        banks: Sequence[CreditBank],
        clock: Clock,
        wake: Callable[[], None] = lambda: None,
        *,
        every: timedelta = EVERY,
    ) -> None:
        """``wake`` is called when there is something to tell; a bank is asked each ``every``."""
        self._db, self._clock, self._wake, self._every = db, clock, wake, every
        self._banks = [bank for bank in banks if bank.target.form is Form.RECORD]
        self._begun: set[str] = set()

    async def run(self) -> int:
        """Ask each bank whose turn it is; how many decisions are new.

        Raises StorageUnavailableError.
        """
        asked = await asyncio.gather(*map(self._ask, self._banks), return_exceptions=True)
        for one in asked:
            if isinstance(one, BaseException):
                raise one
        return sum(one for one in asked if isinstance(one, int))

    async def _ask(self, bank: CreditBank) -> int:
        cursor = await self._begin(bank.name)
        if cursor is None:
            return 0
        try:
            return await self._pages(bank, cursor)
        except (PlatformUnavailableError, PlatformMisconfiguredError) as error:
            await self._in_trouble(bank.name, str(error))
            return 0

    async def _begin(self, target: str) -> str | None:
        """The cursor, where it is our turn to ask."""
        every = self._every if target in self._begun else min(self._every, AFTER_START)
        self._begun.add(target)
        async with self._db.transaction(lock_of(target)) as conn:
            return await recognitions.begin(conn, target, self._clock.now(), every)

    async def _pages(self, bank: CreditBank, cursor: str) -> int:
        """Page by page, each taken in before the next is asked for; no transaction is open
        meanwhile.
        """
        recorded = 0
        for _ in range(MOST_PAGES):
            page = await bank.recognitions(cursor)
            taken = await self._take_in(bank.name, cursor, page.found, page.cursor)
            if taken is None:  # another process read on from here in the meantime
                break
            recorded += taken.recorded
            if not page.more or page.cursor == cursor:
                break
            cursor = page.cursor
        return recorded

    async def _take_in(
        self, target: str, cursor: str, found: Sequence[Recognition], following: str
    ) -> Taken | None:
        """Write a page down in some transactions; the last one moves the cursor on. None: it was
        moved by somebody else.
        """
        recorded = planned = strangers = 0
        was_in_trouble = False
        for first in range(0, max(1, len(found)), AT_ONCE):
            now = self._clock.now()
            async with self._db.transaction(lock_of(target)) as conn:
                if not await recognitions.still_at(conn, target, cursor):
                    return None
                part = found[first : first + AT_ONCE]
                taken = await recognitions.take_in(conn, target, part, now)
                if first + AT_ONCE >= len(found):
                    was_in_trouble = await recognitions.advance(conn, target, following, now)
            recorded, planned = recorded + taken.recorded, planned + taken.planned
            strangers += taken.strangers
        self._tell(target, planned, strangers, was_in_trouble)
        return Taken(recorded, planned, strangers)

    def _tell(self, target: str, planned: int, strangers: int, was_in_trouble: bool) -> None:
        if planned:
            self._wake()
        if was_in_trouble:
            log.info("credit bank tells again what it decided", target=target)
        if strangers:
            log.warning(
                "a bank decided about claims that we do not know", target=target, count=strangers
            )

    async def _in_trouble(self, target: str, words: str) -> None:
        """Keep it, and say it once over all processes."""
        async with self._db.transaction(lock_of(target)) as conn:
            is_new = await recognitions.trouble(conn, target, words)
        if is_new:
            log.warning("credit bank does not tell what it decided", target=target, reason=words)
