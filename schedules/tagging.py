"""Tags of tracks: whom the platform shows which menu (reference/wechat.md section 7)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.delivery import Result, Rung
from bot.domain.errors import PlatformCallError
from bot.ports import Clock, Official, TaggedMenu
from bot.store import tags
from bot.store.db import Database
from bot.store.tags import Retag
from schedules.menus import TRACKS_WITH_A_MENU, menu_of
from schedules.patience import Patience, at_work

log = structlog.get_logger("followers")

FIFTY = 50
"""People in one call (标签: batchtagging)."""
BATCHES = 40
"""Calls in one run, so that a stop need not wait for long."""
NEWEST, ONWARD = 2_000, 20_000
"""Addresses looked at in one run: the newest, who just said who they are, and the next of all
the others, in turn."""
NOT_AGAIN_FOR = timedelta(days=1)
_BUSY = frozenset({Result.THROTTLED, Result.UNAVAILABLE, Result.UNKNOWN})


def tag_name(track: str) -> str:
    """The name of a track's tag on the platform."""
    return f"yike-{track}"


class TrackTags:
    """Keeps tags and menus in step with who people said to be; any number of processes may run
    one. Accounts that may have no tags (those that are not verified) keep the one menu of all.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        officials: Mapping[str, Official],
        pages: Mapping[str, str] | None = None,
    ) -> None:
        """``officials`` are the accounts with followers, by name; ``pages`` where their followers'
        own page is, where they have one.
        """
        self._pages = pages or {}
        self._db = db
        self._clock = clock
        self._officials = {
            name: one for name, one in officials.items() if Rung.CUSTOMER in one.ability.pushes
        }
        self._patience = Patience()
        self._menus: dict[str, tuple[TaggedMenu, ...]] = {}
        self._onward: dict[str, int] = {}
        self._failed: dict[int, datetime] = {}

    async def run(self) -> int:
        """One round over all accounts; how many people got another tag."""
        total = 0
        for account, official in self._officials.items():
            now = self._clock.now()
            if not self._patience.may(account, "tags", now):
                continue
            async with at_work(self._db, self._clock, account, "tags") as mine:
                if mine:
                    total += await self._account(official)
        return total

    async def _account(self, official: Official) -> int:
        account = official.account
        try:
            ids = await self._ids(official)
            await self._set_menus(official, ids)
            done = await self._retag(official, ids)
        except PlatformCallError as error:
            self._patience.refused(account, "tags", error, self._clock.now())
            if error.outcome.result not in _BUSY:
                # Somebody may have removed a tag in the console: next time all are looked up.
                self._menus.pop(account, None)
                async with self._db.transaction() as conn:
                    names = [tag_name(track) for track in TRACKS_WITH_A_MENU]
                    await tags.forget_tags(conn, account, names)
            return 0
        self._patience.went_well(account, "tags")
        return done

    async def _ids(self, official: Official) -> dict[str, int]:
        """The platform's id of each track's tag, made where it lacks one."""
        account = official.account
        async with self._db.connection() as conn:
            known = await tags.known_tags(conn, account)
        wanted = {tag_name(track): track for track in TRACKS_WITH_A_MENU}
        lacking = wanted.keys() - known.keys()
        if lacking:
            there = await official.tags()
            for name in sorted(lacking):
                made = name not in there
                known[name] = await official.make_tag(name) if made else there[name]
                async with self._db.transaction() as conn:
                    await tags.keep_tags(conn, account, {name: known[name]}, self._clock.now())
                    if made:
                        await tags.forget_tagged(conn, account, wanted[name])
        return {track: known[name] for name, track in wanted.items()}

    async def _set_menus(self, official: Official, ids: Mapping[str, int]) -> None:
        """Once for each process, and when a tag has another id."""
        page = self._pages.get(official.account, "")
        menus = tuple(TaggedMenu(tag, menu_of(track, page)) for track, tag in ids.items())
        if self._menus.get(official.account) != menus:
            await official.set_menus(menus)
            self._menus[official.account] = menus

    # who has which tag -----------------------------------------------------------------------

    async def _retag(self, official: Official, ids: Mapping[str, int]) -> int:
        account = official.account
        onward = self._onward.get(account, 0)
        async with self._db.connection() as conn:
            last = await tags.last_address(conn)
            newest = max(0, last - NEWEST)
            found = await tags.to_retag(conn, account, TRACKS_WITH_A_MENU, newest, NEWEST)
            found += await tags.to_retag(conn, account, TRACKS_WITH_A_MENU, onward, ONWARD)
        batches = self._batches(found)
        done = 0
        for batch in batches[:BATCHES]:
            done += await self._change(official, ids, batch)
        if len(batches) <= BATCHES:
            self._onward[account] = onward + ONWARD if onward + ONWARD < last else 0
        return done

    def _batches(self, found: Sequence[Retag]) -> list[list[Retag]]:
        """Fifties of the same change, each address once, without those that failed lately."""
        now = self._clock.now()
        self._failed = {row: until for row, until in self._failed.items() if until > now}
        groups: defaultdict[tuple[str | None, str | None], dict[int, Retag]] = defaultdict(dict)
        for one in found:
            if one.address not in self._failed:
                groups[one.old, one.new][one.address] = one
        lists = (list(group.values()) for group in groups.values())
        return [many[n : n + FIFTY] for many in lists for n in range(0, len(many), FIFTY)]

    async def _change(
        self, official: Official, ids: Mapping[str, int], batch: Sequence[Retag]
    ) -> int:
        """Take the old tag off, put the new one on; for how many it went well."""
        old, new = batch[0].old, batch[0].new
        left = {one.platform_id: one.address for one in batch}
        for track, on in ((old, False), (new, True)):
            if track is not None and track in ids and left:
                for person in await tag_some(official, ids[track], list(left), on=on):
                    self._failed[left.pop(person)] = self._clock.now() + NOT_AGAIN_FOR
        async with self._db.transaction() as conn:
            await tags.retagged(conn, sorted(left.values()), new)
        return len(left)


async def tag_some(official: Official, tag: int, people: Sequence[str], *, on: bool) -> set[str]:
    """Give or take a tag, at most 50 people; those it failed for. What the platform does not
    take for one of them (who has 20 tags already) is tried for each by himself.

    Raises PlatformCallError where it takes it for nobody.
    """
    try:
        return set(await official.tag_people(tag, people, on=on)) & set(people)
    except PlatformCallError as error:
        if error.outcome.result in _BUSY or len(people) == 1:
            raise
    failed = set[str]()
    for number, person in enumerate(people):
        try:
            failed |= set(await official.tag_people(tag, [person], on=on)) & {person}
        except PlatformCallError as error:
            failed.add(person)
            # Two in a row from the first on: it is not the people.
            if error.outcome.result in _BUSY or len(failed) == number + 1 > 1:
                raise
    return failed
