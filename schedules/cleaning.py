"""What was said in passing is taken away again; quizzes that nobody answers any more are forgotten."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.chat_ports import GroupChats
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import PlatformCallError
from bot.ports import Clock
from bot.store import polls
from bot.store.db import Connection, Database
from bot.store.groups import passing
from bot.store.groups.passing import PassingMessage
from schedules.batches import in_batches

BATCH = 20
"""Messages that are looked for at once."""
AT_ONCE = 5
"""Messages of one account that are taken away at once. Removals count against no limit of
messages, but a platform that is asked for many at a time asks us to wait all the same."""
REST = 60.0
"""Seconds for which an account is left alone whose platform does not say how long to wait."""
FORGET = 1000
KEEP_POLLS = timedelta(days=60)
"""A quiz in a private chat stays open; an answer to one that is older is not heard any more."""

log = structlog.get_logger("schedules")


class Cleaner:
    """Any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock, chats: Mapping[str, GroupChats]) -> None:
        """``chats`` are the accounts with group chats, by name."""
        self._db = db
        self._clock = clock
        self._chats = chats
        self._resting: dict[str, datetime] = {}

    async def run(self) -> int:
        """Take away what has been there long enough; how many messages are gone.

        What a platform does not take away now is tried again after a minute, for an hour. One that
        asks us to wait is not asked again for that account before the time it names. A crash
        between the removal and its record repeats the removal, which then finds nothing.
        Raises StorageUnavailableError.
        """
        count = 0
        while accounts := [name for name in self._chats if not self._rests(name)]:
            async with self._db.transaction() as conn:
                found = await passing.due(conn, accounts, self._clock.now(), BATCH)
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
        by_account: dict[str, list[PassingMessage]] = defaultdict(list)
        for one in found:
            by_account[one.account].append(one)
        gone = await asyncio.gather(*map(self._remove_of_account, by_account.values()))
        return [one for some in gone for one in some]

    async def _remove_of_account(self, found: Sequence[PassingMessage]) -> list[PassingMessage]:
        """The same of one account, until its platform asks us to wait."""
        gone: list[PassingMessage] = []
        for begin in range(0, len(found), AT_ONCE):
            if self._rests(found[0].account):
                break
            some = found[begin : begin + AT_ONCE]
            done = await asyncio.gather(*map(self._remove, some))
            gone += [one for one, is_done in zip(some, done, strict=True) if is_done]
        return gone

    def _rests(self, account: str) -> bool:
        return account in self._resting and self._clock.now() < self._resting[account]

    def _rest(self, account: str, outcome: Outcome) -> None:
        wait = REST if outcome.retry_after is None else outcome.retry_after
        until = self._clock.now() + timedelta(seconds=wait)
        self._resting[account] = max(until, self._resting.get(account, until))

    async def _remove(self, one: PassingMessage) -> bool:
        try:
            await self._chats[one.account].remove(one.chat, one.message_id)
        except PlatformCallError as error:
            if error.outcome.result is Result.THROTTLED:
                self._rest(one.account, error.outcome)
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
