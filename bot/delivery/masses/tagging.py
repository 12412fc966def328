"""The tag of a mass message's receivers, for accounts that send by tag: made, given in fifties,
taken away afterwards. What is done is kept after each call, so another process goes on from there.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.delivery.faults import SaidOnce
from bot.delivery.masses.desk import Desk
from bot.domain.errors import PlatformCallError
from bot.ports import Official
from bot.store.masses import parts as mass_parts
from bot.store.masses import planned as masses
from bot.store.masses import progress as mass_progress
from bot.store.masses import receivers as mass_receivers
from bot.store.masses.parts import Part

FIFTY = 50
"""What the platform tags in one call (batchtagging)."""
CALLS = 20
"""Tagging calls in one step, so that a step ends well within its lease."""
FILL = 10_000
LEASE = timedelta(minutes=3)
NO_SUCH_TAG = 45159
"""非法的标签 (one of the tag faults of reference/wechat.md section 8)."""
TAGS_FULL = 45059
"""Somebody among them has 20 tags already; the call is refused for all (the same section)."""

log = structlog.get_logger("delivery")


class Tagging:
    """Gives and takes tags."""

    def __init__(self, desk: Desk) -> None:
        """Work at ``desk``."""
        self._desk = desk
        self._said = SaidOnce()

    async def advance(self, part: Part) -> bool:
        """Go on with a claimed part; True: all its receivers have the tag.

        Raises PlatformCallError when a call fails; what was done before it is kept.
        """
        official = self._desk.officials[part.account]
        tag = part.tag if part.tag is not None else await self._make(part, official)
        to = part.tagged_to
        for _ in range(CALLS):
            async with self._desk.db.connection() as conn:
                some = await mass_receivers.receivers(conn, part.row, after=to, most=FIFTY)
            if not some:
                return not await self._fill(part, to)
            failed = await _tag(official, tag, [chat for _, chat in some])
            to = some[-1][0]
            await self._keep(part, to, [row for row, chat in some if chat in failed])
        await self._free(part, to)
        return False

    async def _make(self, part: Part, official: Official) -> int:
        """The tag, made now or by somebody who did not live to write it down."""
        name = mass_progress.tag_name(part.mass)
        tag = (await official.tags()).get(name)
        if tag is None:
            tag = await official.make_tag(name)
        async with self._desk.db.transaction() as conn:
            await mass_progress.keep_tag(
                conn, part.mass, part.account, tag, self._desk.clock.now()
            )
        return tag

    async def _fill(self, part: Part, to: int) -> int:
        """Reserve the next receivers; how many. The part is then free for the next step."""
        now = self._desk.clock.now()
        async with self._desk.db.transaction() as conn:
            mass = await masses.row_of(conn, part.account, part.mass, now)
            picked = await mass_receivers.pick(conn, mass, now, FILL, after=to)
            if picked.deliveries:
                await mass_receivers.reserve(conn, part.row, picked, now, counted=False)
                await mass_parts.tagged(conn, part, to, now, None)
        return len(picked.deliveries)

    async def _keep(self, part: Part, to: int, failed: list[int]) -> None:
        now = self._desk.clock.now()
        async with self._desk.db.transaction() as conn:
            if failed:
                await mass_receivers.take_out(conn, part.row, failed)
            await mass_parts.tagged(conn, part, to, now, now + LEASE)

    async def _free(self, part: Part, to: int) -> None:
        async with self._desk.db.transaction() as conn:
            await mass_parts.tagged(conn, part, to, self._desk.clock.now(), None)

    async def clear(self) -> int:
        """Delete the tags of mass messages that are over; how many."""
        now = self._desk.clock.now()
        async with self._desk.db.connection() as conn:
            found = await mass_progress.tags_to_delete(conn, self._desk.accounts, now)
        done = 0
        for mass, account, tag in found:
            try:
                await self._desk.officials[account].delete_tag(tag)
            except PlatformCallError as error:
                if not self._gone(account, error):
                    continue
            async with self._desk.db.transaction() as conn:
                await mass_progress.keep_tag(conn, mass, account, None, now)
            done += 1
        return done

    def _gone(self, account: str, error: PlatformCallError) -> bool:
        """Whether a tag that could not be deleted is gone anyway; else it is said once."""
        if error.code == NO_SUCH_TAG:
            return True
        if self._said.is_new(account, error.outcome.code):
            log.warning(
                "a tag of a mass message stays",
                account=account,
                reason=error.outcome.code,
                mend="delete the tag yike-… in the account's console if this goes on",
            )
        return False


async def _tag(official: Official, tag: int, people: Sequence[str]) -> set[str]:
    """Give a tag; those it failed for. One who has no room for it keeps nobody else from it.

    Raises PlatformCallError for anything else.
    """
    try:
        return set(await official.tag_people(tag, people, on=True))
    except PlatformCallError as error:
        if error.code != TAGS_FULL:
            raise
    if len(people) == 1:
        return set(people)
    failed = set[str]()
    for person in people:
        failed |= await _tag(official, tag, [person])
    return failed
