"""Every night the followers we know are compared with those the platform lists (user/get)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.domain.delivery import Rung
from bot.domain.errors import PlatformCallError
from bot.ports import Clock, Official
from bot.store import listing, quotas, tags
from bot.store.db import Database
from bot.store.listing import Kept, Listing
from schedules.patience import Patience, at_work
from schedules.tagging import FIFTY, tag_name, tag_some

log = structlog.get_logger("followers")

BEGINS, ENDS = time(3, 0), time(5, 0)
"""In the deployment's zone: when hardly anybody writes."""
CALL = "user/get"
CALLS_A_DAY = 400
"""Of the 500 that the platform takes (reference/wechat.md section 8)."""
PAGES = 10
"""Pages in one run, so that a stop need not wait for long; the next run goes on."""
TOO_OLD = timedelta(hours=12)
"""A listing that ended is made anew when it was begun longer ago."""
LONGEST = timedelta(days=4)
"""A listing may take some nights, since a day's calls bring four million followers at most; one
that was begun longer ago is begun anew."""
LOST_AT_ONCE = 2_000
SOME = 100
"""So many may always be missing at once; beyond that, not more than half of those we know."""


class FollowerLists:
    """Lists each account's followers once a night; any number of processes may run one."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        officials: Mapping[str, Official],
        zone: str,
        daily_time: time,
    ) -> None:
        """``zone`` and ``daily_time`` are the deployment's; newcomers get them too."""
        self._db = db
        self._clock = clock
        self._officials = {
            name: one for name, one in officials.items() if Rung.CUSTOMER in one.ability.pushes
        }
        self._zone = zone
        self._daily_time = daily_time
        self._patience = Patience()

    async def run(self) -> int:
        """Go on with tonight's listings; how many were brought to their end."""
        local = self._clock.now().astimezone(ZoneInfo(self._zone))
        if not BEGINS <= local.time() < ENDS:
            return 0
        finished = 0
        for account, official in self._officials.items():
            if not self._patience.may(account, "listing", self._clock.now()):
                continue
            async with at_work(self._db, self._clock, account, "listing") as mine:
                if mine:
                    finished += await self._account(official)
        return finished

    async def _account(self, official: Official) -> bool:
        tonight = await self._tonight(official.account)
        if tonight is None:
            return False
        try:
            return await self._pages(official, tonight)
        except PlatformCallError as error:
            self._patience.refused(official.account, "listing", error, self._clock.now())
            return False

    async def _tonight(self, account: str) -> Listing | None:
        """The listing to go on with, begun anew where that is due; None: tonight's is done."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            last = await listing.newest(conn, account)
            age = now - last.began_at if last is not None else LONGEST
            if last is not None and last.finished_at is not None and age < TOO_OLD:
                return None
            unfinished = last is not None and last.finished_at is None and age < LONGEST
            if last is not None and unfinished and await listing.is_whole(conn, last):
                return last
            return await listing.begin(conn, account, now)

    async def _pages(self, official: Official, current: Listing) -> bool:
        """The next pages; True when the last one was taken in and the listing ended."""
        for _ in range(PAGES):
            if not await self._may_call(official.account):
                return False
            page = await official.followers(current.after)
            self._patience.went_well(official.account, "listing")
            async with self._db.transaction() as conn:
                kept = await listing.keep_page(
                    conn,
                    current,
                    page.platform_ids,
                    page.after,
                    person=(self._zone, self._daily_time),
                    now=self._clock.now(),
                )
                following = await listing.newest(conn, official.account)
            if kept is None or following is None:
                return False
            await self._untag(official, kept)
            current = following
            if not page.after or not page.platform_ids:
                return await self._end(current)
        return False

    async def _may_call(self, account: str) -> bool:
        use = (account, CALL)
        async with self._db.transaction() as conn:
            granted = await quotas.reserve(
                conn, {use: 1}, {use: CALLS_A_DAY}, quotas.day_of(self._clock.now())
            )
        return granted[use] == 1

    async def _untag(self, official: Official, kept: Kept) -> None:
        """Those who were erased and follow all the same have a tag of ours to be rid of."""
        async with self._db.connection() as conn:
            ids = await tags.known_tags(conn, official.account)
        for track, people in kept.to_untag.items():
            for n in range(0, len(people), FIFTY):
                some = people[n : n + FIFTY]
                if tag := ids.get(tag_name(track)):
                    failed = await tag_some(official, tag, some, on=False)
                    some = [one for one in some if one not in failed]
                async with self._db.transaction() as conn:
                    await listing.untagged(conn, official.account, some)

    async def _end(self, current: Listing) -> bool:
        """Who is not listed is lost, unless the list cannot be believed."""
        account = current.account
        async with self._db.connection() as conn:
            whole = await listing.is_whole(conn, current)
            missing = await listing.count_unlisted(conn, current)
            known = await listing.known_followers(conn, account)
        if not whole:
            return False
        if missing > max(SOME, known // 2):
            log.error(
                "the platform lists too few followers to be believed; nobody is taken for gone",
                account=account,
                listed=current.listed,
                known=known,
            )
            missing = 0
        while missing > 0:
            async with self._db.transaction() as conn:
                lost = await listing.lose_unlisted(conn, current, self._clock.now(), LOST_AT_ONCE)
            missing = missing - lost if lost else 0
        await self._finish(current)
        return True

    async def _finish(self, current: Listing) -> None:
        async with self._db.transaction() as conn:
            done = await listing.finish(conn, current, self._clock.now())
        if done is not None:
            log.info(
                "followers compared with the platform's list",
                account=done.account,
                listed=done.listed,
                added=done.added,
                lost=done.lost,
                seconds=_seconds(done.began_at, done.finished_at),
            )


def _seconds(began: datetime, ended: datetime | None) -> int:
    return int((ended - began).total_seconds()) if ended else 0
