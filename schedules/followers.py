"""Followers of official accounts: who is one person, who left, who is erased."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery.faults import SaidOnce
from bot.domain.delivery import Result, Rung
from bot.domain.errors import PlatformCallError, StorageUnavailableError
from bot.domain.faults import fault
from bot.ledger.joining import join_people
from bot.ledger.statements import Issuer
from bot.ports import Clock, Official, PlatformPerson
from bot.store import followers
from bot.store.db import Database
from bot.store.followers import Asked
from bot.store.merging import people as merging
from schedules.jobs import Job
from schedules.listing import FollowerLists
from schedules.patience import Patience, at_work
from schedules.tagging import TrackTags

log = structlog.get_logger("followers")

HUNDRED = 100
"""People in one call (user/info/batchget)."""
CALLS = 40
"""Calls in one run for one account, so that a stop need not wait for long."""
PAIRS = 500
TRIES = 5
LEFT = "the person left"
LOOK_BACK = timedelta(hours=2)
ERASE_AT_ONCE = 50


def union_key(secret: bytes, union: str) -> bytes:
    """What is kept of an id that is one person's in all accounts of an owner: from it nobody gets
    back to the id without ``secret``.
    """
    return hmac.digest(secret, f"union\0{union}".encode(), "sha256")


class FollowerKeeper:
    """Joins the addresses of one person, ends what is owed to who left, and erases who stayed
    away; any number of processes may run one.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        officials: Mapping[str, Official],
        issuer: Issuer,
        erase_after: Mapping[str, timedelta],
    ) -> None:
        """``issuer``'s key keys the hashes of union ids too; ``erase_after``: how long after somebody left
        an account its address is erased, by account.
        """
        self._db = db
        self._clock = clock
        self._officials = {
            name: one for name, one in officials.items() if Rung.CUSTOMER in one.ability.pushes
        }
        self._issuer = issuer
        self._erase_after = erase_after
        self._patience = Patience()
        self._said = SaidOnce()

    # one person ------------------------------------------------------------------------------

    async def ask(self) -> int:
        """Ask who new followers are in other accounts, and join those that are one person;
        returns how many were asked for.
        """
        total = 0
        for account, official in self._officials.items():
            if not self._patience.may(account, "union", self._clock.now()):
                continue
            async with at_work(self._db, self._clock, account, "union") as mine:
                if mine:
                    total += await self._ask(official)
        return total

    async def _ask(self, official: Official) -> int:
        account, total = official.account, 0
        for _ in range(CALLS):
            async with self._db.connection() as conn:
                some = await followers.not_asked(conn, account, HUNDRED)
            if not some:
                break
            asked_at = self._clock.now()
            try:
                asked = await self._found(official, {id_: row for row, id_ in some})
            except PlatformCallError as error:
                self._patience.refused(account, "union", error, self._clock.now())
                break
            self._patience.went_well(account, "union")
            await self._keep(asked, asked_at)
            total += len(asked)
        return total

    async def _found(self, official: Official, rows: Mapping[str, int]) -> list[Asked]:
        """What the platform says of each; of who is not in its answer it says nothing."""
        people = {one.platform_id: one for one in await _people(official, list(rows))}
        found = []
        for platform_id, row in rows.items():
            one = people.get(platform_id)
            key = union_key(self._issuer.pseudonym_key, one.union) if one and one.union else None
            found.append(Asked(row, key, one is None or one.follows))
        return found

    async def _keep(self, asked: list[Asked], asked_at: datetime) -> None:
        now = self._clock.now()
        left = [one.address for one in asked if not one.follows]
        async with self._db.transaction() as conn:
            await followers.keep_unions(conn, asked, now)
        async with self._db.transaction() as conn:
            learners = await followers.gone(conn, left, LEFT, asked_at, now)
            await followers.end_owed(conn, learners, LEFT, now)
        keys = {one.union_key for one in asked if one.union_key is not None}
        if keys:
            await self._join(keys)

    async def join(self) -> int:
        """The sweep for people whose addresses are still those of two learners."""
        return await self._join(None)

    async def _join(self, keys: set[bytes] | None) -> int:
        """Each person in a transaction of his own; how many there were."""
        async with self._db.connection() as conn:
            found = await followers.twins(conn, keys, PAIRS)
        joined = 0
        for learners in found:
            joined += await self._join_one(learners)
        if joined:
            log.info("people with two addresses are one learner now", people=joined)
        return joined

    async def _join_one(self, learners: Sequence[int]) -> bool:
        """Planning may come in between; then it is tried again, and at last left to the sweep.

        A fault of ours with one person keeps nobody else from being joined.
        """
        for _ in range(TRIES):
            try:
                async with self._db.transaction() as conn:
                    await join_people(conn, learners, self._issuer, self._clock.now())
            except merging.MergeCollidedError:
                continue
            except StorageUnavailableError:
                raise
            except Exception as error:
                if self._said.is_new("join", words := fault(error)):
                    log.error("a person's learners cannot be joined", fault=words)  # noqa: TRY400 - a traceback would quote rows
                return False
            return True
        return False

    # leaving ---------------------------------------------------------------------------------

    async def left(self) -> int:
        """The sweep for what is still owed to who just left and is reached nowhere; and who left
        has no tags any more.
        """
        total, after = 0, 0
        async with self._db.transaction() as conn:
            await followers.forget_tags_of_left(conn, self._clock.now() - LOOK_BACK)
        while True:
            now = self._clock.now()
            async with self._db.transaction() as conn:
                found = await followers.just_left(conn, now - LOOK_BACK, after, PAIRS)
                learners = {learner for _, learner in found}
                total += await followers.end_owed(conn, learners, LEFT, now)
            if len(found) < PAIRS:
                return total
            after = found[-1][0]

    async def erase(self) -> int:
        """Erase those who left long enough ago; how many."""
        total = 0
        for account, days in self._erase_after.items():
            while True:
                now = self._clock.now()
                async with self._db.transaction() as conn:
                    count = await followers.erase_left(
                        conn, account, now - days, now, ERASE_AT_ONCE
                    )
                total += count
                if count < ERASE_AT_ONCE:
                    break
        if total:
            log.info("addresses erased of people who left", erased=total)
        return total


async def _people(official: Official, platform_ids: Sequence[str]) -> list[PlatformPerson]:
    """Who they are. One that is nobody of the account makes the platform refuse the whole call
    (40003), so the hundred is halved until that one is known, who is then no follower.
    """
    try:
        return await official.people(platform_ids)
    except PlatformCallError as error:
        if error.outcome.result is not Result.GONE:
            raise
    if len(platform_ids) == 1:
        return [PlatformPerson(platform_ids[0], follows=False)]
    half = len(platform_ids) // 2
    return [
        *await _people(official, platform_ids[:half]),
        *await _people(official, platform_ids[half:]),
    ]


def follower_jobs(
    keeper: FollowerKeeper, track_tags: TrackTags, lists: FollowerLists
) -> tuple[Job, ...]:
    """What keeps followers in step with their platforms."""
    return (
        Job("ask who new followers are", 60, keeper.ask),
        Job("join people with two addresses", 3600, keeper.join),
        Job("end what is owed to who left", 60, keeper.left),
        Job("erase who left", 600, keeper.erase),
        Job("tag followers by track", 60, track_tags.run),
        Job("compare followers with the platform's list", 60, lists.run),
    )
