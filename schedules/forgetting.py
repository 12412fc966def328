"""Who asked for it, or has long been silent, is erased: everywhere, in one transaction a person."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.domain.errors import StorageUnavailableError
from bot.domain.faults import fault
from bot.domain.pseudonyms import person_hash, voter_hash
from bot.ledger.forgetting import forget
from bot.ledger.statements import Issuer
from bot.ports import Clock
from bot.store.db import Database
from bot.store.privacy import copies as personal_copies
from bot.store.privacy import tombstones
from bot.store.privacy.erasing_people import erase_person
from bot.store.privacy.forgetting import asked, lock_person, silent
from schedules.batches import in_batches
from schedules.jobs import Job

log = structlog.get_logger("schedules")

MOST = 200
"""People in one run: those beyond come with the next, five seconds later."""
STRETCH = 5000
"""People looked at in one query for those who fell silent."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A person was erased: so many addresses with him or her, and so many statements that take
    back at credit banks what these may hold.
    """

    addresses: int
    taken_back: int


class Forgetter:
    """Erases people; any number of processes may run one."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        issuer: Issuer,
        silent_months: int = 0,
        owed: Callable[[], None] = lambda: None,
    ) -> None:
        """``silent_months``: who has not been heard from for so long is erased; 0: nobody is.
        ``owed`` is called when credit banks are to be asked to take something back.
        """
        self._db = db
        self._clock = clock
        self._issuer = issuer
        self._months = silent_months
        self._owed = owed

    async def who_asked(self) -> int:
        """Everybody who asked for it and has had the last reply; returns how many."""
        async with self._db.connection() as conn:
            rows = await asked(conn, self._clock.now(), MOST)
        return sum([await self._erase_or_say(row) for row in rows])

    async def who_is_silent(self) -> int:
        """Everybody who has said nothing for the months that the deployment allows; how many."""
        count, after = 0, 0 if self._months else None
        while after is not None:
            async with self._db.connection() as conn:
                walk = await silent(conn, after, self._clock.now(), self._months, STRETCH)
            count += sum([await self._erase_or_say(row) for row in walk.found])
            after = walk.after
        if count:
            log.info("silent people erased", count=count)
        return count

    async def old_links(self) -> int:
        """Links to copies of one's data that are over."""
        return await in_batches(self._db, self._clock, personal_copies.forget_over, MOST)

    async def erase(self, learner: int) -> Forgotten | None:
        """Erase the person whom ``learner`` is a row of, now; None when there is none (any more).

        Raises StorageUnavailableError when nothing was erased, and it can be tried again.
        """
        async with self._db.transaction() as conn:
            person = await lock_person(conn, learner)
            if person is None:
                return None
            now, secret = self._clock.now(), self._issuer.pseudonym_key
            taken_back = await forget(conn, person.row, self._issuer, now)
            places = [(account, platform_id) for _, account, platform_id in person.addresses]
            await erase_person(
                conn,
                person,
                now,
                granted=[person_hash(secret, *place) for place in places],
                voters=[voter_hash(secret, *place) for place in places],
            )
            await tombstones.keep(
                conn, [(tombstones.trace(secret, key), now) for key in person.keys]
            )
        if taken_back:
            self._owed()
        return Forgotten(len(places), taken_back)

    async def _erase_or_say(self, learner: int) -> bool:
        """One person's trouble keeps nobody else waiting; the next run tries again."""
        try:
            return await self.erase(learner) is not None
        except StorageUnavailableError as error:
            log.warning("somebody is erased later", reason=str(error))
        except Exception as error:
            log.error("somebody cannot be erased", fault=fault(error))  # noqa: TRY400 - a traceback would quote rows
        return False


def forgetting_jobs(forgetter: Forgetter) -> tuple[Job, ...]:
    """What erases people, and what forgets links to their data."""
    return (
        Job("erase who asked for it", 5, forgetter.who_asked),
        Job("erase who has long been silent", 6 * 3600, forgetter.who_is_silent),
        Job("forget old links to one's data", 3600, forgetter.old_links),
    )
