"""Recognition flows back: each bank is asked what it decided, and that is written down and told."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from bot.domain.credits import Form, RecognitionPage
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import Clock, CreditBank
from bot.store.db import Database
from bot.store.ledger import recognition_cursor as cursors
from bot.store.ledger import recognitions
from bot.store.ledger.recognition_cursor import lock_of
from bot.store.ledger.recognitions import Taken

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
            return await cursors.begin(conn, target, self._clock.now(), every)

    async def _pages(self, bank: CreditBank, cursor: str) -> int:
        """Page by page, each taken in before the next is asked for; no transaction is open
        meanwhile. Raises PlatformUnavailableError for a bank that leads in a circle, besides what
        ``bank`` raises.
        """
        recorded, asked = 0, {cursor}
        for _ in range(MOST_PAGES):
            page = await bank.recognitions(cursor)
            taken = await self._take_in(bank.name, cursor, page)
            if taken is None:  # another process read on from here in the meantime
                return recorded
            recorded += taken
            if not page.more or page.cursor == cursor:
                break
            cursor = page.cursor
            if cursor in asked:
                raise PlatformUnavailableError(
                    f"Credit bank {bank.name} leads in a circle when it tells what it decided."
                )
            asked.add(cursor)
        await self._well(bank.name)
        return recorded

    async def _take_in(self, target: str, cursor: str, page: RecognitionPage) -> int | None:
        """Write a page down in some transactions; the last one moves the cursor on. How many
        decisions are new; None: it was moved by somebody else.
        """
        taken: list[Taken] = []
        unread = 0
        for first in range(0, max(1, len(page.found)), AT_ONCE):
            now = self._clock.now()
            async with self._db.transaction(lock_of(target)) as conn:
                if not await cursors.still_at(conn, target, cursor):
                    return None
                part = page.found[first : first + AT_ONCE]
                taken.append(await recognitions.take_in(conn, target, part, now))
                if first + AT_ONCE >= len(page.found):
                    unread = await recognitions.note_unread(conn, target, page.unreadable, now)
                    await cursors.advance(conn, target, page.cursor, now)
        self._tell(target, taken, unread)
        return sum(one.recorded for one in taken)

    def _tell(self, target: str, taken: Sequence[Taken], unread: int) -> None:
        if any(one.planned for one in taken):
            self._wake()
        if strangers := sum(one.strangers for one in taken):
            log.warning(
                "a bank decided about claims that we do not know", target=target, count=strangers
            )
        if unread:
            log.warning(
                "a bank told decisions that cannot be read; see yike credits status",
                target=target,
                count=unread,
            )

    async def _well(self, target: str) -> None:
        async with self._db.transaction(lock_of(target)) as conn:
            was_in_trouble = await cursors.well(conn, target)
        if was_in_trouble:
            log.info("credit bank tells again what it decided", target=target)

    async def _in_trouble(self, target: str, words: str) -> None:
        """Keep it, and say it once over all processes."""
        async with self._db.transaction(lock_of(target)) as conn:
            is_new = await cursors.trouble(conn, target, words)
        if is_new:
            log.warning("credit bank does not tell what it decided", target=target, reason=words)
