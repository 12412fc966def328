"""What was said in passing is taken away again; quizzes that nobody answers any more are forgotten."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.chat_ports import GroupChats
from bot.domain.errors import PlatformCallError
from bot.ports import Clock
from bot.store import passing, polls
from bot.store.db import Connection, Database
from bot.store.passing import PassingMessage
from schedules.batches import in_batches

BATCH = 20
"""Messages that are taken away at once. Removals count against no limit of messages, but a
platform that is asked for hundreds at a time asks us to wait all the same."""
FORGET = 1000
KEEP_POLLS = timedelta(days=60)
"""A quiz in a private chat stays open; who answers one that is older is asked anew."""

log = structlog.get_logger("schedules")


class Cleaner:
    """Any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock, chats: Mapping[str, GroupChats]) -> None:
        """``chats`` are the accounts with group chats, by name."""
        self._db = db
        self._clock = clock
        self._chats = chats

    async def run(self) -> int:
        """Take away what has been there long enough; how many messages are gone.

        What a platform does not take away now is tried again after a minute, for an hour. A crash
        between the removal and its record repeats the removal, which then finds nothing.
        Raises StorageUnavailableError.
        """
        count = 0
        while self._chats:
            async with self._db.transaction() as conn:
                found = await passing.due(conn, self._chats, self._clock.now(), BATCH)
            gone = await self._remove_all(found)
            if gone:
                async with self._db.transaction() as conn:
                    await passing.done(conn, gone)
            count += len(gone)
            if len(found) < BATCH:
                break
        return count

    async def _remove_all(self, found: Sequence[PassingMessage]) -> list[PassingMessage]:
        """Those of ``found`` that are not there any more, or will never be let go."""
        done = await asyncio.gather(*map(self._remove, found))
        return [one for one, is_done in zip(found, done, strict=True) if is_done]

    async def _remove(self, one: PassingMessage) -> bool:
        try:
            await self._chats[one.account].remove(one.chat, one.message_id)
        except PlatformCallError as error:
            log.info("a passing message stays for now", account=one.account, reason=str(error))
            return False
        return True

    async def forget(self) -> int:
        """Quizzes older than 60 days, and passing messages that nobody can take away any more;
        how many. Raises StorageUnavailableError.
        """

        async def old_polls(conn: Connection, now: datetime, most: int) -> int:
            return await polls.forget_old(conn, now - KEEP_POLLS, most)

        count = await in_batches(self._db, self._clock, old_polls, FORGET)
        return count + await in_batches(self._db, self._clock, passing.forget_old, FORGET)
